import fs from 'node:fs';

/**
 * The file operations of the journal, so that tests can run out of space, write short and crash without waiting for a disk.
 * Every operation throws the system's error (with a `code` such as ENOSPC).
 */
export interface Files {
  makeDirectory(path: string): void;
  list(directory: string): string[];
  /** Bytes of a file; undefined when there is none. */
  size(path: string): number | undefined;
  /** Fails with EEXIST if it exists. */
  create(path: string): number;
  openToRead(path: string): number;
  openToWrite(path: string): number;
  /** Bytes written, perhaps fewer than asked. */
  write(file: number, bytes: Uint8Array, start: number, length: number, position: number): number;
  /** Bytes read; 0 at the end. */
  read(file: number, bytes: Uint8Array, start: number, length: number, position: number): number;
  truncate(file: number, bytes: number): void;
  /** Data (and what is needed to find it again) is on the disk when this returns. */
  sync(file: number): void;
  syncLater(file: number): Promise<void>;
  close(file: number): void;
  rename(from: string, to: string): void;
  /** A file, or a directory with all in it; no error where there is none. */
  remove(path: string): void;
  /** Makes a file that somebody else created readable by the server alone: it holds numbers. */
  protect(path: string): void;
  /** Names created, renamed and removed in the directory are on the disk when this returns. */
  syncDirectory(path: string): void;
  syncDirectoryLater(path: string): Promise<void>;
}

const PRIVATE_FILE = 0o600;
const PRIVATE_DIRECTORY = 0o700;

const sizeOf = (path: string): number | undefined => fs.statSync(path, { throwIfNoEntry: false })?.size;

const syncDirectory = (path: string): void => {
  const directory = fs.openSync(path, 'r');
  try {
    fs.fsyncSync(directory);
  } finally {
    fs.closeSync(directory);
  }
};

const syncLater = (file: number): Promise<void> =>
  new Promise((resolve, reject) => {
    fs.fdatasync(file, (error) => (error ? reject(error) : resolve()));
  });

const syncDirectoryLater = async (path: string): Promise<void> => {
  const directory = await fs.promises.open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
};

export const nodeFiles: Files = {
  makeDirectory: (path) => void fs.mkdirSync(path, { recursive: true, mode: PRIVATE_DIRECTORY }),
  list: (directory) => fs.readdirSync(directory),
  size: sizeOf,
  create: (path) => fs.openSync(path, 'wx', PRIVATE_FILE),
  openToRead: (path) => fs.openSync(path, 'r'),
  openToWrite: (path) => fs.openSync(path, 'r+'),
  write: (file, bytes, start, length, position) => fs.writeSync(file, bytes, start, length, position),
  read: (file, bytes, start, length, position) => fs.readSync(file, bytes, start, length, position),
  truncate: (file, bytes) => fs.ftruncateSync(file, bytes),
  sync: (file) => fs.fdatasyncSync(file),
  syncLater,
  close: (file) => fs.closeSync(file),
  rename: (from, to) => fs.renameSync(from, to),
  remove: (path) => fs.rmSync(path, { force: true, recursive: true }),
  protect: (path) => fs.chmodSync(path, PRIVATE_FILE),
  syncDirectory,
  syncDirectoryLater,
};

/** The code of a system error; undefined: a programmer's error, which must not be swallowed. */
export const systemErrorCode = (error: unknown): string | undefined => {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
};

/** Writes all bytes, going on after short writes. A write of nothing is an error of the disk, not a reason to spin. */
export const writeFully = (files: Files, file: number, bytes: Uint8Array, position: number): void => {
  let done = 0;
  while (done < bytes.length) {
    const written = files.write(file, bytes, done, bytes.length - done, position + done);
    if (written <= 0) throw Object.assign(new Error('the disk took no bytes'), { code: 'EIO', syscall: 'write' });
    done += written;
  }
};

/** Reads up to `length` bytes; fewer only at the end of the file. */
export const readFully = (
  files: Files,
  file: number,
  bytes: Uint8Array,
  start: number,
  length: number,
  position: number,
): number => {
  let done = 0;
  while (done < length) {
    const read = files.read(file, bytes, start + done, length - done, position + done);
    if (read <= 0) break;
    done += read;
  }
  return done;
};
