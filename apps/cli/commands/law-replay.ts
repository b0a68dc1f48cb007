import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Failure, failure, invalid, type Result, success } from '@wurao/domain';
import { type Command, Option } from 'commander';
import { type Access, type AccessOptions, type CallAnswer, isRejected, withAccess } from '../access.ts';
import { failed, rejected } from '../problems.ts';
import { type ReplayAnswer, replayCsv, replayText } from '../replay-text.ts';
import { DONE, type ExitCode, languageOf, paintFor, REFUSED, type Shell } from '../shell.ts';
import { instantOf } from '../when.ts';
import { type ExplanationAnswer, explanationText } from './explain.ts';
import { examples, withAccessOptions, withPrintOptions } from './shared-options.ts';

interface ReplayOptions extends AccessOptions {
  readonly law: string;
  readonly since: string;
  readonly until?: string;
  readonly mode: string;
  readonly recount?: boolean;
  readonly examples: string;
  readonly by: string;
  readonly csv?: string;
  readonly explain?: string;
}

const POLL_MS = 300;
const EXAMPLES_MAX = 20;

export const addLawReplay = (law: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  withPrintOptions(withAccessOptions(law.command('replay')))
    .description(
      'Decide the journal again under another pack, over the facts as they stood: what would have come out otherwise.',
    )
    .requiredOption('--law <id>', 'the pack to decide under')
    .requiredOption('--since <instant>', 'from 2026-03-01 (midnight in China) or RFC 3339')
    .option('--until <instant>', 'up to, exclusive (default: now)')
    .addOption(
      new Option('--mode <mode>', 'what to decide again').choices(['attempt', 'screen', 'all']).default('attempt'),
    )
    .option('--recount', 'count anew under the pack, from nothing, instead of reading what was recorded')
    .option('--examples <n>', `examples of each pair of reasons, up to ${EXAMPLES_MAX}`, '3')
    .addOption(new Option('--by <step>', 'step of the time series').choices(['hour', 'day']).default('day'))
    .option('--csv <file>', 'write the tables as one CSV; - is standard output')
    .option('--explain <n>', 'explain the first examples: recorded beside replayed, step by step')
    .addHelpText(
      'after',
      examples(
        'wurao law replay --law cn-2015 --since 2026-03-01 --until 2026-04-01',
        'wurao law replay --law cn-strict-1 --since 2026-03-01 --recount --explain 3',
        'wurao law replay --law cn-2015 --since 2026-03-01 --csv flips.csv',
      ),
    )
    .action(async (options: ReplayOptions) => done(await replay(shell, options)));
};

const wholeWithin = (text: string | undefined, most: number): number | undefined => {
  const value = Number(text ?? 0);
  return Number.isInteger(value) && value >= 0 && value <= most ? value : undefined;
};

const bodyOf = (options: ReplayOptions): Result<object> => {
  const since = instantOf(options.since);
  const until = options.until === undefined ? undefined : instantOf(options.until);
  const count = wholeWithin(options.examples, EXAMPLES_MAX);
  const remedy = 'Write 2026-03-01, or RFC 3339 with its offset.';
  if (since === undefined) return invalid('--since', `not an instant: ${options.since}`, remedy);
  if (options.until !== undefined && until === undefined)
    return invalid('--until', `not an instant: ${options.until}`, remedy);
  if (count === undefined) return invalid('--examples', 'not a count', `Write a number from 0 to ${EXAMPLES_MAX}.`);
  if (wholeWithin(options.explain, Number.MAX_SAFE_INTEGER) === undefined)
    return invalid('--explain', 'not a count', 'Write how many of the examples to explain.');
  return success({
    law: options.law,
    since: new Date(since).toISOString(),
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
    mode: options.mode,
    recount: options.recount === true,
    examples: count,
  });
};

const ended = ({ state }: ReplayAnswer): boolean => state !== 'running';

const percent = ({ done, total }: ReplayAnswer): string =>
  total === undefined || total === 0 ? '' : ` (${Math.min(100, Math.floor((done / total) * 100))} %)`;

/** Shown on standard error, so that what is piped stays what was asked for. */
const tellProgress = (shell: Shell, job: ReplayAnswer, startedMs: number): void => {
  const sec = Math.max(0.001, (performance.now() - startedMs) / 1000);
  const rate = Math.round(job.done / sec).toLocaleString('en-US');
  shell.err(`\r${job.done.toLocaleString('en-US')} decisions${percent(job)}, ${rate}/s   `);
};

