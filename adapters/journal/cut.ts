import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Failure, failure, type Result, success } from '@wurao/domain';
import { COLUMN_LIST, createTable, numeric, withEveryColumn } from './columns.ts';
import { Database, databaseErrorCode } from './database.ts';
import { decodeRecord } from './decode.ts';
import { BatchEncoder } from './encode.ts';
import { newerFormat, unavailable } from './failures.ts';
import { type Files, nodeFiles, systemErrorCode, writeFully } from './files.ts';
import { CALL_LIST, callsOf, createCallTable, decodeOutcome } from './outcomes.ts';
import { NewerFormatError, readSegment, recordsIn } from './reader.ts';
import { asJournalSequence, type JournalSequence } from './record.ts';
import { readGaps } from './recover.ts';
import { type Frame, readHeader, SegmentScan } from './scan.ts';
import { decodeScreens, firstScreens } from './screens.ts';
import {
  isSealed,
  listAllSealed,
  listSealed,
  outcomesName,
  removeSealed,
  type SealedFile,
  sealedName,
  TEMPORARY_SUFFIX,
} from './sealed.ts';
import {
  encodeClosed,
  encodeHeader,
  HEADER_BYTES,
  listSegments,
  SEGMENT_VERSION,
  type SegmentFile,
  type SegmentHeader,
  segmentName,
} from './segment.ts';

/** What a journal directory holds, read from its first record to its last. */
export interface JournalExtent {
  /** 0 = there is no record. */
  readonly first: JournalSequence;
  readonly last: JournalSequence;
  readonly records: number;
  /** Of the last record: 0 = there is none. */
  readonly lastMs: number;
  /** Highest store sequence that a record stands on. */
  readonly dataVersion: number;
  /** Starts of the journal: the highest epoch. */
  readonly epoch: number;
  /** Bytes that are no records though good ones follow. */
  readonly damagedBytes: number;
  /** Bytes behind the last good record of the newest segment: a record half written. */
  readonly tornBytes: number;
}

/** Has every column and no row: an older file lacks what came later. */
const EVERY = 'every_column';
const ANY_FILE = (parameter: string): string => withEveryColumn(EVERY, `read_parquet(${parameter})`);
const ANY_CALLS = (parameter: string): string => withEveryColumn(callsOf(EVERY), `read_parquet(${parameter})`);

const openDatabase = async (directory: string): Promise<Database> => {
  const database = await Database.open({ directory, threads: 1 });
  await database.run(createTable(EVERY), {});
  await database.run(createCallTable(EVERY), {});
  return database;
};

type Growing = { -readonly [Name in keyof JournalExtent]: number };

const RANGE = `SELECT count(*) AS records, min(sequence) AS first, max(sequence) AS last, max(epoch) AS epoch, max(data_version) AS version,
  max_by(at_ms, sequence) AS last_ms, bit_xor(hash(row(${COLUMN_LIST}))) AS checksum FROM ${ANY_FILE('$path')}`;

const CALL_RANGE = `SELECT min(sequence) AS first, max(sequence) AS last, max_by(at_ms, sequence) AS last_ms,
  bit_xor(hash(row(${CALL_LIST}))) AS checksum FROM ${ANY_CALLS('$path')}`;

const addSealed = async (database: Database, file: SealedFile, extent: Growing): Promise<void> => {
  // Every column of every row goes into the checksum, so every page is read and unpacked.
  const [row = {}] = await database.rows(RANGE, { path: file.path });
  extent.epoch = Math.max(extent.epoch, file.epoch);
  if (file.outcomes !== undefined) {
    const [calls = {}] = await database.rows(CALL_RANGE, { path: file.outcomes });
    const last = numeric(calls, 'last');
    if (last > 0) take(extent, 0, numeric(calls, 'first'), last, numeric(calls, 'last_ms'));
  }
  if (numeric(row, 'records') === 0) return;
  if (numeric(row, 'first') < file.first || numeric(row, 'last') > file.last) extent.damagedBytes += 1;
  take(extent, numeric(row, 'records'), numeric(row, 'first'), numeric(row, 'last'), numeric(row, 'last_ms'));
  extent.dataVersion = Math.max(extent.dataVersion, numeric(row, 'version'));
  extent.epoch = Math.max(extent.epoch, numeric(row, 'epoch'), file.epoch);
};

