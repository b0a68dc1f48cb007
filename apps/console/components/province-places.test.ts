import { expect, it } from 'vitest';
import { PROVINCE_PLACES } from './province-places.ts';

it('gives each of the 34 divisions a place of its own', () => {
  expect(new Set(PROVINCE_PLACES.map(({ code }) => code)).size).toBe(34);
  expect(new Set(PROVINCE_PLACES.map(({ column, row }) => `${column} ${row}`)).size).toBe(34);
});
