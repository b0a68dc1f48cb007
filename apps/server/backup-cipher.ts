import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  scryptSync,
  timingSafeEqual,
} from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { invalid, type Result, success } from '@wurao/domain';

/**
 * Files of an encrypted backup: magic (8 bytes), salt of the file (16), then chunks of one MiB, each AES-256-GCM with its tag
 * behind it. The nonce counts the chunks and marks the last one; the file's name is authenticated with each. So no chunk can be
 * changed, left out, put elsewhere or cut off, and no file can stand for another. Keys: scrypt over the key file, then HKDF.
 */
const MAGIC = Buffer.from('WURAOENC');
const FILE_SALT_BYTES = 16;
export const CHUNK_BYTES = 1024 * 1024;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const HEAD_BYTES = MAGIC.length + FILE_SALT_BYTES;
const MIN_SECRET_CHARS = 16;
const MAX_SECRET_BYTES = 64 * 1024;

/** In the manifest: everything but the secret. */
export interface Encryption {
  readonly cipher: 'aes-256-gcm';
  readonly kdf: 'scrypt';
  readonly salt: string;
  readonly cost: number;
  readonly blockSize: number;
  readonly parallel: number;
}

const COST = 2 ** 17;
const BLOCK_SIZE = 8;
/** A manifest comes from outside: what it asks for must not take the machine's memory. */
const MAX_COST = 2 ** 20;
const MAX_MEMORY_BYTES = 2 * 1024 ** 3;

export const newEncryption = (): Encryption => ({
  cipher: 'aes-256-gcm',
  kdf: 'scrypt',
  salt: randomBytes(16).toString('hex'),
  cost: COST,
  blockSize: BLOCK_SIZE,
  parallel: 1,
});

/** The words of a key file, white space around them left out. */
export const readBackupSecret = (path: string): Result<string> => {
  const remedy = `Name a readable file that holds at least ${MIN_SECRET_CHARS} characters, such as \`openssl rand -base64 32\` writes.`;
  try {
    const bytes = readFileSync(path);
    const secret = bytes.toString('utf8').trim();
    if (secret.length < MIN_SECRET_CHARS || bytes.length > MAX_SECRET_BYTES)
      return invalid('keyFile', `${path} is too short or too long for a secret`, remedy);
    return success(secret);
  } catch (error) {
    return invalid('keyFile', `${path}: ${error instanceof Error ? error.message : String(error)}`, remedy);
  }
};

/** The key of one backup; made once, because it is slow on purpose. */
export class BackupKey {
  readonly encryption: Encryption;
  readonly #key: Buffer;

  constructor(secret: string, encryption: Encryption) {
    const { cost, blockSize, parallel, salt } = encryption;
    if (cost > MAX_COST || blockSize > 64 || parallel > 16) throw new RangeError('the manifest asks for too much work');
    this.encryption = encryption;
    this.#key = scryptSync(secret.normalize('NFC'), Buffer.from(salt, 'hex'), KEY_BYTES, {
      N: cost,
      r: blockSize,
      p: parallel,
      maxmem: MAX_MEMORY_BYTES,
    });
  }

  /** Of the manifest: says that whoever wrote it had the secret. */
  seal(text: string): string {
    return createHmac('sha256', this.#derive('manifest', Buffer.alloc(0)))
      .update(text)
      .digest('hex');
  }

  isSealed(text: string, seal: string): boolean {
    const [wanted, found] = [Buffer.from(this.seal(text), 'hex'), Buffer.from(seal, 'hex')];
    return wanted.length === found.length && timingSafeEqual(wanted, found);
  }

  #derive(what: string, salt: Buffer): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#key, salt, `wurao-backup ${what}`, KEY_BYTES));
  }

  fileKey(salt: Buffer): Buffer {
    return this.#derive('file', salt);
  }
}

const nonceOf = (chunk: number, isLast: boolean): Buffer => {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUInt32BE(chunk, 4);
  nonce.writeUInt8(isLast ? 1 : 0, NONCE_BYTES - 1);
  return nonce;
};

const readChunk = (file: number, into: Buffer): number => {
  let length = 0;
  for (let read = -1; read !== 0 && length < into.length; length += read)
    read = readSync(file, into, length, into.length - length, null);
  return length;
};

/** Gives the other work of a thread its turn: a file has thousands of chunks. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export interface Written {
  readonly bytes: number;
  /** Of what was written. */
  readonly sha256: string;
  readonly plainBytes: number;
  /** Of what was read. */
  readonly plainSha256: string;
}

