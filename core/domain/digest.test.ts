import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  challengeTexts,
  checkDigest,
  type DigestAlgorithm,
  type DigestCredentials,
  type DigestHash,
  digestResponse,
  ha1Of,
  MAX_NONCE_AHEAD_MS,
  makeNonce,
  NONCE_LIFETIME_MS,
  nonceMadeMs,
} from './digest.ts';
import { NonceWindow, REORDERED_COUNTS } from './nonce-window.ts';
import { isDigestProblem, MAX_AUTHORIZATION_CHARS, readDigest } from './read-digest.ts';

const hash: DigestHash = (algorithm, text) =>
  createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
    .update(text)
    .digest('hex');
const mac = (text: string): string => createHmac('sha256', 'a key of the gates').update(text).digest('hex');
const NOW = Date.UTC(2026, 2, 1);
const REALM = 'atlanta.example';
const HA1 = ha1Of(hash, 'anna', REALM, 'correct horse');

/** What a peer would send for a nonce. */
const answerTo = (nonce: string, more: Partial<DigestCredentials> & { method?: string; ha1?: typeof HA1 } = {}) => {
  const { method = 'INVITE', ha1 = HA1, ...said } = more;
  const head = {
    user: 'anna',
    realm: REALM,
    nonce,
    uri: 'sip:13800000001@atlanta.example',
    algorithm: 'SHA-256' as DigestAlgorithm,
    cnonce: '0a4f113b',
    nc: '00000001',
    ...said,
  };
  const response = digestResponse(hash, head.algorithm === 'MD5' ? ha1.md5 : ha1.sha256, method, head);
  return { ...head, response, ...said };
};
const check = (credentials: DigestCredentials, uses = new NonceWindow(), more: object = {}) =>
  checkDigest({ credentials, method: 'INVITE', ha1: HA1, hash, mac, uses, nowMs: NOW, ...more });

