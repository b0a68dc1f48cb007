import { type Failure, invalid, type Result, success } from '@wurao/domain';
import {
  type Actor,
  type CommandContext,
  checkId,
  checkSanctionTarget,
  checkText,
  conflict,
  created,
  filersOf,
  forbidden,
  type HandlerTable,
  MAX_NAME_CHARS,
  MAX_NOTE_CHARS,
  maySanction,
  notFound,
  type Reply,
  replaced,
} from '@wurao/registry';
import type { CaseTransaction } from './case-ports.ts';
import {
  BULK_SANCTIONS_MAX,
  SANCTION_ALONG_MAX,
  type SanctionCommand,
  type SanctionOrder,
} from './sanction-commands.ts';
import { entryOf } from './sanction-effects.ts';
import type { SanctionFile, SanctionStepRecord } from './sanction-file.ts';
import { Grounds } from './sanction-grounds.ts';
import { handIn, sanctionHand } from './sanction-hand.ts';
import { SANCTION_KIND_RULES } from './sanction-kinds.ts';
import { type CheckedProposal, checkProposal } from './sanction-proposal.ts';
import { PROPOSERS, type SanctionHand } from './sanction-states.ts';
import { sanctionClockRun, takeSanctionStep } from './take-sanction-step.ts';

type Of<K extends SanctionCommand['kind']> = Extract<SanctionCommand, { readonly kind: K }>;

/** Files that time moves on in one transaction; the next look takes the following. */
const LAPSES_MAX = 500;

const checkMany = (field: string, keys: readonly string[]): Failure | undefined => {
  if (keys.length === 0 || keys.length > BULK_SANCTIONS_MAX)
    return invalid(field, `${keys.length} sanctions`, `Name 1 to ${BULK_SANCTIONS_MAX} at a time.`);
  const known = new Set<string>();
  for (const [i, key] of keys.entries()) {
    if (known.has(key)) return invalid(`${field}[${i}]`, `${key} stands twice`, 'Name each once.');
    known.add(key);
  }
  return undefined;
};

/** Whose it is: of a line who speaks on it, of a number who filed it. */
const ownerOf = async (tx: CaseTransaction, { kind, id }: SanctionOrder['target']): Promise<string | undefined> => {
  if (kind === 'merchant' || kind === 'party') return id;
  if (kind === 'line') return (await tx.noun('line', id))?.body.chain.at(-1);
  return (await filersOf(tx, id))[0]?.merchant;
};

const checkListing = (order: SanctionOrder): Failure | undefined =>
  (order.kind === 'bad-list') === (order.listing !== undefined)
    ? undefined
    : order.listing === undefined
      ? invalid('listing', 'missing', 'Say the licence and the reason that the bad list is to show.')
      : invalid('listing', `does not belong to a ${order.kind}`, 'Leave it out.');

const checkAlong = async (
  tx: CaseTransaction,
  { kind, target, along }: SanctionOrder,
): Promise<Failure | undefined> => {
  if (along.length === 0) return undefined;
  if (along.length > SANCTION_ALONG_MAX)
    return invalid('along', `more than ${SANCTION_ALONG_MAX}`, 'Sanction them by themselves.');
  if (!SANCTION_KIND_RULES[kind].targets.includes('party'))
    return invalid('along', `a ${kind} reaches nobody beside its target`, 'Leave it out.');
  for (const [i, id] of along.entries()) {
    if (id === target.id || along.indexOf(id) !== i) return invalid(`along[${i}]`, 'stands twice', 'Name each once.');
    if (!(await tx.noun('party', id)))
      return invalid(`along[${i}]`, `there is no party ${id}`, 'Name organisations that are registered.');
  }
  return undefined;
};

const checkWords = ({ id, clause, note }: SanctionOrder): Failure | undefined =>
  checkId(id) ??
  (clause === undefined ? undefined : checkText('clause', clause, MAX_NAME_CHARS)) ??
  (note === '' ? undefined : checkText('note', note, MAX_NOTE_CHARS));

