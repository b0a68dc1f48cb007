import type { FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Failure, invalid, type Result, success } from '@wurao/domain';
import { type Command, Option } from 'commander';
import { type AccessOptions, openStreamAccess, type StreamAccess } from '../access.ts';
import { failed } from '../problems.ts';
import { AnswerRows } from '../scrub/answer-rows.ts';
import { BadRows } from '../scrub/bad-rows.ts';
import { ENCODINGS, type Encoding } from '../scrub/encoding.ts';
import { type ListShape, openList, readShape } from '../scrub/list.ts';
import { finishPart, openPart, originFor, type Part } from '../scrub/part-file.ts';
import { progressOf } from '../scrub/progress.ts';
import { NEXT, ScrubRun } from '../scrub/scrub-run.ts';
import { Sink } from '../scrub/sink.ts';
import { openStream } from '../scrub/stream-call.ts';
import { type ScrubSummary, summaryText } from '../scrub/summary.ts';
import { DONE, type ExitCode, languageOf, REFUSED, type Shell } from '../shell.ts';
import { examples, withAccessOptions, withPrintOptions } from './shared-options.ts';

/** What goes into the query of the stream, by option. */
const ASKED = ['channel', 'caller', 'line', 'merchant', 'purpose', 'category', 'content', 'at'] as const;

type ScrubOptions = AccessOptions & { readonly [A in (typeof ASKED)[number]]?: string } & {
  readonly output?: string;
  readonly column?: string;
  readonly encoding: 'auto' | Encoding;
  readonly badRows?: string;
  readonly preview?: boolean;
  readonly resume?: boolean;
  readonly force?: boolean;
};

export const addScrub = (program: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  const command = program
    .command('scrub')
    .argument('<list>', 'a CSV file of any size, in UTF-8 or GB18030')
    .description(
      'Screen a list: whom may this merchant contact for this purpose? Keeps columns and order; adds decision, reason and its text.',
    )
    .option('-o, --output <file>', 'where the list goes with its answers')
    .option('--merchant <id>', 'whose list it is (a merchant key: its own)')
    .option('--purpose <purpose>', 'marketing, service, care, verification, collection, survey, recruitment, …')
    .option('--channel <channel>', 'voice, sms or flash', 'voice')
    .option('--category <category>', 'loan, insurance, securities, real-estate, education, retail, …')
    .option('--content <id>', 'the approved script or template')
    .option('--caller <number>', "the number that would be shown (default: the merchant's first filed one that fits)")
    .option('--line <id>', 'the line it would come in on')
    .option('--at <instant>', 'as if it were then (admin key)')
    .option('--column <name>', 'the column of numbers, by its name or its place from 1')
    .addOption(new Option('--encoding <encoding>', 'of the list, kept').choices(['auto', ...ENCODINGS]).default('auto'))
    .option(
      '--bad-rows <file>',
      'write every row that could not be read there: line, column, field, position, message, remedy',
    )
    .option('--preview', 'count by reason and write nothing')
    .option('--resume', 'go on with a run that broke off')
    .option('--force', 'write over what is there');
  withPrintOptions(withAccessOptions(command))
    .addHelpText(
      'after',
      examples(
        'wurao scrub list.csv -o out.csv --merchant merchant-sample-bank --purpose marketing',
        'wurao scrub 名单.csv --preview --merchant merchant-sample-bank --purpose marketing --column 手机号',
        'wurao scrub list.csv -o out.csv --merchant merchant-sample-bank --purpose marketing --resume --bad-rows bad.csv',
      ),
    )
    .action(async (list: string, options: ScrubOptions) => done(await scrub(shell, list, options)));
};

const scrub = async (shell: Shell, list: string, options: ScrubOptions): Promise<ExitCode> => {
  const wrong = misused(shell, list, options);
  if (wrong) return failed(shell, wrong, options.json);
  const access = await openStreamAccess(shell, options);
  if (!access.ok) return failed(shell, access, options.json);
  try {
    const summary = await scrubOver(shell, access.value, resolve(shell.cwd, list), options);
    if (!summary.ok) return failed(shell, summary, options.json);
    const language = languageOf(options.lang, shell.env);
    shell.out(options.json ? `${JSON.stringify(summary.value)}\n` : summaryText(summary.value, language));
    return summary.value.badRows > 0 ? REFUSED : DONE;
  } finally {
    await access.value.close();
  }
};

