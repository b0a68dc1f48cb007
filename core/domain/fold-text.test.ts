import { expect, test } from 'vitest';
import { foldText, JOINING, LOOSE, markText } from './fold-text.ts';

/** Loose marks in round brackets, joining ones in square ones. */
const shown = (text: string, before?: string, after?: string): string => {
  const { said, kinds } = markText(text, before, after);
  return Array.from(said, (char, at) =>
    kinds[at] === LOOSE ? `(${char})` : kinds[at] === JOINING ? `[${char}]` : char,
  ).join('');
};

test.each([
  ['满1,234.50元,请 于 09:00 前', '满1[,]234[.]50元(,)请于09[:]00前'],
  ['见HTTP://T.cn/a?b=1。', '见http[:]//t[.]cn/a[?]b=1(。)'],
  ['Hello, World.Bye', 'hello(,)world[.]bye'],
  ['共 1 , 2 和 a , b', '共1[,]2和a(,)b'],
  ['【样例】50%,尾号**12', '(【)样例(】)50%(,)尾号**12'],
])('%s: marks that join and loose ones', (text, marks) => {
  expect(shown(text)).toBe(marks);
  expect(markText(text).said).toBe(foldText(text));
});

test('a piece is read as it stands between its neighbours', () => {
  expect(shown(',', '0', '0')).toBe('[,]');
  expect(shown(',', '0', '')).toBe('(,)');
  expect(shown('.cn', 'a')).toBe('[.]cn');
  expect(shown('. cn', 'a')).toBe('(.)cn');
});
