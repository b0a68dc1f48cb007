import { resolve } from 'node:path';
import { failure } from '@wurao/domain';
import type { CopyProgress, CopyReport } from '@wurao/server';
import type { Command } from 'commander';
import { failed } from '../problems.ts';
import { DONE, type ExitCode, paintFor, type Shell } from '../shell.ts';
import { textTable } from '../text-table.ts';
import { examples, withPrintOptions } from './shared-options.ts';

interface CopyFlags {
  readonly from: string;
  readonly to?: string;
  readonly json?: boolean;
}

/** Progress is told so often on a terminal, and so much more seldom into a log. */
const TELL_EVERY_MS = { terminal: 200, log: 5_000 } as const;

export const addStore = (program: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  const store = program.command('store').description('The register itself: bring it from one engine to the other.');
  withPrintOptions(store.command('copy'))
    .description(
      'Copy the embedded store of a data directory into an empty PostgreSQL database, and compare every row. Interrupted, the same command goes on. Only while no server runs on the directory; it is only read.',
    )
    .requiredOption('--from <dir>', 'data directory with the embedded store')
    .option('--to <url>', 'postgres://account@host:5432/database (default: WURAO_DATABASE_URL, which shows in no list)')
    .addHelpText(
      'after',
      examples(
        'wurao store copy --from /var/lib/wurao --to postgres://wurao@localhost/wurao',
        'WURAO_DATABASE_URL=… wurao store copy --from ./data --json',
      ),
    )
    .action(async (flags: CopyFlags) => done(await copy(shell, flags)));
};

const copy = async (shell: Shell, { from, to, json }: CopyFlags): Promise<ExitCode> => {
  const databaseUrl = to ?? shell.env['WURAO_DATABASE_URL'];
  if (!databaseUrl) {
    const missing = failure('invalid', 'There is no database to copy to', {
      field: '--to',
      message: 'neither --to nor WURAO_DATABASE_URL names one',
      remedy: 'Name an empty one: --to postgres://account@host:5432/database.',
    });
    return failed(shell, missing, json);
  }
  const house = await shell.house();
  const stop = new AbortController();
  // The first asks to stop after the chunk at hand; a second one ends the process, which loses that chunk only.
  const onSignal = (): void => stop.abort();
  process.once('SIGINT', onSignal);
  try {
    const copied = await house.copyStore({
      directory: resolve(shell.cwd, from),
      databaseUrl,
      nowMs: Date.now(),
      onProgress: json ? () => {} : teller(shell),
      signal: stop.signal,
    });
    if (!copied.ok) return failed(shell, copied, json);
    shell.out(json ? `${JSON.stringify(copied.value)}\n` : reportText(shell, copied.value));
    return DONE;
  } finally {
    process.off('SIGINT', onSignal);
  }
};

const shown = (count: number): string => Math.round(count).toLocaleString('en-US');

/** `copied 1,200,000 of 6,000,003 rows (change), 91,000 a second` */
const teller = (shell: Shell): ((progress: CopyProgress) => void) => {
  const everyMs = shell.terminal ? TELL_EVERY_MS.terminal : TELL_EVERY_MS.log;
  let stage: CopyProgress['stage'] | undefined;
  let since = { ms: 0, rows: 0 };
  let toldMs = 0;
  return (progress) => {
    const nowMs = performance.now();
    if (progress.stage !== stage) {
      stage = progress.stage;
      since = { ms: nowMs, rows: progress.rows };
    }
    if (nowMs - toldMs < everyMs && progress.rows < progress.totalRows) return;
    toldMs = nowMs;
    const rate = (progress.rows - since.rows) / Math.max(0.001, (nowMs - since.ms) / 1_000);
    const what = stage === 'copy' ? 'copied' : 'compared';
    const line = `${what} ${shown(progress.rows)} of ${shown(progress.totalRows)} rows (${progress.table}), ${shown(rate)} a second`;
    shell.err(shell.terminal ? `\r\u001b[K${line}${progress.rows < progress.totalRows ? '' : '\n'}` : `${line}\n`);
  };
};

const reportText = (shell: Shell, report: CopyReport): string => {
  const rows = Object.entries(report.rows).filter(([, count]) => count > 0);
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
  const resumed = report.resumedAfterRows === 0 ? '' : ` (${shown(report.resumedAfterRows)} of them by the run before)`;
  return [
    textTable(rows.map(([table, count]) => [table, shown(count)])),
    `${paintFor(shell).green('The same')}: ${shown(report.checkedRows)} rows compared cell by cell, up to sequence ${report.sequence}.\n`,
    `Copied in ${seconds(report.copyMs)}${resumed}, compared in ${seconds(report.checkMs)}.\n`,
    `Serve it with WURAO_DATABASE_URL on the same data directory (${report.to}); set its store.sqlite aside then.\n`,
  ].join('');
};
