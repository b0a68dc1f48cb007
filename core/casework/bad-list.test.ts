import { CN_2020_DRAFT } from '@wurao/law';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BadListOrder, badListing } from './bad-list.ts';
import { STATE_COUNCIL_CALENDAR } from './calendar.ts';
import { creditCodeCheck, readCreditCode } from './credit-code.ts';
import { CASE_SANCTION_KINDS } from './sanction-kinds.ts';

const CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const character = fc.constantFrom(...CHARACTERS);
const several = (of: fc.Arbitrary<string>, n: number) =>
  fc.array(of, { minLength: n, maxLength: n }).map((parts) => parts.join(''));
const code = fc
  .tuple(several(character, 2), several(fc.constantFrom(...'0123456789'), 6), several(character, 9))
  .map((parts) => parts.join(''))
  .map((first17) => `${first17}${creditCodeCheck(first17)}`);

describe('a unified social credit code', () => {
  // The standard's own example, and a public company's.
  test.each(['91350100M000100Y43', '91110000101623741K'])('%s is one', (text) => {
    expect(readCreditCode(text, 'creditCode')).toEqual({ ok: true, value: text });
  });

  test.each([
    '',
    '91350100M000100Y4',
    '91350100M000100Y433',
    '91350100m000100y43',
    '9135010OM000100Y43',
    '91350100I000100Y43',
  ])('%j is none', (text) => {
    expect(readCreditCode(text, 'owner.creditCode')).toMatchObject({
      code: 'invalid',
      errors: [{ field: 'owner.creditCode' }],
    });
  });

  test('with one character changed, or two neighbours changed over, is none', () => {
    fc.assert(
      fc.property(code, fc.nat(17), character, (text, at, other) => {
        expect(readCreditCode(text, 'c').ok).toBe(true);
        const changed = `${text.slice(0, at)}${other}${text.slice(at + 1)}`;
        expect(readCreditCode(changed, 'c').ok).toBe(changed === text);
        const over = `${text.slice(0, at)}${text[at + 1] ?? ''}${text[at]}${text.slice(at + 2)}`;
        if (over.length === 18) expect(readCreditCode(over, 'c').ok).toBe(over === text);
      }),
      { numRuns: 2_000 },
    );
  });

  test('has a check character only where 17 others are', () => {
    expect([creditCodeCheck('91350100M000100Y4'), creditCodeCheck('1'), creditCodeCheck('91350100M000100I4')]).toEqual([
      '3',
      undefined,
      undefined,
    ]);
  });
});

const DECIDED = Date.parse('2026-03-02T09:00:00+08:00');
const ORDER: BadListOrder = {
  name: '某某通信有限公司',
  creditCode: '91350100M000100Y43',
  licence: 'B2-20200123',
  reason: '未经用户同意拨打商业性电话',
  listedBy: '某某通信管理局',
  atMs: Date.parse('2026-03-09T23:59:00+08:00'),
  penalty: { kind: 'fine', decidedMs: DECIDED },
};
const list = (over: Partial<BadListOrder> = {}) =>
  badListing({ ...ORDER, ...over }, CN_2020_DRAFT, STATE_COUNCIL_CALENDAR);

describe('an entry of the bad list', () => {
  test('has the lawful fields and no other', () => {
    const answer = list({ ...({ phone: '+8613800138000' } as object) });
    expect(answer).toEqual({
      ok: true,
      value: {
        entry: {
          name: '某某通信有限公司',
          creditCode: '91350100M000100Y43',
          licence: 'B2-20200123',
          onDay: '2026-03-09',
          reason: '未经用户同意拨打商业性电话',
          listedBy: '某某通信管理局',
        },
        // 30 days after 2 March, any days: 1 April is the last.
        dueMs: Date.parse('2026-04-02T00:00:00+08:00'),
        isLate: false,
      },
    });
  });

  test.each([
    ['2026-04-01T23:59:59.999+08:00', false],
    ['2026-04-02T00:00:00+08:00', true],
  ])('at %s is late: %s', (at, isLate) => {
    expect(list({ atMs: Date.parse(at) })).toMatchObject({ ok: true, value: { isLate } });
  });

  test.each(CASE_SANCTION_KINDS)('follows a %s only where that is a penalty', (kind) => {
    const answer = list({ penalty: { kind, decidedMs: DECIDED } });
    const expected = ['warning', 'fine', 'publication'].includes(kind)
      ? { ok: true }
      : { ok: false, code: kind === 'revoke' ? 'conflict' : 'invalid', errors: [{ field: 'penalty.kind' }] };
    expect(answer).toMatchObject(expected);
  });

  test.each([
    ['name', { name: ' ' }],
    ['name', { name: 'x'.repeat(201) }],
    ['creditCode', { creditCode: '91350100M000100Y44' }],
    ['licence', { licence: '' }],
    ['licence', { licence: 'x'.repeat(41) }],
    ['reason', { reason: 'one\nother' }],
    ['reason', { reason: 'x'.repeat(501) }],
    ['listedBy', { listedBy: '\0' }],
    ['penalty.decidedMs', { penalty: { kind: 'fine' as const, decidedMs: ORDER.atMs + 1 } }],
    ['fromMs', { penalty: { kind: 'fine' as const, decidedMs: -1 } }],
  ])('with a wrong %s is refused', (field, over) => {
    expect(list(over)).toMatchObject({ ok: false, code: 'invalid', errors: [{ field }] });
  });
});