const take = (extent: Growing, records: number, first: number, last: number, lastMs: number): void => {
  extent.records += records;
  extent.first = extent.first === 0 ? first : Math.min(extent.first, first);
  if (last <= extent.last) return;
  extent.last = last;
  extent.lastMs = lastMs;
};

const addFrame = (frame: Frame, epoch: number, extent: Growing): void => {
  const { buffer, base, first, sequence, screens } = frame;
  if (frame.outcome) {
    take(extent, 0, first, sequence, decodeOutcome(buffer, base).atMs);
    return;
  }
  const { outcomes } = screens ? decodeScreens(buffer, base, epoch) : { outcomes: [decodeRecord(buffer, base, epoch)] };
  for (const { decision, atMs } of outcomes) {
    extent.dataVersion = Math.max(extent.dataVersion, decision.dataVersion);
    if (sequence > extent.last) take(extent, sequence - first + 1, first, sequence, atMs);
  }
};

const addSegment = (files: Files, segment: SegmentFile, below: number, extent: Growing): void => {
  const file = files.openToRead(segment.path);
  try {
    const header = readHeader(files, file);
    if (header === 'newer') throw new NewerFormatError(`segment ${segment.name} was written by a newer version`);
    const size = files.size(segment.path) ?? 0;
    if (header === 'torn') {
      extent.tornBytes += size;
      return;
    }
    extent.epoch = Math.max(extent.epoch, header.epoch);
    const scan = new SegmentScan(files, file, header);
    for (const frame of scan.frames()) {
      if (frame.first >= below) break;
      addFrame(frame, header.epoch, extent);
    }
    extent.damagedBytes += scan.damagedBytes;
    if (below === Number.POSITIVE_INFINITY) extent.tornBytes += size - scan.goodEnd;
  } finally {
    files.close(file);
  }
};

/** Reads every record, sealed and not. Failures: a file that cannot be read, a newer format. */
export const measureJournal = async (directory: string, files: Files = nodeFiles): Promise<Result<JournalExtent>> => {
  const extent: Growing = {
    first: 0,
    last: 0,
    records: 0,
    lastMs: 0,
    dataVersion: 0,
    epoch: 0,
    damagedBytes: 0,
    tornBytes: 0,
  };
  try {
    const sealed = listSealed(files, directory);
    if (sealed.length > 0) {
      const database = await openDatabase(directory);
      try {
        for (const file of sealed) await addSealed(database, file, extent);
      } finally {
        database.close();
      }
    }
    const segments = listSegments(files, directory).filter(({ first }) => !isSealed(sealed, first));
    for (const [index, segment] of segments.entries())
      addSegment(files, segment, segments[index + 1]?.first ?? Number.POSITIVE_INFINITY, extent);
    return success(extent as JournalExtent);
  } catch (error) {
    return failed(directory, error);
  }
};

const failed = (directory: string, error: unknown): Failure => {
  if (error instanceof NewerFormatError) return newerFormat(directory);
  const code = databaseErrorCode(error) ?? systemErrorCode(error);
  if (code !== undefined) return unavailable('reading the journal', code);
  if (!(error instanceof Error)) throw error;
  return failure('invalid', 'The journal cannot be read', {
    field: 'path',
    message: error.message,
    remedy: 'Use another backup.',
  });
};

/**
 * Ends a copied journal with the record `upTo`: later records are taken away, and a record that was half written with them. The
 * directory must not be in use. `epoch`: ids given after the cut by whoever made them must not be given again.
 */
export const cutJournal = async (
  directory: string,
  upTo: number,
  { epoch, files = nodeFiles }: { readonly epoch?: number; readonly files?: Files } = {},
): Promise<Result<void>> => {
  try {
    await cutSealed(files, directory, upTo);
    cutSegments(files, directory, upTo, epoch);
    cutGaps(directory, upTo, files);
    files.syncDirectory(directory);
    return success(undefined);
  } catch (error) {
    return failed(directory, error);
  }
};

