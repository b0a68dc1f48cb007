import type { Command } from 'commander';
import { type Access, type AccessOptions, isRejected, withAccess } from '../access.ts';
import { failed, rejected } from '../problems.ts';
import { DONE, type ExitCode, MISUSED, REFUSED, type Shell } from '../shell.ts';
import { importCdr } from './import-cdr.ts';
import { type ImportView, summaryText, writeReport } from './import-report.ts';
import { examples, withAccessOptions, withPrintOptions } from './shared-options.ts';

const KINDS = ['bases', 'refusals', 'preferences', 'filings', 'tenures', 'ownerships', 'calls', 'complaints'] as const;
/** Not facts of the register, but how its decisions' calls went: another way in, and other options. */
const CDR = 'cdr';
const PIECE_BYTES = 8 * 1024 * 1024;
const POLL_MS = 500;
/** Rows of the report that a screen shows. */
const SHOWN_ROWS = 20;
const CONFLICT = 409;
const STARTABLE = ['receiving', 'failed', 'checking', 'running'];
/** Broken connections that one sending bears. */
const MAX_FAILURES = 10;

type ImportCommandOptions = AccessOptions & {
  readonly map?: readonly string[];
  readonly set?: readonly string[];
  readonly threshold?: readonly string[];
  readonly encoding: string;
  readonly format?: string;
  readonly dryRun?: boolean;
  readonly onError: string;
  readonly report?: string;
  readonly resume?: string;
  readonly line?: string;
};

const oneMore = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

export const addImport = (program: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  const command = program
    .command('import')
    .argument('<kind>', `${KINDS.join(', ')}; ${CDR}: how the calls of a line went`)
    .argument('<file>', 'CSV with a line of column names, or NDJSON, either packed (.gz) or not (cdr: CSV)')
    .description(
      'Bring many facts by the file: each row obeys the rules of the single call, and what looks fabricated is held for review. Call records (cdr) become outcomes of the decisions that let their calls through.',
    )
    .option(
      '--map <field=column>',
      'under which column a field stands; say it again for more (cdr: also field=column,field=column)',
      oneMore,
    )
    .option('--set <field=value>', 'the value of a field in every row; say it again for more', oneMore)
    .option('--encoding <name>', 'utf-8 or gb18030 (cdr: by what the file holds unless said)', 'utf-8')
    .option('--format <name>', 'csv or ndjson; by the name of the file unless said')
    .option('--dry-run', 'check everything, tell what would happen, state nothing')
    .option(
      '--on-error <way>',
      'stop: nothing is stated unless every row is sound against the register as it stands, which does not see conflicts among rows of different batches; quarantine: sound rows are',
      'stop',
    )
    .option(
      '--report <path>',
      'write bad and held rows to this file: .csv or .ndjson (cdr: what was not matched, .csv)',
    )
    .option('--line <id>', 'cdr: the line that the calls came in on')
    .option('--resume <id>', 'go on with an import that was interrupted; the file must be the same')
    .option('--threshold <name=number>', 'another threshold of a pattern; needs an admin key', oneMore);
  withPrintOptions(withAccessOptions(command))
    .addHelpText(
      'after',
      examples(
        'wurao import bases consents.csv --set merchant=merchant-1 --map subscriber=手机号 --encoding gb18030 --dry-run',
        'wurao import refusals dnc.csv --set source="national list 2025" --on-error quarantine --report bad.csv',
        'wurao import complaints register.csv.gz --map reported=reported_number --map received=created_date --set channel=voice --set country=+1 --on-error quarantine',
        'wurao import cdr calls.csv --line line-1 --map start=calldate,duration=billsec --report unmatched.csv',
      ),
    )
    .action(async (kind: string, file: string, options: ImportCommandOptions) => {
      const said = SAID_OF_KIND.filter((name) => command.getOptionValueSource(name) === 'cli');
      done(await (kind === CDR ? runCdr(shell, file, options, said) : runImport(shell, kind, file, options)));
    });
};

const pairsOf = (said: readonly string[] | undefined): Record<string, string> | undefined => {
  if (said === undefined) return undefined;
  const pairs = said.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)] as const);
  return Object.fromEntries(pairs);
};

const misused = (shell: Shell, text: string): ExitCode => {
  shell.err(`wurao: ${text}\n`);
  return MISUSED;
};

/** Options that have nothing to do with call records, and the one whose default is another. */
const NOT_OF_CDR = ['set', 'format', 'onError', 'resume', 'threshold'] as const;
const SAID_OF_KIND = [...NOT_OF_CDR, 'encoding'] as const;

const runCdr = async (
  shell: Shell,
  file: string,
  options: ImportCommandOptions,
  said: readonly (typeof SAID_OF_KIND)[number][],
): Promise<ExitCode> => {
  const other = NOT_OF_CDR.find((name) => said.includes(name) && !(name === 'format' && options.format === 'csv'));
  if (other !== undefined)
    return misused(shell, `--${other.replace('E', '-e')} is for the other kinds: cdr reads CSV, and each row at once`);
  return importCdr(shell, file, { ...options, encoding: said.includes('encoding') ? options.encoding : undefined });
};

