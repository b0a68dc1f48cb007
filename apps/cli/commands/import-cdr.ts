import type { FileHandle } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { type CallJoin, type CallRecord, type Failure, failure, invalid, type Result, success } from '@wurao/domain';
import { CALL_RECORDS_MAX } from '@wurao/registry';
import { type Access, type AccessOptions, type CallAnswer, isRejected, withAccess } from '../access.ts';
import { type CdrMapping, readMapping } from '../cdr/columns.ts';
import { type CdrFile, type CdrRow, openRecords, RECORDS, unreadRecords } from '../cdr/records.ts';
import { CdrTally } from '../cdr/tally.ts';
import { failed, rejected } from '../problems.ts';
import { progressLine } from '../progress-line.ts';
import { ENCODINGS, type Encoding } from '../scrub/encoding.ts';
import { guessEncoding, openList } from '../scrub/list.ts';
import { unwritable } from '../scrub/part-file.ts';
import { DONE, type ExitCode, REFUSED, type Shell, type WritableFile } from '../shell.ts';

type CdrOptions = AccessOptions & {
  readonly line?: string;
  readonly map?: readonly string[];
  /** Undefined: by what the file holds. */
  readonly encoding: string | undefined;
  readonly dryRun?: boolean;
  readonly report?: string;
};

interface CdrImport {
  readonly line: string;
  readonly isDryRun: boolean;
  readonly file: CdrFile;
  readonly bytes: number;
  readonly tally: CdrTally;
}

/** What the options say, before anything is opened. */
interface CdrWish {
  readonly line: string;
  readonly mapping: CdrMapping;
  /** Undefined: by what the file holds. */
  readonly encoding: Encoding | undefined;
}

/** `wurao import cdr`: how calls of a line went, as its network wrote it down. Rows go in batches, in the order of the file. */
export const importCdr = async (shell: Shell, path: string, options: CdrOptions): Promise<ExitCode> => {
  const wish = wishOf(shell, path, options);
  if (!wish.ok) return failed(shell, wish, options.json);
  const list = await openList(resolve(shell.cwd, path), RECORDS);
  if (!list.ok) return failed(shell, list, options.json);
  let report: WritableFile | undefined;
  try {
    const ready = await prepare(list.value, wish.value);
    if (!ready.ok) return failed(shell, ready, options.json);
    const opened = openReport(shell, options.report);
    if (!opened.ok) return failed(shell, opened, options.json);
    report = opened.value;
    const tally = new CdrTally(report, options.json ? undefined : shell.out);
    if (tally.problem !== undefined) return failed(shell, tally.problem, options.json);
    const { encoding, ...file } = ready.value;
    const cdr: CdrImport = { ...file, line: wish.value.line, isDryRun: options.dryRun === true, tally };
    const ended = await withAccess(shell, options, (access) => bringAll(shell, access, cdr, options.json === true));
    return told(shell, ended, cdr, { path, encoding, options });
  } finally {
    report?.close();
    await list.value.close();
  }
};

const wishOf = (
  shell: Shell,
  path: string,
  { line, map = [], encoding: said, report }: CdrOptions,
): Result<CdrWish> => {
  if (line === undefined || line === '')
    return invalid('--line', 'missing', 'Say which line the calls came in on, with --line.');
  const encoding = ENCODINGS.find((known) => known === said?.toLowerCase());
  if (said !== undefined && encoding === undefined)
    return invalid('--encoding', `${said} is not read`, `Use ${ENCODINGS.join(' or ')}, or leave it out.`);
  if (report !== undefined && resolve(shell.cwd, report) === resolve(shell.cwd, path))
    return invalid('--report', 'that is the file of call records itself', 'Name another file.');
  const mapping = readMapping(map);
  return mapping.ok ? success({ line, mapping: mapping.value, encoding }) : mapping;
};