const cutSealed = async (files: Files, directory: string, upTo: number): Promise<void> => {
  for (const file of listAllSealed(files, directory)) {
    if (file.last <= upTo) continue;
    if (file.first <= upTo) await shorten(files, directory, file, upTo);
    removeSealed(files, file);
  }
};

const shorten = async (files: Files, directory: string, file: SealedFile, upTo: number): Promise<void> => {
  const database = await openDatabase(directory);
  try {
    const path = join(directory, sealedName(file.day, file.first, upTo, file.epoch));
    const copy = async (from: string, query: string, to: string): Promise<void> => {
      const temporary = `${to}${TEMPORARY_SUFFIX}`;
      const sql = `COPY (${query}) TO $to (FORMAT parquet, COMPRESSION zstd)`;
      await database.run(sql, { from, last: upTo, to: temporary });
      const written = files.openToWrite(temporary);
      files.sync(written);
      files.close(written);
      files.protect(temporary);
      files.rename(temporary, to);
    };
    const calls = `SELECT ${CALL_LIST} FROM ${ANY_CALLS('$from')} WHERE sequence <= $last ORDER BY decision_sequence, sequence`;
    if (file.outcomes !== undefined) await copy(file.outcomes, calls, join(directory, outcomesName(basename(path))));
    const records = `SELECT ${COLUMN_LIST} FROM ${ANY_FILE('$from')} WHERE sequence <= $last ORDER BY callee, sequence`;
    await copy(file.path, records, path);
  } finally {
    database.close();
  }
};

const cutSegments = (files: Files, directory: string, upTo: number, epoch: number | undefined): void => {
  for (const segment of listSegments(files, directory)) if (segment.first > upTo) files.remove(segment.path);
  const newest = listSegments(files, directory).at(-1);
  const end = newest && endSegment(files, newest, upTo);
  if (epoch === undefined || (end !== undefined && end.epoch >= epoch)) return;
  keepEpoch(files, directory, upTo, epoch, newest, end?.header);
};

const firstOf = ({ buffer, base, first }: Frame, upTo: number, header: SegmentHeader): Buffer => {
  const encoder = new BatchEncoder();
  const screens = firstScreens(decodeScreens(buffer, base, header.epoch), upTo - first + 1, header.epoch);
  encoder.addScreens(asJournalSequence(first), screens);
  return encoder.finish(header.salt);
};

/** Cuts behind the last record that counts, and closes in order. */
const endSegment = (files: Files, segment: SegmentFile, upTo: number) => {
  const file = files.openToWrite(segment.path);
  try {
    const header = readHeader(files, file);
    if (header === 'newer') throw new NewerFormatError(`segment ${segment.name} was written by a newer version`);
    if (header === 'torn') {
      files.remove(segment.path);
      return undefined;
    }
    const scan = new SegmentScan(files, file, header);
    let [end, records, last] = [HEADER_BYTES, 0, segment.first - 1];
    let part: Buffer | undefined;
    for (const frame of scan.frames()) {
      if (frame.sequence > upTo) {
        // Within a frame of screens: its first rows are written anew.
        if (frame.first <= upTo) part = firstOf(frame, upTo, header);
        break;
      }
      [end, records, last] = [scan.goodEnd, records + frame.sequence - frame.first + 1, frame.sequence];
    }
    files.truncate(file, end);
    if (part !== undefined) {
      writeFully(files, file, part, end);
      [end, records, last] = [end + part.byteLength, records + upTo - last, upTo];
    }
    writeFully(files, file, encodeClosed(records, last, header.salt), end);
    files.sync(file);
    return { epoch: header.epoch, header };
  } finally {
    files.close(file);
  }
};

