import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sharedData, skipUnless } from '@wurao/testkit';
import { decodeBase64url, isPassportProblem, type Passport, readIdentity, readPassport } from '@wurao/wire';
import { expect, test } from 'vitest';
import { isSignatureRight } from './signature.ts';
import { makeKeys, textOfKey } from './testing/make-certificate.ts';
import { makeIdentity } from './testing/make-identity.ts';

/** The public keys that the RFCs print: of RFC 8225, appendix A, and of RFC 8946, section 9. */
const KEYS: Readonly<Record<string, { readonly x: string; readonly y: string }>> = {
  'RFC8225 PUBLIC KEY': {
    x: '8HNbQd_TmvCKwPKHkMF9fScavGeH78YTU8qLS8I5HLE',
    y: '0kppQEy3LJUDITQvzoZVgWAutupyJaO13nm2Eu0m9-4',
  },
  'RFC8946 PUBLIC KEY': {
    x: 'mzGM1VsO-3IqbMF54rQMaYKQftO4hUYm9wv5wutLgEc',
    y: 'fRbIk8t_uPlmtju6X3zlzwtEMzvsg_IRhFxj_9pmaOs',
  },
};
const keyNamed = (name: string): string =>
  textOfKey(createPublicKey({ key: { kty: 'EC', crv: 'P-256', ...KEYS[name] }, format: 'jwk' }));

interface Vector {
  readonly rfc: string;
  readonly line: number;
  readonly token: string;
  readonly verifies_with?: readonly string[];
}
const file = sharedData('stir/jwt_vectors.json');

skipUnless('the tokens of the RFCs', file)(
  'a token of an RFC verifies under the keys that are named, and under no other',
  () => {
    const vectors: readonly Vector[] = JSON.parse(readFileSync(file ?? '', 'utf8'));
    const keyNames = Object.keys(KEYS);
    const found = vectors.map(({ token }) => {
      const [header = '', claims = '', signature] = token.split('.');
      const bytes = decodeBase64url(signature ?? '') ?? new Uint8Array();
      return keyNames.filter((name) => isSignatureRight(keyNamed(name), `${header}.${claims}`, bytes));
    });
    const named = vectors.map(({ verifies_with: names }) => keyNames.filter((name) => names?.includes(name)));
    expect(found).toEqual(named);
    expect(found.filter((names) => names.length > 0)).toHaveLength(6);
  },
);

skipUnless('the tokens of the RFCs', file)(
  'a token that verifies and is a PASSporT we take is read with the same signature',
  () => {
    const vectors: readonly Vector[] = JSON.parse(readFileSync(file ?? '', 'utf8'));
    const read = vectors
      .map(({ token }) => readPassport(token))
      .filter((one): one is Passport => !isPassportProblem(one));
    const right = read.filter(({ signed, signature }) =>
      Object.keys(KEYS).some((name) => isSignatureRight(keyNamed(name), signed, signature)),
    );
    // Of the six, all but the one whose type is div-o.
    expect(right).toHaveLength(5);
  },
);

const keys = makeKeys();
const CLAIMS = {
  attest: 'A',
  dest: { tn: ['8613800000002'] },
  iat: 1_800_000_000,
  orig: { tn: '8613800000001' },
  origid: '7e4b0c1c-98e4-4f5e-8b5e-0d6f0a2f6d11',
};
const X5U = 'https://cert.example.org/a.pem';
const identity = makeIdentity('shaken', CLAIMS, keys.privateKey, X5U);
const isAccepted = (value: string, key = textOfKey(keys.publicKey)): boolean => {
  const read = readIdentity(value);
  if (isPassportProblem(read) || read.form !== 'full') return false;
  return isSignatureRight(key, read.passport.signed, read.passport.signature);
};

test('whichever character of header, claims or signature is another, the token is not accepted', () => {
  expect(isAccepted(identity)).toBe(true);
  const tokenChars = identity.indexOf(';');
  for (let at = 0; at < tokenChars; at++) {
    for (const other of ['A', 'B', '-', '.', '=']) {
      if (identity[at] === other) continue;
      const changed = identity.slice(0, at) + other + identity.slice(at + 1);
      expect([at, other, isAccepted(changed)]).toEqual([at, other, false]);
    }
  }
});

test('the last character of a signature has one spelling: none of the other 63 is accepted', () => {
  const at = identity.indexOf(';') - 1;
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];
  const accepted = letters.filter((letter) => isAccepted(identity.slice(0, at) + letter + identity.slice(at + 1)));
  expect(accepted).toEqual([identity[at]]);
});

test('every byte of the signature counts, and zeroes are no signature', () => {
  const read = readIdentity(identity);
  if (isPassportProblem(read) || read.form !== 'full') throw new Error('not read');
  const { signed, signature } = read.passport;
  for (let at = 0; at < signature.length; at++) {
    const changed = signature.map((byte, index) => (index === at ? byte ^ 1 : byte));
    expect([at, isSignatureRight(textOfKey(keys.publicKey), signed, changed)]).toEqual([at, false]);
  }
  expect(isSignatureRight(textOfKey(keys.publicKey), signed, new Uint8Array(64))).toBe(false);
  expect(isAccepted(identity, textOfKey(makeKeys().publicKey))).toBe(false);
});

test('none, HS256 under the public key as secret, and RS256 are refused before a signature is looked at', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const outcomes = ['none', 'HS256', 'RS256', 'ES384', 'ES256K'].map((alg) => {
    const signed = `${encode({ alg, ppt: 'shaken', typ: 'passport', x5u: X5U })}.${encode(CLAIMS)}`;
    const signature = alg === 'RS256' ? sign('sha256', Buffer.from(signed), rsa.privateKey) : Buffer.alloc(64);
    const read = readIdentity(`${signed}.${signature.toString('base64url')};info=<${X5U}>;ppt=shaken`);
    return isPassportProblem(read) ? read.problem : 'read';
  });
  expect(outcomes).toEqual(Array.from({ length: 5 }, () => 'alg-refused'));
});
