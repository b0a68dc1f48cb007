import { Checksum } from './checksum.ts';
import type { Directory } from './directory.ts';
import { CHUNK_WORDS, HEAD_WORDS, MAGIC_HIGH, MAGIC_LOW, PARTS, SNAPSHOT_FORMAT } from './snapshot-format.ts';
import { BUFFERS, type Tables } from './tables.ts';

/** The tables as of their applied sequence. Nothing may be applied until the last chunk was taken: it throws if something was. */
export function* encodeSnapshot(tables: Tables, directory: Directory): Generator<Uint8Array> {
  const checksum = new Checksum();
  const { applied } = tables.header;
  const head = new Uint32Array(HEAD_WORDS);
  head.set([MAGIC_LOW, MAGIC_HIGH, SNAPSHOT_FORMAT, PARTS]);
  new Float64Array(head.buffer)[2] = applied;
  checksum.add(head);
  yield new Uint8Array(head.buffer);
  for (const part of partsOf(tables, directory)) {
    yield new Uint8Array(new Float64Array([part.length]).buffer);
    for (let from = 0; from < part.length; from += CHUNK_WORDS) {
      if (tables.header.applied !== applied) throw new Error('the tables changed while their snapshot was being taken');
      const chunk = part.slice(from, from + CHUNK_WORDS);
      checksum.add(chunk);
      yield new Uint8Array(chunk.buffer);
    }
  }
  yield new Uint8Array(checksum.words.buffer);
}

function* partsOf(tables: Tables, directory: Directory): Generator<Uint32Array> {
  yield new Uint32Array(tables.source.header);
  yield new Uint32Array(tables.source.pageDirectory);
  for (const name of BUFFERS) yield tables.words[name].u32.subarray(0, tables.usedWords(name));
  yield wordsOfText(JSON.stringify(directory.dump()));
}

const wordsOfText = (text: string): Uint32Array => {
  const bytes = new TextEncoder().encode(text);
  const words = new Uint32Array(1 + Math.ceil(bytes.length / 4));
  words[0] = bytes.length;
  new Uint8Array(words.buffer, 4).set(bytes);
  return words;
};
