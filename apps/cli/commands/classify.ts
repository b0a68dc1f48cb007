import { renameSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Failure, invalid, type Result } from '@wurao/domain';
import { type Command, Option } from 'commander';
import { type Classified, classifyRows, NEXT } from '../classify/classify-rows.ts';
import { failed } from '../problems.ts';
import { BadRows } from '../scrub/bad-rows.ts';
import { ENCODINGS, type Encoding } from '../scrub/encoding.ts';
import { listRows, openList, readShape } from '../scrub/list.ts';
import { unwritable } from '../scrub/part-file.ts';
import { Sink } from '../scrub/sink.ts';
import { DONE, type ExitCode, REFUSED, type Shell } from '../shell.ts';
import { textTable } from '../text-table.ts';
import { examples } from './shared-options.ts';

interface ClassifyOptions {
  readonly textColumn: string;
  readonly output: string;
  readonly encoding: 'auto' | Encoding;
  readonly badRows?: string;
  readonly json?: boolean;
}

export const addClassify = (program: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  program
    .command('classify')
    .argument('<list>', 'a CSV file of any size with a header, in UTF-8 or GB18030')
    .description(
      'Say what each message of a list is, by its text. Keeps columns and order; adds purpose (disguised: promotion hidden in a service text), category, commercial and the probability that commercial is right. A row that cannot be read keeps its place without an answer, and is told. Needs no server.',
    )
    .requiredOption('--text-column <name>', 'the column of texts, by its name or its place from 1')
    .requiredOption(
      '-o, --output <file>',
      'where the list goes with its answers; written over if it is there, once all of it is done',
    )
    .addOption(new Option('--encoding <encoding>', 'of the list, kept').choices(['auto', ...ENCODINGS]).default('auto'))
    .option(
      '--bad-rows <file>',
      'write every row that could not be read there: line, column, field, position, message, remedy',
    )
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
  const at = (path: string): string => resolve(shell.cwd, path);
  const files: Files = {
    from: at(list),
    to: at(options.output),
    bad: options.badRows === undefined ? undefined : at(options.badRows),
  };
  const classified = misused(files) ?? (await classifyList(shell, files, options));
  if (!classified.ok) return failed(shell, classified, options.json);
  shell.out(options.json ? jsonOf(classified.value) : textOf(classified.value));
  return classified.value.badRows > 0 ? REFUSED : DONE;
};

interface Files {
  readonly from: string;
  readonly to: string;
  readonly bad: string | undefined;
}

const misused = ({ from, to, bad }: Files): Failure | undefined => {
  if (from === to) return invalid('--output', 'that is the list itself', 'Name another file.');
  if (bad === from || bad === to) return invalid('--bad-rows', 'that is the list or its result', 'Name another file.');
  return undefined;
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

const classifyList = async (shell: Shell, files: Files, options: ClassifyOptions): Promise<Result<Classified>> => {
  const list = await openList(files.from);
  if (!list.ok) return list;
  try {
    return await classifyInto(shell, list.value, files, options);
  } finally {
    await list.value.close();
  }
};

const classifyInto = async (
  shell: Shell,
  list: FileHandle,
  { to, bad: badPath }: Files,
  { encoding, textColumn: column }: ClassifyOptions,
): Promise<Result<Classified>> => {
  const read = await readShape(list, { encoding, column, option: '--text-column', next: NEXT });
  if (!read.ok) return read;
  const shape = read.value ?? { encoding: 'utf-8', column: 0, columns: 1 };
  const classifier = await (await shell.house()).openClassifier();
  if (!classifier.ok) return classifier;
  const bad = await BadRows.open(shell, badPath, NEXT);
  if (!bad.ok) return bad;
  try {
    const kept = await bad.value.keep(0);
    if (!kept.ok) return kept;
    return await written(to, (file) => {
      const sink = new Sink(file, 0, NEXT);
      return classifyRows({ rows: listRows(list), shape, sink, bad: bad.value, classify: classifier.value });
    });
  } finally {
    await bad.value.close();
  }
};

/** Under its own name once it is whole; a failure leaves nothing behind. Not the name under which a scrub waits to be gone on with. */
const written = async <T>(path: string, write: (file: FileHandle) => Promise<Result<T>>): Promise<Result<T>> => {
  const part = `${path}.classified.part`;
  let file: FileHandle;
  try {
    file = await open(part, 'w');
  } catch (error) {
    return unwritable('--output', error, 'Name a file that can be written.');
  }
  try {
    const done = await write(file);
    return done.ok ? ((await finish(file, part, path)) ?? done) : done;
  } finally {
    await file.close();
    rmSync(part, { force: true });
  }
};

const finish = async (file: FileHandle, part: string, path: string): Promise<Failure | undefined> => {
  try {
    await file.sync();
    renameSync(part, path);
    return undefined;
  } catch (error) {
    return unwritable('--output', error, `Make room there, or name another file, then ${NEXT}.`);
  }
};
