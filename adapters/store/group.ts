import { asSequence, type Change, type InstantMs, type Result, type Sequence, success } from '@wurao/domain';
import { DEFAULT_LAW, LAW_PACKS } from '@wurao/law';
import { type CommandContext, type Envelope, execute, type Outcome } from '@wurao/registry';
import { BEGIN_GROUP } from './dialect.ts';
import { outsideFailure } from './failures.ts';
import type { SecretSource } from './ports.ts';
import { type Session, statement } from './session.ts';
import { type CommandTransaction, openTransaction } from './transaction.ts';

export const MAX_GROUP_COMMANDS = 1_000;

export const HEAD = statement<object, { sequence: number }>((db) => db.selectFrom('feed_head').select('sequence'));
export const MOVE_HEAD = statement<{ sequence: number }>((db, p) =>
  db.updateTable('feed_head').set({ sequence: p.sequence }),
);

export interface GroupParts {
  readonly session: Session;
  readonly secrets: SecretSource;
  clock(): InstantMs;
}

export interface GroupOutcome {
  readonly results: readonly Result<Outcome>[];
  readonly changes: readonly Change[];
  /** The last committed sequence, or undefined when nothing was committed. */
  readonly head: Sequence | undefined;
}

/** What one transaction stated, and where it began. */
export interface Committed<T> {
  readonly value: T;
  readonly changes: readonly Change[];
  readonly start: Sequence;
}

/**
 * One transaction for all of `work`, which gives out sequences after `start` and moves the head by its last statement: dense, and
 * in commit order, under the write lock taken at `begin`. When the store fails, nothing is applied.
 */
export const inGroup = async <T>(
  session: Session,
  work: (start: Sequence) => Promise<Omit<Committed<T>, 'start'>>,
): Promise<Result<Committed<T>>> => {
  try {
    await session.execute(BEGIN_GROUP);
    const start = asSequence((await session.one(HEAD, {}))?.sequence ?? 0);
    const done = await work(start);
    await session.execute('commit');
    return success({ ...done, start });
  } catch (error) {
    await rollback(session);
    return outsideFailure(error);
  }
};

/** Each command in a savepoint of its own. */
export const runGroup = async (parts: GroupParts, envelopes: readonly Envelope[]): Promise<GroupOutcome> => {
  if (envelopes.length > MAX_GROUP_COMMANDS)
    throw new RangeError(`a group holds at most ${MAX_GROUP_COMMANDS} commands`);
  const done = await inGroup(parts.session, (start) => runCommands(parts, envelopes, start));
  if (!done.ok) return { results: envelopes.map(() => done), changes: [], head: undefined };
  const { value, changes, start } = done.value;
  return { results: value, changes, head: changes.at(-1)?.sequence ?? start };
};

/** SQLite rolls back by itself after some failures, and then there is nothing left to roll back. */
const rollback = async (session: Session): Promise<void> => {
  try {
    await session.execute('rollback');
  } catch {}
};

const runCommands = async (parts: GroupParts, envelopes: readonly Envelope[], start: Sequence) => {
  const { session } = parts;
  let head: number = start;
  const results: Result<Outcome>[] = [];
  const changes: Change[] = [];
  for (const envelope of envelopes) {
    const { tx, result } = await runCommand(parts, envelope, asSequence(head + 1));
    results.push(result);
    if (!tx?.hasAppended) continue;
    head += 1;
    changes.push(...tx.changes);
  }
  if (head !== start) await session.run(MOVE_HEAD, { sequence: head });
  return { value: results, changes };
};

/** `tx` is undefined when the command was rolled back. */
export const runCommand = async (
  { session, secrets, clock }: GroupParts,
  envelope: Envelope,
  sequence: Sequence,
): Promise<{ tx: CommandTransaction | undefined; result: Result<Outcome> }> => {
  const nowMs = clock();
  const tx = openTransaction(session, sequence, nowMs, secrets.hashSecret);
  await session.execute('savepoint command');
  const { result, keep } = await execute(envelope, tx, await contextOf(secrets, nowMs, tx));
  if (!keep) await session.execute('rollback to savepoint command');
  await session.execute('release savepoint command');
  if (keep && tx.hasWrittenFact && !tx.hasAppended)
    throw new Error(`${envelope.command.kind} wrote a fact without a change`);
  return { tx: keep ? tx : undefined, result };
};

export const contextOf = async (
  secrets: SecretSource,
  nowMs: InstantMs,
  tx: Pick<CommandTransaction, 'law'>,
): Promise<CommandContext> => {
  const pack = LAW_PACKS.get((await tx.law()) ?? DEFAULT_LAW) ?? LAW_PACKS.get(DEFAULT_LAW);
  if (!pack) throw new Error('no law pack');
  return {
    nowMs,
    newId: secrets.newId,
    newSecret: secrets.newSecret,
    newCode: secrets.newCode,
    hashSecret: secrets.hashSecret,
    requestHours: pack.requestHours,
  };
};