/** Asks until it has ended. SIGINT cancels it on the server, too. */
const follow = async (
  shell: Shell,
  access: Access,
  begun: ReplayAnswer,
  options: ReplayOptions,
): Promise<Result<CallAnswer>> => {
  const path = `/v1/replays/${begun.id}`;
  const startedMs = performance.now();
  let isInterrupted = false;
  const interrupt = (): void => {
    isInterrupted = true;
  };
  process.once('SIGINT', interrupt);
  try {
    for (;;) {
      const answer = isInterrupted
        ? await access.call('POST', `${path}/cancellation`)
        : await access.call('GET', `${path}?by=${options.by}`);
      if (!answer.ok || isRejected(answer.value)) return answer;
      const job = answer.value.body as ReplayAnswer;
      if (shell.terminal && !options.json) tellProgress(shell, job, startedMs);
      if (ended(job)) return answer;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  } finally {
    process.off('SIGINT', interrupt);
    if (shell.terminal && !options.json) shell.err('\n');
  }
};

type Explained = { readonly recorded: ExplanationAnswer; readonly replayed: ExplanationAnswer };

const explainExamples = async (access: Access, job: ReplayAnswer, count: number): Promise<Result<Explained[]>> => {
  const explained: Explained[] = [];
  for (const { id } of (job.result?.examples ?? []).slice(0, count)) {
    const answer = await access.call('GET', `/v1/replays/${job.id}/examples/${encodeURIComponent(id)}`);
    if (!answer.ok) return answer;
    if (!isRejected(answer.value)) explained.push(answer.value.body as Explained);
  }
  return success(explained);
};

interface Ended {
  readonly answer: CallAnswer;
  readonly explained: readonly Explained[];
}

const run = async (shell: Shell, access: Access, body: object, options: ReplayOptions): Promise<Result<Ended>> => {
  const begun = await access.call('POST', '/v1/replays', body);
  if (!begun.ok) return begun;
  if (isRejected(begun.value)) return success({ answer: begun.value, explained: [] });
  const answer = await follow(shell, access, begun.value.body as ReplayAnswer, options);
  if (!answer.ok) return answer;
  if (isRejected(answer.value)) return success({ answer: answer.value, explained: [] });
  const count = wholeWithin(options.explain, Number.MAX_SAFE_INTEGER) ?? 0;
  const explained = await explainExamples(access, answer.value.body as ReplayAnswer, count);
  return explained.ok ? success({ answer: answer.value, explained: explained.value }) : explained;
};

const unfinished = ({ state, problem }: ReplayAnswer): Failure =>
  failure('not-ready', problem?.title ?? `The replay was ${state}`, ...(problem?.errors ?? []));

const replay = async (shell: Shell, options: ReplayOptions): Promise<ExitCode> => {
  const body = bodyOf(options);
  if (!body.ok) return failed(shell, body, options.json);
  const outcome = await withAccess(shell, options, (access) => run(shell, access, body.value, options));
  if (!outcome.ok) return failed(shell, outcome, options.json);
  const { answer, explained } = outcome.value;
  if (isRejected(answer)) return rejected(shell, answer, options.json);
  const job = answer.body as ReplayAnswer;
  if (job.result === undefined) {
    failed(shell, unfinished(job), options.json);
    return REFUSED;
  }
  show(shell, job, explained, options);
  return DONE;
};

const show = (shell: Shell, job: ReplayAnswer, explained: readonly Explained[], options: ReplayOptions): void => {
  if (options.csv !== undefined && options.csv !== '-') writeFileSync(resolve(shell.cwd, options.csv), replayCsv(job));
  if (options.csv === '-') shell.out(replayCsv(job));
  else if (options.json) shell.out(`${JSON.stringify(explained.length > 0 ? { ...job, explained } : job)}\n`);
  else {
    const language = languageOf(options.lang, shell.env);
    const paint = paintFor(shell);
    shell.out(replayText(job, language, paint));
    for (const { recorded, replayed } of explained) {
      shell.out(
        `\n${paint.bold(`${recorded.decision.id} ${recorded.decision.law}`)}\n${explanationText(recorded, language, paint)}`,
      );
      shell.out(
        `${paint.bold(`${recorded.decision.id} ${replayed.decision.law}`)}\n${explanationText(replayed, language, paint)}`,
      );
    }
  }
};