interface Proposing {
  readonly tx: CaseTransaction;
  readonly context: CommandContext;
  readonly actor: Actor;
  readonly by: SanctionHand;
  readonly grounds: Grounds;
}

const readOrder = async (
  { tx, context, actor, by, grounds }: Proposing,
  order: SanctionOrder,
): Promise<Result<{ readonly checked: CheckedProposal; readonly owner: string | undefined }>> => {
  const checked = checkProposal(order);
  if (!checked.ok) return checked;
  const bad =
    checkWords(order) ??
    checkListing(order) ??
    (await checkSanctionTarget(tx, order.target)) ??
    (by.actor === 'system' ? undefined : await maySanction(tx, actor, order.target)) ??
    (await checkAlong(tx, order));
  if (bad) return bad;
  const owner = await ownerOf(tx, order.target);
  const groundless = await grounds.check(order.grounds, owner);
  if (groundless) return groundless;
  if (order.kind === 'reclaim' && (await filersOf(tx, order.target.id)).length === 0)
    return invalid('target.id', 'the number is not filed', 'Name a number that has a filing of its own.');
  if (order.kind === 'bad-list') {
    const entry = await entryOf(tx, context, { ...order, listing: order.listing }, by.hand);
    if (!entry.ok) return entry;
  }
  if (order.id !== undefined && ((await tx.sanctionFile(order.id)) || (await tx.noun('sanction', order.id))))
    return conflict('id', `there is a sanction ${order.id} already`, 'Choose another id, or leave it out.');
  return success({ checked: checked.value, owner });
};

const propose = async (
  proposing: Proposing,
  order: SanctionOrder,
): Promise<Result<{ readonly file: SanctionFile; readonly step: SanctionStepRecord }>> => {
  const read = await readOrder(proposing, order);
  if (!read.ok) return read;
  const { by, context } = proposing;
  const { kind, target, grounds, scope, termDays, perDay, amountYuan } = read.value.checked;
  const { nowMs } = context;
  const id = order.id ?? context.newId('sanction');
  const file: SanctionFile = {
    id,
    proposedMs: nowMs,
    updatedMs: nowMs,
    state: 'proposed',
    kind,
    target: { kind: target.kind, id: target.id },
    owner: read.value.owner,
    grounds: grounds.map((ground) => ({ kind: ground.kind, id: ground.id })),
    scope,
    termDays,
    perDay,
    amountYuan,
    clause: order.clause ?? SANCTION_KIND_RULES[kind].clause,
    note: order.note,
    along: order.along,
    listing: order.listing,
    proposedBy: by,
    imposedBy: undefined,
    clock: undefined,
    inForceMs: undefined,
    termEndsMs: undefined,
    appeals: 0,
    steps: 1,
    nouns: [],
    filings: [],
    entry: undefined,
    entryDueMs: undefined,
  };
  const step: SanctionStepRecord = {
    sanctionId: id,
    position: 1,
    atMs: nowMs,
    ...by,
    input: 'propose',
    from: undefined,
    to: 'proposed',
    reason: undefined,
    tells: undefined,
    told: undefined,
    clock: undefined,
    dueMs: undefined,
  };
  return success({ file, step });
};

/** Of many, which one it was that stopped them all. */
const ofOne = (what: string, count: number, failed: Failure): Failure =>
  count === 1
    ? failed
    : {
        ...failed,
        errors: failed.errors.map((error) => ({ ...error, message: `${what}: ${error.message}; none was changed` })),
      };

const brief = ({ id, target, state }: SanctionFile): object => ({ id, target, state });

const bodyOf = (files: readonly SanctionFile[]): Reply['body'] => {
  const [only] = files;
  return files.length === 1 && only !== undefined ? { ...only } : { items: files.map(brief) };
};

