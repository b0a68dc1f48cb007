import { resolve } from 'node:path';
import { type Failure, failure, invalid, type Result, success } from '@wurao/domain';
import type { RestoreSummary, RestoreWish } from '@wurao/server';
import { type Command, InvalidArgumentError } from 'commander';
import { type AccessOptions, readConfig } from '../access.ts';
import { failed } from '../problems.ts';
import { progressLine } from '../progress-line.ts';
import { DONE, type ExitCode, type House, type Shell } from '../shell.ts';
import { examples, withPrintOptions } from './shared-options.ts';

interface RestoreOptions extends AccessOptions {
  readonly to?: string;
  readonly atSequence?: number;
  readonly at?: string;
  readonly keyFile?: string;
}

const sequenceOf = (text: string): number => {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('A whole number from 1 on.');
  return Number(text);
};

export const addRestore = (program: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  const command = program
    .command('restore')
    .argument('<path>', 'a directory that `wurao backup` made')
    .description(
      'Put a backup in the place of the data directory, whose content moves aside. Only while no server runs.',
    )
    .option('--to <dir>', 'into this directory instead, which must be empty or not exist yet')
    .option('--at-sequence <n>', 'as it was right after this decision of the journal', sequenceOf)
    .option('--at <instant>', 'as it was at this instant: 2026-01-31T10:00:00+08:00')
    .option('--key-file <file>', 'of an encrypted backup: opens it')
    .option('--data-dir <dir>', 'data directory (default: WURAO_DATA_DIR, wurao.toml, ./data)')
    .option('--config <file>', 'configuration file (default: wurao.toml)');
  withPrintOptions(command)
    .addHelpText(
      'after',
      examples(
        'wurao restore /backups/wurao-2026-01-31',
        'wurao restore ./copy --to ./other',
        'wurao restore ./copy --to ./other --at-sequence 120000',
        'wurao restore ./copy --to ./other --at 2026-01-31T10:00:00+08:00 --key-file ./backup.key',
      ),
    )
    .action(async (path: string, options: RestoreOptions) => done(await restore(shell, path, options)));
};

const restore = async (shell: Shell, path: string, options: RestoreOptions): Promise<ExitCode> => {
  const house = await shell.house();
  const config = readConfig(house, shell, options);
  if (!config.ok) return failed(shell, config, options.json);
  const dataDir = options.to === undefined ? config.value.dataDir : resolve(shell.cwd, options.to);
  const wish = wishOf(shell, options);
  const restored = wish.ok ? await restoreInto(house, dataDir, resolve(shell.cwd, path), wish.value) : wish;
  if (!restored.ok) return failed(shell, restored, options.json);
  const { madeAt, sequence, journalSequence, movedAside } = restored.value;
  if (options.json) {
    shell.out(`${JSON.stringify(restored.value)}\n`);
    return DONE;
  }
  const isCut = options.at !== undefined || options.atSequence !== undefined;
  const when = isCut ? `decision ${journalSequence}, sequence ${sequence}` : `${madeAt}, sequence ${sequence}`;
  shell.out(`${dataDir} stands as it was at ${when}.\n`);
  for (const aside of movedAside) shell.out(`  moved aside: ${aside}\n`);
  if (config.value.databaseUrl !== undefined) shell.out(DATABASE_NOT_TOUCHED(dataDir));
  shell.out('Refusals and withdrawals received after that instant are not in it: enter them again before you serve.\n');
  return DONE;
};

/** A restore never writes over a database: that is for whoever can judge what else uses it. */
const DATABASE_NOT_TOUCHED = (dataDir: string): string =>
  `The configured database was not touched. The register of the backup stands in ${dataDir}/store.sqlite: create an empty\n` +
  `database, run \`wurao store copy --from ${dataDir} --to postgres://…\`, and serve with that one.\n`;

/** With its offset: an instant without one is a different one on every machine. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

const wishOf = (shell: Shell, options: RestoreOptions): Result<RestoreWish> => {
  const { at, atSequence, keyFile, to } = options;
  if (at !== undefined && (!INSTANT.test(at) || Number.isNaN(Date.parse(at))))
    return invalid('--at', `${at} is no instant`, 'Write it as 2026-01-31T10:00:00+08:00.');
  if (at !== undefined && atSequence !== undefined) return twoPoints();
  const line = progressLine(shell, options.json);
  return success({
    atSequence,
    atMs: at === undefined ? undefined : Date.parse(at),
    keyFile: keyFile === undefined ? undefined : resolve(shell.cwd, keyFile),
    intoEmpty: to !== undefined,
    tell: (progress) =>
      progress.doneBytes === progress.totalBytes ? line.clear() : line.show({ stage: 'read', ...progress }),
  });
};

const twoPoints = (): Failure => invalid('--at', 'two points in time are named', 'Give one of --at and --at-sequence.');

const restoreInto = (
  house: House,
  dataDir: string,
  source: string,
  wish: RestoreWish,
): Promise<Result<RestoreSummary>> => {
  const running = house.runningAt(dataDir);
  if (running === undefined) return house.restoreBackup(source, dataDir, wish);
  return Promise.resolve(
    failure('locked', 'A server runs on this data directory', {
      field: 'dataDir',
      message: `process ${running.pid} serves ${dataDir} at ${running.url}`,
      remedy: `Stop it first: kill ${running.pid}.`,
    }),
  );
};
