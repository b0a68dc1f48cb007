import { readFileSync } from 'node:fs';
import { sharedData, skipUnless } from '@wurao/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compactSigned,
  decodeBase64url,
  encodeBase64url,
  IDENTITY_CHARS_MAX,
  isPassportProblem,
  PASSPORT_REMEDIES,
  readIdentity,
  readPassport,
} from './passport.ts';

const X5U = 'https://cert.example.org/a.pem';
const SIGNATURE = encodeBase64url('s'.repeat(64));
const SHAKEN = {
  attest: 'A',
  dest: { tn: ['8613800000002'] },
  iat: 1_443_208_345,
  orig: { tn: '8613800000001' },
  origid: '7e4b0c1c-98e4-4f5e-8b5e-0d6f0a2f6d11',
};
const header = (more: object = {}) => ({ alg: 'ES256', ppt: 'shaken', typ: 'passport', x5u: X5U, ...more });
const tokenOf = (head: unknown, claims: unknown, signature = SIGNATURE) =>
  `${encodeBase64url(JSON.stringify(head))}.${encodeBase64url(JSON.stringify(claims))}.${signature}`;
const GOOD = tokenOf(header(), SHAKEN);

/** The stable key of what is wrong and where, or `right`. */
const outcome = (read: object) => (isPassportProblem(read) ? `${read.problem} ${read.field}`.trim() : 'right');

test('a shaken Identity in full form gives its claims and what the signature covers', () => {
  const identity = readIdentity(`${GOOD} ; info=<${X5U}>;alg=ES256 ;ppt="shaken";canon=x`);
  expect(identity).toMatchObject({
    form: 'full',
    passport: {
      ppt: 'shaken',
      x5u: X5U,
      attest: 'A',
      origid: SHAKEN.origid,
      orig: { kind: 'tn', value: '8613800000001' },
      dest: [{ kind: 'tn', value: '8613800000002' }],
      iatSeconds: SHAKEN.iat,
      div: undefined,
      signed: GOOD.slice(0, GOOD.lastIndexOf('.')),
    },
  });
});

test('a compact form gives its signature, and what that covers is built from the request', () => {
  expect(readIdentity(`..${SIGNATURE};info=<${X5U}>`)).toEqual({
    form: 'compact',
    info: X5U,
    signature: new Uint8Array(Buffer.from('s'.repeat(64))),
  });
  const signed = compactSigned(X5U, { kind: 'tn', value: '12155551212' }, { kind: 'uri', value: 'sip:a@b.c' }, 7);
  expect(signed.split('.').map((part) => Buffer.from(part, 'base64url').toString())).toEqual([
    `{"alg":"ES256","typ":"passport","x5u":"${X5U}"}`,
    '{"dest":{"uri":["sip:a@b.c"]},"iat":7,"orig":{"tn":"12155551212"}}',
  ]);
});

const INFO = `;info=<${X5U}>`;
describe.each([
  ['too long', `${GOOD}${INFO};x=${'y'.repeat(IDENTITY_CHARS_MAX)}`, 'identity-too-long'],
  ['empty', '', 'identity-syntax'],
  ['no token', INFO, 'identity-syntax'],
  ['a comma after it', `${GOOD}${INFO};ppt=shaken, x`, 'identity-syntax'],
  ['an open quote', `${GOOD}${INFO};ppt="shaken`, 'identity-syntax'],
  ['no info', `${GOOD};ppt=shaken`, 'info-missing info'],
  ['info without brackets', `${GOOD};info=${X5U};ppt=shaken`, 'info-syntax info'],
  ['info of another scheme', `${GOOD};info=<file:///etc/a.pem>;ppt=shaken`, 'info-syntax info'],
  ['another certificate in info', `${GOOD};info=<${X5U}x>;ppt=shaken`, 'info-mismatch info'],
  ['info twice', `${GOOD}${INFO};INFO=<${X5U}>;ppt=shaken`, 'parameter-twice info'],
  ['alg none', `${GOOD}${INFO};alg=none;ppt=shaken`, 'alg-refused alg'],
  ['alg RS256', `${GOOD}${INFO};alg=RS256;ppt=shaken`, 'alg-refused alg'],
  ['no ppt', `${GOOD}${INFO}`, 'ppt-mismatch ppt'],
  ['another ppt', `${GOOD}${INFO};ppt=div`, 'ppt-mismatch ppt'],
  ['compact shaken', `..${SIGNATURE}${INFO};ppt=shaken`, 'compact-with-ppt ppt'],
  ['compact, short', `..${SIGNATURE.slice(4)}${INFO}`, 'signature-size signature'],
  ['compact, three dots', `..${SIGNATURE}.a${INFO}`, 'token-syntax signature'],
])('an Identity: %s', (_name, value, key) => {
  test(key, () => expect(outcome(readIdentity(value))).toBe(key));
});

