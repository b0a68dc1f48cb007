import { resolve } from 'node:path';
import { failure, type Result } from '@wurao/domain';
import type { Config, RestoreSummary } from '@wurao/server';
import type { Command } from 'commander';
import { type AccessOptions, readConfig } from '../access.ts';
import { failed } from '../problems.ts';
import { DONE, type ExitCode, type House, type Shell } from '../shell.ts';
import { examples, withPrintOptions } from './shared-options.ts';

export const addRestore = (program: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  const command = program
    .command('restore')
    .argument('<path>', 'a directory that `wurao backup` made')
    .description(
      'Put a backup in the place of the data directory, whose content moves aside. Only while no server runs.',
    )
    .option('--data-dir <dir>', 'data directory (default: WURAO_DATA_DIR, wurao.toml, ./data)')
    .option('--config <file>', 'configuration file (default: wurao.toml)');
  withPrintOptions(command)
    .addHelpText(
      'after',
      examples('wurao restore /backups/wurao-2026-01-31', 'wurao restore ./copy --data-dir ./other'),
    )
    .action(async (path: string, options: AccessOptions) => done(await restore(shell, path, options)));
};

const restore = async (shell: Shell, path: string, options: AccessOptions): Promise<ExitCode> => {
  const house = await shell.house();
  const config = readConfig(house, shell, options);
  if (!config.ok) return failed(shell, config, options.json);
  const restored = await restoreInto(house, config.value, resolve(shell.cwd, path));
  if (!restored.ok) return failed(shell, restored, options.json);
  const { dataDir, madeAt, sequence, movedAside } = restored.value;
  if (options.json) {
    shell.out(`${JSON.stringify(restored.value)}\n`);
    return DONE;
  }
  shell.out(`${dataDir} stands as it was at ${madeAt}, sequence ${sequence}.\n`);
  for (const aside of movedAside) shell.out(`  moved aside: ${aside}\n`);
  if (config.value.databaseUrl !== undefined) shell.out(DATABASE_NOT_TOUCHED(dataDir));
  shell.out('Refusals and withdrawals received after that instant are not in it: enter them again before you serve.\n');
  return DONE;
};

/** A restore never writes over a database: that is for whoever can judge what else uses it. */
const DATABASE_NOT_TOUCHED = (dataDir: string): string =>
  `The configured database was not touched. The register of the backup stands in ${dataDir}/store.sqlite: create an empty\n` +
  `database, run \`wurao store copy --from ${dataDir} --to postgres://…\`, and serve with that one.\n`;

const restoreInto = (house: House, config: Config, source: string): Promise<Result<RestoreSummary>> => {
  const running = house.runningAt(config.dataDir);
  if (running === undefined) return house.restoreBackup(source, config.dataDir);
  return Promise.resolve(
    failure('locked', 'A server runs on this data directory', {
      field: 'dataDir',
      message: `process ${running.pid} serves ${config.dataDir} at ${running.url}`,
      remedy: `Stop it first: kill ${running.pid}.`,
    }),
  );
};
