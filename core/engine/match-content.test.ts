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
  const content = contentOf(`${variables.map(({ name }) => `{${name}}x`).join('')}!{last}`, [
    ...variables,
    { name: 'last', type: 'text', maxLength: 1 },
  ]);
  expect(matchContent(content, 'x'.repeat(4000))).toBeUndefined();
});
