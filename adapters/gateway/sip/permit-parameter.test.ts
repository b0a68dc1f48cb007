import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkPermitParameter, kamailioPermitKeys, makePermitParameter, PERMIT_PARAMETER } from './permit-parameter.ts';

const SECRET = Buffer.alloc(32, 7);
const NOW_MS = 1_800_000_000_500;
const BINDING = { callee: '+8613800000002', caller: '+8613800000001', callId: 'a84b4c76e66710@pc33.example' };
const permit = makePermitParameter(SECRET, BINDING, NOW_MS) ?? '';

test('a permit is good for its call until it expires, ten seconds on', () => {
  expect(permit).toMatch(/^s1\.1800000011\.[0-9a-f]{40}$/);
  const found = [0, 10_499, 10_500].map((afterMs) => checkPermitParameter(SECRET, permit, BINDING, NOW_MS + afterMs));
  expect(found).toEqual(['good', 'good', 'expired']);
});

test('it can live for less', () => {
  const short = makePermitParameter(SECRET, BINDING, NOW_MS, 2) ?? '';
  expect(checkPermitParameter(SECRET, short, BINDING, NOW_MS + 2_500)).toBe('expired');
});

describe.each([
  ['another secret', () => checkPermitParameter(Buffer.alloc(32, 8), permit, BINDING, NOW_MS), 'not-for-this'],
  ['another callee', () => checkPermitParameter(SECRET, permit, { ...BINDING, callee: '1' }, NOW_MS), 'not-for-this'],
  ['another caller', () => checkPermitParameter(SECRET, permit, { ...BINDING, caller: '1' }, NOW_MS), 'not-for-this'],
  ['another call', () => checkPermitParameter(SECRET, permit, { ...BINDING, callId: 'b' }, NOW_MS), 'not-for-this'],
  ['a later expiry', () => checkPermitParameter(SECRET, permit.replace('11.', '99.'), BINDING, NOW_MS), 'not-for-this'],
  ['a cut one', () => checkPermitParameter(SECRET, permit.slice(0, -1), BINDING, NOW_MS), 'malformed'],
  ['in capitals', () => checkPermitParameter(SECRET, permit.toUpperCase(), BINDING, NOW_MS), 'malformed'],
  ['another version', () => checkPermitParameter(SECRET, permit.replace('s1', 's2'), BINDING, NOW_MS), 'malformed'],
  ['a leading zero', () => checkPermitParameter(SECRET, permit.replace('.1', '.01'), BINDING, NOW_MS), 'malformed'],
  ['none', () => checkPermitParameter(SECRET, '', BINDING, NOW_MS), 'malformed'],
])('a permit is refused: %s', (_name, check, finding) => {
  test(finding, () => expect(check()).toBe(finding));
});

test('every character of the signature counts', () => {
  for (let at = permit.length - 40; at < permit.length; at++) {
    const changed = permit.slice(0, at) + (permit[at] === '0' ? '1' : '0') + permit.slice(at + 1);
    expect(checkPermitParameter(SECRET, changed, BINDING, NOW_MS)).toBe('not-for-this');
  }
});

test('it may stand in a URI as it is', () => expect(encodeURIComponent(permit)).toBe(permit));

test.each([
  ['a space, which would let one part run into the next', { ...BINDING, callee: '1 2' }],
  ['nothing', { ...BINDING, caller: '' }],
  ['a line break', { ...BINDING, callId: 'a\nb' }],
  ['too much', { ...BINDING, callId: 'a'.repeat(513) }],
])('no permit is made for %s', (_name, binding) => {
  expect(makePermitParameter(SECRET, binding, NOW_MS)).toBe(undefined);
});

/** What docs/kamailio/wurao-permit.cfg does with SHA-256 and hex alone. */
const asKamailio = (secret: Uint8Array, expiry: string): string => {
  const { inner, outer } = kamailioPermitKeys(secret);
  const sha256 = (hex: string) => createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex');
  const text = `s1 ${expiry} ${BINDING.callee} ${BINDING.caller} ${BINDING.callId}`;
  return sha256(outer + sha256(inner + Buffer.from(text).toString('hex'))).slice(0, 40);
};

test.each([32, 64, 65])('the keys for Kamailio give the same signature, from a secret of %i bytes', (length) => {
  const secret = Buffer.from(Array.from({ length }, (_none, index) => (index * 37) & 255));
  const [, expiry = '', signature] = (makePermitParameter(secret, BINDING, NOW_MS) ?? '').split('.');
  expect(asKamailio(secret, expiry)).toBe(signature);
});

test('the block for Kamailio looks for the same parameter in the same form, and signs the same parts', () => {
  const block = readFileSync(new URL('../../../docs/kamailio/wurao-permit.cfg', import.meta.url), 'utf8');
  const form = /=~ "(\^[^"]+\$)"/.exec(block)?.[1] ?? 'none';
  expect(permit).toMatch(new RegExp(form));
  expect(permit.replace('s1', 's2')).not.toMatch(new RegExp(form));
  expect(block).toContain(`{uri.param,${PERMIT_PARAMETER}}`);
  expect(block).toContain(`;${PERMIT_PARAMETER}=[^;?]*`);
  expect(block).toContain('"s1 " + $var(expiry) + " " + $rU + " " + $fU + " " + $ci');
});
