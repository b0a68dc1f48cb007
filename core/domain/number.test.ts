import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PhoneNumber } from './brands.ts';
import { dialledDigits, isSubscriberNumber, maskNumber, numberKey, numberKind, parseNumber } from './number.ts';

interface NumberCase {
  readonly what: string;
  readonly input: string;
  readonly areaCode?: string;
  readonly canonical?: string;
  readonly kind?: string;
  readonly dialled?: string;
  readonly error?: { readonly position?: number; readonly message?: string };
}

const file = join(import.meta.dirname, '..', '..', 'lab', 'vectors', 'numbers.json');
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly NumberCase[] };
const valid = cases.filter((vector) => vector.canonical !== undefined);
const read = ({ input, areaCode }: NumberCase) =>
  parseNumber(input, 'caller', areaCode === undefined ? {} : { areaCode });

describe('canonical forms', () => {
  test('are at least 80', () => expect(cases.length).toBeGreaterThanOrEqual(80));

  test.each(valid.map((vector) => [vector.what, vector.input, vector] as const))('%s: %s', (_what, _input, vector) => {
    const parsed = read(vector);
    expect(parsed).toEqual({ ok: true, value: vector.canonical });
    const canonical = vector.canonical as PhoneNumber;
    expect(numberKind(canonical)).toBe(vector.kind);
    expect(isSubscriberNumber(canonical)).toBe(vector.kind !== 'service');
    if (vector.dialled !== undefined) expect(dialledDigits(canonical)).toBe(vector.dialled);
  });

  test.each(valid.map((vector) => [vector.canonical ?? ''] as const))('%s reads as itself', (canonical) => {
    expect(parseNumber(canonical)).toEqual({ ok: true, value: canonical });
  });

  test('have keys of their own, where they have one', () => {
    const numbers = [...new Set(valid.map((vector) => vector.canonical as PhoneNumber))];
    const keyed = numbers.filter((number) => numberKey(number) !== 0);
    expect(new Set(keyed.map(numberKey)).size).toBe(keyed.length);
    expect(keyed.every((number) => Number.isSafeInteger(numberKey(number)))).toBe(true);
    expect(numbers.filter((number) => numberKey(number) === 0).every((number) => number.length > 15)).toBe(true);
  });
});

describe('what is no number', () => {
  const wrong = cases.filter((vector) => vector.error !== undefined);
  test.each(wrong.map((vector) => [vector.what, vector.input, vector] as const))('%s: %s', (_what, _input, vector) => {
    const parsed = read(vector);
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    const [error] = parsed.errors;
    expect(error?.field).toBe('caller');
    expect(error?.position).toBe(vector.error?.position);
    expect(error?.remedy).not.toBe('');
    if (vector.error?.message !== undefined) expect(error?.message).toBe(vector.error.message);
  });

  test('never makes the reader throw, and is canonical when it does read', () => {
    const scrap = fc.stringMatching(/^[+0-9 ()\-.·a×]{0,24}$/);
    fc.assert(
      fc.property(fc.oneof(scrap, fc.string({ maxLength: 45, unit: 'binary' })), (input) => {
        const parsed = parseNumber(input);
        if (!parsed.ok) return;
        expect(parseNumber(parsed.value)).toEqual(parsed);
        expect(parsed.value).toMatch(/^(\+\d{7,15}|\d{3,21})$/);
      }),
      { seed: 20_260_312, numRuns: 3_000 },
    );
  });
});

test('masks what is personal, and shows what is public', () => {
  expect(maskNumber('+8613800001234')).toBe('138****1234');
  expect(maskNumber('13800001234')).toBe('138****1234');
  expect(maskNumber('95588')).toBe('95588');
  expect(maskNumber('+85221221188')).not.toContain('2122');
  expect(maskNumber('+8657187654321')).toBe('571****4321');
});
