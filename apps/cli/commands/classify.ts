import { renameSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { invalid, type Result, success } from '@wurao/domain';
import { type Command, Option } from 'commander';
import { type Classified, classifyRows } from '../classify/classify-rows.ts';
import { failed } from '../problems.ts';
import { ENCODINGS, type Encoding } from '../scrub/encoding.ts';
import { guessEncoding, listRows, openList, readShape, unreadList } from '../scrub/list.ts';
import { unwritable } from '../scrub/part-file.ts';
import { Sink } from '../scrub/sink.ts';
import { DONE, type ExitCode, REFUSED, type Shell } from '../shell.ts';
import { textTable } from '../text-table.ts';
import { examples } from './shared-options.ts';

interface ClassifyOptions {
  readonly textColumn: string;
  readonly output: string;
  readonly encoding: 'auto' | Encoding;
  readonly json?: boolean;
}

export const addClassify = (program: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  program
    .command('classify')
    .argument('<list>', 'a CSV file of any size with a header, in UTF-8 or GB18030')
    .description(
      'Say what each message of a list is, by its text. Keeps columns and order; adds purpose (disguised: promotion hidden in a service text), category, commercial and the probability that commercial is right. Needs no server.',
    )
    .requiredOption('--text-column <name>', 'the column of texts, by its name or its place from 1')
    .requiredOption('-o, --output <file>', 'where the list goes with its answers; written over if it is there')
    .addOption(new Option('--encoding <encoding>', 'of the list, kept').choices(['auto', ...ENCODINGS]).default('auto'))
    .option('--json', 'print JSON, for programs')
    .addHelpText(
      'after',
      examples(
        'wurao classify messages.csv --text-column text -o classified.csv',
        'wurao classify 短信.csv --text-column 内容 -o 结果.csv --encoding gb18030',
      ),
    )
    .action(async (list: string, options: ClassifyOptions) => done(await classify(shell, list, options)));
};

const classify = async (shell: Shell, list: string, options: ClassifyOptions): Promise<ExitCode> => {
  const [from, to] = [resolve(shell.cwd, list), resolve(shell.cwd, options.output)];
  if (from === to) {
    return failed(shell, invalid('--output', 'that is the list itself', 'Name another file.'), options.json);
  }
  const opened = await openList(from);
  if (!opened.ok) return failed(shell, opened, options.json);
  try {
    const classified = await classifyList(shell, opened.value, to, options);
    if (!classified.ok) return failed(shell, classified, options.json);
    shell.out(options.json ? jsonOf(classified.value) : textOf(classified.value));
    return classified.value.badRows > 0 ? REFUSED : DONE;
  } finally {
    await opened.value.close();
  }
};

const byCount = ({ purposes }: Classified): readonly (readonly [string, number])[] =>
  [...purposes].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));

const jsonOf = (classified: Classified): string => {
  const { rows, badRows } = classified;
  return `${JSON.stringify({ rows, badRows, purposes: Object.fromEntries(byCount(classified)) })}\n`;
};

const textOf = (classified: Classified): string => {
  const unread = classified.badRows > 0 ? `${classified.badRows} could not be read and have no answer.\n` : '';
  const table = textTable(byCount(classified).map(([purpose, count]) => [purpose, String(count)]));
  return `${classified.rows} messages\n${unread}${table}`;
};

const classifyList = async (
  shell: Shell,
  list: FileHandle,
  out: string,
  { encoding: said, textColumn }: ClassifyOptions,
): Promise<Result<Classified>> => {
  const classifier = await (await shell.house()).openClassifier();
  if (!classifier.ok) return classifier;
  let column = 0;
  let encoding: Encoding;
  try {
    encoding = said === 'auto' ? await guessEncoding(list) : said;
    const shape = await readShape(list, encoding, textColumn);
    if (!shape.ok) return shape;
    column = shape.value?.column ?? 0;
  } catch (error) {
    return unreadList(error, 1);
  }
  const part = `${out}.part`;
  let file: FileHandle | undefined;
  try {
    file = await open(part, 'w');
    const sink = new Sink(file, 0);
    const rows = listRows(list);
    const done = await classifyRows({ rows, column, encoding, sink, classify: classifier.value });
    if (!done.ok) return done;
    await file.sync();
    renameSync(part, out);
    return success(done.value);
  } catch (error) {
    return unwritable('--output', error, 'Let it be written there, and run it again.');
  } finally {
    await file?.close();
  }
};
