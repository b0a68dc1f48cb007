import { HOUSE_THRESHOLDS, isBeforeTenure, type PatternThresholds, patternBit, patternsIn } from '@wurao/detectors';
import {
  asSequence,
  type Change,
  type Failure,
  failure,
  numberKey,
  type Result,
  type Sequence,
  success,
} from '@wurao/domain';
import {
  type Actor,
  actorOfImport,
  type CommandContext,
  type Envelope,
  grantFormerBasis,
  type HeldState,
  type ImportBatch,
  type ImportBatchOutcome,
  type ImportCounts,
  type ImportRecord,
  type ImportRow,
  numberOfThing,
  type RowError,
  readRows,
  rowErrorsOf,
} from '@wurao/registry';
import { BulkBases } from './bulk-bases.ts';
import { CallRows } from './call-records.ts';
import { ImportedComplaints } from './casework/complaint-imports.ts';
import { KNOWN_NUMBERS, KNOWN_NUMBERS_POSTGRES } from './dialect.ts';
import { type Committed, contextOf, type GroupParts, inGroup, MOVE_HEAD, runCommand, type Worked } from './group.ts';
import { INSERT_HELD, importById, noSuchImport, updateImport } from './import-records.ts';
import type { ImportRowRow } from './schema.ts';
import type { Session, Statement } from './session.ts';
import { LATEST, tenureAsOf } from './statements.ts';
import { openTransaction } from './transaction.ts';

export const MAX_BATCH_ROWS = 5_000;

const KNOWN: Statement<{ numbers: string }, { number: number }> = {
  sql: KNOWN_NUMBERS,
  numbered: KNOWN_NUMBERS_POSTGRES,
  names: ['numbers'],
};

/**
 * One batch in one transaction: its facts, its held rows and the import's progress are there together or not at all. A batch
 * that comes again, because the answer to the first was lost, states nothing.
 */
export const runImportBatch = (
  parts: GroupParts,
  batch: ImportBatch,
): Promise<Result<Committed<Result<BatchStated>>>> =>
  inGroup(parts.session, async (start) => {
    return { ...(await runRows(parts, batch, start)), isTrial: batch.dryRun };
  });

type BatchStated = Omit<ImportBatchOutcome, 'tookMs'>;
type Ran = Worked<Result<BatchStated>>;

const outOfStep = (record: ImportRecord, batch: ImportBatch): Failure =>
  failure('conflict', 'The import is not there yet', {
    field: 'position',
    message: `the import stands at row ${record.position}, the batch begins at ${batch.position}`,
    remedy: 'Start the import again: it goes on where it stands.',
  });

const runRows = async (parts: GroupParts, batch: ImportBatch, start: Sequence): Promise<Ran> => {
  const record = await importById(parts.session, batch.id);
  if (!record) return { value: noSuchImport(batch.id), changes: [] };
  const rows = readRows(batch.rows, batch.shapes);
  if (rows.length > MAX_BATCH_ROWS) throw new RangeError(`a batch holds at most ${MAX_BATCH_ROWS} rows`);
  const position = batch.position + rows.length;
  if (!batch.dryRun && record.position !== batch.position) {
    const isTaken = record.position >= position;
    const value = isTaken ? success({ position, counts: record.counts, found: [] }) : outOfStep(record, batch);
    return { value, changes: [] };
  }
  const running = new RunningBatch(parts, record, batch, start);
  await running.begin(rows);
  for (const [i, row] of rows.entries()) await running.take(row, batch.position + i);
  return running.end(position);
};

class RunningBatch {
  readonly #parts: GroupParts;
  readonly #record: ImportRecord;
  readonly #batch: ImportBatch;
  readonly #actor: Actor;
  readonly #start: Sequence;
  readonly #thresholds: PatternThresholds;
  readonly #changes: Change[] = [];
  readonly #held: ImportRowRow[] = [];
  readonly #found: ImportBatchOutcome['found'][number][] = [];
  readonly #counts = { stated: 0, unchanged: 0, bad: 0, held: 0 };
  readonly #patterns: Record<string, number>;
  #context!: CommandContext;
  #bulk!: BulkBases;
  #calls!: CallRows;
  #complaints!: ImportedComplaints;
  /** Numbers whose rows go the way of the single command. */
  #known: ReadonlySet<number> = new Set();
  #head: Sequence;

