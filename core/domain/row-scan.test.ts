import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNumber } from './number.ts';
import { RowScan, readPlainMobile } from './row-scan.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

interface Row {
  readonly fields: readonly string[];
  readonly line: number;
  readonly problem: string | undefined;
  readonly raw: string;
}

/** Everything that a scan answers, with the text cut into chunks of these sizes. */
const scanned = (text: string, sizes: readonly number[], rowBytesMax = 10_000): Row[] => {
  const bytes = encoder.encode(text);
  const scan = new RowScan({ rowBytesMax });
  const rows: Row[] = [];
  const take = (): void => {
    while (scan.read()) {
      const fields = Array.from({ length: scan.fields }, (_, i) => {
        const field = decoder.decode(scan.bytes.subarray(scan.start + scan.starts[i]!, scan.start + scan.ends[i]!));
        return scan.quotes[i] === 2 ? field.replaceAll('""', '"') : field;
      });
      const raw = decoder.decode(scan.bytes.subarray(scan.start, scan.next));
      rows.push({ fields, line: scan.line, problem: scan.problem, raw });
    }
  };
  let from = 0;
  for (let i = 0; from < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    scan.push(bytes.slice(from, from + size));
    from += size;
    take();
  }
  scan.finish();
  take();
  return rows;
};

const field = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom('13800000001', '', '勿扰', 'a,b', 'say "no"', 'two\nlines', '"', '\r\n', '😀'),
);
const written = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

describe('rows of CSV', () => {
  it('come back as they were written, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 12 }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
        (rows, eol, lastEnds, sizes) => {
          const lines = rows.map((row) => row.map(written).join(','));
          const text = lines.join(eol) + (lastEnds && rows.length > 0 ? eol : '');
          const found = scanned(text, sizes);
          // An empty last line without an end is no row.
          const expected = !lastEnds && lines.at(-1) === '' ? rows.slice(0, -1) : rows;
          expect(found.map(({ fields }) => fields)).toEqual(expected);
          expect(found.map(({ raw }) => raw).join('')).toBe(text);
          expect(found.every(({ problem }) => problem === undefined)).toBe(true);
          let line = 1;
          for (const [i, one] of found.entries()) {
            expect(one.line).toBe(line);
            line += (lines[i]?.split('\n').length ?? 1) - 1 + 1;
          }
        },
      ),
    );
  });

  it('name what is wrong and go on', () => {
    expect(scanned('a,"b"c\nd\n', [3])).toMatchObject([
      { problem: 'stray-quote', line: 1 },
      { fields: ['d'], line: 2 },
    ]);
    expect(scanned('x\n"open,\n1', [2])).toMatchObject([{ fields: ['x'] }, { problem: 'unclosed-quote', line: 2 }]);
  });

  it('that are too long are passed over without being kept', () => {
    const rows = scanned(`1\n${'9'.repeat(5000)}\n2\n"${'x\n'.repeat(900)}`, [7], 100);
    expect(rows.slice(0, 3)).toMatchObject([
      { fields: ['1'], line: 1 },
      { problem: 'too-long', line: 2 },
      { fields: ['2'], line: 3 },
    ]);
    expect(Math.max(...rows.map(({ raw }) => raw.length))).toBeLessThan(120);
  });
});

describe('a mobile in plain digits', () => {
  it('has the canonical form that parseNumber gives, and nothing else passes', () => {
    const target = new Uint8Array(20);
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789+１ -'), maxLength: 15 });
    const mobile = fc.integer({ min: 10_000_000_000, max: 19_999_999_999 }).map(String);
    const texts = fc.oneof(
      digits,
      mobile,
      mobile.map((text) => `+86${text}`),
      mobile.map((text) => `86${text}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const bytes = encoder.encode(text);
        const plain = readPlainMobile(bytes, 0, bytes.length, target, 2);
        const parsed = parseNumber(text);
        if (plain) expect(parsed).toMatchObject({ ok: true, value: decoder.decode(target.subarray(2, 16)) });
        else if (parsed.ok) expect(text).not.toMatch(/^(\+86)?1[3-9]\d{9}$/);
      }),
    );
  });
});
