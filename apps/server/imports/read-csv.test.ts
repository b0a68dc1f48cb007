import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvReader, type CsvRecord } from './read-csv.ts';

const readIn = (pieces: readonly string[]): CsvRecord[] => {
  const records: CsvRecord[] = [];
  const reader = new CsvReader((record) => records.push(record));
  for (const piece of pieces) reader.push(piece);
  reader.end();
  return records;
};

describe('CSV', () => {
  it('reads quotes, line ends of both kinds, and says on which line a row begins', () => {
    expect(readIn(['a,b\r\n"x, ""y""\nz",2\n\n3,4'])).toEqual([
      { cells: ['a', 'b'], line: 1 },
      { cells: ['x, "y"\nz', '2'], line: 2 },
      { cells: ['3', '4'], line: 5 },
    ]);
  });

  it('passes over a byte order mark', () => {
    expect(readIn(['\ufeffa,b\n'])[0]?.cells).toEqual(['a', 'b']);
  });

  it('tells a row that cannot be read, and goes on after it', () => {
    expect(readIn(['"a"b,c\n1,2\n"open,3\n'])).toEqual([
      { cells: [], line: 1, problem: 'something stands after a closing quote' },
      { cells: ['1', '2'], line: 2 },
      { cells: [], line: 3, problem: 'a quote is not closed' },
    ]);
  });

  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '中', ' '), maxLength: 6 });
  const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

  it('reads what was written, however the text comes in pieces', () => {
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 7 }), (written, length) => {
        const text = written.map((cells) => `${cells.map(quoted).join(',')}\n`).join('');
        const pieces = text.match(new RegExp(`[\\s\\S]{1,${length}}`, 'g')) ?? [];
        expect(readIn(pieces).map(({ cells }) => cells)).toEqual(written);
      }),
      { numRuns: 500 },
    );
  });
});
