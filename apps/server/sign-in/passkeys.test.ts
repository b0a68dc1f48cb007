import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { WebAuthnJson } from '@wurao/api';
import { asId, type MemberId } from '@wurao/domain';
import type { MemberRecord, Passkey } from '@wurao/registry';
import { expect, test } from 'vitest';
import { Passkeys } from './passkeys.ts';

const ORIGIN = 'https://console.example.cn';
const ASKER = { origin: ORIGIN, address: '192.0.2.1' };
const MEMBER = {
  id: asId<MemberId>('member-1'),
  name: 'li.na',
  displayName: '李娜',
  passkeys: [] as readonly Passkey[],
} as MemberRecord;

const b64 = (bytes: Buffer): string => bytes.toString('base64url');
const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

/** An authenticator in a few lines (WebAuthn, 6.1 and 6.5): one key on P-256, no attestation. */
const authenticator = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const id = randomBytes(16);
  const PRESENT_VERIFIED = 0x05;
  const WITH_KEY = 0x40;
  const head = (flags: number, counter: number): Buffer => {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([sha256(Buffer.from(new URL(ORIGIN).hostname)), Buffer.from([flags]), count]);
  };
  const clientData = (type: string, challenge: string, origin: string): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const json = (response: object): WebAuthnJson => ({
    id: b64(id),
    rawId: b64(id),
    type: 'public-key',
    clientExtensionResults: {},
    response,
  });
  return {
    create: ({ challenge }: WebAuthnJson, origin = ORIGIN): WebAuthnJson => {
      const cose = Buffer.concat([
        Buffer.from('a5010203262001215820', 'hex'),
        Buffer.from(x, 'base64url'),
        Buffer.from('225820', 'hex'),
        Buffer.from(y, 'base64url'),
      ]);
      const data = Buffer.concat([
        head(PRESENT_VERIFIED | WITH_KEY, 0),
        Buffer.alloc(16),
        Buffer.from([0, id.length]),
        id,
        cose,
      ]);
      const attestation = Buffer.concat([
        Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex'),
        Buffer.from([data.length]),
        data,
      ]);
      const client = clientData('webauthn.create', String(challenge), origin);
      return json({ clientDataJSON: b64(client), attestationObject: b64(attestation), transports: ['internal'] });
    },
    get: ({ challenge }: WebAuthnJson, counter: number, flags = PRESENT_VERIFIED): WebAuthnJson => {
      const data = head(flags, counter);
      const client = clientData('webauthn.get', String(challenge), ORIGIN);
      const signature = sign('sha256', Buffer.concat([data, sha256(client)]), privateKey);
      return json({
        clientDataJSON: b64(client),
        authenticatorData: b64(data),
        signature: b64(signature),
        userHandle: b64(Buffer.from(MEMBER.id)),
      });
    },
  };
};

const NOW_MS = Date.parse('2026-11-20T10:00:00+08:00');

const registered = async (passkeys: Passkeys, device = authenticator()) => {
  const options = await passkeys.registration(MEMBER, ASKER);
  const passkey = await passkeys.register(MEMBER.id, '工作电脑', device.create(options), ASKER);
  if (passkey === undefined) throw new Error('not registered');
  return { device, passkey };
};

test('a passkey is added once for each asking, by whom it was asked, at our own address', async () => {
  const passkeys = new Passkeys(() => NOW_MS);
  const device = authenticator();
  const options = await passkeys.registration(MEMBER, ASKER);
  expect(options).toMatchObject({ rp: { id: 'console.example.cn' }, user: { name: 'li.na' } });
  const answer = device.create(options);
  expect(await passkeys.register(MEMBER.id, 'x', answer, ASKER)).toMatchObject({
    label: 'x',
    transports: ['internal'],
  });
  expect(await passkeys.register(MEMBER.id, 'x', answer, ASKER)).toBeUndefined();
  const another = device.create(await passkeys.registration(MEMBER, ASKER));
  expect(await passkeys.register(asId<MemberId>('member-2'), 'x', another, ASKER)).toBeUndefined();
  const foreign = device.create(await passkeys.registration(MEMBER, ASKER), 'https://console.example.com');
  expect(await passkeys.register(MEMBER.id, 'x', foreign, ASKER)).toBeUndefined();
});

test('signs its holder in, and says whose it is', async () => {
  const passkeys = new Passkeys(() => NOW_MS);
  const { device, passkey } = await registered(passkeys);
  const answer = device.get(await passkeys.authentication(ASKER), 1);
  expect(Passkeys.holderOf(answer)).toBe('member-1');
  expect(await passkeys.authenticate(passkey, answer, ASKER)).toEqual({ counter: 1 });
  expect(await passkeys.authenticate(passkey, answer, ASKER)).toBeUndefined();
});

test.each([[undefined], [null], [5], [{}]])('whose handle is %j is nobody’s', (userHandle) => {
  expect(Passkeys.holderOf({ response: { userHandle } })).toBe('');
});

test('is nothing by another key, without its holder’s finger, or too late', async () => {
  let nowMs = NOW_MS;
  const passkeys = new Passkeys(() => nowMs);
  const { device, passkey } = await registered(passkeys);
  const options = () => passkeys.authentication(ASKER);
  expect(await passkeys.authenticate(passkey, authenticator().get(await options(), 1), ASKER)).toBeUndefined();
  const PRESENT_ONLY = 0x01;
  expect(await passkeys.authenticate(passkey, device.get(await options(), 1, PRESENT_ONLY), ASKER)).toBeUndefined();
  const late = await options();
  nowMs += 5 * 60_000;
  expect(await passkeys.authenticate(passkey, device.get(late, 1), ASKER)).toBeUndefined();
});

test('needs a name by TLS, or this machine by its name', () => {
  const fits = (origin: string) => Passkeys.fits({ origin });
  expect(['https://a.cn', 'http://localhost:8080'].map(fits)).toEqual([true, true]);
  expect(['http://a.cn', 'http://127.0.0.1:8080', 'https://192.0.2.1', 'nonsense'].map(fits)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
