import { expect, test } from 'vitest';
import { SipGate } from './gate.ts';
import { IdentityDesk } from './identity-desk.ts';
import { NextHops } from './next-hops.ts';
import { isSignatureRight } from './stir/signature.ts';
import { makeKeys, textOfKey } from './stir/testing/make-certificate.ts';
import { makeIdentity } from './stir/testing/make-identity.ts';
import { digestDesk, FakeCalls, FakeLink, inviteText, lineOf, settingsOf } from './testing/fake-calls.ts';

const NOW_MS = 1_800_000_000_000;
const X5U = 'https://cert.example.org/carrier.pem';
const keys = makeKeys();
const identityOf = (orig: string, dest = '8613800000002'): string =>
  makeIdentity(
    'shaken',
    { attest: 'A', dest: { tn: [dest] }, iat: NOW_MS / 1000, orig: { tn: orig }, origid: 'o' },
    keys.privateKey,
    X5U,
  );

const gateOf = (trusted: boolean) => {
  const calls = new FakeCalls([lineOf('line-a', { trusted })]);
  const settings = settingsOf();
  const identity = new IdentityDesk(
    {
      certificates: { keyFor: (x5u) => (x5u === X5U ? { key: textOfKey(keys.publicKey) } : 'certificate-unknown') },
      signatures: {
        verify: (key, signed, signature) =>
          Promise.resolve(isSignatureRight(key, signed, signature) ? 'right' : 'wrong'),
      },
    },
    () => NOW_MS,
  );
  const gate = new SipGate({
    calls,
    settings: () => settings,
    digest: digestDesk(() => NOW_MS),
    nextHops: new NextHops(
      () => Promise.resolve([]),
      () => NOW_MS,
    ),
    identity,
    tagSeed: 7,
    elapsedMs: () => 0,
  });
  return { gate, calls, link: new FakeLink(), identity };
};

const CALLED = 'sip:13800000002@gate.example';
const FROM = '<sip:+8613900000001@carrier.example>;tag=a1';
const BYTES = 65_536;

/** The bytes are somebody else's as soon as the gate has been handed them, as a socket's are. */
const stirOf = async (more: Record<string, string>, trusted = false) => {
  const { gate, calls, link } = gateOf(trusted);
  const bytes = Buffer.alloc(BYTES);
  const length = bytes.write(inviteText(CALLED, { From: FROM, ...more }), 'latin1');
  gate.datagram(bytes, 0, length, link);
  bytes.fill(0x58);
  await new Promise(setImmediate);
  calls.write();
  expect(link.sent).toHaveLength(1);
  expect(link.last).toContain('SIP/2.0 302 Moved Temporarily');
  expect(link.last).toContain('Call-ID: call-1@carrier.example');
  return calls.decided[0]?.stir;
};

test('what the signature says is an input of the decision, and the answer is that of the call', async () => {
  expect(await stirOf({ Identity: identityOf('8613900000001') })).toEqual({
    status: 'verified',
    attest: 'A',
    reason: undefined,
  });
  expect(await stirOf({ Identity: identityOf('8613900000009') })).toMatchObject({
    status: 'failed',
    reason: 'orig-mismatch',
  });
  const forged = identityOf('8613900000001').replace(/\.[^.;]+;/, `.${'A'.repeat(86)};`);
  expect(await stirOf({ Identity: forged })).toMatchObject({ status: 'failed', reason: 'signature-wrong' });
  expect(await stirOf({})).toBeUndefined();
});

test('an asserted identity is whom the signature must name on trusted lines only', async () => {
  const more = { Identity: identityOf('8613900000003'), 'P-Asserted-Identity': '<tel:+8613900000003>' };
  expect(await stirOf(more, true)).toMatchObject({ status: 'verified' });
  expect(await stirOf(more, false)).toMatchObject({ status: 'failed', reason: 'orig-mismatch' });
});

test('a retransmission while the signature is verified is decided with it, once', async () => {
  const { gate, calls, link, identity } = gateOf(false);
  const bytes = Buffer.from(inviteText(CALLED, { From: FROM, Identity: identityOf('8613900000001') }));
  gate.datagram(bytes, 0, bytes.length, link);
  gate.datagram(bytes, 0, bytes.length, link);
  expect(identity.waiting).toBe(2);
  await new Promise(setImmediate);
  calls.write();
  expect([calls.decided.length, link.sent.length, identity.waiting]).toEqual([1, 2, 0]);
  expect(link.sent[0]?.text).toBe(link.sent[1]?.text);
});
