import { createHash, randomInt } from 'node:crypto';
import type { InstantMs } from '@wurao/domain';
import { Secret, TOTP } from 'otpauth';

/** What every authenticator knows (RFC 6238 with its defaults). */
const DIGITS = 6;
const PERIOD_SECONDS = 30;
const SECRET_BYTES = 20;
/** Steps before and after: a telephone's clock is seldom right. */
const WINDOW = 1;

const RECOVERY_CODES = 10;
const RECOVERY_CHARS = 16;
const GROUP = 4;
/** Without what is read for another: 0 O, 1 I L. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

const totpOf = (base32: string, name: string): TOTP =>
  new TOTP({
    issuer: 'Wurao',
    label: name,
    algorithm: 'SHA1',
    digits: DIGITS,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(base32),
  });

export const newTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

export const totpUri = (base32: string, name: string): string => totpOf(base32, name).toString();

/** The step whose code it is; undefined: of none near this instant. */
export const totpStep = (base32: string, code: string, nowMs: InstantMs): number | undefined => {
  const totp = totpOf(base32, '');
  const delta = totp.validate({ token: code.replaceAll(' ', ''), timestamp: nowMs, window: WINDOW });
  return delta === null ? undefined : totp.counter({ timestamp: nowMs }) + delta;
};

export const isTotpCode = (code: string): boolean => /^\d{6}$/.test(code.replaceAll(' ', ''));

const recoveryCode = (): string =>
  Array.from({ length: RECOVERY_CHARS }, () => ALPHABET[randomInt(ALPHABET.length)])
    .join('')
    .replaceAll(new RegExp(`(.{${GROUP}})(?=.)`, 'g'), '$1-');

/** 79 bits each, so that a plain hash will do. */
export const newRecoveryCodes = (): readonly string[] => Array.from({ length: RECOVERY_CODES }, recoveryCode);

/** As people type them: in small letters, without dashes. */
export const recoveryHash = (code: string): string =>
  createHash('sha256')
    .update(code.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''))
    .digest('hex');
