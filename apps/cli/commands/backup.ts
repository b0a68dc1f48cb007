import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type AccessOptions, isRejected, withAccess } from '../access.ts';
import { failed, rejected } from '../problems.ts';
import { DONE, type ExitCode, type Shell } from '../shell.ts';
import { examples, withAccessOptions, withPrintOptions } from './shared-options.ts';

interface BackupAnswer {
  readonly directory: string;
  readonly sequence: number;
  readonly files: number;
  readonly bytes: number;
}

const MIB = 1024 ** 2;

export const addBackup = (program: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  const command = program
    .command('backup')
    .argument('<path>', 'a directory that does not exist yet, on the machine of the server')
    .description('Copy store, journal and keys to a directory, while the server serves or when none runs.');
  withPrintOptions(withAccessOptions(command))
    .addHelpText('after', examples('wurao backup /backups/wurao-2026-01-31', 'wurao backup ./copy --json'))
    .action(async (path: string, options: AccessOptions) => done(await backup(shell, path, options)));
};

const backup = async (shell: Shell, path: string, options: AccessOptions): Promise<ExitCode> => {
  const body = { directory: resolve(shell.cwd, path) };
  const answer = await withAccess(shell, options, (access) => access.call('POST', '/v1/backups', body));
  if (!answer.ok) return failed(shell, answer, options.json);
  if (isRejected(answer.value)) return rejected(shell, answer.value, options.json);
  const made = answer.value.body as BackupAnswer;
  if (options.json) shell.out(`${JSON.stringify(made)}\n`);
  else {
    const size = `${(made.bytes / MIB).toFixed(1)} MiB in ${made.files} files`;
    shell.out(
      `${made.directory}: ${size}, up to sequence ${made.sequence}. It holds keys and numbers: keep it as you keep the data directory.\n`,
    );
  }
  return DONE;
};
