import { existsSync, readFileSync } from 'node:fs';

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
  /** The server's package: loaded only by commands that need it, as it brings the databases along. */
  readonly house: () => Promise<House>;
}

export type House = typeof import('@wurao/server');

export const processShell = (): Shell => ({
  env: process.env,
  cwd: process.cwd(),
  terminal: process.stdout.isTTY === true,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  readFile: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
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
