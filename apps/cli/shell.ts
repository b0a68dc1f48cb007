import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Result } from '@wurao/domain';
import { printPage } from './print-page.ts';

export type Language = 'zh' | 'en';

/** Exit codes of every command. */
export const DONE = 0;
/** Refused, or found wanting. */
export const REFUSED = 1;
/** Bad usage or input. */
export const MISUSED = 2;
export type ExitCode = typeof DONE | typeof REFUSED | typeof MISUSED;

/** Everything of the world that a command touches, so that tests hand in another. */
export interface Shell {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Standard output is a terminal. */
  readonly terminal: boolean;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** The text of a file; undefined: there is none. */
  readonly readFile: (path: string) => string | undefined;
  /** A file of any size, read piece by piece; undefined: it cannot be read. */
  readonly openFile: (path: string) => ReadableFile | undefined;
  /** Made anew, for its owner only. */
  readonly writeFile: (path: string) => WritableFile;
  /** A page to a PDF, by an installed browser. */
  readonly printPage: (html: string, path: string) => Promise<Result<void>>;
  /** The server's package: loaded only by commands that need it, as it brings the databases along. */
  readonly house: () => Promise<House>;
}

export interface ReadableFile {
  readonly size: number;
  read(offset: number, length: number): Uint8Array;
  close(): void;
}

export interface WritableFile {
  write(text: string): void;
  close(): void;
}

export const openFile = (path: string): ReadableFile | undefined => {
  try {
    const file = openSync(path, 'r');
    return {
      size: fstatSync(file).size,
      read: (offset, length) => {
        const buffer = Buffer.alloc(length);
        return buffer.subarray(0, readSync(file, buffer, 0, length, offset));
      },
      close: () => closeSync(file),
    };
  } catch {
    return undefined;
  }
};

export const writeFile = (path: string): WritableFile => {
  const file = openSync(path, 'w', 0o600);
  return { write: (text) => writeFileSync(file, text), close: () => closeSync(file) };
};

export type House = typeof import('@wurao/server');

export const processShell = (): Shell => ({
  env: process.env,
  cwd: process.cwd(),
  terminal: process.stdout.isTTY === true,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  readFile: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
  openFile: (path) => openFile(resolve(process.cwd(), path)),
  writeFile: (path) => writeFile(resolve(process.cwd(), path)),
  printPage: (html, path) =>
    printPage(html, resolve(process.cwd(), path), { env: process.env, isRoot: process.getuid?.() === 0 }),
  house: () => import('@wurao/server'),
});

/** `--lang`, WURAO_LANG, then the locale as POSIX orders it. */
export const languageOf = (said: string | undefined, env: Shell['env']): Language => {
  const locale = said || env['WURAO_LANG'] || env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return locale.toLowerCase().startsWith('zh') ? 'zh' : 'en';
};

export type Paint = Readonly<Record<'green' | 'red' | 'yellow' | 'dim' | 'bold', (text: string) => string>>;

const CODES = { green: 32, red: 31, yellow: 33, dim: 2, bold: 1 } as const;

/** Colour on a terminal only, and never against NO_COLOR (https://no-color.org). */
export const paintFor = ({ terminal, env }: Pick<Shell, 'terminal' | 'env'>): Paint => {
  const coloured = terminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  const paint = (code: number) => (text: string) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);
  return {
    green: paint(CODES.green),
    red: paint(CODES.red),
    yellow: paint(CODES.yellow),
    dim: paint(CODES.dim),
    bold: paint(CODES.bold),
  };
};
