import { auditEntriesOf, HOUSE_HANDLERS, type HouseEnvelope } from '@wurao/casework';
import {
  asSequence,
  type Change,
  type Failure,
  type InstantMs,
  type Mac,
  type Result,
  type Sequence,
  success,
} from '@wurao/domain';
import { DEFAULT_LAW, installedPack, LAW_PACKS, type LawPack, termAt } from '@wurao/law';
import { type CommandContext, execute, type Outcome } from '@wurao/registry';
import { AuditTail } from './casework/audit.ts';
import { isConflict } from './dialect.ts';
import { OutcomeUnknown, outcomeUnknown, outsideFailure, stillInTheWay } from './failures.ts';
import type { SecretSource } from './ports.ts';
import { type GroupSession, statement } from './session.ts';
import { type CommandTransaction, openTransaction } from './transaction.ts';

export const MAX_GROUP_COMMANDS = 1_000;
/** A group that was rolled back for another's sake runs again this often in all, after pauses that grow from the first. */
export const MAX_GROUP_TRIES = 6;
const FIRST_PAUSE_MS = 5;

export const HEAD = statement<object, { sequence: number }>((db) => db.selectFrom('feed_head').select('sequence'));
export const MOVE_HEAD = statement<{ sequence: number }>((db, p) =>
  db.updateTable('feed_head').set({ sequence: p.sequence }),
);

export interface GroupParts {
  readonly session: GroupSession;
  readonly secrets: SecretSource;
  /** Of numbers, for the log. */
  readonly mac: Mac;
  clock(): InstantMs;
}

export interface GroupOutcome {
  readonly results: readonly Result<Outcome>[];
  readonly changes: readonly Change[];
  /** The last sequence committed before this group, by whomever; undefined when nothing was committed. */
  readonly start: Sequence | undefined;
}

/** What the work of one transaction came to. */
export interface Worked<T> {
  readonly value: T;
  readonly changes: readonly Change[];
  /** Only to see what it would come to: all of it is rolled back. */
  readonly isTrial?: boolean;
}

/** What one transaction stated, and where it began: after `start`, whoever committed that. */
export interface Committed<T> {
  readonly value: T;
  readonly changes: readonly Change[];
  readonly start: Sequence;
}

/**
 * One transaction for all of `work`, which gives out sequences after `start` and moves the head by its last statement: dense,
 * and in commit order, whoever else writes, as the head is locked from the beginning. When the store fails, nothing is
 * applied; when it rolled back for another's sake, `work` runs again.
 */
export const inGroup = async <T>(
  session: GroupSession,
  work: (start: Sequence) => Promise<Worked<T>>,
): Promise<Result<Committed<T>>> => {
  for (let tries = 1; ; tries++) {
    try {
      const start = asSequence(await session.beginGroup());
      const { value, changes, isTrial } = await work(start);
      if (isTrial) {
        await giveUp(session);
        return success({ value, changes: [], start });
      }
      await session.commitGroup(changes.at(-1));
      return success({ value, changes, start });
    } catch (error) {
      await session.rollbackGroup();
      if (!isConflict(error) || tries >= MAX_GROUP_TRIES) return failureOf(error);
      await pause(tries);
    }
  }
};

/** A read first: a write that is still under way and fails shows there. */
const giveUp = async (session: GroupSession): Promise<void> => {
  await session.one(HEAD, {});
  await session.rollbackGroup();
};

/** Each command in a savepoint of its own. What of it belongs into the log is written with it, or neither is. */
export const runGroup = async (parts: GroupParts, envelopes: readonly HouseEnvelope[]): Promise<GroupOutcome> => {
  if (envelopes.length > MAX_GROUP_COMMANDS)
    throw new RangeError(`a group holds at most ${MAX_GROUP_COMMANDS} commands`);
  const done = await inGroup(parts.session, (start) => runCommands(parts, envelopes, start));
  if (!done.ok) return { results: envelopes.map(() => done), changes: [], start: undefined };
  const { value, changes, start } = done.value;
  return { results: value, changes, start };
};

/** Twice as long each time, and never two writers in step. */
const pause = (tries: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** (tries - 1) * (0.5 + Math.random())));

const failureOf = (error: unknown): Failure => {
  if (error instanceof OutcomeUnknown) return outcomeUnknown();
  return isConflict(error) ? stillInTheWay(MAX_GROUP_TRIES) : outsideFailure(error);
};

const runCommands = async (
  parts: GroupParts,
  envelopes: readonly HouseEnvelope[],
  start: Sequence,
): Promise<Worked<readonly Result<Outcome>[]>> => {
  const { session, mac } = parts;
  const audit = new AuditTail(session);
  let head: number = start;
  const results: Result<Outcome>[] = [];
  const changes: Change[] = [];
  for (const envelope of envelopes) {
    const { tx, result, nowMs } = await runCommand(parts, envelope, asSequence(head + 1));
    results.push(result);
    if (tx && result.ok) await audit.add(auditEntriesOf(envelope, result.value, { atMs: nowMs, mac }));
    if (!tx?.hasAppended) continue;
    head += 1;
    changes.push(...tx.changes);
  }
  await audit.write();
  if (head !== start) await session.run(MOVE_HEAD, { sequence: head });
  return { value: results, changes };
};

/** `tx` is undefined when the command was rolled back. */
export const runCommand = async (
  { session, secrets, clock }: GroupParts,
  envelope: HouseEnvelope,
  sequence: Sequence,
): Promise<{ tx: CommandTransaction | undefined; result: Result<Outcome>; nowMs: InstantMs }> => {
  const nowMs = clock();
  const tx = openTransaction(session, sequence, nowMs, secrets.hashSecret);
  await session.savepoint();
  const { result, keep } = await execute(envelope, tx, await contextOf(secrets, nowMs, tx), HOUSE_HANDLERS);
  if (!keep) await session.rollbackToSavepoint();
  await session.releaseSavepoint();
  if (keep && tx.hasWrittenFact && !tx.hasAppended)
    throw new Error(`${envelope.command.kind} wrote a fact without a change`);
  return { tx: keep ? tx : undefined, result, nowMs };
};

type LawSight = Pick<CommandTransaction, 'laws' | 'noun'>;

export const contextOf = async (secrets: SecretSource, nowMs: InstantMs, tx: LawSight): Promise<CommandContext> => {
  const pack = await packInForce(tx, nowMs);
  return {
    nowMs,
    newId: secrets.newId,
    newSecret: secrets.newSecret,
    newCode: secrets.newCode,
    hashSecret: secrets.hashSecret,
    digestHash: secrets.digestHash,
    requestHours: pack.requestHours,
    law: pack,
  };
};

const packInForce = async (tx: LawSight, nowMs: InstantMs): Promise<LawPack> => {
  const law = termAt((await tx.laws()) ?? [], nowMs)?.law ?? DEFAULT_LAW;
  const installed = LAW_PACKS.has(law) ? undefined : (await tx.noun('law-pack', law))?.body;
  const pack = LAW_PACKS.get(law) ?? (installed && installedPack(installed)) ?? LAW_PACKS.get(DEFAULT_LAW);
  if (!pack) throw new Error('no law pack');
  return pack;
};
