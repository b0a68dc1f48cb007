import { describe, expect, it } from 'vitest';
import { cellsOf, cutRecords, readList, separatorOf, shapeOf } from './records.ts';

const noPause = async (): Promise<void> => {};

describe('cutting text into records', () => {
  it('goes on where it stopped, passes over blank lines, and keeps lines within quotes', () => {
    const text = 'a,b\r\n\r\n"1\n2",3\n4,5';
    const first = cutRecords(text, 0, 2);
    expect(first.records).toEqual(['a,b', '"1\n2",3']);
    expect(cutRecords(text, first.next, 9)).toEqual({ records: ['4,5'], next: text.length });
  });

  it('reads cells with quotes, quotes within quotes, and separators within quotes', () => {
    expect(cellsOf('"a ""b"", c", d ,""', ',')).toEqual(['a "b", c', 'd', '']);
    expect(cellsOf('1;2', ';')).toEqual(['1', '2']);
  });

  it('finds the separator', () => {
    expect(['a,b', 'a\tb,c\td', 'a;b;c', 'a'].map(separatorOf)).toEqual([',', '\t', ';', ',']);
  });
});

describe('the shape of a list', () => {
  const cases = [
    ['a column of numbers', '13800000001\n13800000002', { hasHead: false, numberColumn: 0, columns: ['1'] }],
    [
      'a titled column',
      '姓名,手机号\n张三,13800000001',
      { hasHead: true, numberColumn: 1, columns: ['姓名', '手机号'] },
    ],
    ['unknown titles', 'who,where\n张三,+86 138 0000 0001', { hasHead: true, numberColumn: 1 }],
    ['no titles', '张三,13800000001\n李四,13800000002', { hasHead: false, numberColumn: 1 }],
  ] as const;
  for (const [what, text, shape] of cases) it(`is seen of ${what}`, () => expect(shapeOf(text)).toMatchObject(shape));

  it('is none of an empty text', () => expect(shapeOf(' \n')).toBeUndefined());
});

it('a list is read whole, rows as they stood and the numbers of one column', async () => {
  const text = 'name,number\n"Li, Si",13800000002\nshort\n';
  expect(await readList(text, { separator: ',', hasHead: true }, 1, noPause)).toEqual({
    head: 'name,number',
    records: ['"Li, Si",13800000002', 'short'],
    numbers: ['13800000002', ''],
  });
});
