import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Failure, failure, type Result, type Sequence, success } from '@wurao/domain';
import type { JournalExtent } from '@wurao/journal';
import { type BackupKey, type Encryption, BackupKey as Key, readBackupSecret } from './backup-cipher.ts';

/** 1: no checksum of the list itself, no journal cut. 2: below. */
export const BACKUP_FORMAT = 2;
export const MANIFEST_FILE = 'backup.json';
/** As `sha256sum` writes it: the list cannot carry its own checksum. */
export const CHECKSUM_FILE = 'backup.sha256';

export interface BackedUpFile {
  /** Relative, with forward slashes. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** What it was copied from: a later backup of the same place takes a file over that is still the same. */
  readonly source?: { readonly bytes: number; readonly mtimeMs: number };
  /** Before encryption. */
  readonly plainSha256?: string;
}

export interface BackupManifest {
  readonly format: number;
  readonly madeAt: string;
  /** The store's: nothing in the journal stands on a later one. */
  readonly sequence: Sequence;
  readonly journal?: JournalExtent;
  /** Rows of each table of the store. */
  readonly rows?: Readonly<Record<string, number>>;
  readonly encryption?: Encryption;
  /** HMAC of this list without the seal: whoever changed the list did not have the secret. */
  readonly seal?: string;
  readonly files: readonly BackedUpFile[];
}

export const render = (manifest: BackupManifest): string => `${JSON.stringify(manifest, null, 2)}\n`;
const checksumLine = (text: string): string => `${createHash('sha256').update(text).digest('hex')}  ${MANIFEST_FILE}\n`;
/** What the seal is over. */
export const sealedText = ({ seal: _, ...manifest }: BackupManifest): string => render(manifest);

export const writeManifest = (directory: string, manifest: BackupManifest): void => {
  const text = render(manifest);
  const options = { mode: 0o600, flush: true } as const;
  writeFileSync(join(directory, CHECKSUM_FILE), checksumLine(text), options);
  // Last: a directory without it passes for no backup.
  writeFileSync(join(directory, MANIFEST_FILE), text, options);
};

export const unfit = (directory: string, message: string): Failure =>
  failure('invalid', 'Not a whole backup', {
    field: 'path',
    message: `${directory}: ${message}`,
    remedy: 'Use another backup.',
  });

export const readManifest = (directory: string): Result<BackupManifest> => {
  const path = join(directory, MANIFEST_FILE);
  if (!existsSync(path)) return unfit(directory, `there is no ${MANIFEST_FILE} in it`);
  try {
    const text = readFileSync(path, 'utf8');
    const manifest = JSON.parse(text) as BackupManifest;
    if (!(manifest.format >= 1)) return unfit(directory, `${MANIFEST_FILE} was changed or damaged`);
    if (manifest.format > BACKUP_FORMAT) {
      return failure('newer-schema', 'The backup is newer than this program', {
        field: 'path',
        message: `${path} has format ${manifest.format}, this program knows up to ${BACKUP_FORMAT}`,
        remedy: 'Run the release that made it, or a later one.',
      });
    }
    if (manifest.format === 1) return success(manifest);
    const checksum = join(directory, CHECKSUM_FILE);
    if (!existsSync(checksum)) return unfit(directory, `there is no ${CHECKSUM_FILE} in it`);
    if (readFileSync(checksum, 'utf8') !== checksumLine(text))
      return unfit(directory, `${MANIFEST_FILE} or ${CHECKSUM_FILE} was changed or damaged`);
    return success(manifest);
  } catch (error) {
    return unfit(directory, `${MANIFEST_FILE}: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** The key that opens a backup: undefined for one that is not encrypted. */
export const keyFor = (
  directory: string,
  manifest: BackupManifest,
  keyFile: string | undefined,
): Result<BackupKey | undefined> => {
  const { encryption, seal } = manifest;
  if (encryption === undefined) return success(undefined);
  if (keyFile === undefined) {
    return failure('invalid', 'The backup is encrypted', {
      field: 'keyFile',
      message: `${directory} can be opened only with the secret that it was made with`,
      remedy: 'Name its file: --key-file FILE.',
    });
  }
  const secret = readBackupSecret(keyFile);
  if (!secret.ok) return secret;
  const key = new Key(secret.value, encryption);
  if (seal !== undefined && key.isSealed(sealedText(manifest), seal)) return success(key);
  return failure('invalid', 'The key does not fit', {
    field: 'keyFile',
    message: `${keyFile} does not open ${directory}: it is another secret, or the list of files was changed`,
    remedy: 'Name the file that the backup was made with.',
  });
};

export const filesBelow = (directory: string): readonly string[] =>
  readdirSync(directory, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(directory, entry.name)).map((name) => `${entry.name}/${name}`) : [entry.name],
  );
