import { expect, test } from 'vitest';
import { CHANNELS, type MayContact, narrowed, toggled, widened } from './choices.ts';
import { byMerchant } from './permissions.ts';

const basis = (merchant: string, more: Partial<MayContact> = {}): MayContact => ({
  merchant,
  kind: 'consent',
  purposes: ['marketing'],
  categories: ['loan'],
  channels: ['voice'],
  words: '',
  method: 'wurao',
  confirmed: true,
  from: '2026-01-01T00:00:00.000Z',
  basis: `basis-of-${merchant}`,
  withdrawal: '',
  stops: [],
  uses: 0,
  receivedAt: '2026-01-01T00:00:00.000Z',
  ...more,
});

test('permissions stand under their merchant; whoever called last comes first', () => {
  const mayContact = [
    basis('m1', { name: '银行' }),
    basis('m2', { lastContactAt: '2026-03-01T00:00:00.000Z' }),
    basis('m1', { basis: 'second', kind: 'relation' }),
  ];
  expect(byMerchant({ mayContact }).map(({ name, bases }) => [name, bases.length])).toEqual([
    ['m2', 1],
    ['银行', 2],
  ]);
});

test('choices keep their order when one is put in or taken out', () => {
  expect(toggled(CHANNELS, ['flash', 'voice'], 'sms')).toEqual(['voice', 'sms', 'flash']);
  expect(toggled(CHANNELS, ['voice', 'sms'], 'voice')).toEqual(['sms']);
});

test('all of them are written as none, and none is read as all', () => {
  expect(widened(CHANNELS, [])).toEqual(CHANNELS);
  expect(narrowed(CHANNELS, CHANNELS)).toEqual([]);
  expect(narrowed(CHANNELS, ['sms'])).toEqual(['sms']);
});