const claimsWith = (more: object) => tokenOf(header(), { ...SHAKEN, ...more });
const divWith = (div: unknown) => tokenOf(header({ ppt: 'div' }), { ...SHAKEN, div });
describe.each([
  ['as it should be', GOOD, 'right'],
  ['two parts', GOOD.slice(0, GOOD.lastIndexOf('.')), 'token-syntax'],
  ['four parts', `${GOOD}.a`, 'token-syntax'],
  ['no claims', `${GOOD.split('.')[0]}..${SIGNATURE}`, 'token-syntax'],
  ['padding', `${GOOD}=`, 'base64url signature'],
  ['standard base64', tokenOf(header(), SHAKEN, `+${SIGNATURE.slice(1)}`), 'base64url signature'],
  ['a stray bit', tokenOf(header(), SHAKEN, `${SIGNATURE.slice(0, -1)}x`), 'base64url signature'],
  ['a DER signature', tokenOf(header(), SHAKEN, encodeBase64url('s'.repeat(70))), 'signature-size signature'],
  ['a header that is no object', tokenOf([1], SHAKEN), 'header-json header'],
  ['a long header', tokenOf(header({ more: 'm'.repeat(1024) }), SHAKEN), 'token-too-long header'],
  ['long claims', claimsWith({ more: 'm'.repeat(4096) }), 'token-too-long claims'],
  ['alg none', tokenOf(header({ alg: 'none' }), SHAKEN), 'alg-refused alg'],
  ['alg HS256', tokenOf(header({ alg: 'HS256' }), SHAKEN), 'alg-refused alg'],
  ['alg RS256', tokenOf(header({ alg: 'RS256' }), SHAKEN), 'alg-refused alg'],
  ['alg es256', tokenOf(header({ alg: 'es256' }), SHAKEN), 'alg-refused alg'],
  ['typ JWT', tokenOf(header({ typ: 'JWT' }), SHAKEN), 'header-type typ'],
  ['crit', tokenOf(header({ crit: ['x'] }), SHAKEN), 'critical-unknown crit'],
  ['x5u of the file system', tokenOf(header({ x5u: 'file:///a' }), SHAKEN), 'header-x5u x5u'],
  ['ppt rph', tokenOf(header({ ppt: 'rph' }), SHAKEN), 'ppt-unsupported ppt'],
  ['claims that are text', tokenOf(header(), 'x'), 'claims-json claims'],
  ['no orig', claimsWith({ orig: undefined }), 'claim-orig orig'],
  ['orig of both kinds', claimsWith({ orig: { tn: '1', uri: 'sip:a@b' } }), 'claim-orig orig'],
  ['orig with letters', claimsWith({ orig: { tn: '1a' } }), 'claim-orig orig'],
  ['no dest', claimsWith({ dest: {} }), 'claim-dest dest'],
  ['an empty dest', claimsWith({ dest: { tn: [] } }), 'claim-dest dest.tn'],
  ['a bad second dest', claimsWith({ dest: { tn: ['1', ''] } }), 'claim-dest dest.tn[1]'],
  ['too many dest', claimsWith({ dest: { tn: Array.from({ length: 33 }, () => '1') } }), 'claim-dest dest.tn'],
  ['a dest of another kind', claimsWith({ dest: { mail: ['1'] } }), 'claim-dest dest.mail'],
  ['iat with a fraction', claimsWith({ iat: 1.5 }), 'claim-iat iat'],
  ['iat before 1970', claimsWith({ iat: -1 }), 'claim-iat iat'],
  ['iat in words', claimsWith({ iat: '12x' }), 'claim-iat iat'],
  ['attest D', claimsWith({ attest: 'D' }), 'claim-attest attest'],
  ['no origid', claimsWith({ origid: undefined }), 'claim-origid origid'],
  ['a long origid', claimsWith({ origid: 'o'.repeat(129) }), 'claim-origid origid'],
  ['div as it should be', divWith({ tn: '12', hi: '1.1' }), 'right'],
  ['no div', divWith(undefined), 'claim-div div'],
  ['div of nothing', divWith({ hi: '1' }), 'claim-div div'],
])('a PASSporT: %s', (_name, token, key) => {
  test(key, () => expect(outcome(readPassport(token))).toBe(key));
});

