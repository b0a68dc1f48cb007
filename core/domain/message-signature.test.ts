import { expect, test } from 'vitest';
import { asId } from './brands.ts';
import { foreignSignature, ownSignatures, signaturesIn } from './message-signature.ts';
import type { Merchant } from './registry-nouns.ts';

const merchant: Merchant = {
  id: asId('merchant-1'),
  name: '海港银行 Harbour Bank',
  creditCode: undefined,
  categories: 1,
  index: 1,
  status: 'active',
  signatures: ['海港Ｃａｒｄ'],
};

test.each([
  ['【海港银行】您好', ['海港银行']],
  ['您好,回复R拒收 【 海港 银行 】。', ['海港银行']],
  ['【海港银行】您好【速贷】', ['海港银行', '速贷']],
  ['【海港银行】', ['海港银行']],
  ['★“【【海港银行】】您好', ['海港银行']],
  ['您的【海港银行】卡', []],
  ['您好【速贷】!【!】', ['!']],
  ['【】您好', []],
  ['【海港银行您好', []],
  ['您好', []],
])('%s is signed %j', (text, signatures) => {
  expect(signaturesIn(text)).toEqual(signatures);
});

test('a merchant signs with its name, whole or in one script, and with what it filed', () => {
  expect([...ownSignatures(merchant)]).toEqual(['海港银行harbourbank', '海港银行', 'harbourbank', '海港card']);
  expect(foreignSignature(merchant, '【海港银行】您好')).toBeUndefined();
  expect(foreignSignature(merchant, '您好【HARBOUR Bank】')).toBeUndefined();
  expect(foreignSignature(merchant, '【海港card】您好')).toBeUndefined();
  expect(foreignSignature(merchant, '【海港】您好')).toBe('海港');
  expect(foreignSignature(merchant, '【海港银行】您好【速贷】')).toBe('速贷');
  expect(foreignSignature(merchant, '您好')).toBeUndefined();
});

test('half of a name in one character is no signature', () => {
  expect([...ownSignatures({ ...merchant, name: '行 A Bank', signatures: undefined })]).toEqual(['行abank', 'abank']);
});

test('a text of nothing but brackets does not hold anybody up', { timeout: 2_000 }, () => {
  expect(signaturesIn('【'.repeat(4_000))).toEqual([]);
  expect(signaturesIn('【a'.repeat(2_000))).toEqual([]);
  expect(signaturesIn('】【a'.repeat(1_300))).toEqual(['a']);
  expect(signaturesIn(`【a】${'!'.repeat(2_000)}x${'!'.repeat(2_000)}x`)).toEqual(['a']);
});
