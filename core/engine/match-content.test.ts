import { asId, type Content, type VariableSlot } from '@wurao/domain';
import { expect, test } from 'vitest';
import { matchContent } from './match-content.ts';

const contentOf = (text: string, variables: readonly VariableSlot[]): Content => ({
  id: asId('content-1'),
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

test('each variable takes the shortest run that lets the rest match', () => {
  const content = contentOf('尊敬的{name}:{sum}元,{sum2}元。', [
    { name: 'name', type: 'name', maxLength: 10 },
    { name: 'sum', type: 'amount', maxLength: 8 },
    { name: 'sum2', type: 'amount', maxLength: 8 },
  ]);
  expect(matchContent(content, '尊敬的 张三:李四:1,000.00元,20元。')).toEqual(['张三:李四', '1,000.00', '20']);
  expect(matchContent(content, '尊敬的张三:1元。')).toBeUndefined();
  expect(matchContent(content, '尊敬的张三:12345678901元,20元。')).toBeUndefined();
});

test('a template made to be slow does not hold up the thread that decides', { timeout: 5_000 }, () => {
  const variables = Array.from({ length: 50 }, (_, i) => ({ name: `v${i}`, type: 'text' as const, maxLength: 1000 }));
  const content = contentOf(`${variables.map(({ name }) => `{${name}}x`).join('')}完{last}`, [
    ...variables,
    { name: 'last', type: 'text', maxLength: 1 },
  ]);
  expect(matchContent(content, 'x'.repeat(4000))).toBeUndefined();
});

test('nor does one of many marks that join', { timeout: 5_000 }, () => {
  const content = contentOf(`{a}${'1.'.repeat(1000)}1{b}`, [
    { name: 'a', type: 'text', maxLength: 1000 },
    { name: 'b', type: 'text', maxLength: 1 },
  ]);
  expect(matchContent(content, `${'1.'.repeat(1990)}!`)).toBeUndefined();
});

test("a value begins and ends with its words where the marks beside it may be the template's", () => {
  const content = contentOf('【样例】{name}:您好,{sum}元。', [
    { name: 'name', type: 'name', maxLength: 6 },
    { name: 'sum', type: 'amount', maxLength: 8 },
  ]);
  expect(matchContent(content, '「样例」“张三”您好:1,234.50元')).toEqual(['张三', '1,234.50']);
});

test('what joins figures or an address is exact, whatever the white space', () => {
  const content = contentOf('满1.5万减50,见t.cn/a 或 Hello, world', []);
  expect(matchContent(content, '满1.5万减50；见T.CN/A。或hello world!')).toEqual([]);
  expect(matchContent(content, '满15万减50,见t.cn/a 或 Hello, world')).toBeUndefined();
  expect(matchContent(content, '满1 . 5万减50,见t.cn/a 或 Hello, world')).toEqual([]);
  expect(matchContent(content, '满1.5万减5.0,见t.cn/a 或 Hello, world')).toBeUndefined();
  expect(matchContent(content, '满1.5万减5, 0,见t.cn/a 或 Hello, world')).toBeUndefined();
  expect(matchContent(content, '满1.5万减50,见tcn/a 或 Hello, world')).toBeUndefined();
});
