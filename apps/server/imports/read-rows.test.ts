import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FileRow, readFileRows } from './read-rows.ts';

/** As the file is read. */
const PIECE_BYTES = 32 * 1024;

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-rows-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const read = async (format: 'csv' | 'ndjson', bytes: Uint8Array): Promise<readonly FileRow[]> => {
  const path = join(directory, 'source');
  writeFileSync(path, bytes);
  const rows: FileRow[] = [];
  const options = { format, encoding: 'utf-8', columns: {}, constants: {} } as const;
  const take = (row: FileRow): void => void rows.push(row);
  expect(await readFileRows(path, options, take, async () => {})).toEqual({});
  return rows;
};

const lookAt = (bytes: Uint8Array, maxBytes?: number) => {
  const path = join(directory, 'source');
  writeFileSync(path, bytes);
  const options = { format: 'csv', encoding: 'utf-8', columns: {}, constants: {} } as const;
  return readFileRows(
    path,
    options,
    () => {},
    async () => {},
    maxBytes,
  );
};

it.each([1, 2])('reads a character of which %i bytes end a piece of the file', async (there) => {
  const head = 'words\n';
  const filler = 'x'.repeat(PIECE_BYTES - head.length - 1 - there);
  const rows = await read('csv', Buffer.from(`${head}${filler}\n同意\n`));
  expect(rows.map(({ value, problem }) => [value('words'), problem])).toEqual([
    [filler, undefined],
    ['同意', undefined],
  ]);
});

it('tells the row whose bytes are no text, and no other', async () => {
  const bytes = Buffer.concat([Buffer.from('words\ngood\nbad '), Buffer.of(0xcd, 0xf1), Buffer.from('\ngood\n')]);
  expect((await read('csv', bytes)).map(({ problem }) => problem !== undefined)).toEqual([false, true, false]);
});

it('tells a file that ends within a character', async () => {
  const bytes = Buffer.concat([Buffer.from('words\ngood\nbad '), Buffer.of(0xe5, 0x90)]);
  expect((await read('csv', bytes)).map(({ problem }) => problem !== undefined)).toEqual([false, true]);
});

describe('a packed file', () => {
  it('is read as it is', async () => {
    const words = Array.from({ length: 20_000 }, (_, i) => `同意 ${i}`);
    const rows = await read('csv', gzipSync(Buffer.from(`words\n${words.join('\n')}\n`)));
    expect(rows.map(({ value }) => value('words'))).toEqual(words);
  });

  it('that was cut off is refused, whatever of it was read', async () => {
    const packed = gzipSync(Buffer.from('words\n同意\n'));
    expect(await lookAt(packed.subarray(0, -9))).toMatchObject({
      problem: { message: 'the packed file is not whole' },
    });
  });

  it('that unpacks to more than there may be is refused', async () => {
    const packed = gzipSync(Buffer.from(`words\n${'同意\n'.repeat(1_000)}`));
    expect(await lookAt(packed, 5_000)).toMatchObject({ problem: { message: 'it unpacks to more than 5000 bytes' } });
    expect(await lookAt(packed, 8_000)).toEqual({});
  });
});

it.each([
  ['csv', 'words\n同意\n'],
  ['ndjson', '{"words":"同意"}\n'],
] as const)('passes over a byte order mark: %s', async (format, text) => {
  const [row] = await read(format, Buffer.from(`\uFEFF${text}`));
  expect([row?.value('words'), row?.problem]).toEqual(['同意', undefined]);
});