const misused = (shell: Shell, list: string, { output, preview, badRows }: ScrubOptions): Failure | undefined => {
  const isSame = (one: string, other: string): boolean => resolve(shell.cwd, one) === resolve(shell.cwd, other);
  if (output === undefined && !preview)
    return invalid('--output', 'missing', 'Say where the result goes with -o, or only count with --preview.');
  if (output !== undefined && preview)
    return invalid('--preview', 'a preview writes nothing', 'Leave out --output or --preview.');
  if (output !== undefined && isSame(output, list))
    return invalid('--output', 'that is the list itself', 'Name another file.');
  if (badRows !== undefined && [list, output].some((one) => one !== undefined && isSame(one, badRows)))
    return invalid('--bad-rows', 'that is the list or its result', 'Name another file.');
  return undefined;
};

const scrubOver = async (
  shell: Shell,
  access: StreamAccess,
  path: string,
  options: ScrubOptions,
): Promise<Result<ScrubSummary>> => {
  const list = await openList(path);
  if (!list.ok) return list;
  try {
    const shape = await shapeOf(list.value, options);
    return shape.ok ? await scrubList(shell, access, { path, list: list.value, shape: shape.value }, options) : shape;
  } finally {
    await list.value.close();
  }
};

const shapeOf = async (list: FileHandle, { encoding, column }: ScrubOptions): Promise<Result<ListShape>> => {
  const shape = await readShape(list, { encoding, column, option: '--column', next: NEXT });
  if (!shape.ok) return shape;
  const empty = {
    encoding: encoding === 'auto' ? 'utf-8' : encoding,
    column: 0,
    columns: 1,
    hasHeader: false,
  } as const;
  return success(shape.value ?? empty);
};

interface OpenList {
  readonly path: string;
  readonly list: FileHandle;
  readonly shape: ListShape;
}

const queryOf = (options: ScrubOptions): URLSearchParams => {
  const query = new URLSearchParams();
  for (const name of ASKED) if (options[name] !== undefined) query.set(name, options[name]);
  return query;
};

const scrubList = async (
  shell: Shell,
  access: StreamAccess,
  list: OpenList,
  options: ScrubOptions,
): Promise<Result<ScrubSummary>> => {
  const bad = await BadRows.open(
    shell,
    options.badRows === undefined ? undefined : resolve(shell.cwd, options.badRows),
    NEXT,
  );
  if (!bad.ok) return bad;
  try {
    return await scrubInto(shell, access, list, options, bad.value);
  } finally {
    await bad.value.close();
  }
};

const scrubInto = async (
  shell: Shell,
  { url, key }: StreamAccess,
  { path, list, shape }: OpenList,
  options: ScrubOptions,
  bad: BadRows,
): Promise<Result<ScrubSummary>> => {
  const language = languageOf(options.lang, shell.env);
  const answers = new AnswerRows(language, shape.encoding);
  const query = queryOf(options);
  const out = options.output === undefined ? undefined : resolve(shell.cwd, options.output);
  const origin = originFor(path, `${query} ${shape.encoding} ${shape.column} ${language}`);
  const { resume = false, force = false } = options;
  const opened: Result<Part | undefined> =
    out === undefined
      ? success(undefined)
      : await openPart({ out, force, resume, origin, encoding: shape.encoding, hasHeader: shape.hasHeader, answers });
  if (!opened.ok) return opened;
  const part = opened.value;
  const startedMs = performance.now();
  const sink = part && new Sink(part.file, part.bytes, NEXT);
  let progress: { readonly stop: () => void } | undefined;
  let run: ScrubRun;
  try {
    const kept = await bad.keep(part?.badRows ?? 0);
    if (!kept.ok) return kept;
    const call = openStream(url, key, query);
    run = new ScrubRun({ list, shape, language, call, sink, skip: part?.rows ?? 0, bad, answers });
    progress = progressOf(shell, run, origin.bytes);
    const ran = await run.run();
    if (!ran.ok) return ran;
    const finished = part === undefined || out === undefined ? ran : await finishPart(out, part);
    if (!finished.ok) return finished;
  } finally {
    progress?.stop();
    await part?.file.close();
  }
  const seconds = (performance.now() - startedMs) / 1000;
  return success({
    list: path,
    output: out,
    encoding: shape.encoding,
    rows: run.rows + (part?.answered ?? 0),
    badRows: run.badRows + (part?.badRows ?? 0),
    resumedAfter: part?.answered ?? 0,
    seconds: Number(seconds.toFixed(3)),
    rowsPerSecond: Math.round(run.rows / Math.max(seconds, 1e-3)),
    counts: answers.endings
      .map(({ decision, reason, count }) => ({ decision, reason, count }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count || a.reason.localeCompare(b.reason)),
  });
};
