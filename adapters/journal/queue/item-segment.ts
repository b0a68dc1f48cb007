// A segment of the queue: a header, then frames of [payload octets u32, CRC-32 u32, records]. A record: [id u64, mark u32, body]. Little endian.
import { crc32 } from 'node:zlib';
import { type Files, readFully } from '../files.ts';

export type ItemId = number & { readonly __brand: 'ItemId' };

const MAGIC = 0x51525557;
/** Goes up with each kind of item that is added: a version that does not know it must not start over it. */
export const ITEM_VERSION = 1;
export const ITEM_HEADER_BYTES = 24;
export const FRAME_BYTES = 8;
export const RECORD_BYTES = 12;
const TWO_32 = 2 ** 32;
const ORDINAL_DIGITS = 12;
const NAME = /^items-(\d{12})\.log$/;

export const itemSegmentName = {
  of: (ordinal: number): string => `items-${String(ordinal).padStart(ORDINAL_DIGITS, '0')}.log`,
  test: (name: string): boolean => NAME.test(name),
  ordinal: (name: string): number => Number(NAME.exec(name)?.[1]),
};

/** `lastId`: ids up to this one were given before. */
export const encodeItemHeader = (lastId: number): Uint8Array => {
  const header = Buffer.alloc(ITEM_HEADER_BYTES);
  header.writeUInt32LE(MAGIC, 0);
  header.writeUInt32LE(ITEM_VERSION, 4);
  header.writeUInt32LE(lastId % TWO_32, 8);
  header.writeUInt32LE(Math.floor(lastId / TWO_32), 12);
  header.writeUInt32LE(crc32(header.subarray(0, 16)), 16);
  return header;
};

/** An item put, or, without a body, settled. */
export interface ItemRecord {
  readonly id: ItemId;
  readonly body: Uint8Array | undefined;
}

export interface ReadItems {
  readonly records: readonly ItemRecord[];
  readonly lastId: number;
  /** Behind the last frame: of a run that ended while it wrote. */
  readonly cutBytes: number;
  /** Of frames before others, and of a header before frames: no run leaves them so, the disk did it. */
  readonly damagedBytes: number;
}

const idAt = (bytes: Buffer, at: number): ItemId =>
  (bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * TWO_32) as ItemId;

/** All of a segment that is whole. */
export const readItems = (files: Files, path: string, length: number): ReadItems | 'newer' => {
  const bytes = Buffer.alloc(length);
  const file = files.openToRead(path);
  try {
    readFully(files, file, bytes, 0, length, 0);
  } finally {
    files.close(file);
  }
  const header = headerOf(bytes);
  if (header === 'newer') return 'newer';
  if (header === 'cut') return { records: [], lastId: 0, cutBytes: length, damagedBytes: 0 };
  const records: ItemRecord[] = [];
  let damagedBytes = header === 'damaged' ? ITEM_HEADER_BYTES : 0;
  let at = ITEM_HEADER_BYTES;
  for (let frame = frameAt(bytes, at); frame !== undefined; frame = frameAt(bytes, at)) {
    if (frame.isWhole) readFrame(bytes, at + FRAME_BYTES, frame.end, records);
    else if (frame.end === length) break;
    else damagedBytes += frame.end - at;
    at = frame.end;
  }
  return { records, lastId: header === 'damaged' ? 0 : idAt(bytes, 8), cutBytes: length - at, damagedBytes };
};

/** A segment is begun whole before anything is written to it: without frames, a bad header is that of a run that ended there. */
const headerOf = (bytes: Buffer): 'whole' | 'cut' | 'damaged' | 'newer' => {
  const isWhole =
    bytes.length >= ITEM_HEADER_BYTES &&
    bytes.readUInt32LE(0) === MAGIC &&
    bytes.readUInt32LE(16) === crc32(bytes.subarray(0, 16));
  if (isWhole) return bytes.readUInt32LE(4) > ITEM_VERSION ? 'newer' : 'whole';
  return bytes.length > ITEM_HEADER_BYTES ? 'damaged' : 'cut';
};

interface Frame {
  readonly end: number;
  readonly isWhole: boolean;
}

/** Undefined: behind the last one, or one that is not all there. */
const frameAt = (bytes: Buffer, at: number): Frame | undefined => {
  if (at + FRAME_BYTES > bytes.length) return undefined;
  const payloadBytes = bytes.readUInt32LE(at);
  const end = at + FRAME_BYTES + payloadBytes;
  // Zeros, which a file may have where it never reached the disk, have a right checksum.
  if (payloadBytes < RECORD_BYTES || end > bytes.length) return undefined;
  return { end, isWhole: bytes.readUInt32LE(at + 4) === crc32(bytes.subarray(at + FRAME_BYTES, end)) };
};

const readFrame = (bytes: Buffer, from: number, end: number, records: ItemRecord[]): void => {
  let at = from;
  while (at < end) {
    const id = idAt(bytes, at);
    const mark = bytes.readUInt32LE(at + 8);
    at += RECORD_BYTES;
    if (mark === 0) {
      records.push({ id, body: undefined });
      continue;
    }
    // A copy: what lives must not hold a whole segment in memory.
    records.push({ id, body: new Uint8Array(bytes.subarray(at, at + mark - 1)) });
    at += mark - 1;
  }
};
