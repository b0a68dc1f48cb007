import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { InstantMs } from '@wurao/domain';
import type { Files } from './files.ts';
import * as at from './layout.ts';
import { asJournalSequence, type JournalSequence } from './record.ts';

/** Format of a segment: 2 knows frames of screens, 3 outcomes and what STIR said, 4 outcomes of messages. A newer one is refused by name; an older one must stay readable. */
export const SEGMENT_VERSION = 4;
export const HEADER_BYTES = 64;
export const SEGMENT_BYTES = 64 * 1024 * 1024;
/** Screens take a tenth of the room: what is sealed at once must not grow with that. */
export const SEGMENT_RECORDS = 1_000_000;

const MAGIC = 'WURAOJNL';
const AT_SALT = 56;
const HEADER_CRC = 60;
const BOOT_BYTES = 16;

/** A day of the journal is a day in China, which has known no other offset since 1992. */
const ZONE_OFFSET_MS = 8 * 3_600_000;
export const MS_PER_DAY = 86_400_000;

/** Days since the epoch, in China. */
export const dayOf = (atMs: InstantMs): number => Math.floor((atMs + ZONE_OFFSET_MS) / MS_PER_DAY);
/** `2025-11-22` */
export const dayName = (day: number): string => new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
export const dayFromName = (name: string): number => Math.floor(Date.parse(`${name}T00:00:00Z`) / MS_PER_DAY);

export interface SegmentHeader {
  readonly version: number;
  /** Counts the segments; the order of files. */
  readonly ordinal: number;
  /** Sequence of the first record, or of the record that would have been the first. */
  readonly first: JournalSequence;
  readonly createdAtMs: InstantMs;
  /** Counts the starts of the journal; part of every id. */
  readonly epoch: number;
  readonly day: number;
  /** Identity of the machine's run, 32 hex digits: tells a killed process from a machine that went down. */
  readonly boot: string;
  /**
   * Random start value of every CRC of this segment. Texts come from outside: without it, one could carry bytes that look like
   * a record when the tail around it is torn.
   */
  readonly salt: number;
}

/** What a segment's name says, so that a directory is understood without opening its files. */
export interface SegmentFile {
  readonly name: string;
  readonly path: string;
  readonly ordinal: number;
  readonly first: JournalSequence;
  readonly day: number;
}

export const SEGMENT_SUFFIX = '.wurao';
const SEGMENT_NAME = /^segment-(\d{10})-(\d{16})-(\d{4}-\d\d-\d\d)\.wurao$/;

export const segmentName = (ordinal: number, first: number, day: number): string =>
  `segment-${String(ordinal).padStart(10, '0')}-${String(first).padStart(16, '0')}-${dayName(day)}${SEGMENT_SUFFIX}`;

export const parseSegmentName = (directory: string, name: string): SegmentFile | undefined => {
  const match = SEGMENT_NAME.exec(name);
  if (!match) return undefined;
  const [, ordinal, first, day = ''] = match;
  return {
    name,
    path: join(directory, name),
    ordinal: Number(ordinal),
    first: asJournalSequence(Number(first)),
    day: dayFromName(day),
  };
};

/** Segments of a directory in order of writing. */
export const listSegments = (files: Files, directory: string): SegmentFile[] =>
  files
    .list(directory)
    .map((name) => parseSegmentName(directory, name))
    .filter((segment) => segment !== undefined)
    .sort((a, b) => a.ordinal - b.ordinal);

export const encodeHeader = (header: SegmentHeader): Buffer => {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.write(MAGIC, 0, 'latin1');
  bytes.writeUInt16LE(header.version, 8);
  bytes.writeUInt16LE(HEADER_BYTES, 10);
  bytes.writeUInt32LE(header.ordinal, 12);
  bytes.writeDoubleLE(header.first, 16);
  bytes.writeDoubleLE(header.createdAtMs, 24);
  bytes.writeUInt32LE(header.epoch, 32);
  bytes.writeInt32LE(header.day, 36);
  bytes.write(header.boot.slice(0, BOOT_BYTES * 2), 40, 'hex');
  bytes.writeUInt32LE(header.salt, AT_SALT);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, HEADER_CRC)), HEADER_CRC);
  return bytes;
};

/** `newer`: written by a later version of Wurao, whose layout is not known here. `torn`: no whole header. */
export type HeaderReading = SegmentHeader | 'torn' | 'newer';

export const decodeHeader = (bytes: Buffer): HeaderReading => {
  if (bytes.length < HEADER_BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return 'torn';
  // Magic and version stand at the same place in every version: they are read before anything else is believed.
  const version = bytes.readUInt16LE(8);
  if (version > SEGMENT_VERSION) return 'newer';
  if (crc32(bytes.subarray(0, HEADER_CRC)) !== bytes.readUInt32LE(HEADER_CRC)) return 'torn';
  return {
    version,
    ordinal: bytes.readUInt32LE(12),
    first: asJournalSequence(bytes.readDoubleLE(16)),
    createdAtMs: bytes.readDoubleLE(24),
    epoch: bytes.readUInt32LE(32),
    day: bytes.readInt32LE(36),
    boot: bytes.toString('hex', 40, 40 + BOOT_BYTES),
    salt: bytes.readUInt32LE(AT_SALT),
  };
};

/** The last frame of a segment closed in order. */
export const encodeClosed = (records: number, last: number, salt: number): Buffer => {
  const frame = Buffer.alloc(at.FRAME_BYTES + at.CLOSED_BYTES);
  const payload = frame.subarray(at.FRAME_BYTES);
  payload.writeUInt8(at.KIND_CLOSED, at.AT_KIND);
  payload.writeUInt32LE(records, at.AT_CLOSED_RECORDS);
  payload.writeDoubleLE(last, at.AT_CLOSED_LAST);
  frame.writeUInt32LE(at.CLOSED_BYTES, 0);
  frame.writeUInt32LE(crc32(payload, salt), 4);
  return frame;
};
