import { asSequence, type Change, type InstantMs, type Result, type Sequence } from '@wurao/domain';
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

/**
 * One transaction for the whole group. Sequences are given out under the write lock taken at `begin`, and the head is
 * moved by the last statement before the commit: dense, and in commit order. When the store fails, nothing is applied.
 */
export const runGroup = async (parts: GroupParts, envelopes: readonly Envelope[]): Promise<GroupOutcome> => {
  if (envelopes.length > MAX_GROUP_COMMANDS)
    throw new RangeError(`a group holds at most ${MAX_GROUP_COMMANDS} commands`);
  const { session } = parts;
  try {
    await session.execute(BEGIN_GROUP);
    const outcome = await runCommands(parts, envelopes);
    await session.execute('commit');
    return outcome;
  } catch (error) {
    await rollback(session);
    const failed = outsideFailure(error);
    return { results: envelopes.map(() => failed), changes: [], head: undefined };
  }
};

/** SQLite rolls back by itself after some failures, and then there is nothing left to roll back. */
export const rollback = async (session: Session): Promise<void> => {
  try {
    await session.execute('rollback');
  } catch {}
};

const runCommands = async (parts: GroupParts, envelopes: readonly Envelope[]): Promise<GroupOutcome> => {
  const { session } = parts;
  const start = (await session.one(HEAD, {}))?.sequence ?? 0;
  let head = start;
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
  return { results, changes, head: asSequence(head) };
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
