import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Failure, failure, type Result, success } from '@wurao/domain';

/** What of the world printing touches. */
export interface Printing {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Root's browser has no sandbox. */
  readonly isRoot: boolean;
}

/** In this order, unless `WURAO_BROWSER` names another. */
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'] as const;
const PRINT_TIMEOUT_MS = 60_000;

const noBrowser = (tried: readonly string[]): Failure =>
  failure('not-ready', 'No browser to print with', {
    field: '--format',
    message: `a PDF is printed by a browser, and none of ${tried.join(', ')} was found`,
    remedy: 'Install Chromium, name one with WURAO_BROWSER, or write --format html and print it from any browser.',
  });

const notPrinted = (browser: string, detail: string): Failure =>
  failure('not-ready', 'The browser printed nothing', {
    field: '--format',
    message: `${browser}: ${detail}`,
    remedy: 'Write --format html and print it from any browser.',
  });

/** Undefined: there is no such program. */
const run = (
  program: string,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly said: string } | undefined> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: PRINT_TIMEOUT_MS });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-1_000);
    });
    child.on('error', (error) => ('code' in error && error.code === 'ENOENT' ? resolve(undefined) : reject(error)));
    child.on('close', (code) => resolve({ code, said }));
  });

/** A page, complete in itself, to a PDF at an absolute path, by whatever Chromium is installed. */
export const printPage = async (html: string, output: string, { env, isRoot }: Printing): Promise<Result<void>> => {
  const named = env['WURAO_BROWSER'];
  const browsers = named ? [named] : BROWSERS;
  const folder = mkdtempSync(join(tmpdir(), 'wurao-print-'));
  try {
    const page = join(folder, 'page.html');
    writeFileSync(page, html, { mode: 0o600 });
    const args = [
      '--headless',
      '--disable-gpu',
      ...(isRoot ? ['--no-sandbox'] : []),
      `--user-data-dir=${join(folder, 'profile')}`,
      '--no-pdf-header-footer',
      `--print-to-pdf=${output}`,
      pathToFileURL(page).href,
    ];
    for (const browser of browsers) {
      const ended = await run(browser, args);
      if (ended === undefined) continue;
      return ended.code === 0
        ? success(undefined)
        : notPrinted(browser, ended.said.trim() || `ended with ${ended.code}`);
    }
    return noBrowser(browsers);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
