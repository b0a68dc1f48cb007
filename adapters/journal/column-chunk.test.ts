import { DuckDBDataChunk, DuckDBInstance, VARCHAR } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ColumnChunk, type FilledColumn } from './column-chunk.ts';
import { COLUMNS, createTable } from './columns.ts';
import { formatDecisionId } from './decision-id.ts';
import { asJournalSequence, type JournalRecord } from './record.ts';
import { someEntries } from './testing/entries.ts';

const EPOCH = 2 ** 32 - 1;
const FULL = 2048;

type Cells = Readonly<Record<string, unknown>>;

const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
afterAll(() => connection.closeSync());

const ask = async (sql: string): Promise<Cells[]> => (await connection.runAndReadAll(sql)).getRowObjects();

/** What DuckDB holds of chunks after all of them were filled. */
const held = async <T>(
  create: string,
  columns: readonly FilledColumn<T>[],
  batches: readonly (readonly T[])[],
): Promise<Cells[]> => {
  await ask(create);
  const appender = await connection.createAppender('t');
  const chunk = new ColumnChunk(columns);
  for (const batch of batches) appender.appendDataChunk(chunk.fill(batch, EPOCH));
  appender.closeSync();
  return ask('SELECT * FROM t');
};

const cellOf = (value: unknown, type: string): unknown => {
  if (value === undefined) return null;
  return type === 'BIGINT' ? BigInt(value as number) : value;
};

/** Lengths about what a cell of DuckDB holds by itself (12 bytes), in letters of one to four bytes. */
const TEXTS = [
  ...['', 'a', 'eleven byte', 'twelve bytes', 'thirteen byte', '+8613800000001', 'x'.repeat(64), 'y'.repeat(20_000)],
  ...[
    'é',
    '勿勿勿勿',
    '勿勿勿勿a',
    'aaaaaaaaaaé',
    'aaaaaaaaaaaé',
    '勿扰'.repeat(200),
    '📵📵📵',
    '📵📵📵📵',
    'a\0b',
    '\0',
  ],
];

interface OneCell {
  readonly value: string | undefined;
}
const TEXT: readonly FilledColumn<OneCell>[] = [{ type: 'VARCHAR', of: ({ value }) => value }];
const heldTexts = (batches: readonly (readonly (string | undefined)[])[]) =>
  held(
    'CREATE OR REPLACE TABLE t (value VARCHAR)',
    TEXT,
    batches.map((values) => values.map((value) => ({ value }))),
  );

