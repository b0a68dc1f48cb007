import { invalid, type Result } from '@wurao/domain';
import { LAW_PACKS } from '@wurao/law';
import type { Actor, CommandOf } from './envelope.ts';
import type { RegisterTransaction, Reply } from './ports.ts';
import { forbidden, replaced } from './replies.ts';

/** Which pack is in force at every gate. A fact like others, so that replay knows which law held when. */
export const setLaw = async (
  { law }: CommandOf<'setLaw'>,
  actor: Actor,
  tx: RegisterTransaction,
): Promise<Result<Reply>> => {
  if (actor.role !== 'admin') return forbidden(`role ${actor.role} sets no law`, "Use an operator's key.");
  if (!LAW_PACKS.has(law))
    return invalid('law', `there is no law pack ${law}`, `Name one of ${[...LAW_PACKS.keys()].join(', ')}.`);
  if ((await tx.law()) === law) return replaced({ law });
  await tx.putLaw(law);
  await tx.append({ kind: 'law', law });
  return replaced({ law, sequence: tx.sequence });
};
