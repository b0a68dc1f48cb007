import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type InstantMs, type Result, success } from '@wurao/domain';
import { newerFormat, unavailable } from './failures.ts';
import { type Files, nodeFiles, readFully, systemErrorCode, writeFully } from './files.ts';
import * as at from './layout.ts';
import { asJournalSequence, type JournalSequence } from './record.ts';
import { readHeader, SegmentScan } from './scan.ts';
import { DAMAGED_SUFFIX, listAllSealed, SPILL_PREFIX } from './sealed.ts';
import { encodeClosed, HEADER_BYTES, listSegments, type SegmentFile, type SegmentHeader } from './segment.ts';

/**
 * How the last run ended, or what happened in this one (`sync-failed`). `killed`: the process died, the machine did not, so nothing that was written is lost. `machine-down`:
 * what was written after the last sync may be lost, although it was answered: a gap. `sync-failed`: the same, by a failing disk.
 */
export type RunEnd = 'none' | 'closed' | 'killed' | 'machine-down' | 'sync-failed';

export interface Gap {
  /** The last record known to be there. */
  readonly afterSequence: JournalSequence;
  readonly afterMs: InstantMs | undefined;
  readonly reopenedAtMs: InstantMs;
  readonly end: RunEnd;
  readonly cutBytes: number;
  readonly damagedBytes: number;
}

export interface Recovery {
  readonly end: RunEnd;
  /** Bytes of half records cut off behind the last good one. */
  readonly cutBytes: number;
  /** Bytes that are not records though good ones follow: kept, stepped over. */
  readonly damagedBytes: number;
  readonly last: JournalSequence;
  readonly lastOrdinal: number;
  readonly lastEpoch: number;
  /** To be recorded: a machine that went down, or damage. */
  readonly gap: Gap | undefined;
}

interface Mended {
  readonly header: SegmentHeader | undefined;
  readonly closed: boolean;
  readonly last: number;
  readonly lastMs: InstantMs | undefined;
  readonly cutBytes: number;
  readonly damagedBytes: number;
}

const GAPS_FILE = 'gaps.ndjson';

const endsClosed = (files: Files, file: number, size: number, salt: number): number | undefined => {
  const frame = Buffer.alloc(at.FRAME_BYTES + at.CLOSED_BYTES);
  if (size < HEADER_BYTES + frame.length) return undefined;
  if (readFully(files, file, frame, 0, frame.length, size - frame.length) < frame.length) return undefined;
  const payload = frame.subarray(at.FRAME_BYTES);
  const good =
    frame.readUInt32LE(0) === at.CLOSED_BYTES &&
    payload[at.AT_KIND] === at.KIND_CLOSED &&
    frame.readUInt32LE(4) === crc32(payload, salt);
  return good ? payload.readDoubleLE(at.AT_CLOSED_LAST) : undefined;
};

/** Cuts the torn end and closes the segment, so that no later start looks at it again. */
const mendOpen = (files: Files, file: number, header: SegmentHeader, size: number): Mended => {
  const scan = new SegmentScan(files, file, header);
  let lastMs: InstantMs | undefined;
  for (const { buffer, base } of scan.frames()) lastMs = buffer.readDoubleLE(base + at.AT_INSTANT);
  const cutBytes = size - scan.goodEnd;
  if (cutBytes > 0) files.truncate(file, scan.goodEnd);
  if (!scan.closed) {
    try {
      writeFully(files, file, encodeClosed(scan.records, scan.last, header.salt), scan.goodEnd);
    } catch (error) {
      // A full disk must not keep the server from starting: the segment is merely scanned again next time.
      if (systemErrorCode(error) === undefined) throw error;
      files.truncate(file, scan.goodEnd);
    }
  }
  // What a killed process left lies in the page cache only; from here on it counts as synced.
  files.sync(file);
  return { header, closed: false, last: scan.last, lastMs, cutBytes, damagedBytes: scan.damagedBytes };
};

/** A segment without a header holds nothing that can be trusted. */
const setAside = (files: Files, segment: SegmentFile, size: number): Mended => {
  if (size > HEADER_BYTES) files.rename(segment.path, `${segment.path}${DAMAGED_SUFFIX}`);
  else files.remove(segment.path);
  const [cutBytes, damagedBytes] = size > HEADER_BYTES ? [0, size] : [size, 0];
  return { header: undefined, closed: false, last: segment.first - 1, lastMs: undefined, cutBytes, damagedBytes };
};

