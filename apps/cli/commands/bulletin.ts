import { BULLETIN_FORMATS, type BulletinFormat, COUNTRY, readHeldNumbers, recompute } from '@wurao/casework';
import { invalid, type Result, success } from '@wurao/domain';
import { type Command, Option } from 'commander';
import { type AccessOptions, isRejected, withAccess } from '../access.ts';
import { failed, rejected } from '../problems.ts';
import { DONE, type ExitCode, languageOf, type Shell } from '../shell.ts';
import { textTable } from '../text-table.ts';
import { examples, withAccessOptions, withPrintOptions } from './shared-options.ts';

const PERIOD = 'a quarter, 2026Q3, or a month, 2026-10; midnight to midnight in China';
const FIRST_ERROR_STATUS = 400;

const PDF = 'pdf';
const FORMATS = [...BULLETIN_FORMATS, PDF] as const;

interface ReadOptions extends AccessOptions {
  readonly period: string;
  readonly scope: string;
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
}
type FreezeOptions = AccessOptions & {
  readonly period: string;
  readonly subscribers?: string;
  readonly dryRun?: boolean;
};
type FrozenOptions = AccessOptions & Pick<ReadOptions, 'period' | 'output'>;

/** People write 2026-Q3, too. */
const periodOf = ({ period }: { readonly period: string }): string => period.replace(/-(?=Q)/, '');

const withReading = (command: Command): Command =>
  command
    .requiredOption('--period <name>', PERIOD)
    .option('--scope <place>', 'country, province:110000 (GB/T 2260) or carrier:<id>', COUNTRY)
    .addOption(
      new Option('--format <name>', 'json, csv, html; pdf by a browser, to a file').choices(FORMATS).default('json'),
    )
    .option('-o, --output <path>', 'a file; standard output unless said');

export const addBulletin = (program: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  const bulletin = program
    .command('bulletin')
    .description('Published figures of a month or quarter: frozen once, recomputed to the byte.');
  withPrintOptions(withAccessOptions(bulletin.command('freeze')))
    .requiredOption('--period <name>', PERIOD)
    .option('--subscribers <file>', 'CSV of numbers held, by the carriers’ own count: province,carrier,subscribers')
    .option('--dry-run', 'count and show, keep nothing')
    .description('Count a period that is over, and keep the counts for good. Months come before their quarter.')
    .addHelpText(
      'after',
      examples(
        'wurao bulletin freeze --period 2026-10 --dry-run',
        'wurao bulletin freeze --period 2026Q3 --subscribers held-2026-09-30.csv',
      ),
    )
    .action(async (options: FreezeOptions) => done(await freeze(shell, options)));
  withPrintOptions(withAccessOptions(withReading(bulletin.command('show'))))
    .description('A bulletin, as it was published.')
    .addHelpText(
      'after',
      examples(
        'wurao bulletin show --period 2026Q3 --format html -o 2026Q3.html',
        'wurao bulletin show --period 2026Q3 --format pdf -o 2026Q3.pdf',
        'wurao bulletin show --period 2026-10 --scope province:440000 --format csv',
      ),
    )
    .action(async (options: ReadOptions) => done(await show(shell, options)));
  withPrintOptions(withAccessOptions(bulletin.command('list')))
    .description('The periods that are out, the latest first.')
    .addHelpText('after', examples('wurao bulletin list', 'wurao bulletin list --json'))
    .action(async (options: AccessOptions) => done(await list(shell, options)));
  withPrintOptions(withAccessOptions(bulletin.command('frozen')))
    .requiredOption('--period <name>', PERIOD)
    .option('-o, --output <path>', 'a file; standard output unless said')
    .description('The frozen counts of a period, small numbers and all: for whoever recomputes, not to be published.')
    .addHelpText('after', examples('wurao bulletin frozen --period 2026Q3 -o 2026Q3.frozen.json'))
    .action(async (options: FrozenOptions) =>
      done(await download(shell, `/v1/bulletins/${encodeURIComponent(periodOf(options))}/frozen`, options)),
    );
  withPrintOptions(withReading(bulletin.command('recompute').argument('<files...>', 'frozen counts, in any order')))
    .description('A bulletin from frozen counts alone, on any machine: its own, those compared with, their months.')
    .addHelpText('after', examples('wurao bulletin recompute frozen/*.json --period 2026Q3 --format csv -o 2026Q3.csv'))
    .action(async (files: string[], options: ReadOptions) => done(await again(shell, files, options)));
};

interface Report {
  readonly period: string;
  readonly takenAt: string;
  readonly kept: boolean;
  readonly counts: Readonly<Record<string, number>>;
}

