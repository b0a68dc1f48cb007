import { expect, it } from 'vitest';
import { callingCode, numberAbroad } from './number-abroad.ts';

it.each([
  ['6034133899', '1', '+16034133899'],
  ['1 (603) 413-3899', '1', '+16034133899'],
  ['+1 603 413 3899', '1', '+16034133899'],
  ['008613800000001', '1', '+8613800000001'],
  // A Chinese mobile number where it is read as ours.
  ['16034133899', '1', '+16034133899'],
  ['0034133899', '1', undefined],
  ['1034133899', '1', undefined],
  ['4133899', '1', undefined],
  ['941', '1', undefined],
  ['020 7946 0018', '44', '+442079460018'],
  ['2079460018', '44', '+442079460018'],
  ['12345678901234', '44', undefined],
  ['private', '44', undefined],
  ['', '44', undefined],
])('%s, written in +%s, is %s', (written, code, number) => {
  expect(numberAbroad(written, code)).toBe(number);
});

it.each([
  ['+1', '1'],
  [' 852 ', '852'],
  ['0', undefined],
  ['+1234', undefined],
  ['US', undefined],
])('calling code %s is %s', (text, code) => {
  expect(callingCode(text)).toBe(code);
});