const prepare = async (
  list: FileHandle,
  { mapping, encoding: said }: CdrWish,
): Promise<Result<Pick<CdrImport, 'file' | 'bytes'> & { readonly encoding: Encoding }>> => {
  try {
    const encoding = said ?? (await guessEncoding(list));
    const file = await openRecords(list, encoding, mapping);
    const { size: bytes } = await list.stat();
    return file.ok ? success({ file: file.value, bytes, encoding }) : file;
  } catch (error) {
    return unreadRecords(error, 1);
  }
};

const openReport = (shell: Shell, path: string | undefined): Result<WritableFile | undefined> => {
  try {
    return success(path === undefined ? undefined : shell.writeFile(path));
  } catch (error) {
    return unwritable('--report', error, 'Name a file that can be written.');
  }
};

const FINE: Result<CallAnswer> = success({ status: 200, body: undefined });
type Called = Awaited<ReturnType<Access['call']>>;

/** Batches have as many rows of the file, sound or not: that one is put right moves no other into another batch. */
const bringAll = async (shell: Shell, access: Access, cdr: CdrImport, isQuiet: boolean): Promise<Called> => {
  const progress = progressLine(shell, isQuiet);
  let batch: CdrRow[] = [];
  try {
    for await (const row of cdr.file.rows()) {
      if ('ok' in row) return row;
      batch.push(row);
      if (batch.length < CALL_RECORDS_MAX) continue;
      const brought = await bring(access, cdr, batch);
      if (!brought.ok || isRejected(brought.value)) return brought;
      batch = [];
      progress.show({ stage: 'call records', doneBytes: cdr.file.read(), totalBytes: cdr.bytes });
    }
    return await bring(access, cdr, batch);
  } finally {
    progress.clear();
  }
};

const bring = async (
  { call }: Access,
  { line, isDryRun, tally }: CdrImport,
  batch: readonly CdrRow[],
): Promise<Called> => {
  const records = batch.flatMap((row) => ('record' in row ? [wireOf(row.record)] : []));
  let joins: readonly CallJoin[] = [];
  if (records.length > 0) {
    const answer = await call('POST', '/v1/outcomes', { line, dryRun: isDryRun, records });
    if (!answer.ok || isRejected(answer.value)) return answer;
    joins = (answer.value.body as { readonly items?: readonly CallJoin[] }).items ?? [];
    if (joins.length !== records.length) return OTHER_VERSION;
  }
  let at = 0;
  for (const row of batch) tally.take(row, 'record' in row ? joins[at++] : undefined);
  return tally.problem ?? FINE;
};

const OTHER_VERSION: Failure = failure('not-ready', 'The answers do not fit the call records', {
  field: '',
  message: 'the server answered more or fewer than it was sent',
  remedy: 'Run the server and `wurao` in one version, then run the same again.',
});

const instantText = (atMs: number | undefined): string | undefined =>
  atMs === undefined ? undefined : new Date(atMs).toISOString();

const wireOf = ({ caller, callee, startMs, status, answeredMs, endedMs, endedBy }: CallRecord): object => ({
  caller,
  callee,
  start: instantText(startMs),
  status,
  answer: instantText(answeredMs),
  end: instantText(endedMs),
  hungUpBy: endedBy,
});

interface Telling {
  readonly path: string;
  readonly encoding: Encoding;
  readonly options: CdrOptions;
}

const told = (
  shell: Shell,
  ended: Called,
  { line, isDryRun, tally }: CdrImport,
  { path, encoding, options: { json, report } }: Telling,
): ExitCode => {
  const isFine = ended.ok && !isRejected(ended.value);
  const text = tally.text(`call records of ${line} from ${basename(path)}`, isDryRun, report);
  if (!isFine) {
    if (!json && tally.rows > 0)
      shell.err(`${text}  up to line ${tally.line}; run the same again: what was kept is known\n`);
    return ended.ok ? rejected(shell, ended.value, json) : failed(shell, ended, json);
  }
  const { rows, matched, known, unmatched, bad } = tally;
  const summary = { file: path, line, dryRun: isDryRun, encoding, rows, matched, known, unmatched, bad };
  shell.out(json ? `${JSON.stringify(summary)}\n` : text);
  return tally.wanting > 0 ? REFUSED : DONE;
};