/** Encrypts into a new file, synced when this resolves. Throws the system's error. */
export const encryptFile = async (key: BackupKey, name: string, from: string, to: string): Promise<Written> => {
  const source = openSync(from, 'r');
  try {
    const target = openSync(to, 'wx', 0o600);
    try {
      return await encryptInto(key, name, source, target);
    } finally {
      closeSync(target);
    }
  } finally {
    closeSync(source);
  }
};

const encryptInto = async (key: BackupKey, name: string, source: number, target: number): Promise<Written> => {
  const salt = randomBytes(FILE_SALT_BYTES);
  const fileKey = key.fileKey(salt);
  const [hash, plainHash] = [createHash('sha256'), createHash('sha256')];
  let [bytes, plainBytes] = [0, 0];
  const put = (part: Uint8Array): void => {
    for (let done = 0; done < part.length; ) done += writeSync(target, part, done);
    hash.update(part);
    bytes += part.length;
  };
  put(MAGIC);
  put(salt);
  // One ahead: the last chunk is told by nothing coming after it.
  let [now, next] = [Buffer.allocUnsafe(CHUNK_BYTES), Buffer.allocUnsafe(CHUNK_BYTES)];
  let length = readChunk(source, now);
  for (let chunk = 0, isLast = false; !isLast; chunk++) {
    const ahead = length < CHUNK_BYTES ? 0 : readChunk(source, next);
    isLast = ahead === 0;
    const cipher = createCipheriv('aes-256-gcm', fileKey, nonceOf(chunk, isLast));
    cipher.setAAD(Buffer.from(name));
    const plain = now.subarray(0, length);
    plainHash.update(plain);
    plainBytes += length;
    put(cipher.update(plain));
    cipher.final();
    put(cipher.getAuthTag());
    [now, next, length] = [next, now, ahead];
    await turn();
  }
  fsyncSync(target);
  return { bytes, sha256: hash.digest('hex'), plainBytes, plainSha256: plainHash.digest('hex') };
};

/** What was changed, cut off, or is another's: by the secret or by the file. */
export class NotAuthentic extends Error {
  override readonly name = 'NotAuthentic';
}

/** Decrypts; into a new file, or into nothing to look only. Throws `NotAuthentic`, or the system's error. */
export const decryptFile = async (
  key: BackupKey,
  name: string,
  from: string,
  to: string | undefined,
): Promise<{ readonly plainBytes: number; readonly plainSha256: string }> => {
  const source = openSync(from, 'r');
  try {
    const target = to === undefined ? undefined : openSync(to, 'wx', 0o600);
    try {
      return await decryptFrom(key, name, source, target);
    } finally {
      if (target !== undefined) closeSync(target);
    }
  } finally {
    closeSync(source);
  }
};

const decryptFrom = async (key: BackupKey, name: string, source: number, target: number | undefined) => {
  const head = Buffer.alloc(HEAD_BYTES);
  if (readChunk(source, head) < HEAD_BYTES || !head.subarray(0, MAGIC.length).equals(MAGIC))
    throw new NotAuthentic(`${name} is not an encrypted file of ours`);
  const fileKey = key.fileKey(head.subarray(MAGIC.length));
  const hash = createHash('sha256');
  let plainBytes = 0;
  const size = CHUNK_BYTES + TAG_BYTES;
  let [now, next] = [Buffer.allocUnsafe(size), Buffer.allocUnsafe(size)];
  let length = readChunk(source, now);
  for (let chunk = 0, isLast = false; !isLast; chunk++) {
    const ahead = length < size ? 0 : readChunk(source, next);
    isLast = ahead === 0;
    const plain = openChunk(fileKey, name, now.subarray(0, length), nonceOf(chunk, isLast));
    hash.update(plain);
    plainBytes += plain.length;
    for (let done = 0; target !== undefined && done < plain.length; ) done += writeSync(target, plain, done);
    [now, next, length] = [next, now, ahead];
    await turn();
  }
  if (target !== undefined) fsyncSync(target);
  return { plainBytes, plainSha256: hash.digest('hex') };
};

const openChunk = (fileKey: Buffer, name: string, sealed: Buffer, nonce: Buffer): Buffer => {
  if (sealed.length < TAG_BYTES) throw new NotAuthentic(`${name} is cut off`);
  const decipher = createDecipheriv('aes-256-gcm', fileKey, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(name));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), decipher.final()]);
  } catch {
    throw new NotAuthentic(`${name} was changed, or the key is another`);
  }
};
