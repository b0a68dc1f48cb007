import { expect, test } from 'vitest';
import { permitIdOf, signPermit } from './permit-token.ts';

const secret = Buffer.alloc(32, 7);

test('a permit is known by its signature', () => {
  const token = signPermit(secret, 'abc_-1', 1_500);
  expect(token).toMatch(/^p1\.abc_-1\.2\.[\w-]{22}$/);
  expect(permitIdOf(secret, token)).toBe('abc_-1');
});

test.each([
  ['another secret', (token: string) => permitIdOf(Buffer.alloc(32, 8), token)],
  ['another id', (token: string) => permitIdOf(secret, token.replace('abc', 'abd'))],
  ['a later expiry', (token: string) => permitIdOf(secret, token.replace('.2.', '.9.'))],
  ['a cut token', (token: string) => permitIdOf(secret, token.slice(0, -1))],
  ['no token', () => permitIdOf(secret, '')],
  ['only dots', () => permitIdOf(secret, '...')],
])('%s is not taken', (_what, read) => {
  expect(read(signPermit(secret, 'abc', 1_500))).toBeUndefined();
});