const proposeOne = async (
  proposing: Proposing,
  order: SanctionOrder,
  imposeAtOnce: boolean,
): Promise<Result<SanctionFile>> => {
  const { tx, context, actor, by } = proposing;
  const proposed = await propose(proposing, order);
  if (!proposed.ok) return proposed;
  const { automaticCap } = order;
  const imposed = imposeAtOnce
    ? await takeSanctionStep(tx, context, proposed.value.file, {
        input: 'impose',
        by,
        actor,
        reason: undefined,
        automaticCap,
      })
    : undefined;
  if (imposed && !imposed.ok) return imposed;
  const file = imposed?.value.file ?? proposed.value.file;
  await tx.insertSanction(file);
  await tx.insertSanctionStep(proposed.value.step);
  if (imposed) await tx.insertSanctionStep(imposed.value.step);
  return success(file);
};

const proposeSanctions = async (
  { orders, imposeAtOnce }: Of<'proposeSanctions'>,
  actor: Actor,
  tx: CaseTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const by = sanctionHand(actor);
  if (by === undefined || !PROPOSERS.includes(by.actor))
    return forbidden(`role ${actor.role} proposes no sanction`, "Use a regulator's, handler's or carrier's key.");
  const bad = checkMany(
    'targets',
    orders.map(({ kind, target }) => `${kind} of ${target.kind} ${target.id}`),
  );
  if (bad) return bad;
  const proposing: Proposing = { tx, context, actor, by, grounds: new Grounds(tx) };
  const files: SanctionFile[] = [];
  for (const order of orders) {
    const file = await proposeOne(proposing, order, imposeAtOnce);
    if (!file.ok) return ofOne(`${order.target.kind} ${order.target.id}`, orders.length, file);
    files.push(file.value);
  }
  return created(bodyOf(files));
};

const stepOne = async (
  { input, reason }: Of<'stepSanctions'>,
  actor: Actor,
  tx: CaseTransaction,
  context: CommandContext,
  id: string,
): Promise<Result<SanctionFile>> => {
  const before = await tx.sanctionFile(id);
  const by = before && (await handIn(tx, actor, before, input));
  if (!before || by === undefined) return notFound('sanction', id);
  if (!by.ok) return by;
  const taken = await takeSanctionStep(tx, context, before, { input, by: by.value, actor, reason });
  if (!taken.ok) return taken;
  await tx.replaceSanction(taken.value.file);
  await tx.insertSanctionStep(taken.value.step);
  return success(taken.value.file);
};

const stepSanctions = async (
  command: Of<'stepSanctions'>,
  actor: Actor,
  tx: CaseTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const { ids } = command;
  const bad = checkMany('ids', ids);
  if (bad) return bad;
  const files: SanctionFile[] = [];
  for (const id of ids) {
    const stepped = await stepOne(command, actor, tx, context, id);
    if (!stepped.ok) return ofOne(`sanction ${id}`, ids.length, stepped);
    files.push(stepped.value);
  }
  return replaced(bodyOf(files));
};

/** Those whose term is over lapse; days that no calendar knew are reckoned again. */
const lapseSanctions = async (
  _command: Of<'lapseSanctions'>,
  actor: Actor,
  tx: CaseTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const by = sanctionHand(actor);
  if (by?.actor !== 'system') return forbidden('time passes by itself', 'Nothing is to be done.');
  const lapsed: string[] = [];
  for (const before of await tx.sanctionsRunOut(context.nowMs, LAPSES_MAX)) {
    const taken = await takeSanctionStep(tx, context, before, { input: 'lapse', by, actor, reason: undefined });
    if (!taken.ok) return taken;
    await tx.replaceSanction(taken.value.file);
    await tx.insertSanctionStep(taken.value.step);
    lapsed.push(before.id);
  }
  let reckoned = 0;
  for (const file of await tx.sanctionsWithoutDay(LAPSES_MAX)) {
    const clock = file.clock && sanctionClockRun(file.clock.name, file.clock.fromMs, file, context);
    if (!clock?.ok || clock.value.missingYear !== undefined) continue;
    await tx.replaceSanction({ ...file, clock: clock.value });
    reckoned += 1;
  }
  return replaced({ lapsed, reckoned });
};

export const SANCTION_HANDLERS: HandlerTable<SanctionCommand, CaseTransaction> = {
  proposeSanctions,
  stepSanctions,
  lapseSanctions,
};
