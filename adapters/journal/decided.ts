import type { Sequence } from '@wurao/domain';
import { Database, databaseErrorCode } from './database.ts';
import { DecidedColumns, type OpenedDay } from './decided-columns.ts';
import type { DecidedFilter, DecidedRecord } from './decided-record.ts';
import { type Files, nodeFiles, systemErrorCode } from './files.ts';
import type { JournalProgress } from './progress.ts';
import { readCatalogue, readSegment, recordsIn } from './reader.ts';
import type { JournalRecord } from './record.ts';
import type { SealedFile } from './sealed.ts';
import { dayOf, type SegmentFile } from './segment.ts';
import { type JournalPlace, unflushedFrom } from './tail.ts';

export interface DecidedSpan {
  readonly records: number;
  /** The lowest data version among them; undefined: there are none. */
  readonly firstVersion: Sequence | undefined;
}

export interface DecidedOptions {
  readonly directory: string;
  readonly memoryLimitMb?: number;
  readonly threads?: number;
  /** Where it spills to, from `newSpill`: whoever may end this thread has to tidy up. */
  readonly spill?: string | undefined;
  readonly files?: Files;
  /** The writer's, from another thread: nothing beyond the last flush is read. */
  readonly progress?: JournalProgress | undefined;
}

/** A day is sorted by data version as a whole; what exceeds this spills to disk. */
const MEMORY_LIMIT_MB = 1_024;
/** For progress alone. */
const USUAL_RECORD_BYTES = 250;
/** How often files may be sealed or merged under a reader before that is taken for a fault. */
const MAX_MOVES = 10;

/** A segment with the first sequence that the next one has. */
type BoundedSegment = SegmentFile & { readonly below: number };

interface Catalogue {
  readonly sealed: readonly SealedFile[];
  readonly segments: readonly BoundedSegment[];
}

const withBelow = (segments: readonly SegmentFile[]): BoundedSegment[] =>
  segments.map((segment, i) => ({ ...segment, below: segments[i + 1]?.first ?? Number.POSITIVE_INFINITY }));

const within = (record: JournalRecord, { sinceMs, untilMs, mode }: DecidedFilter): boolean =>
  record.atMs >= sinceMs && record.atMs < untilMs && (mode === undefined || record.attempt.mode === mode);

const epochOf = (id: string): number => Number.parseInt(id.slice(id.indexOf('-') + 1, -2), 36);

const decidedOf = ({ id, sequence, atMs, attempt, decision }: JournalRecord): DecidedRecord => ({
  sequence,
  epoch: epochOf(id),
  atMs,
  attempt,
  decision: decision.decision,
  reason: decision.reason,
  wouldBe: decision.wouldBe,
  step: decision.step,
  law: decision.law,
  dataVersion: decision.dataVersion,
  merchant: decision.merchant,
  purpose: decision.purpose,
  categories: decision.categories,
  fact: decision.fact,
  counters: decision.counters,
});

/** The file being read, and whether anything of it was handed over: then reading it again would hand that over twice. */
interface Reading {
  path: string | undefined;
  begun: boolean;
}

/**
 * Reads what was decided in a period, by whole columns, day file by day file: within each by data version and then by sequence, so
 * that whoever carries facts along never has to go back. On one gate that is the order of the journal.
 */
export class DecidedReader {
  readonly #database: Database;
  readonly #place: JournalPlace;

  private constructor(database: Database, place: JournalPlace) {
    this.#database = database;
    this.#place = place;
  }

  static async open(options: DecidedOptions): Promise<DecidedReader> {
    const { directory, files = nodeFiles, progress, memoryLimitMb = MEMORY_LIMIT_MB, spill } = options;
    const threads = options.threads === undefined ? {} : { threads: options.threads };
    const database = await Database.open({ directory, memoryLimitMb, spill, ...threads });
    return new DecidedReader(database, { directory, files, progress });
  }

  close(): void {
    this.#database.close();
  }

  /** Breaks off a sort that runs, as `Database.interrupt` does: whoever reads gets its rejection. */
  interrupt(): void {
    this.#database.interrupt();
  }

