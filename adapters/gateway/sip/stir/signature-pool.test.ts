import { afterEach, expect, test } from 'vitest';
import { SignaturePool, type SignaturePoolOptions } from './signature-pool.ts';
import { makeKeys, textOfKey } from './testing/make-certificate.ts';
import { signToken } from './testing/make-identity.ts';

const keys = makeKeys();
const key = textOfKey(keys.publicKey);
const pools: SignaturePool[] = [];
const poolOf = (options: Partial<SignaturePoolOptions> = {}) => {
  const pool = new SignaturePool({ workers: 1, ...options });
  pools.push(pool);
  return pool;
};
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

const taskOf = (iat: number): [string, string, Uint8Array] => {
  const token = signToken({ alg: 'ES256' }, { iat }, keys.privateKey);
  const at = token.lastIndexOf('.');
  return [key, token.slice(0, at), Buffer.from(token.slice(at + 1), 'base64url')];
};
const thread = (name: string) => new URL(`./testing/${name}-thread.ts`, import.meta.url);

test('a signature is right or wrong, and the second time is known at once', async () => {
  const pool = poolOf();
  const [, signed, signature] = taskOf(1);
  const other = textOfKey(makeKeys().publicKey);
  expect(await Promise.all([pool.verify(key, signed, signature), pool.verify(other, signed, signature)])).toEqual([
    'right',
    'wrong',
  ]);
  // The same token under another certificate is another question.
  expect([pool.verify(key, signed, signature), pool.verify(other, signed, signature)]).toEqual(['right', 'wrong']);
  expect(pool.counts).toEqual({ verified: 2, remembered: 2, shed: 0, workersLost: 0 });
});

test('the same token twice at once is verified once', async () => {
  const pool = poolOf({ workers: 2 });
  const task = taskOf(2);
  expect(await Promise.all([pool.verify(...task), pool.verify(...task)])).toEqual(['right', 'right']);
  expect(pool.counts.verified).toBe(1);
});

test('a full queue says shed at once, and takes again when there is room', async () => {
  const pool = poolOf({ program: thread('waiting'), waitingMax: 3 });
  const first = [pool.verify(...taskOf(3)), pool.verify(...taskOf(4))];
  const third = pool.verify(...taskOf(5));
  expect(pool.waiting).toBe(3);
  expect(pool.verify(...taskOf(6))).toBe('shed');
  expect(await Promise.all([...first, third])).toEqual(['right', 'right', 'right']);
  expect(pool.counts.shed).toBe(1);
  expect(pool.verify(...taskOf(7))).toBeInstanceOf(Promise);
});

test('what a worker takes down with it is answered, not lost, and is not remembered', async () => {
  const pool = poolOf({ program: thread('failing') });
  const task = taskOf(8);
  expect(await pool.verify(...task)).toBe('worker-failed');
  expect(await pool.verify(...task)).toBe('worker-failed');
  expect(pool.counts).toMatchObject({ workersLost: 2, remembered: 0 });
  expect(pool.waiting).toBe(0);
});

test('the memory is bounded, and garbage does not push right ones out', async () => {
  const pool = poolOf({ rememberedMax: 4 });
  const kept = taskOf(9);
  await pool.verify(...kept);
  for (let iat = 100; iat < 110; iat++) {
    const [, signed] = taskOf(iat);
    expect(await pool.verify(key, signed, new Uint8Array(64))).toBe('wrong');
  }
  expect(pool.verify(...kept)).toBe('right');
});

test('of the right ones the longest unused is forgotten', async () => {
  const pool = poolOf({ rememberedMax: 4 });
  const [first = taskOf(1), second = taskOf(2), ...others] = [1, 2, 3, 4].map(taskOf);
  for (const task of [first, second, ...others]) await pool.verify(...task);
  expect(pool.verify(...first)).toBe('right');
  await pool.verify(...taskOf(5));
  expect(pool.verify(...first)).toBe('right');
  expect(pool.verify(...second)).toBeInstanceOf(Promise);
});