describe('published examples', () => {
  it.each<[string, DigestAlgorithm, string, string, string, string, string, string]>([
    [
      'RFC 2617 3.5',
      'MD5',
      'Circle Of Life',
      'testrealm@host.com',
      'dcd98b7102dd2f0e8b11d0f600bfb0c093',
      '0a4f113b',
      '6629fae49393a05397450978507c4ef1',
      '939e7578ed9e3c518a452acee763bce9',
    ],
    [
      'RFC 7616 3.9.1',
      'MD5',
      'Circle of Life',
      'http-auth@example.org',
      '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
      'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
      '8ca523f5e9506fed4657c9700eebdbec',
      '3d78807defe7de2157e2b0b6573a855f',
    ],
    [
      'RFC 7616 3.9.1',
      'SHA-256',
      'Circle of Life',
      'http-auth@example.org',
      '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
      'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
      '7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232',
    ],
  ])('%s, %s', (_, algorithm, password, realm, nonce, cnonce, response, ha1) => {
    const secret = ha1Of(hash, 'Mufasa', realm, password);
    expect(algorithm === 'MD5' ? secret.md5 : secret.sha256).toBe(ha1);
    const header = `Digest username="Mufasa", realm="${realm}", uri="/dir/index.html", algorithm=${algorithm},
 nonce="${nonce}", nc=00000001, cnonce="${cnonce}", qop=auth, response="${response}", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;
    const read = readDigest(header);
    if (isDigestProblem(read)) throw new Error(read.message);
    expect(read).toEqual({
      user: 'Mufasa',
      realm,
      uri: '/dir/index.html',
      algorithm,
      nonce,
      nc: '00000001',
      cnonce,
      response,
    });
    // A nonce of another server: the password is right, so the peer may try again without asking anybody.
    const asked = { method: 'GET', ha1: secret };
    expect(check(read, undefined, asked)).toBe('stale');
    expect(check(read, undefined, { ...asked, method: 'PUT' })).toBe('wrong');
    expect(check(read, undefined, { ...asked, ha1: ha1Of(hash, 'Mufasa', realm, 'another') })).toBe('wrong');
  });
});

describe('a nonce', () => {
  it('says when it was made, to whoever has the key, of its own realm', () => {
    const nonce = makeNonce(mac, REALM, NOW, 'k7_1');
    expect(nonceMadeMs(mac, REALM, nonce)).toBe(NOW);
    expect(nonceMadeMs(mac, 'other.example', nonce)).toBeUndefined();
    expect(nonceMadeMs((text) => mac(`${text}!`), REALM, nonce)).toBeUndefined();
    expect(nonceMadeMs(mac, REALM, '')).toBeUndefined();
  });

  it('is nobody’s with any one character changed', () => {
    const nonce = makeNonce(mac, REALM, NOW, 'k7_1');
    fc.assert(
      fc.property(fc.nat(nonce.length - 1), fc.constantFrom(...'0123456789abcdefz._"'), (at, other) => {
        const changed = `${nonce.slice(0, at)}${other}${nonce.slice(at + 1)}`;
        expect(nonceMadeMs(mac, REALM, changed)).toBe(changed === nonce ? NOW : undefined);
      }),
    );
  });
});

describe('a challenge', () => {
  it('offers SHA-256 before MD5, each in a value of its own, and says when only the nonce was wrong', () => {
    expect(challengeTexts('a "b" \\', 'n', false)).toEqual([
      'Digest realm="a \\"b\\" \\\\", qop="auth", algorithm=SHA-256, nonce="n"',
      'Digest realm="a \\"b\\" \\\\", qop="auth", algorithm=MD5, nonce="n"',
    ]);
    expect(challengeTexts(REALM, 'n', true)[1]).toMatch(/, stale=true$/);
  });
});

describe('an answer to a challenge', () => {
  const nonce = makeNonce(mac, REALM, NOW, '1');

  it.each<[string, Partial<Parameters<typeof answerTo>[1]>, object, string]>([
    ['with SHA-256', {}, {}, 'right'],
    ['with MD5', { algorithm: 'MD5' }, {}, 'right'],
    ['at the end of the nonce’s life', {}, { nowMs: NOW + NONCE_LIFETIME_MS }, 'right'],
    ['after it', {}, { nowMs: NOW + NONCE_LIFETIME_MS + 1 }, 'stale'],
    ['by a clock a little behind', {}, { nowMs: NOW - MAX_NONCE_AHEAD_MS }, 'right'],
    ['from the future', {}, { nowMs: NOW - MAX_NONCE_AHEAD_MS - 1 }, 'stale'],
    ['with another password', { ha1: ha1Of(hash, 'anna', REALM, 'wrong') }, {}, 'wrong'],
    ['with another password, too late', { ha1: ha1Of(hash, 'anna', REALM, 'wrong') }, { nowMs: NOW * 2 }, 'wrong'],
    ['for another method', { method: 'REGISTER' }, {}, 'wrong'],
    ['of a user whom nobody knows', {}, { ha1: undefined }, 'wrong'],
    [
      'of a user whom nobody knows, with the key of nobody',
      { ha1: { md5: '0'.repeat(32), sha256: '0'.repeat(64) } },
      { ha1: undefined },
      'wrong',
    ],
    ['with a nonce of another key', {}, { mac: (text: string) => mac(`${text}!`) }, 'stale'],
  ])('%s', (_, said, more, verdict) => {
    expect(check(answerTo(nonce, said), undefined, more)).toBe(verdict);
  });

  it('is right once for each count', () => {
    const uses = new NonceWindow();
    const first = answerTo(nonce);
    expect([check(first, uses), check(first, uses)]).toEqual(['right', 'stale']);
    expect(check(answerTo(nonce, { nc: '0000000A' }), uses)).toBe('right');
    // The count alone counts: another cnonce makes no other use of it.
    expect(check(answerTo(nonce, { nc: '0000000a', cnonce: 'another' }), uses)).toBe('stale');
    // One that only guesses takes no room and no count.
    expect(check(answerTo(nonce, { nc: '0000000b', ha1: ha1Of(hash, 'anna', REALM, 'x') }), uses)).toBe('wrong');
    expect(check(answerTo(nonce, { nc: '0000000b' }), uses)).toBe('right');
    check(answerTo(makeNonce(mac, REALM, NOW, '2'), { ha1: ha1Of(hash, 'anna', REALM, 'x') }), uses);
    expect(uses.size).toBe(1);
  });
});

describe('the memory of nonces', () => {
  it('takes each count once, in any order within its reach, as a set would', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 120 }), (counts) => {
        const uses = new NonceWindow();
        const taken = new Set<number>();
        for (const count of counts) {
          const isInReach = taken.size === 0 || count > Math.max(...taken) - REORDERED_COUNTS;
          expect(uses.take('n', NOW, count, NOW)).toBe(isInReach && !taken.has(count));
          if (isInReach) taken.add(count);
        }
      }),
    );
  });

  it('is bounded, and never takes a count again that it has forgotten', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(9), fc.integer({ min: 1, max: 3 }), fc.nat(NONCE_LIFETIME_MS / 4)), { maxLength: 80 }),
        (steps) => {
          const uses = new NonceWindow(3);
          const taken = new Set<string>();
          let nowMs = NOW;
          for (const [which, count, laterMs] of steps) {
            nowMs += laterMs;
            const use = `${which}/${count}`;
            const isTaken = uses.take(`n${which}`, NOW + which * 1_000, count, nowMs);
            expect(isTaken && taken.has(use)).toBe(false);
            if (isTaken) taken.add(use);
            expect(uses.size).toBeLessThanOrEqual(3);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('keeps what is in use when a newer nonce comes, and forgets what is stale', () => {
    const uses = new NonceWindow(2);
    expect(uses.take('a', NOW, 1, NOW)).toBe(true);
    expect(uses.take('b', NOW + 1, 1, NOW + 1)).toBe(true);
    expect(uses.take('a', NOW, 2, NOW + 1)).toBe(true);
    expect(uses.take('c', NOW + 2, 1, NOW + 2)).toBe(true);
    expect(uses.take('a', NOW, 3, NOW + 2)).toBe(false);
    expect(uses.take('b', NOW + 1, 2, NOW + 2)).toBe(true);
    expect(uses.take('d', NOW + NONCE_LIFETIME_MS * 2, 1, NOW + NONCE_LIFETIME_MS * 2)).toBe(true);
    expect(uses.size).toBe(1);
  });
});

describe('the value of an Authorization', () => {
  const RIGHT = `Digest username="anna",realm="r",nonce="n",uri="sip:a@b",response="${'a'.repeat(32)}",qop=auth,nc=00000001,cnonce="c"`;

  it('is read with any spaces, capitals, quotes, escapes, empty entries and unknown parameters', () => {
    const odd = `  dIGEST ,, USERNAME = "an\\"na\\\\" ,\r\n Realm=r,nonce=n , uri="sip:a,b=c@b",response="${'A'.repeat(64)}",
      algorithm="sha-256", qop="auth",nc=00000001,cnonce="",opaque="o",auth-param="x", userhash=false ,`;
    expect(readDigest(odd)).toEqual({
      user: 'an"na\\',
      realm: 'r',
      nonce: 'n',
      uri: 'sip:a,b=c@b',
      algorithm: 'SHA-256',
      cnonce: '',
      nc: '00000001',
      response: 'a'.repeat(64),
    });
    expect(readDigest(RIGHT)).toMatchObject({ algorithm: 'MD5' });
  });

  it.each<[string, string, string]>([
    ['', 'other-scheme', 'not Digest'],
    ['Basic YTpi', 'other-scheme', 'not Digest'],
    ['Digest', 'unsupported', 'quality of protection auth is needed'],
    [RIGHT.replace('qop=auth,', ''), 'unsupported', 'quality of protection auth is needed'],
    [RIGHT.replace('qop=auth', 'qop=auth-int'), 'unsupported', 'quality of protection auth is needed'],
    [`${RIGHT},algorithm=MD5-sess`, 'unsupported', 'algorithm MD5-SESS was not offered'],
    [`${RIGHT},userhash=true`, 'unsupported', 'a hashed user was not offered'],
    [RIGHT.replace('username="anna",', ''), 'malformed', 'username is missing'],
    [RIGHT.replace('cnonce="c"', ''), 'malformed', 'cnonce is missing'],
    [RIGHT.replace('nc=00000001', 'nc=1'), 'malformed', 'nc is no count of eight hexadecimal digits'],
    [RIGHT.replace('nc=00000001', 'nc=00000000'), 'malformed', 'nc is no count of eight hexadecimal digits'],
    [`${RIGHT},algorithm=SHA-256`, 'malformed', 'response is no SHA-256 in hexadecimal'],
    [RIGHT.replace('aaa"', 'aag"'), 'malformed', 'response is no MD5 in hexadecimal'],
    [`${RIGHT},Realm=r`, 'malformed', 'Realm stands there twice'],
    [`${RIGHT} x=y`, 'malformed', 'no comma between parameters'],
    [`${RIGHT},x`, 'malformed', 'x has no value'],
    [`${RIGHT},x=`, 'malformed', 'x has no value'],
    [`${RIGHT},x="`, 'malformed', 'x has no value'],
    [`${RIGHT},"x"`, 'malformed', 'no parameter name'],
    [
      `${RIGHT},x=${'y'.repeat(MAX_AUTHORIZATION_CHARS)}`,
      'malformed',
      `longer than ${MAX_AUTHORIZATION_CHARS} characters`,
    ],
  ])('%j is %s: %s', (text, kind, message) => {
    expect(readDigest(text)).toMatchObject({ kind, message });
  });

  it('is read or refused, whatever it is, and reads what it was written from', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readDigest(`Digest ${text}`)));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (user, uri) => {
        const quote = (text: string) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
        const text = RIGHT.replace('"anna"', () => quote(user)).replace('"sip:a@b"', () => quote(uri));
        expect(readDigest(text)).toMatchObject({ user, uri });
      }),
    );
  });
});
