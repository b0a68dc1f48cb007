import { describe, expect, test } from 'vitest';
import { texts as en } from '../../texts/en/my.ts';
import { texts as enComplaints } from '../../texts/en/my-complaints.ts';
import { texts as zh } from '../../texts/zh/my.ts';
import { texts as zhComplaints } from '../../texts/zh/my-complaints.ts';
import { dayRanges, type Join, type Say, windowText, wishSentences } from './wish-sentence.ts';

const textOf = (texts: object, key: string): string =>
  String(key.split('.').reduce<unknown>((found, part) => (found as Record<string, unknown>)[part], texts));

const sayIn =
  (texts: object): Say =>
  (key, values = {}) =>
    textOf(texts, 'count' in values ? `${key}_other` : key).replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) =>
      String(values[name]),
    );
const inEnglish = sayIn(en);
const inChinese = sayIn(zh);
const comma: Join = (parts) => parts.join(', ');
const mark: Join = (parts) => parts.join('、');

const WISH = { on: true, channels: [], categories: [], hours: [], keep: [] };

describe('days that follow each other', () => {
  const cases: readonly (readonly [readonly number[], readonly (readonly [number, number])[]])[] = [
    [[], []],
    [[3], [[3, 3]]],
    [[1, 2, 3, 4, 5], [[1, 5]]],
    [
      [7, 1, 2, 4],
      [
        [1, 2],
        [4, 4],
        [7, 7],
      ],
    ],
  ];
  for (const [days, ranges] of cases) test(`of ${days.join()}`, () => expect(dayRanges(days)).toEqual(ranges));
});

describe('hours in words', () => {
  const cases = [
    [[1, 2, 3, 4, 5], 'Mon–Fri 18:00–20:00'],
    [[6, 7], 'Sat, Sun 18:00–20:00'],
    [[1, 2, 3, 4, 5, 6, 7], 'daily 18:00–20:00'],
  ] as const;
  for (const [days, words] of cases)
    test(words, () =>
      expect(windowText({ days: [...days], from: '18:00', to: '20:00' }, inEnglish, comma)).toBe(words),
    );
});

describe('what a preference means', () => {
  test('off, only the hours bind', () => {
    const hours = [{ days: [6, 7], from: '10:00', to: '12:00' }];
    expect(wishSentences({ ...WISH, on: false, hours }, inEnglish, comma)).toEqual([
      en.sentence.off,
      'Merchants reach you only Sat, Sun 10:00–12:00.',
    ]);
  });
  test('on with nothing narrowed bars every channel and category', () => {
    expect(wishSentences(WISH, inEnglish, comma)[0]).toBe(
      'No marketing, survey or job offer reaches you by calls, messages, flash messages, whatever you agreed to before.',
    );
  });
  test('on for some says which', () => {
    const wish = { ...WISH, channels: ['voice' as const], categories: ['loan' as const, 'insurance' as const] };
    expect(wishSentences(wish, inChinese, mark)[0]).toBe(
      '有关贷款、保险的营销、调查、招聘电话都不会打扰您，无论您以前同意过什么。',
    );
  });
  test('counts the merchants that are kept', () => {
    expect(wishSentences({ ...WISH, keep: ['m1', 'm2'] }, inEnglish, comma)[1]).toBe(
      'The 2 merchants you keep come through as before.',
    );
  });
});

test('both languages have the same texts, none empty', () => {
  const keysOf = (texts: object, path = ''): readonly string[] =>
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string' ? [`${path}${key}${value === '' ? ' empty' : ''}`] : keysOf(value, `${path}${key}.`),
    );
  expect(keysOf(zh)).toEqual(keysOf(en));
  expect(keysOf(zhComplaints)).toEqual(keysOf(enComplaints));
});
