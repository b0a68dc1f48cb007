import { invalid } from '@wurao/domain';
import type { Command } from 'commander';
import { type AccessOptions, isRejected, withAccess } from '../access.ts';
import { packOfFile, readLawFile } from '../law-file.ts';
import { failed, rejected } from '../problems.ts';
import { DONE, type ExitCode, REFUSED, type Shell } from '../shell.ts';
import { instantOf } from '../when.ts';
import { examples, withAccessOptions, withPrintOptions } from './shared-options.ts';

interface InstallOptions extends AccessOptions {
  readonly from?: string;
  readonly dryRun?: boolean;
}

export const addLawInstall = (law: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  const command = law.command('install').argument('<file>', 'a law pack as JSON, TOML or YAML');
  withPrintOptions(withAccessOptions(command))
    .description('Put a law pack into the register, for good; every gate goes over to it at its instant by itself.')
    .option(
      '--from <instant>',
      'when it takes effect: 2026-12-01 (midnight in China) or RFC 3339; left out, not by itself',
    )
    .option('--dry-run', 'check it and say what would be done')
    .addHelpText(
      'after',
      examples(
        'wurao law install my-pack.toml --from 2026-12-01',
        'wurao law install my-pack.toml            # for replay, or to be put in force by hand',
      ),
    )
    .action(async (file: string, options: InstallOptions) => done(await install(shell, file, options)));
};

const install = async (shell: Shell, path: string, options: InstallOptions): Promise<ExitCode> => {
  const file = readLawFile(shell, path);
  if (!file.ok) return failed(shell, file, options.json);
  const fromMs = options.from === undefined ? undefined : instantOf(options.from);
  if (options.from !== undefined && fromMs === undefined) {
    const wrong = invalid(
      '--from',
      `not an instant: ${options.from}`,
      'Write 2026-12-01, or RFC 3339 with its offset.',
    );
    return failed(shell, wrong, options.json);
  }
  const { data } = file.value;
  const from = fromMs === undefined ? {} : { from: new Date(fromMs).toISOString() };
  if (options.dryRun) {
    const checked = packOfFile(file.value);
    if (checked.ok) shell.out(`${JSON.stringify({ id: checked.value.id, ...from, installed: false })}\n`);
    else failed(shell, checked, options.json);
    return checked.ok ? DONE : REFUSED;
  }
  const answer = await withAccess(shell, options, (access) => access.call('POST', '/v1/laws', { pack: data, ...from }));
  if (!answer.ok) return failed(shell, answer, options.json);
  if (isRejected(answer.value)) return rejected(shell, answer.value, options.json);
  const made = answer.value.body as { readonly id: string; readonly from?: string; readonly sequence: number };
  if (options.json) shell.out(`${JSON.stringify(made)}\n`);
  else {
    const when =
      made.from === undefined ? 'it takes effect when it is put in force' : `it takes effect at ${made.from}`;
    shell.out(`${made.id} is installed (sequence ${made.sequence}); ${when}.\n`);
  }
  return DONE;
};
