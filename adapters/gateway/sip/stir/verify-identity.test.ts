import { sign } from 'node:crypto';
import { compactSigned } from '@wurao/wire';
import { expect, test } from 'vitest';
import type { PublicKeyText } from './signature.ts';
import { isSignatureRight } from './signature.ts';
import type { SignatureFinding } from './signature-pool.ts';
import { makeKeys, textOfKey } from './testing/make-certificate.ts';
import { makeIdentity } from './testing/make-identity.ts';
import { FRESH_MS, IDENTITIES_MAX, type StirSources, verifyIdentity } from './verify-identity.ts';

const NOW_MS = 1_800_000_000_000;
const IAT = NOW_MS / 1000;
const ORIG = '8613800000001';
const [FIRST, SECOND, THIRD] = ['8613800000002', '8613800000003', '8613800000004'];
const carrier = makeKeys();
const other = makeKeys();
const X5U = 'https://cert.example.org/carrier.pem';
const OTHER_X5U = 'https://cert.example.org/other.pem';
const KEYS: Readonly<Record<string, PublicKeyText>> = {
  [X5U]: textOfKey(carrier.publicKey),
  [OTHER_X5U]: textOfKey(other.publicKey),
};

const seen: string[] = [];
const sources: StirSources = {
  certificates: {
    keyFor: (x5u) => {
      const key = KEYS[x5u];
      return key === undefined ? 'certificate-unknown' : { key };
    },
  },
  signatures: {
    verify: (key, signed, signature) => {
      seen.push(signed);
      return Promise.resolve(isSignatureRight(key, signed, signature) ? 'right' : 'wrong');
    },
  },
};
const withFinding = (finding: SignatureFinding): StirSources => ({ ...sources, signatures: { verify: () => finding } });

const claims = (more: object = {}) => ({
  attest: 'B',
  dest: { tn: [FIRST] },
  iat: IAT,
  orig: { tn: ORIG },
  origid: '7e4b0c1c-98e4-4f5e-8b5e-0d6f0a2f6d11',
  ...more,
});
const shaken = (more: object = {}, x5u = X5U) => makeIdentity('shaken', claims(more), carrier.privateKey, x5u);
const div = (from: string, to: string, more: object = {}, key = carrier.privateKey) =>
  makeIdentity('div', { dest: { tn: [to] }, div: { tn: from }, iat: IAT, orig: { tn: ORIG }, ...more }, key, X5U);

const ask = async (identities: readonly string[], dest = FIRST, more: object = {}, from = sources, nowMs = NOW_MS) =>
  verifyIdentity(identities, { orig: `+${ORIG}`, dest, ...more }, nowMs, from);
const reasonOf = async (...asked: Parameters<typeof ask>) => {
  const { status, reason } = await ask(...asked);
  return `${status} ${reason}`;
};

test('a call whose shaken token fits and verifies is verified, with its attestation', async () => {
  for (const attest of ['A', 'B', 'C'] as const) {
    expect(await ask([shaken({ attest })])).toEqual({ status: 'verified', attest, reason: undefined, diverted: [] });
  }
});

test('a base token vouches without an attestation', async () => {
  const base = makeIdentity(undefined, claims(), carrier.privateKey, X5U);
  expect(await ask([base])).toEqual({ status: 'verified', attest: undefined, reason: undefined, diverted: [] });
});

test('numbers may be written with a plus on either side, several dest may be named, URIs are compared whole', async () => {
  expect(await reasonOf([shaken({ dest: { tn: [`+${SECOND}`, FIRST] } })], `+${FIRST}`)).toBe('verified undefined');
  const uri = makeIdentity(undefined, claims({ dest: { uri: ['sip:a@b.example'] } }), carrier.privateKey, X5U);
  expect(await reasonOf([uri], 'sip:a@b.example')).toBe('verified undefined');
  expect(await reasonOf([uri], 'sip:a@b.example2')).toBe('failed dest-mismatch');
});

test('nothing is computed for a call without Identity', () => {
  expect(verifyIdentity([], { orig: ORIG, dest: FIRST }, NOW_MS, sources)).toEqual({
    status: 'absent',
    attest: undefined,
    reason: 'no-identity',
    diverted: [],
  });
});

test('what does not fit fails with its reason, and never costs a signature', async () => {
  seen.length = 0;
  expect(await reasonOf([shaken({ orig: { tn: SECOND } })])).toBe('failed orig-mismatch');
  expect(await reasonOf([shaken()], SECOND)).toBe('failed dest-mismatch');
  expect(await reasonOf([shaken({ iat: IAT - FRESH_MS / 1000 - 1 })])).toBe('failed stale');
  expect(await reasonOf([shaken({ iat: IAT + FRESH_MS / 1000 + 1 })])).toBe('failed ahead-of-time');
  expect(await reasonOf([shaken({}, 'https://cert.example.org/none.pem')])).toBe('failed certificate-unknown');
  expect(await reasonOf([shaken({ attest: 'X' })])).toBe('failed claim-attest');
  expect(await reasonOf(['nonsense'])).toBe('failed info-missing');
  expect(await reasonOf(Array.from({ length: IDENTITIES_MAX + 1 }, () => shaken()))).toBe('failed too-many-identities');
  expect(seen).toEqual([]);
});

