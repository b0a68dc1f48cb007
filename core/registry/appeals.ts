import type { Result } from '@wurao/domain';
import { MAX_CONTACT_CHARS, MAX_STATEMENT_CHARS } from './bounds.ts';
import { checkText, firstFailure } from './checks.ts';
import type { Actor, CommandOf } from './envelope.ts';
import type { CommandContext, RegisterTransaction, Reply } from './ports.ts';
import { conflict, created } from './replies.ts';

/**
 * An objection to a refused decision. Who holds the decision's reference may file one, with a key or without: the edge has
 * found the decision and that it is a refusal. Nothing that a gate decides by: it has no place in the feed.
 */
export const fileAppeal = async (
  { appeal }: CommandOf<'fileAppeal'>,
  _actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const { statement, contact } = appeal;
  const bad = firstFailure(
    checkText('statement', statement, MAX_STATEMENT_CHARS),
    checkText('contact', contact, MAX_CONTACT_CHARS),
  );
  if (bad) return bad;
  if (await tx.hasOpenAppeal(appeal.decision))
    return conflict('reference', 'an appeal against this decision is open', 'Wait until it is answered.');
  const id = context.newId('appeal');
  await tx.insertAppeal({
    ...appeal,
    id,
    receivedMs: context.nowMs,
    status: 'open',
    dueMs: undefined,
    answer: undefined,
  });
  return created({ id, received: new Date(context.nowMs).toISOString() });
};
