import { asId, type Failure, invalid, parseNumber, type Result, type Sanction, type SanctionId } from '@wurao/domain';
import { MAX_NAME_CHARS, MAX_NOTE_CHARS } from './bounds.ts';
import { checkId, checkScope, checkSpan, checkText, firstFailure } from './checks.ts';
import type { Actor, CommandOf, SanctionInput } from './envelope.ts';
import { stateNoun } from './nouns.ts';
import type { CommandContext, RegisterTransaction, Reply } from './ports.ts';
import { sanctionJson } from './render.ts';
import { conflict, created, forbidden, notFound, replaced, unchanged } from './replies.ts';

const REGULATOR = 'regulator';

const HANDLER = 'handler';
/** What a carrier may do itself (draft art. 22), and handlers for it; all else is the regulator's. */
const MEASURES: readonly Sanction['kind'][] = ['restrict', 'cap', 'suspend'];

/** Who stands behind a sanction: only the same hand, or a higher one, lifts it. */
const handOf = ({ role, party }: Actor): string =>
  role === 'carrier' ? (party ?? 'carrier') : role === 'handler' ? HANDLER : REGULATOR;

/** Of whose things: a carrier's own lines, and no other carrier. Which kinds a role may impose is asked apart. */
export const maySanction = async (
  tx: RegisterTransaction,
  actor: Actor,
  target: Sanction['target'],
): Promise<Failure | undefined> => {
  if (actor.role === 'regulator' || actor.role === 'admin' || actor.role === 'handler') return undefined;
  if (actor.role !== 'carrier')
    return forbidden(`role ${actor.role} imposes no sanction`, "Use a regulator's, handler's or carrier's key.");
  const party = target.kind === 'party' ? (await tx.noun('party', target.id))?.body : undefined;
  if (party?.kind === 'carrier' && target.id !== actor.party)
    return forbidden('a carrier does not sanction another carrier', 'Ask the regulator.');
  const line = target.kind === 'line' ? (await tx.noun('line', target.id))?.body : undefined;
  return line && line.chain[0] !== actor.party
    ? forbidden(`line ${target.id} is another carrier's`, 'Ask its carrier or the regulator.')
    : undefined;
};

export const checkSanctionTarget = async (
  tx: RegisterTransaction,
  { kind, id }: Sanction['target'],
): Promise<Failure | undefined> => {
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

const checkKind = (actor: Actor, kind: Sanction['kind']): Failure | undefined =>
  actor.role !== 'handler' || MEASURES.includes(kind)
    ? undefined
    : forbidden(`a handler imposes no ${kind}`, 'Propose it, and let the regulator impose it.', 'kind');

/** Writes it, with its change: gates enforce it from then on. Rights and values are the caller's to check. */
export const stateSanction = (tx: RegisterTransaction, actor: Actor, sanction: Sanction): Promise<void> =>
  stateNoun(tx, 'sanction', sanction.id, sanction, {
    owner: handOf(actor),
    lookup: `${sanction.target.kind}:${sanction.target.id}`,
  });

/** The same of its end. Undefined: there is none, or it ended before. */
export const endSanction = async (tx: RegisterTransaction, id: string, note: string): Promise<Sanction | undefined> => {
  const present = await tx.noun('sanction', id);
  if (!present || present.body.status === 'lifted') return undefined;
  const lifted: Sanction = { ...present.body, status: 'lifted', note, sequence: tx.sequence };
  const { kind, id: target } = lifted.target;
  await stateNoun(tx, 'sanction', id, lifted, { owner: present.owner, lookup: `${kind}:${target}` });
  return lifted;
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
      checkKind(actor, input.kind),
      checkId(input.id),
      checkScope(scope),
      checkCap(input),
      checkSpan(input.fromMs, input.toMs, context.nowMs),
      checkText('clause', input.clause, MAX_NAME_CHARS),
      input.note === '' ? undefined : checkText('note', input.note, MAX_NOTE_CHARS),
    ) ??
    (await checkSanctionTarget(tx, input.target));
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
  await stateSanction(tx, actor, sanction);
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
    ((actor.role === 'carrier' || actor.role === 'handler') && present.owner === handOf(actor));
  if (!mayLift) return forbidden('only who imposed it, or the regulator, lifts a sanction', "Use the regulator's key.");
  const bad = checkText('note', note, MAX_NOTE_CHARS);
  if (bad) return bad;
  const lifted = await endSanction(tx, id, note);
  return lifted ? replaced(sanctionJson(lifted)) : unchanged(sanctionJson(present.body), present.sequence);
};
