// X.509 certificates for tests, written byte by byte (RFC 5280, 4.1): tests need no system package.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export const makeKeys = (namedCurve = 'P-256'): KeyPair => generateKeyPairSync('ec', { namedCurve });

export interface CertificateWish {
  readonly subject: string;
  readonly issuer: string;
  readonly subjectKey: KeyObject;
  readonly issuerKey: KeyObject;
  readonly fromMs: number;
  readonly toMs: number;
  readonly isAuthority?: boolean;
}

const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const { length } = body;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
};
const oid = (...bytes: readonly number[]) => der(0x06, Buffer.from(bytes));
const ECDSA_SHA256 = der(0x30, oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const nameOf = (text: string) => der(0x30, der(0x31, der(0x30, oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from(text)))));
const timeOf = (ms: number) =>
  der(0x18, Buffer.from(`${new Date(ms).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`));
const BOOLEAN_TRUE = der(0x01, Buffer.from([0xff]));

const constraintsOf = (isAuthority: boolean) =>
  der(0x30, oid(0x55, 0x1d, 0x13), BOOLEAN_TRUE, der(0x04, der(0x30, ...(isAuthority ? [BOOLEAN_TRUE] : []))));

let serial = 0;

/** PEM. */
export const makeCertificate = (wish: CertificateWish): string => {
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1, ++serial >> 8, serial & 255])),
    ECDSA_SHA256,
    nameOf(wish.issuer),
    der(0x30, timeOf(wish.fromMs), timeOf(wish.toMs)),
    nameOf(wish.subject),
    wish.subjectKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, der(0x30, constraintsOf(wish.isAuthority ?? false))),
  );
  const signature = sign('sha256', body, wish.issuerKey);
  const whole = der(0x30, body, ECDSA_SHA256, der(0x03, Buffer.from([0]), signature));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
};

/** A certificate that signed itself, valid in the year around `nowMs`. */
export const makeOwn = (subject: string, keys: KeyPair, nowMs: number, more: Partial<CertificateWish> = {}): string =>
  makeCertificate({
    subject,
    issuer: subject,
    subjectKey: keys.publicKey,
    issuerKey: keys.privateKey,
    fromMs: nowMs - 180 * 86_400_000,
    toMs: nowMs + 180 * 86_400_000,
    ...more,
  });

export const textOfKey = (key: KeyObject): string => key.export({ format: 'der', type: 'spki' }).toString('base64');