const runImport = async (
  shell: Shell,
  kind: string,
  path: string,
  options: ImportCommandOptions,
): Promise<ExitCode> => {
  const bad = [...(options.map ?? []), ...(options.set ?? []), ...(options.threshold ?? [])].find(
    (text) => !/^[A-Za-z0-9]+=/.test(text),
  );
  if (bad !== undefined) return misused(shell, `"${bad}" is not of the form field=value`);
  if (!(KINDS as readonly string[]).includes(kind))
    return misused(shell, `${kind} is none of ${[...KINDS, CDR].join(', ')}`);
  if (options.line !== undefined) return misused(shell, '--line is for cdr; filings have --set line=ID');
  const file = shell.openFile(path);
  if (file === undefined) return misused(shell, `${path} cannot be read`);
  try {
    const answer = await withAccess(shell, options, (access) => bring(shell, access, { kind, path, file, options }));
    if (!answer.ok) return failed(shell, answer, options.json);
    if (isRejected(answer.value)) return rejected(shell, answer.value, options.json);
    const view = answer.value.body as ImportView;
    if (options.json) shell.out(`${JSON.stringify(view)}\n`);
    return view.state === 'done' || (view.state === 'checked' && view.bad + view.held === 0) ? DONE : REFUSED;
  } finally {
    file.close();
  }
};

interface Bringing {
  readonly kind: string;
  readonly path: string;
  readonly file: NonNullable<ReturnType<Shell['openFile']>>;
  readonly options: ImportCommandOptions;
}

type Called = ReturnType<Access['call']>;

const bring = async (shell: Shell, access: Access, bringing: Bringing): Called => {
  const begun = await begin(access, bringing);
  if (!begun.ok || isRejected(begun.value)) return begun;
  const { id, state } = begun.value.body as ImportView;
  if (state === 'receiving') {
    const sent = await send(shell, access, id, bringing);
    if (!sent.ok || isRejected(sent.value)) return sent;
  }
  // One that is said to run may have nobody running it; of one that does run, the server leaves it at that.
  if (STARTABLE.includes(state)) {
    const started = await access.call('POST', `/v1/imports/${id}/start`, { bytes: bringing.file.size });
    if (!started.ok || isRejected(started.value)) return started;
  }
  const ended = await follow(shell, access, id, bringing.options.json === true);
  if (!ended.ok || isRejected(ended.value)) return ended;
  const view = ended.value.body as ImportView;
  const { report, json } = bringing.options;
  const shown = await writeReport(shell, access, view, { path: report, shown: json ? 0 : SHOWN_ROWS });
  if (!shown.ok || isRejected(shown.value)) return shown;
  if (!json) shell.out(summaryText(view));
  return ended;
};

const begin = ({ call }: Access, { kind, path, options }: Bringing): Called => {
  if (options.resume !== undefined) return call('GET', `/v1/imports/${encodeURIComponent(options.resume)}`);
  const thresholds = pairsOf(options.threshold);
  const format = options.format ?? (/\.(nd)?jsonl?(\.gz)?$/i.test(path) ? 'ndjson' : 'csv');
  const columns = pairsOf(options.map);
  const constants = pairsOf(options.set);
  return call('POST', '/v1/imports', {
    kind,
    name: path.split(/[\\/]/).at(-1)?.slice(0, 200) ?? kind,
    format,
    encoding: options.encoding,
    dryRun: options.dryRun === true,
    onError: options.onError,
    ...(columns === undefined ? {} : { columns }),
    ...(constants === undefined ? {} : { constants }),
    ...(thresholds === undefined
      ? {}
      : { thresholds: Object.fromEntries(Object.entries(thresholds).map(([name, value]) => [name, Number(value)])) }),
  });
};

/** From where the server's file ends: a sending that broke off goes on. */
const send = async (shell: Shell, access: Access, id: string, { file, options }: Bringing): Called => {
  let offset = Number(((await bytesThere(access, id)) ?? 0) || 0);
  let failures = 0;
  let answer: Awaited<Called> = { ok: true, value: { status: 200, body: undefined } };
  while (offset < file.size) {
    const piece = file.read(offset, Math.min(PIECE_BYTES, file.size - offset));
    answer = await access.call('PUT', `/v1/imports/${id}/content?offset=${offset}`, piece);
    const isLost = !answer.ok && answer.code === 'not-ready';
    if (isLost || (answer.ok && answer.value.status === CONFLICT)) {
      if (++failures > MAX_FAILURES) return answer;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      offset = (await bytesThere(access, id)) ?? offset;
      continue;
    }
    if (!answer.ok || isRejected(answer.value)) return answer;
    offset += piece.length;
    if (!options.json && shell.terminal) shell.err(`\rsent ${Math.round((100 * offset) / file.size)} %  `);
  }
  return answer;
};

const bytesThere = async (access: Access, id: string): Promise<number | undefined> => {
  const answer = await access.call('GET', `/v1/imports/${id}`);
  return answer.ok && !isRejected(answer.value) ? (answer.value.body as ImportView).bytes : undefined;
};

const follow = async (shell: Shell, access: Access, id: string, isQuiet: boolean): Called => {
  for (;;) {
    const answer = await access.call('GET', `/v1/imports/${id}`);
    if (!answer.ok || isRejected(answer.value)) return answer;
    const view = answer.value.body as ImportView;
    if (view.state !== 'checking' && view.state !== 'running') {
      if (shell.terminal && !isQuiet) shell.err('\r\u001b[K');
      return answer;
    }
    if (shell.terminal && !isQuiet) shell.err(`\r\u001b[K${progressText(view)}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
};

const progressText = ({ phase, bytes, bytesRead = 0, rows, position, rowsPerSecond = 0 }: ImportView): string => {
  const share = phase === 'reading' ? bytesRead / Math.max(1, bytes) : position / Math.max(1, rows);
  const rate = rowsPerSecond > 0 ? `, ${rowsPerSecond.toLocaleString('en-US')} rows/s` : '';
  return `${phase ?? 'waiting'}: ${Math.round(100 * share)} % of ${rows.toLocaleString('en-US')} rows${rate}`;
};
