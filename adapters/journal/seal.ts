import { join } from 'node:path';
import { type InstantMs, type Result, success } from '@wurao/domain';
import { COLUMN_LIST, numeric, type Row, selectAll, withEveryColumn } from './columns.ts';
import { Database, databaseErrorCode } from './database.ts';
import { newerFormat, unavailable } from './failures.ts';
import { type Files, nodeFiles, systemErrorCode } from './files.ts';
import { CALL_LIST, callsOf } from './outcomes.ts';
import { NewerFormatError, type RecordBatch, readCatalogue, readSegment } from './reader.ts';
import { asJournalSequence, type JournalSequence } from './record.ts';
import { readHeader } from './scan.ts';
import {
  DAMAGED_SUFFIX,
  dayNameOf,
  isSealed,
  listAllSealed,
  listSealed,
  OUTCOMES_PREFIX,
  outcomesName,
  removeSealed,
  type SealedFile,
  sealedName,
  TEMPORARY_SUFFIX,
} from './sealed.ts';
import { dayName, dayOf, HEADER_BYTES, listSegments, SEGMENT_SUFFIX, type SegmentFile } from './segment.ts';

/** Rows of a row group: what a look-up by callee reads at least. */
const ROW_GROUP_ROWS = 61_440;
/** More segments of a day than this are sealed in parts first: memory then does not grow with the day. */
export const SEGMENTS_AT_ONCE = 8;
/** The other cores belong to the gates. */
const SEALING_THREADS = 1;
const HALF_FILE = `.parquet${TEMPORARY_SUFFIX}`;
const STAGED = 'staged';
const PARTS = 'parts';
const SOURCE = 'source';
const PART_CALLS = 'part_calls';
const CALL_SOURCE = 'call_source';

/** After each of these the process may die; tests make it. */
export type SealStep = 'cleaned' | 'staged' | 'written' | 'verified' | 'synced' | 'renamed' | 'removed-one' | 'removed';

export interface SealOptions {
  readonly directory: string;
  readonly nowMs: InstantMs;
  readonly files?: Files;
  /** Seals what is closed of the present day, too: a part, made one with the rest when the day is over. */
  readonly openDay?: boolean;
  readonly memoryLimitMb?: number;
  readonly segmentsAtOnce?: number;
  /** Aborted: what is under way is broken off and counts for nothing. */
  readonly stop?: AbortSignal | undefined;
  readonly onStep?: (step: SealStep) => void;
}

export interface SealedDay {
  readonly day: string;
  readonly first: JournalSequence;
  readonly last: JournalSequence;
  readonly records: number;
  readonly bytes: number;
  readonly segments: number;
}

export interface SealReport {
  readonly days: readonly SealedDay[];
}

/** Neighbouring files of one day: what becomes one Parquet file. */
interface DayRun {
  readonly day: number;
  readonly first: JournalSequence;
  readonly parts: SealedFile[];
  readonly segments: { readonly file: SegmentFile; readonly below: number }[];
}

class Sealing {
  readonly #options: SealOptions;
  readonly #files: Files;
  readonly #segmentsAtOnce: number;
  /** The highest of what was read. */
  #epoch = 0;
  /** Most journals have none, and a join with nothing costs a fifth of writing the file. */
  #hasScreens = false;

  constructor(options: SealOptions) {
    this.#options = options;
    this.#files = options.files ?? nodeFiles;
    this.#segmentsAtOnce = options.segmentsAtOnce ?? SEGMENTS_AT_ONCE;
  }

  async run(): Promise<SealReport> {
    this.#clean();
    this.#step('cleaned');
    let days: SealedDay[] = [];
    for (let run = this.#nextDue(); run && !this.#options.stop?.aborted; run = this.#nextDue()) {
      const sealed = await this.#seal(run);
      // A whole takes the place of the parts it was made of.
      if (sealed) days = [...days.filter((day) => day.first < sealed.first || day.last > sealed.last), sealed];
    }
    return { days };
  }

