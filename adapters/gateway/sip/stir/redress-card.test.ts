import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedData, skipUnless } from '@wurao/testkit';
import { expect, test } from 'vitest';
import {
  answers608,
  callInfoOf,
  checkRedressCard,
  readRedressKey,
  showsSip608,
  signRedressCard,
} from './redress-card.ts';
import { makeKeys } from './testing/make-certificate.ts';

const X5U = 'https://certs.example.net/reject_key.cer';
const CARD = {
  name: '勿扰 appeals',
  email: 'appeal@example.net',
  url: 'https://example.net/a',
  number: '+861012345678',
};

test('608 is answered only where the line asks and the caller understands', () => {
  const cases = [
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ] as const;
  expect(cases.map(([asks, shows]) => answers608(asks, shows))).toEqual([false, false, false, true]);
});

test.each([
  [['*;+sip.608'], true],
  [['*;+g.3gpp.x="a";+SIP.608 ;+sip.y'], true],
  [['*;+a', '*;+sip.608,*;+b'], true],
  [['*;+sip.6080'], false],
  [['*;sip.608'], false],
  [['*;+x=";+sip.608"'], false],
  [['+sip.608'], false],
  [[], false],
])('Feature-Caps %j', (values, shows) => expect(showsSip608(values)).toBe(shows));

test('the card is signed with a key from a file and verifies; another byte does not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wurao-608-'));
  const keys = makeKeys();
  writeFileSync(join(folder, 'key.pem'), keys.privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const key = await readRedressKey(join(folder, 'key.pem'));
  rmSync(folder, { recursive: true });
  if ('problem' in key) throw new Error(key.problem);
  const token = signRedressCard(CARD, X5U, 1_546_008_698, key);
  const [header = '', claims = '', signature = ''] = token.split('.');
  expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({
    alg: 'ES256',
    typ: 'vcard+json',
    x5u: X5U,
  });
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({
    iat: 1_546_008_698,
    jcard: [
      'vcard',
      [
        ['version', {}, 'text', '4.0'],
        ['fn', {}, 'text', CARD.name],
        ['email', { type: 'work' }, 'text', CARD.email],
        ['url', {}, 'uri', CARD.url],
        ['tel', { type: 'voice' }, 'uri', 'tel:+861012345678'],
      ],
    ],
  });
  const isRight = (signed: string) =>
    verify(
      'sha256',
      Buffer.from(signed),
      { key: createPublicKey(keys.publicKey.export({ format: 'pem', type: 'spki' })), dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
  expect([isRight(`${header}.${claims}`), isRight(`${header}.${claims.replace(/.$/, '_')}`)]).toEqual([true, false]);
});

const file = sharedData('stir/jwt_vectors.json');
skipUnless('the tokens of the RFCs', file)(
  'header and claims are those of the example in RFC 8688, byte for byte',
  () => {
    const vectors: readonly { rfc: string; line: number; token: string }[] = JSON.parse(
      readFileSync(file ?? '', 'utf8'),
    );
    const example = vectors.find(({ rfc, line }) => rfc === '8688' && line === 664)?.token ?? '';
    const card = { name: 'Robocall Adjudication', email: 'remediation@blocker.example.net' };
    const token = signRedressCard(card, X5U, 1_546_008_698, makeKeys().privateKey);
    const signedOf = (text: string) => text.slice(0, text.lastIndexOf('.'));
    expect(signedOf(token)).toBe(signedOf(example));
  },
);

test.each([
  ['name', { ...CARD, name: '' }],
  ['name', { ...CARD, name: 'a\r\nb' }],
  ['email', { ...CARD, email: 'nobody' }],
  ['url', { ...CARD, url: 'http://example.net/' }],
  ['url', { ...CARD, url: 'https://example.net/>;purpose=icon' }],
  ['number', { ...CARD, number: '1012345678' }],
  ['no-way', { name: 'a' }],
])('a card is refused: %s', (problem, card) => expect(checkRedressCard(card, X5U)?.problem).toBe(problem));

test('a card with one way is enough, and its certificate is named by https', () => {
  expect(checkRedressCard({ name: 'a', number: '+8610123' }, X5U)).toBe(undefined);
  expect(checkRedressCard(CARD, 'http://e.example/a')?.problem).toBe('x5u');
});

test('a key that is missing or of another kind is named', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wurao-608-'));
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'pem', type: 'pkcs8' });
  writeFileSync(join(folder, 'rsa.pem'), rsa);
  const found = await Promise.all(['none.pem', 'rsa.pem'].map((name) => readRedressKey(join(folder, name))));
  rmSync(folder, { recursive: true });
  expect(found.map((key) => ('problem' in key ? key.problem : 'key'))).toEqual(['key-unreadable', 'key-not-p-256']);
});

test('Call-Info names where the signed card is served', () => {
  expect(callInfoOf('https://example.net/card.jws')).toBe('<https://example.net/card.jws>;purpose=jwscard');
});
