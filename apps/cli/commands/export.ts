import type { Command } from 'commander';
import { type AccessOptions, withAccess } from '../access.ts';
import { failed, rejected } from '../problems.ts';
import { DONE, type ExitCode, languageOf, type Shell } from '../shell.ts';
import { examples, withAccessOptions, withPrintOptions } from './shared-options.ts';

type SubscriberOptions = AccessOptions & { readonly format: string; readonly output?: string };
type BasesOptions = AccessOptions & {
  readonly format: string;
  readonly output?: string;
  readonly merchant?: string;
  readonly after?: string;
};

const FIRST_ERROR_STATUS = 400;

export const addExport = (program: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  const out = program
    .command('export')
    .description("A person's own data, or a merchant's own bases. Never the register.");
  withPrintOptions(withAccessOptions(out.command('subscriber').argument('<number>', 'whose data')))
    .description('Everything kept about the present holder of a number.')
    .option('--format <name>', 'json, or html to print', 'json')
    .option('-o, --output <path>', 'a file; standard output unless said')
    .addHelpText('after', examples('wurao export subscriber 13800000001 --format html --lang zh -o me.html'))
    .action(async (number: string, options: SubscriberOptions) => {
      const format = options.json ? 'json' : options.format;
      const query = new URLSearchParams({ format, lang: languageOf(options.lang, shell.env) });
      const path = `/v1/subscribers/${encodeURIComponent(number)}/export?${query}`;
      done(await download(shell, path, options));
    });
  withPrintOptions(withAccessOptions(out.command('bases')))
    .description('The bases that a merchant recorded, oldest first, one a line.')
    .option('--merchant <id>', 'whose; a merchant’s key leaves it out')
    .option('--format <name>', 'ndjson or csv', 'ndjson')
    .option('--after <sequence>', 'go on behind this sequence')
    .option('-o, --output <path>', 'a file; standard output unless said')
    .addHelpText('after', examples('wurao export bases --merchant merchant-1 --format csv -o bases.csv'))
    .action(async (options: BasesOptions) => {
      const { merchant, after, format } = options;
      const query = new URLSearchParams({ format, ...(merchant && { merchant }), ...(after && { after }) });
      done(await download(shell, `/v1/exports/bases?${query}`, options));
    });
};

/** As it comes: of any length, in little memory. */
const download = async (
  shell: Shell,
  path: string,
  options: AccessOptions & { readonly output?: string },
): Promise<ExitCode> => {
  const file = options.output === undefined ? undefined : shell.writeFile(options.output);
  try {
    const write = (text: string): void => (file === undefined ? shell.out(text) : file.write(text));
    const answer = await withAccess(shell, options, (access) => access.download(path, write));
    if (!answer.ok) return failed(shell, answer, options.json);
    if (answer.value.status >= FIRST_ERROR_STATUS) return rejected(shell, answer.value, options.json);
    if (options.output !== undefined && !options.json) shell.err(`${options.output} is written.\n`);
    return DONE;
  } finally {
    file?.close();
  }
};
