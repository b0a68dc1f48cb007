import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { SecretSource } from './ports.ts';

const ID_BYTES = 12;
const SECRET_BYTES = 32;
const CODE_DIGITS = 6;

/** Ids and secrets nobody can guess. */
export const RANDOM_SECRETS: SecretSource = {
  newId: (noun) => `${noun}-${randomBytes(ID_BYTES).toString('hex')}`,
  newSecret: () => randomBytes(SECRET_BYTES).toString('base64url'),
  newCode: () => String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0'),
  hashSecret: (secret) => createHash('sha256').update(secret).digest('hex'),
};
