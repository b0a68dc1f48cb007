import { createHash, createHmac, randomBytes, randomInt } from 'node:crypto';
import type { Mac } from '@wurao/domain';
import type { SecretSource } from './ports.ts';

const ID_BYTES = 12;
const SECRET_BYTES = 32;
const CODE_DIGITS = 6;
/** One in 64 would begin with a dash without it, which a command line reads as a flag; and scanners for leaked secrets know it. */
const SECRET_PREFIX = 'wurao_';
/** A call for random bytes costs as much as writing a row: ids are cut from a pool of them, each byte used once. */
const POOL_BYTES = ID_BYTES * 1_024;

let pool = Buffer.alloc(0);
let used = 0;

const idText = (): string => {
  if (used >= pool.length) {
    pool = randomBytes(POOL_BYTES);
    used = 0;
  }
  const text = pool.toString('hex', used, used + ID_BYTES);
  used += ID_BYTES;
  return text;
};

/** Ids and secrets nobody can guess. */
export const RANDOM_SECRETS: SecretSource = {
  newId: (noun) => `${noun}-${idText()}`,
  newSecret: () => `${SECRET_PREFIX}${randomBytes(SECRET_BYTES).toString('base64url')}`,
  newCode: () => String(randomInt(1, 10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0'),
  hashSecret: (secret) => createHash('sha256').update(secret).digest('hex'),
  digestHash: (algorithm, text) =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex'),
};

/** Of a key that is nowhere kept. */
export const passingMac = (): Mac => {
  const key = randomBytes(SECRET_BYTES);
  return (text) => createHmac('sha256', key).update(text).digest('hex');
};
