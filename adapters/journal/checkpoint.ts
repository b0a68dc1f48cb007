import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type Result, success } from '@wurao/domain';
import { unavailable } from './failures.ts';
import { type Files, nodeFiles, readFully, systemErrorCode, writeFully } from './files.ts';
import { asJournalSequence, type JournalSequence } from './record.ts';
import { TEMPORARY_SUFFIX } from './sealed.ts';

/**
 * State made of the journal up to a sequence (the counters, whose layout is the engine's): a start then reads only what follows.
 * A checkpoint that is missing or damaged costs time, never truth, so reading one never fails: it is absent.
 */
export interface Checkpoint {
  readonly bytes: Uint8Array;
  readonly sequence: JournalSequence;
}

const MAGIC = 'WURAOCKP';
const VERSION = 1;
/** magic 8, version u32, CRC32 of what follows u32, sequence f64, length f64 */
const HEADER_BYTES = 32;
const AT_VERSION = 8;
const AT_CRC = 12;
const AT_SEQUENCE = 16;
const AT_LENGTH = 24;
const DEFAULT_NAME = 'counters';

const pathOf = (directory: string, name: string): string => join(directory, `${name}.checkpoint`);

const checksum = (header: Buffer, bytes: Uint8Array): number => crc32(bytes, crc32(header.subarray(AT_SEQUENCE)));

export const writeCheckpoint = (
  directory: string,
  bytes: Uint8Array,
  sequence: JournalSequence,
  { name = DEFAULT_NAME, files = nodeFiles }: { readonly name?: string; readonly files?: Files } = {},
): Result<void> => {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 0, 'latin1');
  header.writeUInt32LE(VERSION, AT_VERSION);
  header.writeDoubleLE(sequence, AT_SEQUENCE);
  header.writeDoubleLE(bytes.length, AT_LENGTH);
  header.writeUInt32LE(checksum(header, bytes), AT_CRC);
  const path = pathOf(directory, name);
  const temporary = `${path}${TEMPORARY_SUFFIX}`;
  try {
    files.remove(temporary);
    const file = files.create(temporary);
    try {
      writeFully(files, file, header, 0);
      writeFully(files, file, bytes, HEADER_BYTES);
      files.sync(file);
    } finally {
      files.close(file);
    }
    files.rename(temporary, path);
    files.syncDirectory(directory);
    return success(undefined);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    return unavailable('writing the checkpoint', code);
  }
};

export const readCheckpoint = (
  directory: string,
  { name = DEFAULT_NAME, files = nodeFiles }: { readonly name?: string; readonly files?: Files } = {},
): Checkpoint | undefined => {
  const path = pathOf(directory, name);
  const size = files.size(path);
  if (size === undefined || size < HEADER_BYTES) return undefined;
  const whole = Buffer.allocUnsafeSlow(size);
  const file = files.openToRead(path);
  try {
    if (readFully(files, file, whole, 0, size, 0) < size) return undefined;
  } finally {
    files.close(file);
  }
  const header = whole.subarray(0, HEADER_BYTES);
  const bytes = whole.subarray(HEADER_BYTES);
  const sound =
    header.toString('latin1', 0, MAGIC.length) === MAGIC &&
    header.readUInt32LE(AT_VERSION) === VERSION &&
    header.readDoubleLE(AT_LENGTH) === bytes.length &&
    header.readUInt32LE(AT_CRC) === checksum(header, bytes);
  return sound ? { bytes, sequence: asJournalSequence(header.readDoubleLE(AT_SEQUENCE)) } : undefined;
};
