import { asId, type Failure, invalid, parseNumber, type Result, type Sanction, type SanctionId } from '@wurao/domain';
import { MAX_NAME_CHARS, MAX_NOTE_CHARS } from './bounds.ts';
import { checkId, checkScope, checkSpan, checkText, firstFailure } from './checks.ts';
import type { Actor, CommandOf, SanctionInput } from './envelope.ts';
import { stateNoun } from './nouns.ts';
import type { CommandContext, RegisterTransaction, Reply } from './ports.ts';
import { sanctionJson } from './render.ts';
import { conflict, created, forbidden, notFound, replaced, unchanged } from './replies.ts';

const REGULATOR = 'regulator';

/** Who stands behind a sanction: only the same hand, or a higher one, lifts it. */
const handOf = (actor: Actor): string => (actor.role === 'carrier' ? (actor.party ?? 'carrier') : REGULATOR);

const maySanction = async (
  tx: RegisterTransaction,
  actor: Actor,
  target: Sanction['target'],
): Promise<Failure | undefined> => {
  if (actor.role === 'regulator' || actor.role === 'admin') return undefined;
  if (actor.role !== 'carrier')
    return forbidden(`role ${actor.role} imposes no sanction`, "Use a regulator's or carrier's key.");
  const party = target.kind === 'party' ? (await tx.noun('party', target.id))?.body : undefined;
  if (party?.kind === 'carrier' && target.id !== actor.party)
    return forbidden('a carrier does not sanction another carrier', 'Ask the regulator.');
  const line = target.kind === 'line' ? (await tx.noun('line', target.id))?.body : undefined;
  return line && line.chain[0] !== actor.party
    ? forbidden(`line ${target.id} is another carrier's`, 'Ask its carrier or the regulator.')
    : undefined;
};

const checkTarget = async (tx: RegisterTransaction, { kind, id }: Sanction['target']): Promise<Failure | undefined> => {
  if (kind === 'number') {
    const parsed = parseNumber(id, 'target.id');
    if (!parsed.ok) return parsed;
    return parsed.value === id
      ? undefined
      : invalid('target.id', 'not in canonical form', `Write it as ${parsed.value}.`);
  }
  return (await tx.noun(kind, id))
    ? undefined
    : invalid('target.id', `there is no ${kind} ${id}`, `Name a ${kind} that is registered.`);
};

const checkCap = ({ kind, perDay }: SanctionInput): Failure | undefined => {
  if (kind !== 'cap')
    return perDay === undefined ? undefined : invalid('perDay', `a ${kind} has no daily number`, 'Leave it out.');
  return perDay !== undefined && Number.isInteger(perDay) && perDay >= 0
    ? undefined
    : invalid('perDay', 'a cap says how many a day', 'Name a whole number from 0.');
};

export const imposeSanction = async (
  { sanction: input }: CommandOf<'imposeSanction'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const scope = { purposes: input.purposes, categories: 1, channels: input.channels };
  const bad =
    (await maySanction(tx, actor, input.target)) ??
    firstFailure(
      checkId(input.id),
      checkScope(scope),
      checkCap(input),
      checkSpan(input.fromMs, input.toMs, context.nowMs),
      checkText('clause', input.clause, MAX_NAME_CHARS),
      input.note === '' ? undefined : checkText('note', input.note, MAX_NOTE_CHARS),
    ) ??
    (await checkTarget(tx, input.target));
  if (bad) return bad;
  const id = asId<SanctionId>(input.id ?? context.newId('sanction'));
  if (await tx.noun('sanction', id))
    return conflict('id', `sanction ${id} is imposed already`, 'Lift it, or choose another id.');
  const sanction: Sanction = {
    id,
    kind: input.kind,
    target: input.target,
    purposes: input.purposes,
    channels: input.channels,
    perDay: input.perDay,
    fromMs: input.fromMs,
    toMs: input.toMs,
    clause: input.clause,
    note: input.note,
    status: 'active',
    sequence: tx.sequence,
  };
  await stateNoun(tx, 'sanction', id, sanction, {
    owner: handOf(actor),
    lookup: `${input.target.kind}:${input.target.id}`,
  });
  return created(sanctionJson(sanction));
};

export const liftSanction = async (
  { id, note }: CommandOf<'liftSanction'>,
  actor: Actor,
  tx: RegisterTransaction,
): Promise<Result<Reply>> => {
  const present = await tx.noun('sanction', id);
  if (!present) return notFound('sanction', id);
  const mayLift =
    actor.role === 'regulator' ||
    actor.role === 'admin' ||
    (actor.role === 'carrier' && present.owner === handOf(actor));
  if (!mayLift) return forbidden('only who imposed it, or the regulator, lifts a sanction', "Use the regulator's key.");
  const bad = checkText('note', note, MAX_NOTE_CHARS);
  if (bad) return bad;
  const { body } = present;
  if (body.status === 'lifted') return unchanged(sanctionJson(body), present.sequence);
  const lifted: Sanction = { ...body, status: 'lifted', note, sequence: tx.sequence };
  await stateNoun(tx, 'sanction', id, lifted, {
    owner: present.owner,
    lookup: `${body.target.kind}:${body.target.id}`,
  });
  return replaced(sanctionJson(lifted));
};
