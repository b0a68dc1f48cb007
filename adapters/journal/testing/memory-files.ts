import { basename, dirname } from 'node:path';
import type { Files } from '../files.ts';

export type Operation = 'create' | 'write' | 'truncate' | 'sync' | 'syncDirectory' | 'rename' | 'remove';

interface Inode {
  bytes: Buffer;
}

const systemError = (code: string, syscall: string): Error =>
  Object.assign(new Error(`${code}, ${syscall}`), { code, syscall });

/** Files in memory that run out of space, write short and fail to sync when a test says so. */
export class MemoryFiles implements Files {
  readonly inodes = new Map<string, Inode>();
  readonly done: Operation[] = [];
  /** The error code an operation fails with; undefined: it works. */
  fails: (operation: Operation, path: string) => string | undefined = () => undefined;
  /** Bytes the disk still takes, all files together. */
  freeBytes = Number.POSITIVE_INFINITY;
  /** The most a single write takes. */
  writeAtMost = Number.POSITIVE_INFINITY;
  readonly #open = new Map<number, { readonly inode: Inode; readonly path: string }>();
  #nextFile = 3;

  makeDirectory(): void {}

  list(directory: string): string[] {
    return [...this.inodes.keys()].filter((path) => dirname(path) === directory).map((path) => basename(path));
  }

  size(path: string): number | undefined {
    return this.inodes.get(path)?.bytes.length;
  }

  create(path: string): number {
    this.#try('create', path);
    if (this.inodes.has(path)) throw systemError('EEXIST', 'open');
    this.inodes.set(path, { bytes: Buffer.alloc(0) });
    return this.openToRead(path);
  }

  openToRead(path: string): number {
    const inode = this.inodes.get(path);
    if (!inode) throw systemError('ENOENT', 'open');
    this.#open.set(this.#nextFile, { inode, path });
    return this.#nextFile++;
  }

  openToWrite(path: string): number {
    return this.openToRead(path);
  }

  write(file: number, bytes: Uint8Array, start: number, length: number, position: number): number {
    const { inode, path } = this.#get(file);
    this.#try('write', path);
    const most = Math.min(length, this.writeAtMost, position + this.freeBytes - inode.bytes.length);
    if (most <= 0) throw systemError('ENOSPC', 'write');
    const size = Math.max(inode.bytes.length, position + most);
    this.freeBytes -= size - inode.bytes.length;
    const grown = Buffer.alloc(size);
    inode.bytes.copy(grown);
    grown.set(bytes.subarray(start, start + most), position);
    inode.bytes = grown;
    return most;
  }

  read(file: number, bytes: Uint8Array, start: number, length: number, position: number): number {
    const part = this.#get(file).inode.bytes.subarray(position, position + length);
    bytes.set(part, start);
    return part.length;
  }

  truncate(file: number, bytes: number): void {
    const { inode, path } = this.#get(file);
    this.#try('truncate', path);
    this.freeBytes += Math.max(0, inode.bytes.length - bytes);
    inode.bytes = Buffer.from(inode.bytes.subarray(0, bytes));
  }

  pathOf(file: number): string {
    return this.#get(file).path;
  }

  sync(file: number): void {
    this.#try('sync', this.#get(file).path);
  }

  async syncLater(file: number): Promise<void> {
    this.sync(file);
  }

  close(file: number): void {
    if (!this.#open.delete(file)) throw systemError('EBADF', 'close');
  }

  rename(from: string, to: string): void {
    this.#try('rename', from);
    const inode = this.inodes.get(from);
    if (!inode) throw systemError('ENOENT', 'rename');
    this.inodes.delete(from);
    this.inodes.set(to, inode);
  }

  remove(path: string): void {
    this.#try('remove', path);
    this.freeBytes += this.inodes.get(path)?.bytes.length ?? 0;
    this.inodes.delete(path);
  }

  protect(): void {}

  syncDirectory(path: string): void {
    this.#try('syncDirectory', path);
  }

  async syncDirectoryLater(path: string): Promise<void> {
    this.syncDirectory(path);
  }

  get openFiles(): number {
    return this.#open.size;
  }

  #get(file: number): { readonly inode: Inode; readonly path: string } {
    const open = this.#open.get(file);
    if (!open) throw systemError('EBADF', 'file');
    return open;
  }

  #try(operation: Operation, path: string): void {
    const code = this.fails(operation, path);
    if (code) throw systemError(code, operation);
    this.done.push(operation);
  }
}