test('bytes that are not UTF-8 are no JSON', () => {
  const [head, , signature] = GOOD.split('.');
  const claims = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]).toString('base64url');
  expect(outcome(readPassport(`${head}.${claims}.${signature}`))).toBe('claims-json claims');
});

test('base64url agrees with the platform, and only the one spelling is read', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
      const text = String.fromCharCode(...units);
      const right = Buffer.from(text.toWellFormed()).toString('base64url');
      expect(encodeBase64url(text)).toBe(right);
      expect(Buffer.from(decodeBase64url(right) ?? []).toString()).toBe(text.toWellFormed());
    }),
  );
  expect(['QQ', 'QR', 'QQ==', 'Q', 'Q Q', 'Qé'].map((text) => decodeBase64url(text)?.length)).toEqual([
    1,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('whatever comes is read or refused with a known key and a position in it', () => {
  const pieces = fc.constantFrom(
    GOOD,
    SIGNATURE,
    '..',
    '.',
    ';',
    'info=',
    `<${X5U}>`,
    'ppt=',
    '"',
    '\\',
    ' ',
    ';alg=ES256',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 5 })), { maxLength: 12 }), (parts) => {
      const value = parts.join('');
      const read = readIdentity(value);
      if (!isPassportProblem(read)) return;
      expect(PASSPORT_REMEDIES[read.problem]).toBe(read.remedy);
      expect(read.position).toBeLessThanOrEqual(value.length);
    }),
    { numRuns: 2_000 },
  );
});

/** What reading alone says of each token in the RFCs, by RFC and line. */
const VECTORS: Readonly<Record<string, string>> = {
  '8224:424': 'right',
  '8225:484': 'right',
  '8225:970': 'right',
  '8688:535': 'right',
  '8688:630': 'token-syntax',
  '8688:664': 'header-type typ',
  '8946:228': 'right',
  '8946:314': 'right',
  '8946:510': 'right',
  '8946:521': 'ppt-unsupported ppt',
};
const file = sharedData('stir/jwt_vectors.json');
skipUnless('the tokens of the RFCs', file)(
  'every token of RFC 8224, 8225, 8688 and 8946 is read as it should be',
  () => {
    const vectors: readonly { rfc: string; line: number; token: string }[] = JSON.parse(
      readFileSync(file ?? '', 'utf8'),
    );
    const seen = vectors.map(({ rfc, line, token }) => [`${rfc}:${line}`, outcome(readPassport(token))]);
    expect(Object.fromEntries(seen)).toEqual(VECTORS);
  },
);
