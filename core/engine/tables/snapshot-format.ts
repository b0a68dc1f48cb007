import { BUFFERS } from './tables.ts';

/**
 * The tables as a file: a head, the parts of shared memory as they lie, the directory as JSON, a checksum. Words are little
 * endian, parts are padded to whole words.
 *
 *   head: magic "WURAOTAB", format, number of parts, sequence (double), reserved (double)
 *   part: words (double), then the words; in order: header, page directory, the growing buffers, JSON (bytes in its first word)
 *   end: four words of checksum over head and parts
 */
export const MAGIC_LOW = 0x41525557;
export const MAGIC_HIGH = 0x4241544f;
export const SNAPSHOT_FORMAT = 1;
export const HEAD_WORDS = 8;
export const LENGTH_WORDS = 2;
export const CHECK_WORDS = 4;
export const CHUNK_WORDS = 1 << 20;
export const PARTS = BUFFERS.length + 3;
