import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ApiKey, asId } from '@wurao/domain';

const PRIVATE_MODE = 0o600;
const ADMIN_KEY_FILE = 'admin.key';
const PERMIT_SECRET_FILE = 'permit.secret';
const MEMBER_SECRET_FILE = 'member.secret';
const SECRET_BYTES = 32;

export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** The operator's key: given by configuration, else made once and kept beside the store, readable by its owner only. */
export interface AdminKey {
  readonly secret: string;
  readonly key: ApiKey;
  readonly made: boolean;
  readonly path: string | undefined;
}

export const adminKeyFor = (directory: string, configured: string | undefined): AdminKey => {
  const path = join(directory, ADMIN_KEY_FILE);
  if (configured !== undefined) return { secret: configured, key: apiKeyOf(configured), made: false, path: undefined };
  if (existsSync(path)) {
    const secret = readFileSync(path, 'utf8').trim();
    return { secret, key: apiKeyOf(secret), made: false, path };
  }
  const secret = `wurao_admin_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  writeFileSync(path, `${secret}\n`, { mode: PRIVATE_MODE });
  return { secret, key: apiKeyOf(secret), made: true, path };
};

const apiKeyOf = (secret: string): ApiKey => ({
  id: asId('key-admin'),
  hash: hashSecret(secret),
  role: 'admin',
  party: undefined,
  subscriber: undefined,
  lines: [],
  expiresMs: undefined,
  status: 'active',
});

/** Signs permits; stays the same over restarts, so that a permit outlives one. */
export const permitSecretFor = (directory: string): Uint8Array => secretFor(directory, PERMIT_SECRET_FILE);

/** Seals what the store holds of members' second factors: the store alone, or a copy of it, gives none away. */
export const memberSecretFor = (directory: string): Uint8Array => secretFor(directory, MEMBER_SECRET_FILE);

const secretFor = (directory: string, file: string): Uint8Array => {
  const known = knownSecret(directory, file);
  if (known !== undefined) return known;
  const secret = randomBytes(SECRET_BYTES);
  writeFileSync(join(directory, file), `${secret.toString('base64url')}\n`, { mode: PRIVATE_MODE });
  return secret;
};

/** Undefined: none was made yet. */
export const knownPermitSecret = (directory: string): Uint8Array | undefined =>
  knownSecret(directory, PERMIT_SECRET_FILE);

const knownSecret = (directory: string, file: string): Uint8Array | undefined => {
  const path = join(directory, file);
  return existsSync(path) ? Buffer.from(readFileSync(path, 'utf8').trim(), 'base64url') : undefined;
};
