import { describe, expect, it } from 'vitest';
import { csvCell, csvTextCell } from './csv-cell.ts';

describe('a cell of CSV', () => {
  it('is quoted where it would end otherwise', () => {
    expect([1, undefined, 'a', 'a,b', 'a"b', 'a\nb', 'a\rb'].map(csvCell)).toEqual([
      '1',
      '',
      'a',
      '"a,b"',
      '"a""b"',
      '"a\nb"',
      '"a\rb"',
    ]);
  });

  it('of words is no formula', () => {
    for (const text of [
      '=1+1',
      '+1',
      '-1',
      '@A1',
      '\uff1d1',
      '\uff0b1',
      '\uff0d1',
      '\uff20A1',
      ' =1+1',
      '\u3000=1',
      '\u00a0=1',
    ])
      expect(csvTextCell(text), text).toBe(`'${text}`);
    expect(csvTextCell('\t=1')).toBe("'\t=1");
    expect(csvTextCell('\r=1')).toBe('"\'\r=1"');
    expect(csvTextCell('=A1,"x"')).toBe('"\'=A1,""x"""');
    for (const text of ['', '12', '9', '甲公司', 'a=b', '1-2', 'A+']) expect(csvTextCell(text)).toBe(text);
  });
});
