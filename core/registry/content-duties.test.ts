import { asId, type Merchant } from '@wurao/domain';
import { expect, test, vi } from 'vitest';
import { checkDuties, hasDuties, linksOf, missingIn } from './content-duties.ts';

const merchant: Merchant = {
  id: asId('merchant-1'),
  name: '海港银行 Harbour Bank',
  creditCode: undefined,
  categories: 1,
  index: 1,
  status: 'active',
  signatures: ['海港卡'],
  domains: ['harbour.example'],
};
const whole = '【海港银行】新品上市,客服95566,拒收请回复R';

test.each([
  [whole, []],
  ['海港卡上新,详询 (0571) 8765 4321,回TD退订', []],
  ['New at harbour bank: call +14155550100. Reply "STOP"', []],
  ['新品上市', ['name', 'telephone', 'refusal']],
  ['【海港】新品上市,客服95566,拒收请回复R', ['name']],
  ['【海港银行】新品上市,拒收请回复R', ['telephone']],
  ['【海港银行】新品上市,客服95566', ['refusal']],
])('%s lacks %j', (text, missing) => {
  expect(missingIn(text, merchant)).toEqual(missing);
});

test.each([
  ['4001112222', true],
  ['400-111-2222', true],
  ['800 820 8820', true],
  ['13800000001', true],
  ['0571-87654321', true],
  ['010-62345678转1', true],
  ['057196345', true],
  ['10086', true],
  ['95566号线', false],
  ['95566', true],
  ['12345', true],
  ['+86 138 0000 0001', true],
  ['20260310', false],
  ['2026-03-10', false],
  ['95000元', false],
  ['￥95000', false],
  ['满100000减', false],
  ['1,295566', false],
  ['t.cn/95566', false],
  ['t.cn/?a=95566', false],
  ['110', false],
  ['1069000000012', false],
  ['87654321', false],
  ['95.566', false],
  ['第95566次', false],
])('%s is a telephone number: %s', (written, is) => {
  expect(missingIn(`【海港银行】新品,${written},拒收请回复R`, merchant)).toEqual(is ? [] : ['telephone']);
});

test.each([
  ['退订回T', true],
  ['拒收请回复R', true],
  ['回复“TD”', true],
  ['回 N', true],
  ['发送0000', true],
  ['Txt STOP to 12345', true],
  ['Unsubscribe at any time', true],
  ['回复TT', true],
  ['回T', true],
  ['发送 QX', true],
  ['reply R.', true],
  ['text CANCEL', true],
  ['reply quit', true],
  ['reply END', true],
  ['回复000000', true],
  ['回复T办理', false],
  ['回复 R 续费', false],
  ['续费回复N', false],
  ['发送0000领取', false],
  ['回复TDX', false],
  ['回复1办理', false],
  ['Reply Rabbit', false],
  ['回电', false],
])('%s says how to refuse: %s', (words, says) => {
  expect(missingIn(`【海港银行】新品,客服95566,${words}`, merchant)).toEqual(says ? [] : ['refusal']);
});

test('a key that a text names a hundred times is read once', () => {
  /** Each reading of the text folds it anew. */
  const foldings = (times: number): number => {
    const spy = vi.spyOn(String.prototype, 'normalize');
    try {
      expect(missingIn('回复T办理,'.repeat(times), merchant)).toContain('refusal');
      return spy.mock.calls.length;
    } finally {
      spy.mockRestore();
    }
  };
  expect(foldings(1)).toBeGreaterThan(2);
  expect(foldings(100)).toBe(foldings(1));
});

test('links are filed or not', () => {
  expect(linksOf('见https://m.Harbour.example/a 或 t.cn/b', merchant)).toEqual([
    { host: 'm.harbour.example', filed: true },
    { host: 't.cn', filed: false },
  ]);
  expect(linksOf('见t.cn/b', { ...merchant, domains: undefined })).toEqual([{ host: 't.cn', filed: false }]);
});

const template = (text: string, said: Partial<Parameters<typeof checkDuties>[0]> = {}) => ({
  channel: 'sms' as const,
  purpose: 'marketing' as const,
  text,
  variables: [],
  ...said,
});
const told = (...given: Parameters<typeof checkDuties>) =>
  checkDuties(...given)?.errors.map(({ field, message }) => `${field} ${message}`);

test('a template says everything that it lacks at once', () => {
  expect(told(template(whole), merchant)).toBeUndefined();
  expect(told(template('新品上市,见 http://t.cn/a'), merchant)).toEqual([
    "text does not carry the merchant's name",
    'text carries no telephone number',
    'text does not say how to refuse',
    'text links to t.cn, which is not filed',
  ]);
  expect(
    told(template('{body}', { variables: [{ name: 'body', type: 'text', maxLength: 1000 }] }), merchant),
  ).toHaveLength(3);
});

test('a link to be filled in needs a domain to lead to', () => {
  const variables = [{ name: 'link', type: 'url', maxLength: 40 }] as const;
  expect(told(template(`${whole} {link}`, { variables }), merchant)).toBeUndefined();
  expect(told(template(`${whole} {link}`, { variables }), { ...merchant, domains: [] })).toEqual([
    'variables[0].type link is a link, and no domain is filed',
  ]);
  expect(told(template(`${whole} https://m.harbour.example/{link}`, { variables }), merchant)).toBeUndefined();
});

test('calls, and messages that sell nothing, need not carry it', () => {
  expect(hasDuties({ channel: 'flash', purpose: 'survey' })).toBe(true);
  expect(told(template('您好', { channel: 'voice' }), merchant)).toBeUndefined();
  expect(told(template('您好', { purpose: 'service' }), merchant)).toBeUndefined();
  expect(told(template('您好', { purpose: 'recruitment' }), merchant)).toHaveLength(3);
});