describe('a chunk of columns', () => {
  it('holds every column of any record', async () => {
    const records = someEntries(600, 11).map((entry, index): JournalRecord => {
      const sequence = asJournalSequence(index === 0 ? Number.MAX_SAFE_INTEGER : index);
      return { ...entry, id: formatDecisionId(sequence, EPOCH), sequence, run: TEXTS[index % (2 * TEXTS.length)] };
    });
    const rows = await held(createTable('t').replace('CREATE', 'CREATE OR REPLACE'), COLUMNS, [
      records.slice(0, 1),
      records.slice(1, 501),
      records.slice(501),
    ]);
    const expected = records.map((record) =>
      Object.fromEntries(COLUMNS.map(({ name, type, of }) => [name, cellOf(of(record, EPOCH), type)])),
    );
    expect(rows).toEqual(expected);
    for (const { name } of COLUMNS)
      expect(new Set(rows.map((row) => row[name])).size, name).toBeGreaterThan(name === 'epoch' ? 0 : 1);
  });

  it('holds whole numbers to the ends of what a number tells apart, and doubles as they are', async () => {
    const wholes = [
      0,
      -0,
      1,
      -1,
      2 ** 31,
      2 ** 32 - 1,
      2 ** 32,
      2 ** 53 - 1,
      -(2 ** 32),
      1 - 2 ** 53,
      2 ** 63 - 1024,
      1024 - 2 ** 63,
    ];
    const rows = wholes.map((whole) => ({ whole, double: whole === 0 ? undefined : whole / 3 }));
    const columns: readonly FilledColumn<(typeof rows)[0]>[] = [
      { type: 'BIGINT', of: ({ whole }) => whole },
      { type: 'DOUBLE', of: ({ double }) => double },
    ];
    expect(await held('CREATE OR REPLACE TABLE t (whole BIGINT, double DOUBLE)', columns, [rows])).toEqual(
      rows.map(({ whole, double }) => ({ whole: BigInt(whole), double: double ?? null })),
    );
  });

  it('holds texts of any length, each equal to its like wherever it came from', async () => {
    const values = fc.array(fc.option(fc.constantFrom(...TEXTS), { nil: undefined, freq: 4 }), {
      minLength: 1,
      maxLength: 200,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(values, { minLength: 1, maxLength: 4 }), async (batches) => {
        const rows = await heldTexts(batches);
        const said = batches.flat();
        expect(rows.map(({ value }) => value)).toEqual(said.map((value) => value ?? null));
        const groups = await ask('SELECT value, count(*)::INTEGER AS times FROM t GROUP BY value');
        const times = new Map(groups.map((group) => [group['value'] ?? undefined, group['times']]));
        expect(times).toEqual(new Map(said.map((value) => [value, said.filter((one) => one === value).length])));
      }),
      { numRuns: 30, seed: 5 },
    );
  });

  it('makes the memory of texts that DuckDB makes, but for addresses: their first letters, and nothing behind short ones', () => {
    const memory = (chunk: DuckDBDataChunk): string[] => {
      const bytes = duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk.chunk, 0), chunk.rowCount * 16);
      return Array.from({ length: chunk.rowCount }, (_, row) => {
        const cell = Buffer.from(bytes.subarray(row * 16, row * 16 + 16));
        return cell.toString('hex', 0, cell.readUInt32LE(0) > 12 ? 8 : 16);
      });
    };
    const chunk = new ColumnChunk(TEXT);
    chunk.fill(
      TEXTS.map(() => ({ value: '123456789012' })),
      EPOCH,
    );
    expect(memory(chunk.fill([{ value: undefined }, { value: 'a' }], EPOCH))[0], 'a null after a text').toBe(
      '0'.repeat(32),
    );
    const own = DuckDBDataChunk.create([VARCHAR], TEXTS.length);
    own.setColumnValues(0, TEXTS);
    const rows = TEXTS.map((value) => ({ value }));
    expect(memory(chunk.fill(rows, EPOCH))).toEqual(memory(own));
  });

  it('leaves nothing of one batch to the next: not its nulls, nor its texts', async () => {
    const long = TEXTS.map((text) => `${text}, but longer than a cell`);
    const batches = [long, new Array(FULL).fill(undefined), new Array(FULL).fill('short'), TEXTS.toReversed(), long];
    expect((await heldTexts(batches)).map(({ value }) => value)).toEqual(batches.flat().map((value) => value ?? null));
  });

  it('holds megabytes of text, and then little again', async () => {
    const batches = [
      Array.from({ length: 100 }, (_, row) => String(row).padEnd(30_000, '勿')),
      ['after that', TEXTS[7]],
    ];
    expect((await heldTexts(batches)).map(({ value }) => value)).toEqual(batches.flat());
  });

  it('refuses more rows than there is memory for', () => {
    const chunk = new ColumnChunk(TEXT);
    const rows = (count: number): OneCell[] => new Array(count).fill({ value: 'a' });
    expect(chunk.fill(rows(FULL), EPOCH).rowCount).toBe(FULL);
    expect(() => chunk.fill(rows(FULL + 1), EPOCH)).toThrow(RangeError);
  });

  it('refuses a number that its column does not hold', () => {
    const one = (type: 'BIGINT' | 'UINTEGER', value: number) => () =>
      new ColumnChunk<number>([{ type, of: (number) => number }]).fill([value], EPOCH);
    for (const value of [1.5, Number.NaN, 2 ** 63, Number.POSITIVE_INFINITY])
      expect(one('BIGINT', value)).toThrow(RangeError);
    for (const value of [1.5, Number.NaN, 2 ** 32, -1]) expect(one('UINTEGER', value)).toThrow(RangeError);
  });
});