const heldNumbers = (shell: Shell, path: string): ReturnType<typeof readHeldNumbers> => {
  const text = shell.readFile(path);
  return text === undefined
    ? invalid('--subscribers', `there is no file ${path}`, 'Name a CSV of numbers held.')
    : readHeldNumbers(text);
};

const freeze = async (shell: Shell, options: FreezeOptions): Promise<ExitCode> => {
  const held = options.subscribers === undefined ? success(undefined) : heldNumbers(shell, options.subscribers);
  if (!held.ok) return failed(shell, held, options.json);
  const wish = { period: periodOf(options), subscribers: held.value, dryRun: options.dryRun };
  const answer = await withAccess(shell, options, (access) => access.call('POST', '/v1/bulletins', wish));
  if (!answer.ok) return failed(shell, answer, options.json);
  if (isRejected(answer.value)) return rejected(shell, answer.value, options.json);
  const report = answer.value.body as Report;
  if (options.json) shell.out(`${JSON.stringify(report)}\n`);
  else {
    const fate = report.kept ? 'frozen' : 'counted, nothing kept: a dry run';
    const rows = Object.entries(report.counts).map(([name, count]) => [name, String(count)]);
    shell.out(`${report.period}: ${fate}, as of ${report.takenAt}\n${textTable(rows)}`);
  }
  return DONE;
};

const show = (shell: Shell, options: ReadOptions): Promise<ExitCode> => {
  const { scope, format, lang } = options;
  const query = new URLSearchParams({ scope, format: textFormat(format), lang: languageOf(lang, shell.env) });
  return download(shell, `/v1/bulletins/${encodeURIComponent(periodOf(options))}?${query}`, options);
};

/** As it comes, byte by byte. */
const download = async (shell: Shell, path: string, options: PutOptions): Promise<ExitCode> => {
  const pieces: string[] = [];
  const answer = await withAccess(shell, options, (access) => access.download(path, (text) => pieces.push(text)));
  if (!answer.ok) return failed(shell, answer, options.json);
  if (answer.value.status >= FIRST_ERROR_STATUS) return rejected(shell, answer.value, options.json);
  return put(shell, pieces.join(''), options);
};

/** A PDF is printed of the page. */
const textFormat = (format: ReadOptions['format']): BulletinFormat => (format === PDF ? 'html' : format);

type PutOptions = AccessOptions & { readonly output?: string; readonly format?: ReadOptions['format'] };

const put = async (shell: Shell, text: string, { output, format, json }: PutOptions): Promise<ExitCode> => {
  if (format === PDF) {
    if (output === undefined)
      return failed(shell, invalid('--output', 'missing', 'A PDF goes to a file: -o 2026Q3.pdf.'), json);
    const printed = await shell.printPage(text, output);
    if (!printed.ok) return failed(shell, printed, json);
  } else if (output === undefined) {
    shell.out(text);
    return DONE;
  } else {
    const file = shell.writeFile(output);
    file.write(text);
    file.close();
  }
  shell.err(`${output} is written.\n`);
  return DONE;
};

interface Listing {
  readonly items: readonly { readonly period: string; readonly frozenAt: string }[];
}

const list = async (shell: Shell, options: AccessOptions): Promise<ExitCode> => {
  const answer = await withAccess(shell, options, (access) => access.call('GET', '/v1/bulletins'));
  if (!answer.ok) return failed(shell, answer, options.json);
  if (isRejected(answer.value)) return rejected(shell, answer.value, options.json);
  const { items } = answer.value.body as Listing;
  if (options.json) shell.out(`${JSON.stringify({ items })}\n`);
  else shell.out(textTable(items.map(({ period, frozenAt }) => [period, frozenAt])));
  return DONE;
};

const textsOf = (shell: Shell, files: readonly string[]): Result<readonly string[]> => {
  const texts: string[] = [];
  for (const file of files) {
    const text = shell.readFile(file);
    if (text === undefined) return invalid('files', `there is no file ${file}`, 'Name files of frozen counts.');
    texts.push(text);
  }
  return success(texts);
};

const again = async (shell: Shell, files: readonly string[], options: ReadOptions): Promise<ExitCode> => {
  const texts = textsOf(shell, files);
  if (!texts.ok) return failed(shell, texts, options.json);
  const { scope, format, lang } = options;
  const made = recompute(texts.value, {
    period: periodOf(options),
    scope,
    format: textFormat(format),
    language: languageOf(lang, shell.env),
  });
  if (!made.ok) return failed(shell, made, options.json);
  return put(shell, made.value, options);
};
