import type { PhoneNumber } from '@wurao/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readReported } from './reported-number.ts';
import { SEARCH_CHARS_MAX, searchTerms, wordsOf, wordsOfComplaint, wordsOfReported } from './search-words.ts';

const isFound = (words: ReadonlySet<string>, question: string): boolean => {
  const terms = searchTerms(question);
  return terms.length > 0 && terms.every((forms) => forms.some((word) => words.has(word)));
};

describe('a text', () => {
  const TEXT = '您好，我接到138 0000 0001的贷款推销电话，对方自称 Golden Bank（工号A７７），2026-01-05 下午';

  it.each([
    '贷款',
    '贷',
    '贷款推销',
    'golden',
    'GOLDEN bank',
    'Ｂａｎｋ',
    '工号 A77',
    '77',
    '推销电话 贷款',
    '2026-01-05',
    '2026',
  ])('is found by %s', (question) => expect(isFound(wordsOf(TEXT), question)).toBe(true));

  it.each(['款贷', 'gold', '信用卡', '贷款 信用卡', 'bank 78', '贷款电话', '', '，。 ！'])(
    'is not found by "%s"',
    (question) => expect(isFound(wordsOf(TEXT), question)).toBe(false),
  );

  it.each([
    '13800000001',
    '138-0000-0001',
    '+86 138 0000 0001',
    '008613800000001',
    '１３８０００００００１',
    '138****0001',
  ])('is found by the number in it, written %s', (question) => expect(isFound(wordsOf(TEXT), question)).toBe(true));

  it.each(['13800000002', '138****0002', '0000-0001-5'])('is not found by another number, %s', (question) =>
    expect(isFound(wordsOf(TEXT), question)).toBe(false),
  );

  it('is found by every stretch of a run of Chinese', () => {
    const run = fc.array(fc.constantFrom(...'贷款推销电话我接到的'), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(run, fc.nat(), fc.nat(), (chars, a, b) => {
        const [from, to] = [a % chars.length, b % chars.length].sort((x, y) => x - y) as [number, number];
        expect(isFound(wordsOf(chars.join('')), chars.slice(from, to + 1).join(''))).toBe(true);
      }),
    );
  });

  it('has words of letters and digits only, none too long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        for (const word of wordsOf(text)) expect(word).toMatch(/^[\p{L}\p{M}\p{N}]{1,64}$/u);
        for (const forms of searchTerms(text))
          for (const word of forms) expect(word).toMatch(/^[\p{L}\p{M}\p{N}]{1,64}$/u);
      }),
    );
  });

  it('is found by groups of digits as they stand in it, though together they could be a number', () => {
    const words = wordsOf('95588, 77');
    for (const question of ['95588 77', '77 95588', '9558877'])
      expect(isFound(words, question)).toBe(question.length > 7);
    expect(isFound(wordsOf('请拨9558877'), '95588 77')).toBe(true);
    expect(isFound(wordsOf('95588'), '95588 77')).toBe(false);
  });

  it('is asked for by so much of a question as is looked at', () => {
    expect(searchTerms(`${'x '.repeat(SEARCH_CHARS_MAX / 2)}late`)).toEqual([['x']]);
  });
});

describe('a number complained of', () => {
  it.each([
    ['010-62345678', ['01062345678', '(010) 6234 5678', '+861062345678'], ['62345679']],
    ['95588', ['95588'], ['955', '9558']],
    ['138****1234', ['138****1234', '138xxxx1234', '138????1234'], ['13800001234', '138****1235']],
    ['private caller', ['private', 'caller private'], ['privat']],
  ])('%s is found in any of its forms, and by no other', (written, found, others) => {
    const words = wordsOfReported(readReported(written));
    for (const question of found) expect(isFound(words, question), question).toBe(true);
    for (const question of others) expect(isFound(words, question), question).toBe(false);
  });

  it('of another country is found as it was written there, and in full', () => {
    const words = wordsOfReported({ kind: 'known', written: '6034133899', number: '+16034133899' as PhoneNumber });
    for (const question of ['6034133899', '603-413-3899', '603 413 3899', '+1 603 413 3899', '16034133899'])
      expect(isFound(words, question), question).toBe(true);
    for (const question of ['603', '6034133898', '+86 603 413 3899']) expect(isFound(words, question)).toBe(false);
  });
});

it('a complaint is found by all that was told but whose it is, complete or not', () => {
  const claim = {
    complainant: '13911112222',
    proved: true,
    reported: '95588',
    text: '贷款',
    description: 'a loan',
    source: 'api',
  };
  const words = wordsOfComplaint({ claim, complaint: undefined });
  for (const question of ['95588', '贷款 loan 95588']) expect(isFound(words, question)).toBe(true);
  expect(isFound(words, '13911112222')).toBe(false);
});