  #step(step: SealStep): void {
    this.#options.onStep?.(step);
  }

  /** Removes what an earlier sealing left: half files, parts and segments that a Parquet file already covers. */
  #clean(): void {
    const { directory } = this.#options;
    for (const name of this.#files.list(directory)) {
      if (name.endsWith(HALF_FILE)) this.#files.remove(join(directory, name));
    }
    const there = new Set(this.#files.list(directory));
    for (const name of there) {
      if (name.startsWith(OUTCOMES_PREFIX) && !there.has(dayNameOf(name))) this.#files.remove(join(directory, name));
    }
    const sealed = listSealed(this.#files, directory);
    const counting = new Set(sealed.map((file) => file.name));
    for (const file of listAllSealed(this.#files, directory)) {
      if (!counting.has(file.name)) removeSealed(this.#files, file);
    }
    for (const segment of listSegments(this.#files, directory).slice(0, -1)) {
      if (isSealed(sealed, segment.first)) this.#files.remove(segment.path);
    }
  }

  #runs(): { readonly runs: DayRun[]; readonly newestDay: number } {
    const { sealed, segments } = readCatalogue(this.#files, this.#options.directory);
    // The newest segment is the writer's. It also carries sequence and epoch on, so a directory is never left without one.
    const newest = listSegments(this.#files, this.#options.directory).at(-1);
    const closed = segments.filter((segment) => segment.ordinal !== newest?.ordinal);
    const sources = [
      ...sealed.map((part) => ({ day: part.day, first: part.first, part, segment: undefined })),
      ...closed.map((file, index) => {
        const below = segments[index + 1]?.first ?? Number.POSITIVE_INFINITY;
        return { day: file.day, first: file.first, part: undefined, segment: { file, below } };
      }),
    ].sort((a, b) => a.first - b.first);
    const runs: DayRun[] = [];
    for (const { day, first, part, segment } of sources) {
      const last = runs.at(-1);
      const run: DayRun = last?.day === day ? last : { day, first, parts: [], segments: [] };
      if (run !== last) runs.push(run);
      if (part) run.parts.push(part);
      if (segment) run.segments.push(segment);
    }
    return { runs, newestDay: newest?.day ?? Number.POSITIVE_INFINITY };
  }

  #nextDue(): DayRun | undefined {
    const today = dayOf(this.#options.nowMs);
    const { runs, newestDay } = this.#runs();
    for (const run of runs) {
      const over = run.day < today && run.day !== newestDay;
      if (over && run.segments.length <= this.#segmentsAtOnce) {
        if (run.segments.length > 0 || run.parts.length > 1) return run;
      } else if ((over || this.#options.openDay) && run.segments.length > 0) {
        // Only what is new: a part is not written again with every sealing of the day.
        const segments = run.segments.slice(0, this.#segmentsAtOnce);
        return { ...run, first: segments[0]?.file.first ?? run.first, parts: [], segments };
      }
    }
    return undefined;
  }

  async #seal(run: DayRun): Promise<SealedDay | undefined> {
    const { directory, memoryLimitMb, stop } = this.#options;
    const limit = memoryLimitMb === undefined ? {} : { memoryLimitMb };
    const database = await Database.open({ directory, threads: SEALING_THREADS, ...limit });
    const uninterrupted = stop && database.interruptOn(stop);
    try {
      await database.createRecordTable(STAGED);
      await database.load(STAGED, this.#batches(run));
      const staged = this.#hasScreens ? selectAll(STAGED) : `SELECT ${COLUMN_LIST} FROM ${STAGED}`;
      await database.setList(
        PARTS,
        run.parts.map((part) => part.path),
      );
      const files = `read_parquet(getvariable('${PARTS}'), union_by_name = true)`;
      await this.#viewCalls(database, run);
      const parts = `UNION ALL BY NAME SELECT ${COLUMN_LIST} FROM ${withEveryColumn(STAGED, files)}`;
      await database.run(`CREATE VIEW ${SOURCE} AS ${staged} ${run.parts.length > 0 ? parts : ''}`);
      this.#step('staged');
      const [source] = await database.rows(summaryOf(SOURCE));
      const [fresh] = await database.rows(
        `SELECT (SELECT count(*) FROM (${staged})) + (SELECT count(*) FROM ${callsOf(STAGED)}) AS entries`,
      );
      const sealed =
        run.parts.length > 1 || numeric(fresh ?? {}, 'entries') > 0
          ? await this.#write(database, run, source ?? {})
          : undefined;
      this.#removeSources(run);
      return sealed;
    } finally {
      uninterrupted?.();
      database.close();
    }
  }

  *#batches(run: DayRun): Generator<RecordBatch> {
    for (const { file, below } of run.segments) {
      for (const batch of readSegment(this.#files, file, { below })) {
        this.#epoch = Math.max(this.#epoch, batch.epoch);
        this.#hasScreens ||= batch.screens !== undefined;
        yield batch;
      }
    }
  }

  async #viewCalls(database: Database, run: DayRun): Promise<void> {
    const files = run.parts.flatMap(({ outcomes }) => outcomes ?? []);
    await database.setList(PART_CALLS, files);
    const read = `read_parquet(getvariable('${PART_CALLS}'), union_by_name = true)`;
    const parts = `UNION ALL BY NAME SELECT ${CALL_LIST} FROM ${withEveryColumn(callsOf(STAGED), read)}`;
    await database.run(
      `CREATE VIEW ${CALL_SOURCE} AS SELECT ${CALL_LIST} FROM ${callsOf(STAGED)} ${files.length > 0 ? parts : ''}`,
    );
  }

  /** Under its final name before the day is: until then the day's file is not there, and it counts for nothing. */
  async #writeCalls(database: Database, path: string): Promise<void> {
    const temporary = `${path}${TEMPORARY_SUFFIX}`;
    await database.run(
      `COPY (SELECT ${CALL_LIST} FROM ${CALL_SOURCE} ORDER BY decision_sequence, sequence) TO $path
       (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP_ROWS})`,
      { path: temporary },
    );
    const [source] = await database.rows(callSummaryOf(CALL_SOURCE));
    const [written] = await database.rows(callSummaryOf('read_parquet($path)'), { path: temporary });
    verify(source ?? {}, written ?? {}, path);
    this.#keep(temporary, path);
  }

  #keep(temporary: string, path: string): void {
    const file = this.#files.openToWrite(temporary);
    try {
      this.#files.sync(file);
    } finally {
      this.#files.close(file);
    }
    this.#files.protect(temporary);
    this.#files.rename(temporary, path);
  }

  async #write(database: Database, run: DayRun, source: Row): Promise<SealedDay> {
    const files = this.#files;
    const [calls = {}] = await database.rows(callSummaryOf(CALL_SOURCE));
    const last = asJournalSequence(Math.max(numeric(source, 'last'), numeric(calls, 'last')));
    const epoch = Math.max(this.#epoch, numeric(source, 'epoch'), ...run.parts.map((part) => part.epoch));
    const name = sealedName(run.day, run.first, last, epoch);
    const path = join(this.#options.directory, name);
    const temporary = `${path}${TEMPORARY_SUFFIX}`;
    await database.run(
      `COPY (SELECT ${COLUMN_LIST} FROM ${SOURCE} ORDER BY callee, sequence) TO $path
       (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP_ROWS})`,
      { path: temporary },
    );
    this.#step('written');
    const [written] = await database.rows(summaryOf('read_parquet($path)'), { path: temporary });
    verify(source, written ?? {}, name);
    this.#step('verified');
    this.#step('synced');
    if (numeric(calls, 'records') > 0)
      await this.#writeCalls(database, join(this.#options.directory, outcomesName(name)));
    this.#keep(temporary, path);
    files.syncDirectory(this.#options.directory);
    this.#step('renamed');
    return {
      day: dayName(run.day),
      first: run.first,
      last,
      records: numeric(source, 'records'),
      bytes: files.size(path) ?? 0,
      segments: run.segments.length,
    };
  }

  /** A segment whose header went bad gave no records: it is set aside, not deleted. */
  #isUnreadable(path: string): boolean {
    if (!path.endsWith(SEGMENT_SUFFIX) || (this.#files.size(path) ?? 0) <= HEADER_BYTES) return false;
    const file = this.#files.openToRead(path);
    try {
      return readHeader(this.#files, file) === 'torn';
    } finally {
      this.#files.close(file);
    }
  }

  #removeSources(run: DayRun): void {
    const counting = new Set(listSealed(this.#files, this.#options.directory).map((file) => file.name));
    const parts = run.parts.filter((part) => !counting.has(part.name));
    for (const part of parts) {
      removeSealed(this.#files, part);
      this.#step('removed-one');
    }
    for (const { path } of run.segments.map(({ file }) => file)) {
      if (this.#isUnreadable(path)) this.#files.rename(path, `${path}${DAMAGED_SUFFIX}`);
      else this.#files.remove(path);
      this.#step('removed-one');
    }
    this.#files.syncDirectory(this.#options.directory);
    this.#step('removed');
  }
}

/** The same of what was told of calls. */
const callSummaryOf = (source: string): string =>
  `SELECT count(*) AS records, min(sequence) AS first, max(sequence) AS last, bit_xor(hash(row(${CALL_LIST}))) AS checksum FROM ${source}`;

/** Count, range and a checksum over every column, the same for both sides of a copy. */
const summaryOf = (source: string): string =>
  `SELECT count(*) AS records, min(sequence) AS first, max(sequence) AS last, max(epoch) AS epoch,
   bit_xor(hash(row(${COLUMN_LIST}))) AS checksum FROM ${source}`;

const verify = (source: Row, written: Row, name: string): void => {
  for (const column of ['records', 'first', 'last', 'checksum']) {
    if (source[column] !== written[column]) throw new VerificationError(`${column} of ${name} differs from its source`);
  }
};

/** The written file is not what was to be written: it is left as a half file, and the segments go on counting. */
class VerificationError extends Error {}

const codeOf = (error: unknown): string | undefined => {
  if (error instanceof VerificationError) return `verification (${error.message})`;
  return databaseErrorCode(error) ?? systemErrorCode(error);
};

/**
 * Turns the segments of complete days into one Parquet file a day, sorted by callee. Until its name is final the segments
 * count; from then on the file does, by the range in its name. So a crash at any point loses nothing and counts nothing twice.
 */
export const seal = async (options: SealOptions): Promise<Result<SealReport>> => {
  try {
    return success(await new Sealing(options).run());
  } catch (error) {
    if (error instanceof NewerFormatError) return newerFormat(options.directory);
    const code = codeOf(error);
    if (code === undefined) throw error;
    return unavailable('sealing the journal', code);
  }
};
