import { asId, type Content, type VariableSlot } from '@wurao/domain';
import { describe, expect, test } from 'vitest';
import { nearestContent } from './nearest-content.ts';

const contentOf = (id: string, text: string, variables: readonly VariableSlot[] = []): Content => ({
  id: asId(id),
  merchant: asId('merchant-a'),
  version: 1,
  channel: 'sms',
  purpose: 'service',
  category: 'loan',
  text,
  variables,
  status: 'approved',
  reviewNote: undefined,
});

const bill = contentOf('bill', '【样例银行】您{month}的账单为{amount}元,请于{day}前还款。', [
  { name: 'month', type: 'date', maxLength: 8 },
  { name: 'amount', type: 'amount', maxLength: 8 },
  { name: 'day', type: 'date', maxLength: 11 },
]);
const code = contentOf('code', '【样例银行】验证码{code},5分钟内有效', [
  { name: 'code', type: 'number', maxLength: 6 },
]);
const english = contentOf('english', 'Dear {name}, your bill is ready at t.cn/a', [
  { name: 'name', type: 'name', maxLength: 6 },
]);
const all = [english, bill, code];

describe('the nearest template, and what differs', () => {
  test.each([
    ['a word is another', '【样例银行】您3月的帐单为1,200.50元,请于3月20日前还款。', 'bill', [[10, '帐', '账']]],
    ['words are missing', '【样例银行】您3月的账单为1元,请于3月2日还款', 'bill', [[22, '', '前']]],
    [
      'words were added',
      '【样例银行】验证码123456,请5分钟内有效哦',
      'code',
      [
        [16, '请', ''],
        [23, '哦', ''],
      ],
    ],
    ['a value does not fit', '【样例银行】验证码一二三,5分钟内有效', 'code', [[9, '一二三', '{code}']]],
    ['a value is too long', '【样例银行】验证码12345678,5分钟内有效', 'code', [[15, '78', '{code}']]],
    ['a value is missing', '【样例银行】验证码,5分钟内有效', 'code', [[9, '', '{code}']]],
    ['a mark that joins is missing', 'DEAR ＪＡＣＫ, your bill is ready at tcn/a!', 'english', [[34, '', '.']]],
    [
      'other marks and white space do not count',
      'Dear Jack! Your 😀 bill is ready. At: t.cn/b',
      'english',
      [
        [16, '😀', ''],
        [43, 'b', 'a'],
      ],
    ],
    [
      'the end is another',
      '【样例银行】验证码123456,5分钟内失效作废',
      'code',
      [
        [20, '失', '有'],
        [22, '作废', ''],
      ],
    ],
  ])('%s', (_what, text, id, differences) => {
    const nearest = nearestContent(all, text);
    expect(nearest?.content.id).toBe(id);
    expect(nearest?.differences).toEqual(
      differences.map(([position, found, expected]) => ({ position, found, expected })),
    );
    for (const { position, found } of nearest?.differences ?? [])
      expect(text.slice(position, position + found.length)).toBe(found);
  });

  test('none, where nothing is in common', () => {
    expect(nearestContent(all, '新品')).toBeUndefined();
    expect(nearestContent([], '验证码123456')).toBeUndefined();
    expect(
      nearestContent([contentOf('any', '{a}', [{ name: 'a', type: 'text', maxLength: 9 }])], '验证码'),
    ).toBeUndefined();
  });

  test('the first by id of several alike', () => {
    const [a, b] = [contentOf('a', '您的订单已发货'), contentOf('b', '您的订单已发货')];
    expect(nearestContent([b, a], '您的订单已到货')?.content.id).toBe('a');
  });

  test('what only the match tells differs as a whole', () => {
    const text = '验证码!!';
    const content = contentOf('c', '验证码{a}{b}', [
      { name: 'a', type: 'text', maxLength: 9 },
      { name: 'b', type: 'text', maxLength: 9 },
    ]);
    expect(nearestContent([content], text)?.differences[0]).toMatchObject({ expected: expect.stringContaining('{') });
  });
});

test('long texts and many templates take bounded time', { timeout: 2_000 }, () => {
  const long = '您的订单已经发货请注意查收'.repeat(300);
  const many = Array.from({ length: 1_000 }, (_, i) => contentOf(`c${i}`, `${i}${long}`.slice(0, 4_000)));
  const nearest = nearestContent(many, `${long.slice(0, 500)}错${long.slice(500, 3_900)}`);
  expect(nearest?.differences.length).toBeGreaterThan(0);
  expect(nearest?.differences.length).toBeLessThanOrEqual(50);
});
