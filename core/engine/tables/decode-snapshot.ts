import { asSequence, type Failure, failure, type Result, type Sequence, success } from '@wurao/domain';
import { Checksum } from './checksum.ts';
import { Directory, type DirectoryDump } from './directory.ts';
import {
  CHECK_WORDS,
  CHUNK_WORDS,
  HEAD_WORDS,
  LENGTH_WORDS,
  MAGIC_HIGH,
  MAGIC_LOW,
  PARTS,
  SNAPSHOT_FORMAT,
} from './snapshot-format.ts';
import { TableWriter, type TableWriterOptions } from './table-writer.ts';
import { BUFFERS, makeBuffers, type TableBuffers } from './tables.ts';

/** Bytes of a stream of chunks, in whatever pieces they come. */
class ChunkReader {
  private readonly chunks: Iterator<Uint8Array>;
  private chunk: Uint8Array = new Uint8Array(0);
  private at = 0;

  constructor(chunks: Iterable<Uint8Array>) {
    this.chunks = chunks[Symbol.iterator]();
  }

  /** Fills the words; false when the stream ends before. */
  fill(words: Uint32Array): boolean {
    const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    for (let done = 0; done < bytes.length; ) {
      if (this.at === this.chunk.length && !this.advance()) return false;
      const take = Math.min(bytes.length - done, this.chunk.length - this.at);
      bytes.set(this.chunk.subarray(this.at, this.at + take), done);
      this.at += take;
      done += take;
    }
    return true;
  }

  private advance(): boolean {
    const next = this.chunks.next();
    if (next.done) return false;
    this.chunk = next.value;
    this.at = 0;
    return true;
  }

  /** Let go of the source (a file) when reading ends early. */
  close(): void {
    this.chunks.return?.();
  }
}

const REMEDY = 'Delete the file: the tables are then built from the store.';
const unreadable = (message: string): Failure =>
  failure('malformed', 'Unreadable table snapshot', { field: '', message, remedy: REMEDY });

/** A writer with the tables of a snapshot, as of its sequence (`applied`); refused whole when anything is wrong with it. */
export const decodeSnapshot = (chunks: Iterable<Uint8Array>, options: TableWriterOptions = {}): Result<TableWriter> => {
  const reader = new ChunkReader(chunks);
  try {
    return decodeFrom(reader, options);
  } finally {
    reader.close();
  }
};

const decodeFrom = (reader: ChunkReader, options: TableWriterOptions): Result<TableWriter> => {
  const head = new Uint32Array(HEAD_WORDS);
  if (!reader.fill(head) || head[0] !== MAGIC_LOW || head[1] !== MAGIC_HIGH) {
    return unreadable('the file is no table snapshot');
  }
  const format = head[2] ?? 0;
  if (format !== SNAPSHOT_FORMAT || head[3] !== PARTS) {
    const message = `the table snapshot has format ${format}; this version reads ${SNAPSHOT_FORMAT}`;
    return failure('newer-schema', 'Table snapshot of another version', { field: '', message, remedy: REMEDY });
  }
  const checksum = new Checksum();
  checksum.add(head);
  const buffers = makeBuffers(options.seed ?? 0, options.reservedBytes);
  const directory = readParts(reader, checksum, buffers);
  if (typeof directory === 'string') return unreadable(directory);
  const check = new Uint32Array(CHECK_WORDS);
  if (!reader.fill(check)) return unreadable('the table snapshot is cut short');
  if (checksum.words.some((word, i) => word !== check[i])) {
    return unreadable('the table snapshot is damaged: its checksum differs');
  }
  const sequence: Sequence = asSequence(new Float64Array(head.buffer)[2] ?? 0);
  const dump = JSON.parse(textOfWords(directory)) as DirectoryDump;
  return success(new TableWriter(options, { buffers, directory: Directory.from(dump), sequence }));
};

/** The words of the directory's JSON, or what is wrong. */
const readParts = (reader: ChunkReader, checksum: Checksum, buffers: TableBuffers): Uint32Array | string => {
  const length = new Uint32Array(LENGTH_WORDS);
  for (let part = 0; part < PARTS; part++) {
    if (!reader.fill(length)) return 'the table snapshot is cut short';
    const count = new Float64Array(length.buffer)[0] ?? -1;
    const words = roomFor(part, count, buffers);
    if (words === undefined) return 'the table snapshot is damaged: a part has an impossible length';
    for (let from = 0; from < count; from += CHUNK_WORDS) {
      const chunk = words.subarray(from, Math.min(from + CHUNK_WORDS, count));
      if (!reader.fill(chunk)) return 'the table snapshot is cut short';
      checksum.add(chunk);
    }
    if (part === PARTS - 1) return words;
  }
  return 'the table snapshot has no directory';
};

/** Where a part's words go; undefined when they cannot be as many. */
const roomFor = (part: number, count: number, buffers: TableBuffers): Uint32Array | undefined => {
  const name = BUFFERS[part - 2];
  const buffer = part === 0 ? buffers.header : part === 1 ? buffers.pageDirectory : name && buffers.buffers[name];
  if (!Number.isInteger(count) || count < 0 || count > MAX_PART_WORDS) return undefined;
  if (buffer === undefined) return new Uint32Array(count);
  if (!buffer.growable) return buffer.byteLength === count * 4 ? new Uint32Array(buffer) : undefined;
  if (count * 4 > buffer.maxByteLength) return undefined;
  if (count * 4 > buffer.byteLength) buffer.grow(count * 4);
  return new Uint32Array(buffer, 0, count);
};

const MAX_PART_WORDS = 2 ** 33;

const textOfWords = (words: Uint32Array): string =>
  new TextDecoder().decode(new Uint8Array(words.buffer, words.byteOffset + 4, words[0]));