  /** Whether its file was sealed or merged under the reader, before anything of it was told. Any other fault of the disk is one. */
  #hasMoved(error: unknown, { path, begun }: Reading): boolean {
    if (begun) return false;
    if (systemErrorCode(error) === 'ENOENT') return true;
    return databaseErrorCode(error) === 'IO Error' && path !== undefined && this.#place.files.size(path) === undefined;
  }

  /** How much there is to read, for progress, and where facts must begin. */
  async span(filter: DecidedFilter): Promise<DecidedSpan> {
    const reading: Reading = { path: undefined, begun: false };
    for (let moves = 0; ; moves++) {
      try {
        return await this.#spanOnce(filter, reading);
      } catch (error) {
        if (!this.#hasMoved(error, reading) || moves === MAX_MOVES) throw error;
      }
    }
  }

  async #spanOnce(filter: DecidedFilter, reading: Reading): Promise<DecidedSpan> {
    const { sealed, segments } = this.#catalogue(filter);
    const columns = new DecidedColumns(this.#database, filter);
    let records = 0;
    let firstVersion = Number.POSITIVE_INFINITY;
    for (const { path } of sealed) {
      reading.path = path;
      const span = await columns.span(path);
      records += span.records;
      firstVersion = Math.min(firstVersion, span.firstVersion);
    }
    // The tail is read once, later: how many there are is told by the sequences, and the first record says where facts begin.
    for (const batch of this.#segmentBatches(segments, 1, filter)) {
      records += this.#tailRecords(segments);
      for (const record of batch) firstVersion = Math.min(firstVersion, record.dataVersion);
      break;
    }
    return { records, firstVersion: Number.isFinite(firstVersion) ? (firstVersion as Sequence) : undefined };
  }

  #tailRecords(segments: Catalogue['segments']): number {
    const last = segments.at(-1);
    const first = segments[0]?.first ?? 0;
    if (last === undefined) return 0;
    const end = Math.min(last.below, unflushedFrom(this.#place));
    if (Number.isFinite(end)) return Math.max(0, end - first);
    return last.first - first + Math.ceil((this.#place.files.size(last.path) ?? 0) / USUAL_RECORD_BYTES);
  }

  /** Batches of records; goes on where it was when files are sealed or merged meanwhile. */
  async *batches(filter: DecidedFilter): AsyncGenerator<readonly DecidedRecord[]> {
    let next = 1;
    const reading: Reading = { path: undefined, begun: false };
    for (let moves = 0; ; ) {
      try {
        const { sealed, segments } = this.#catalogue(filter);
        const due = sealed.filter(({ last }) => last >= next);
        for await (const { day, file } of this.#openedInTurn(due, next, filter, reading)) {
          for await (const batch of day.batches()) {
            reading.begun = true;
            yield batch;
          }
          next = file.last + 1;
          reading.begun = false;
        }
        for (const batch of this.#segmentBatches(segments, next, filter)) {
          yield batch;
          next = (batch.at(-1)?.sequence ?? next) + 1;
          // Segments are read without waiting for anything: whoever else runs in this thread has a turn, and may cancel.
          await new Promise((resolve) => setImmediate(resolve));
        }
        return;
      } catch (error) {
        if (!this.#hasMoved(error, reading) || ++moves > MAX_MOVES) throw error;
      }
    }
  }

  /**
   * Each file sorted while the one before it is read. A file is read whole by its sort, before anything of it was handed over: one
   * that is merged away under its reader is found gone then or not at all.
   */
  async *#openedInTurn(
    files: readonly SealedFile[],
    from: number,
    filter: DecidedFilter,
    reading: Reading,
  ): AsyncGenerator<{ readonly day: OpenedDay; readonly file: SealedFile }> {
    const columns = new DecidedColumns(this.#database, filter);
    const open = (file: SealedFile | undefined): Promise<OpenedDay> | undefined => {
      const opening = file && columns.open(file.path, from);
      opening?.catch(() => undefined);
      return opening;
    };
    let coming = open(files[0]);
    try {
      for (const [i, file] of files.entries()) {
        reading.path = file.path;
        const day = (await coming) as OpenedDay;
        coming = open(files[i + 1]);
        try {
          yield { day, file };
        } finally {
          await day.close();
        }
      }
    } finally {
      // Whoever stops early leaves one that nobody reads; one that was read is closed by now.
      const left = await coming?.catch(() => undefined);
      await left?.close();
    }
  }

  /** The files that may hold something of the period: each is of one day, give or take what was written about midnight. */
  #catalogue({ sinceMs, untilMs }: DecidedFilter): Catalogue {
    const { sealed, segments } = readCatalogue(this.#place.files, this.#place.directory);
    const first = dayOf(sinceMs) - 1;
    const last = dayOf(untilMs) + 1;
    const isNear = ({ day }: { readonly day: number }): boolean => day >= first && day <= last;
    return { sealed: sealed.filter(isNear), segments: withBelow(segments).filter(isNear) };
  }

  *#segmentBatches(
    segments: Catalogue['segments'],
    from: number,
    filter: DecidedFilter,
  ): Generator<readonly DecidedRecord[]> {
    const unflushed = unflushedFrom(this.#place);
    for (const segment of segments) {
      const below = Math.min(segment.below, unflushed);
      if (below <= from) continue;
      for (const read of readSegment(this.#place.files, segment, { from, below })) {
        // Rows of streams are whole attempts once they are read, and are decided again like any other.
        const batch: DecidedRecord[] = [];
        for (const record of recordsIn(read, from)) if (within(record, filter)) batch.push(decidedOf(record));
        if (batch.length > 0) yield batch;
      }
    }
  }
}