const mend = (files: Files, segment: SegmentFile): Mended | 'newer' => {
  const file = files.openToWrite(segment.path);
  try {
    const size = files.size(segment.path) ?? 0;
    const header = readHeader(files, file);
    if (header === 'newer') return 'newer';
    if (header === 'torn') return setAside(files, segment, size);
    const last = endsClosed(files, file, size, header.salt);
    if (last === undefined) return mendOpen(files, file, header, size);
    return { header, closed: true, last, lastMs: undefined, cutBytes: 0, damagedBytes: 0 };
  } finally {
    files.close(file);
  }
};

const endOf = (newest: Mended | undefined, header: SegmentHeader | undefined, boot: string): RunEnd => {
  if (!newest) return 'none';
  if (newest.closed) return 'closed';
  // Without an identity of the machine's run on either side the worse is assumed.
  return header && boot !== '' && header.boot === boot.padEnd(header.boot.length, '0') ? 'killed' : 'machine-down';
};

const summarise = (
  files: Files,
  directory: string,
  mended: readonly Mended[],
  boot: string,
  nowMs: InstantMs,
): Recovery => {
  const segments = listSegments(files, directory);
  const sealed = listAllSealed(files, directory);
  const sum = (pick: (one: Mended) => number): number => mended.reduce((total, one) => total + pick(one), 0);
  const header = mended.find((one) => one.header)?.header;
  // Only the newest: an abandoned segment before it may hold records that never counted.
  const last = Math.max(mended[0]?.last ?? 0, ...sealed.map((one) => one.last));
  const end = endOf(mended[0], header, boot);
  const cutBytes = sum((one) => one.cutBytes);
  const damagedBytes = sum((one) => one.damagedBytes);
  const gap: Gap = {
    afterSequence: asJournalSequence(last),
    afterMs: mended.find((one) => one.lastMs !== undefined)?.lastMs,
    reopenedAtMs: nowMs,
    end,
    cutBytes,
    damagedBytes,
  };
  return {
    end,
    cutBytes,
    damagedBytes,
    last: asJournalSequence(last),
    lastOrdinal: segments.at(-1)?.ordinal ?? 0,
    lastEpoch: Math.max(header?.epoch ?? 0, ...sealed.map((one) => one.epoch)),
    gap: end === 'machine-down' || damagedBytes > 0 ? gap : undefined,
  };
};

/** Brings the directory to a state in which every segment ends with a whole record, and finds where to go on. */
export const recover = (files: Files, directory: string, boot: string, nowMs: InstantMs): Result<Recovery> => {
  try {
    files.makeDirectory(directory);
    for (const name of files.list(directory)) if (name.startsWith(SPILL_PREFIX)) files.remove(join(directory, name));
    const mended: Mended[] = [];
    for (const segment of listSegments(files, directory).reverse()) {
      const one = mend(files, segment);
      if (one === 'newer') return newerFormat(segment.path);
      mended.push(one);
      if (one.closed) break;
    }
    files.syncDirectory(directory);
    return success(summarise(files, directory, mended, boot, nowMs));
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    return unavailable('opening the journal', code);
  }
};

/** Appends a gap to the list that outlives segments; throws the system's error. */
export const recordGap = (files: Files, directory: string, gap: Gap): void => {
  const path = join(directory, GAPS_FILE);
  const size = files.size(path);
  const file = size === undefined ? files.create(path) : files.openToWrite(path);
  try {
    writeFully(files, file, Buffer.from(`${JSON.stringify(gap)}\n`), size ?? 0);
    files.sync(file);
  } finally {
    files.close(file);
  }
};

/** Every gap ever recorded, oldest first. A half line (power loss while recording) is left out. */
export const readGaps = (directory: string, files: Files = nodeFiles): Gap[] => {
  const path = join(directory, GAPS_FILE);
  const size = files.size(path);
  if (size === undefined) return [];
  const bytes = Buffer.alloc(size);
  const file = files.openToRead(path);
  try {
    const read = readFully(files, file, bytes, 0, size, 0);
    const lines = bytes.toString('utf8', 0, read).split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Gap);
  } finally {
    files.close(file);
  }
};