test('an iat is fresh to the second: 60 before and 60 after', async () => {
  const found = [-60, 60].map((afterSeconds) => reasonOf([shaken({ iat: IAT + afterSeconds })]));
  expect(await Promise.all(found)).toEqual(['verified undefined', 'verified undefined']);
});

test('a signature of another key fails', async () => {
  expect(await reasonOf([shaken({}, OTHER_X5U)])).toBe('failed signature-wrong');
});

test('no room and no worker are not-checked, and no token is ever verified by them', async () => {
  expect(await reasonOf([shaken()], FIRST, {}, withFinding('shed'))).toBe('not-checked shed');
  expect(await reasonOf([shaken()], FIRST, {}, withFinding('worker-failed'))).toBe('not-checked worker-failed');
});

test('a known signature is answered at once', () => {
  const answer = verifyIdentity([shaken()], { orig: ORIG, dest: FIRST }, NOW_MS, withFinding('right'));
  expect(answer).toMatchObject({ status: 'verified' });
});

test('a type that is not understood is as if it were not there, and says so when it is alone', async () => {
  const rph = makeIdentity('rph', claims(), carrier.privateKey, X5U);
  expect(await reasonOf([rph])).toBe('not-checked ppt-unsupported');
  expect(await reasonOf([rph, shaken()])).toBe('verified undefined');
});

test('of several origins the first that verifies counts; else the first says why', async () => {
  expect(await ask([shaken({ attest: 'A' }, OTHER_X5U), shaken({ attest: 'C' })])).toMatchObject({ attest: 'C' });
  expect(await reasonOf([shaken({}, OTHER_X5U), shaken({ iat: 1 })])).toBe('failed signature-wrong');
});

test('a diverted call is verified along its div tokens, in whatever order they come', async () => {
  const identities = [div(SECOND, THIRD), shaken(), div(FIRST, SECOND)];
  expect(await ask(identities, THIRD)).toEqual({
    status: 'verified',
    attest: 'B',
    reason: undefined,
    diverted: [FIRST, SECOND],
  });
  // Whom it reached before is not the callee now, and a div that leads elsewhere is no way.
  expect(await ask([shaken(), div(FIRST, SECOND), div(FIRST, THIRD)], THIRD)).toMatchObject({ diverted: [FIRST] });
});

test('a chain with a gap, another caller, a stale, or a forged link fails', async () => {
  const broken = 'failed div-chain-broken';
  expect(await reasonOf([shaken(), div(SECOND, THIRD)], THIRD)).toBe(broken);
  expect(await reasonOf([shaken(), div(FIRST, SECOND, { orig: { tn: SECOND } })], SECOND)).toBe(broken);
  expect(await reasonOf([shaken(), div(FIRST, SECOND, { iat: IAT - 61 })], SECOND)).toBe('failed stale');
  expect(await reasonOf([shaken(), div(FIRST, SECOND, {}, other.privateKey)], SECOND)).toBe('failed signature-wrong');
  expect(await reasonOf([div(FIRST, SECOND)], SECOND)).toBe('failed div-without-origin');
});

test('div tokens in a ring end', async () => {
  expect(await reasonOf([shaken(), div(FIRST, SECOND), div(SECOND, FIRST)], THIRD)).toBe('failed div-chain-broken');
});

test('a compact form is verified against the request itself', async () => {
  const signed = compactSigned(X5U, { kind: 'tn', value: ORIG }, { kind: 'tn', value: FIRST }, IAT);
  const signature = sign('sha256', Buffer.from(signed), { key: carrier.privateKey, dsaEncoding: 'ieee-p1363' });
  const identity = `..${signature.toString('base64url')};info=<${X5U}>`;
  const dateMs = NOW_MS;
  expect(await reasonOf([identity], FIRST, { dateMs })).toBe('verified undefined');
  expect(await reasonOf([identity], SECOND, { dateMs })).toBe('failed signature-wrong');
  expect(await reasonOf([identity], FIRST, { dateMs: NOW_MS - 1000 })).toBe('failed signature-wrong');
  expect(await reasonOf([identity], FIRST, { dateMs }, sources, NOW_MS + 61_000)).toBe('failed stale');
  expect(await reasonOf([identity])).toBe('failed date-missing');
});
