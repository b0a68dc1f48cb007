import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
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

it.each([
  ['csv', 'words\n同意\n'],
  ['ndjson', '{"words":"同意"}\n'],
] as const)('passes over a byte order mark: %s', async (format, text) => {
  const [row] = await read(format, Buffer.from(`\uFEFF${text}`));
  expect([row?.value('words'), row?.problem]).toEqual(['同意', undefined]);
});