/** An empty segment carries the epoch on. */
const keepEpoch = (
  files: Files,
  directory: string,
  upTo: number,
  epoch: number,
  newest: SegmentFile | undefined,
  before: { readonly createdAtMs: number; readonly boot: string } | undefined,
): void => {
  const ordinal = (newest?.ordinal ?? 0) + 1;
  const first = asJournalSequence(upTo + 1);
  const day = newest?.day ?? listSealed(files, directory).at(-1)?.day ?? 0;
  const header = {
    version: SEGMENT_VERSION,
    ordinal,
    first,
    createdAtMs: before?.createdAtMs ?? 0,
    epoch,
    day,
    boot: before?.boot ?? '',
    salt: 0,
  };
  const file = files.create(join(directory, segmentName(ordinal, first, day)));
  writeFully(files, file, encodeHeader(header), 0);
  writeFully(files, file, encodeClosed(0, upTo, header.salt), HEADER_BYTES);
  files.sync(file);
  files.close(file);
};

const GAPS_FILE = 'gaps.ndjson';

const cutGaps = (directory: string, upTo: number, files: Files): void => {
  const path = join(directory, GAPS_FILE);
  if (files.size(path) === undefined) return;
  const all = readGaps(directory, files);
  const kept = all.filter(({ afterSequence }) => afterSequence <= upTo);
  if (kept.length === all.length && readFileSync(path, 'utf8').endsWith('\n')) return;
  writeFileSync(path, kept.map((gap) => `${JSON.stringify(gap)}\n`).join(''), { flush: true });
};

/** The record at a sequence, or the last one made up to an instant, with all that a restore must know of it; undefined = none. */
export const findCut = async (
  directory: string,
  at: { readonly sequence: number } | { readonly atMs: number },
  files: Files = nodeFiles,
): Promise<
  Result<{ readonly sequence: JournalSequence; readonly atMs: number; readonly dataVersion: number } | undefined>
> => {
  const isBefore = (sequence: number, atMs: number): boolean =>
    'sequence' in at ? sequence <= at.sequence : atMs <= at.atMs;
  const where = 'sequence' in at ? 'sequence <= $bound' : 'at_ms <= $bound';
  const bound = 'sequence' in at ? at.sequence : at.atMs;
  const found = { sequence: 0, atMs: 0, dataVersion: 0 };
  const note = (sequence: number, atMs: number, dataVersion: number): void => {
    if (sequence > found.sequence) [found.sequence, found.atMs] = [sequence, atMs];
    found.dataVersion = Math.max(found.dataVersion, dataVersion);
  };
  try {
    const sealed = listSealed(files, directory);
    if (sealed.length > 0) {
      const database = await Database.open({ directory, threads: 1 });
      try {
        for (const file of sealed) {
          const [row = {}] = await database.rows(
            `SELECT count(*) AS records, max(sequence) AS last, max_by(at_ms, sequence) AS last_ms, max(data_version) AS version
             FROM read_parquet($path) WHERE ${where}`,
            { path: file.path, bound },
          );
          if (numeric(row, 'records') > 0) note(numeric(row, 'last'), numeric(row, 'last_ms'), numeric(row, 'version'));
          if (file.outcomes === undefined) continue;
          const [calls = {}] = await database.rows(
            `SELECT max(sequence) AS last, max_by(at_ms, sequence) AS last_ms FROM read_parquet($path) WHERE ${where}`,
            { path: file.outcomes, bound },
          );
          note(numeric(calls, 'last'), numeric(calls, 'last_ms'), 0);
        }
      } finally {
        database.close();
      }
    }
    const segments = listSegments(files, directory).filter(({ first }) => !isSealed(sealed, first));
    for (const [index, segment] of segments.entries()) {
      const below = segments[index + 1]?.first ?? Number.POSITIVE_INFINITY;
      for (const batch of readSegment(files, segment, { below })) {
        for (const { sequence, atMs, decision } of recordsIn(batch))
          if (isBefore(sequence, atMs)) note(sequence, atMs, decision.dataVersion);
        for (const { sequence, atMs } of batch.outcomes) if (isBefore(sequence, atMs)) note(sequence, atMs, 0);
      }
    }
    return success(found.sequence === 0 ? undefined : { ...found, sequence: asJournalSequence(found.sequence) });
  } catch (error) {
    return failed(directory, error);
  }
};
