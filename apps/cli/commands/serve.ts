import { type Command, Option } from 'commander';
import { failed } from '../problems.ts';
import { DONE, type ExitCode, type Shell } from '../shell.ts';
import { examples } from './shared-options.ts';

type ServeFlags = Readonly<Record<string, unknown>> & { readonly empty?: boolean };

/** The flags are those of the table of settings, so they are added once the server's package is there. */
export const addServe = async (program: Command, shell: Shell, done: (code: ExitCode) => void): Promise<void> => {
  const command = program
    .command('serve')
    .description('Serve the decision service and its HTTP API until it is told to stop (SIGINT, SIGTERM).');
  const { CONFIG_FLAGS } = await shell.house();
  for (const { flag, bare, placeholder, help } of CONFIG_FLAGS) {
    command.addOption(new Option(`--${flag}${bare ? '' : ` <${placeholder.toLowerCase()}>`}`, help));
  }
  command
    .option('--empty', 'leave an empty store empty, without the sample world')
    .addHelpText(
      'after',
      examples(
        'wurao serve',
        'wurao serve --data-dir /var/lib/wurao --http-port 0',
        'WURAO_LAW=cn-2015 wurao serve --empty',
      ),
    )
    .action(async (flags: ServeFlags) => done(await serve(shell, flags)));
};

const serve = async (shell: Shell, { empty, ...flags }: ServeFlags): Promise<ExitCode> => {
  const { loadConfig, run } = await shell.house();
  const { env, cwd, readFile, terminal } = shell;
  const reread = () => loadConfig({ flags, env, cwd, readFile, terminal });
  const config = reread();
  if (!config.ok) return failed(shell, config);
  const served = await run(config.value, { empty: empty === true, reread, print: shell.out });
  return served.ok ? DONE : failed(shell, served);
};
