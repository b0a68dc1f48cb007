import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { success } from '@wurao/domain';
import { runCommandLine } from './program.ts';
import { type ExitCode, openFile, type Shell, writeFile } from './shell.ts';

export interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line as a shell would, and keeps what it prints. For tests. */
export const ran = async (
  args: readonly string[],
  given: Partial<Pick<Shell, 'env' | 'cwd' | 'terminal' | 'house' | 'writeFile' | 'printPage'>> = {},
): Promise<Ran> => {
  let out = '';
  let err = '';
  const code = await runCommandLine(args, {
    env: given.env ?? { LANG: 'C' },
    cwd: given.cwd ?? process.cwd(),
    terminal: given.terminal ?? false,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    readFile: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
    openFile: (path) => openFile(resolve(given.cwd ?? process.cwd(), path)),
    writeFile: given.writeFile ?? ((path) => writeFile(resolve(given.cwd ?? process.cwd(), path))),
    printPage: given.printPage ?? (async () => success(undefined)),
    house: given.house ?? (() => import('@wurao/server')),
  });
  return { code, out, err };
};