  constructor(parts: GroupParts, record: ImportRecord, batch: ImportBatch, head: Sequence) {
    this.#parts = parts;
    this.#record = record;
    this.#batch = batch;
    this.#actor = actorOfImport(record.actor);
    this.#start = head;
    this.#head = head;
    this.#thresholds = { ...HOUSE_THRESHOLDS, ...record.options.thresholds };
    this.#patterns = { ...record.counts.patterns };
  }

  async begin(rows: readonly ImportRow[]): Promise<void> {
    const { session, secrets, clock } = this.#parts;
    const nowMs = clock();
    const tx = openTransaction(session, this.#start, nowMs, secrets.hashSecret);
    this.#context = await contextOf(secrets, nowMs, tx);
    const { hashSecret } = secrets;
    this.#bulk = new BulkBases({ session, actor: this.#actor, context: this.#context, hashSecret });
    this.#calls = new CallRows(session, tx, this.#record.id);
    await this.#calls.begin(rows);
    this.#complaints = new ImportedComplaints(session, this.#context, this.#record.id);
    await this.#complaints.begin(rows);
    if (this.#record.options.kind === 'bases') this.#known = await knownNumbers(session, rows);
  }

  /** `place`: of the row in the order of the import. */
  async take(row: ImportRow, place: number): Promise<void> {
    const { thing, patterns } = row;
    if (patterns !== 0) this.#hold(row, patterns, undefined);
    else if (thing.kind === 'recordCall') {
      if (await this.#calls.take(thing.call)) this.#counts.stated++;
      else this.#counts.unchanged++;
    } else if (thing.kind === 'importComplaint') {
      this.#complaints.take(thing.complaint, place);
      this.#counts.stated++;
    } else if (thing.kind === 'grantBasis') await this.#takeBasis(row, thing);
    else await this.#run(row, { command: thing, actor: this.#actor, idempotency: undefined });
  }

  async #takeBasis(row: ImportRow, command: Extract<ImportRow['thing'], { kind: 'grantBasis' }>): Promise<void> {
    const { basis } = command;
    const key = numberKey(basis.subscriber);
    if (!this.#known.has(key)) {
      const sequence = asSequence(this.#head + 1);
      const taken = await this.#bulk.take(basis, sequence);
      if (taken.ok) this.#state([taken.value], sequence);
      else this.#turnAway(row, taken);
      return;
    }
    const tenure = await tenureAsOf(this.#parts.session, key, LATEST);
    const isFormer = isBeforeTenure(basis.fromMs ?? 0, tenure?.began_at ?? tenure?.at, this.#thresholds);
    if (!isFormer) await this.#run(row, { command, actor: this.#actor, idempotency: undefined });
    else if (this.#actor.role === 'merchant') await this.#runFormer(row, command);
    else this.#hold(row, patternBit('before-tenure'), undefined);
  }

  /** Rule 5: its merchant must not learn from an import which numbers were recycled, so the row is stated, and gives nothing. */
  async #runFormer(row: ImportRow, command: Extract<ImportRow['thing'], { kind: 'grantBasis' }>): Promise<void> {
    const { session, secrets } = this.#parts;
    const sequence = asSequence(this.#head + 1);
    const tx = openTransaction(session, sequence, this.#context.nowMs, secrets.hashSecret);
    await session.savepoint();
    const granted = await grantFormerBasis(command, this.#actor, tx, this.#context);
    if (!granted.ok) await session.rollbackToSavepoint();
    await session.releaseSavepoint();
    if (!granted.ok) return this.#turnAway(row, granted);
    this.#state(tx.changes, sequence);
    this.#counts.stated--;
    this.#hold(row, patternBit('before-tenure'), sequence);
  }

  async #run(row: ImportRow, envelope: Envelope): Promise<void> {
    const sequence = asSequence(this.#head + 1);
    const { tx, result } = await runCommand(this.#parts, envelope, sequence);
    if (!result.ok) this.#turnAway(row, result);
    else if (tx?.hasAppended) this.#state(tx.changes, sequence);
    else this.#counts.unchanged++;
  }

  #state(changes: readonly Change[], sequence: Sequence): void {
    for (const change of changes) this.#changes.push(change);
    this.#head = sequence;
    this.#counts.stated++;
  }

  #hold(row: ImportRow, patterns: number, sequence: Sequence | undefined): void {
    for (const pattern of patternsIn(patterns)) this.#patterns[pattern] = (this.#patterns[pattern] ?? 0) + 1;
    this.#counts.held++;
    this.#keep(row, 'held', patterns, [], sequence);
  }

  #turnAway(row: ImportRow, failed: Failure): void {
    this.#counts.bad++;
    this.#keep(row, 'bad', 0, rowErrorsOf(failed.errors), undefined);
  }

  #keep(
    { row, line, thing }: ImportRow,
    state: HeldState,
    patterns: number,
    errors: readonly RowError[],
    sequence: Sequence | undefined,
  ): void {
    this.#found.push({ row, line, state, patterns, errors });
    this.#held.push({
      import: this.#record.id,
      row,
      line,
      state,
      patterns,
      thing: JSON.stringify(thing),
      errors: JSON.stringify(errors),
      reviewed_by: null,
      reviewed_at: null,
      reason: null,
      sequence: sequence ?? null,
    });
  }

  async end(position: number): Promise<Ran> {
    const { session } = this.#parts;
    const counts = this.#countsNow();
    await this.#bulk.flush();
    await this.#calls.flush();
    await this.#complaints.flush();
    await session.runMany(INSERT_HELD, this.#held);
    const { id, isLast } = this.#batch;
    if (!this.#batch.dryRun) {
      const before = this.#record;
      const isFirst = before.firstSequence === undefined && this.#head > this.#start;
      await updateImport(session, {
        ...before,
        id,
        updatedMs: this.#context.nowMs,
        state: isLast ? 'done' : 'running',
        position,
        counts,
        firstSequence: isFirst ? asSequence(this.#start + 1) : before.firstSequence,
        lastSequence: this.#head > this.#start ? this.#head : before.lastSequence,
        problem: undefined,
      });
    }
    if (this.#head > this.#start) await session.run(MOVE_HEAD, { sequence: this.#head });
    return { value: success({ position, counts, found: this.#found }), changes: this.#changes };
  }

  /** Bad rows of the file are known to who reads it; those of the register are counted here. */
  #countsNow(): ImportCounts {
    const before = this.#record.counts;
    const { rowsInFile, badInFile, isLast } = this.#batch;
    const turnedAway = this.#counts.bad + Math.max(0, before.bad - badInFile);
    return {
      rows: rowsInFile,
      stated: before.stated + this.#counts.stated,
      unchanged: before.unchanged + this.#counts.unchanged,
      bad: badInFile + turnedAway,
      held: before.held + this.#counts.held,
      patterns: isLast || Object.keys(this.#patterns).length > 0 ? this.#patterns : {},
    };
  }
}

/** Of which something stands already, or whose rows do not come together: what stands decides there. */
const knownNumbers = async (session: Session, rows: readonly ImportRow[]): Promise<ReadonlySet<number>> => {
  const seen = new Set<number>();
  const known = new Set<number>();
  let last = 0;
  for (const { thing } of rows) {
    const number = numberOfThing(thing);
    const key = number === undefined ? 0 : numberKey(number);
    if (key !== last && seen.has(key)) known.add(key);
    seen.add(key);
    last = key;
  }
  for (const { number } of await session.all(KNOWN, { numbers: JSON.stringify([...seen]) })) known.add(Number(number));
  return known;
};
