import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApiKey, type Failure, type FieldError, failure, invalid, type Result, success } from '@wurao/domain';
import type { CheckBody, QueryValues, ReadQuery } from '../contract/validators.ts';
import { type LogFields, STREAM_IDLE_MS, STREAM_ROWS_A_DAY, STREAM_WRITE_BYTES } from '../options.ts';
import { DECISION_ROLES } from '../routes/table.ts';
import { ANSWER_TYPES, AnswerWriter } from '../stream/answers.ts';
import { type CsvCharset, CsvSource } from '../stream/csv-source.ts';
import { NdjsonSource } from '../stream/ndjson-source.ts';
import { presentedCaller } from '../stream/presented-caller.ts';
import type { RowSource } from '../stream/row-source.ts';
import { StreamQuota } from '../stream/stream-quota.ts';
import { StreamRun } from '../stream/stream-run.ts';
import { RowReader } from '../stream/templates.ts';
import { dropRest } from './drop-rest.ts';
import { type Edge, isKeyFailure, proveKey, tokenOf } from './edge.ts';
import { INTERNAL } from './failures.ts';
import { API_CONTENT_POLICY, requestIdOf, SECURITY_HEADERS } from './headers.ts';
import { actorIdOf, actorOf } from './keys.ts';
import { PROBLEM_TYPE, type Problem, problemOf, retryAfterSeconds, Stop } from './problem.ts';
import { formsOf, type StreamForms } from './stream-forms.ts';

/**
 * POST /v1/decisions/stream: rows in, answers out while rows still come. It reads no faster than its answers are taken, holds one chunk
 * and one slice, gives other calls their turn after each slice, and stops when the asker goes away.
 */
export const STREAM_PATH = '/v1/decisions/stream';

export type StreamDoor = (request: IncomingMessage, response: ServerResponse) => void;

export interface StreamChecks {
  readonly body: CheckBody;
  readonly query: ReadQuery;
}

/** One slice of one stream in each turn of the event loop, however many streams there are. */
class Turns {
  #last: Promise<void> = Promise.resolve();

  next(): Promise<void> {
    this.#last = this.#last.then(() => new Promise((resolve) => setImmediate(resolve)));
    return this.#last;
  }
}

interface Shared {
  readonly edge: Edge;
  readonly checks: StreamChecks;
  readonly quota: StreamQuota;
  readonly turns: Turns;
  readonly isClosing: () => boolean;
}

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly key: ApiKey;
  readonly token: string;
  readonly run: string;
  readonly startedMs: number;
}

interface Stream {
  readonly call: Call;
  readonly forms: StreamForms;
  readonly query: QueryValues;
  readonly offset: number;
  /** Of the directory, when the rights that rows are read by were looked up. */
  posted: number;
  readonly reader: RowReader;
  readonly answers: AnswerWriter;
  readonly source: RowSource;
  readonly rows: StreamRun;
}

const NOT_FIELDS = new Set(['offset']);

const queryOf = (url: string): Record<string, unknown> =>
  Object.fromEntries(new URLSearchParams(url.slice(url.indexOf('?') + 1 || url.length)));

const sourceOf = (forms: StreamForms, reader: RowReader): RowSource =>
  forms.given === 'csv' ? new CsvSource(reader, forms.charset as CsvCharset, forms.header) : new NdjsonSource(reader);

export const streamDoor = (edge: Edge, checks: StreamChecks, isClosing: () => boolean): StreamDoor => {
  const quota = new StreamQuota(edge.options.streamRowsADay ?? STREAM_ROWS_A_DAY);
  const shared: Shared = { edge, checks, quota, turns: new Turns(), isClosing };
  return (request, response) => {
    const startedMs = performance.now();
    const run = requestIdOf(request.headers['x-request-id']);
    const { method = '', headers, socket } = request;
    const key = proveKey(edge, { method, headers, address: socket.remoteAddress ?? '' }, DECISION_ROLES);
    if (isKeyFailure(key)) return refuse(shared, response, run, startedMs, key);
    const call = { request, response, key, token: tokenOf(request) ?? '', run, startedMs };
    admit(shared, call).catch((error: unknown) => {
      if (error instanceof Stop) refuse(shared, response, run, startedMs, error.failure);
      else void surprise(shared, call, error, async () => void request.destroy());
    });
  };
};

/** Everything that can be said before the first row; then the rows, however they end. */
const admit = async (shared: Shared, call: Call): Promise<void> => {
  const { edge, quota } = shared;
  const { key, request } = call;
  const ready = edge.limits.writes.take(actorIdOf(key)) ?? quota.begin(actorIdOf(key), edge.ports.gate.nowMs());
  if (ready) return refuse(shared, call.response, call.run, call.startedMs, ready);
  try {
    const opened = await open(shared, call);
    if (!opened.ok) return refuse(shared, call.response, call.run, call.startedMs, opened);
    await withinIdle(request, () => answerStream(shared, opened.value));
  } finally {
    quota.end(actorIdOf(key));
  }
};

/** Ends a call in which nothing comes or goes for too long. A call without a socket (a test's) has no such end. */
const withinIdle = async (request: IncomingMessage, work: () => Promise<void>): Promise<void> => {
  const socket: Partial<Pick<typeof request.socket, 'setTimeout' | 'off'>> = request.socket;
  const giveUp = (): void => void request.destroy();
  socket.setTimeout?.(STREAM_IDLE_MS, giveUp);
  try {
    await work();
  } finally {
    socket.setTimeout?.(0);
    socket.off?.('timeout', giveUp);
  }
};

const open = async ({ edge, checks }: Shared, call: Call): Promise<Result<Stream>> => {
  const { request, key, run } = call;
  const forms = formsOf(request.headers);
  if (!forms.ok) return forms;
  const query = checks.query(queryOf(request.url ?? ''));
  if (query.failure) return query.failure;
  const { gate } = edge.ports;
  const defaults = Object.fromEntries(Object.entries(query.values).filter(([name]) => !NOT_FIELDS.has(name)));
  const posted = gate.posted();
  const presented = await presentedFor(edge, key, query.values);
  const reader = new RowReader({ check: checks.body, key, gate, defaults, presented });
  // What is wrong with the defaults is wrong with every row that adds nothing: said once, while it can still be a status.
  const all = reader.template({});
  if (!all.ok && all.code === 'forbidden') return all;
  const offset = Number(query.values['offset'] ?? 0);
  const answers = new AnswerWriter(forms.value.wanted, key.role);
  const source = sourceOf(forms.value, reader);
  const rows = new StreamRun({ gate, source, answers, actor: actorOf(key), run, offset });
  return success({ call, forms: forms.value, query: query.values, offset, posted, reader, answers, source, rows });
};

const presentedFor = (edge: Edge, key: ApiKey, query: QueryValues) => {
  const said = (name: string): string | undefined => query[name] as string | undefined;
  if (said('caller') !== undefined || said('line') !== undefined) return success({});
  const asked = { merchant: said('merchant'), purpose: said('purpose'), channel: said('channel') };
  return presentedCaller(edge.ports, key, { ...asked, category: said('category') });
};

/** Whose a line is and what is filed may change while rows come: they are looked up again whenever the directory changed. */
const lookAgain = async ({ edge }: Shared, stream: Stream): Promise<Failure | undefined> => {
  const posted = edge.ports.gate.posted();
  if (posted === stream.posted) return undefined;
  try {
    const key = edge.keys.keyOf(stream.call.token) ?? stream.call.key;
    stream.reader.renew(key, await presentedFor(edge, key, stream.query));
  } catch (error) {
    if (error instanceof Stop) return error.failure;
    throw error;
  }
  stream.source.forget();
  stream.posted = posted;
  return undefined;
};

const answerStream = async (shared: Shared, stream: Stream): Promise<void> => {
  const { edge } = shared;
  const { call, forms, offset, rows } = stream;
  const { key, run } = call;
  const merchant = key.role === 'merchant' ? { merchant: key.party as string } : {};
  const about = { run, keyId: actorIdOf(key), role: key.role, path: STREAM_PATH };
  edge.options.log?.('info', 'stream began', { ...about, ...merchant, form: forms.given, offset } satisfies LogFields);
  let outcome = 'failed';
  try {
    outcome = await pump(shared, stream);
  } catch (error) {
    await surprise(shared, call, error, () => endWith(stream, { code: INTERNAL.code, ...INTERNAL.errors[0] }));
  } finally {
    const ms = Math.round(performance.now() - call.startedMs);
    const figures = { offset, rows: rows.rows, badRows: rows.badRows, ms, outcome };
    edge.options.log?.('info', 'stream ended', { ...about, ...merchant, ...figures } satisfies LogFields);
    edge.options.observe?.('decideStream', call.response.statusCode, ms);
  }
};

/** Rows as they come. Answers how it ended. */
const pump = async (shared: Shared, stream: Stream): Promise<string> => {
  const { request, response } = stream.call;
  const { source, rows, offset } = stream;
  const chunks: AsyncIterator<Buffer, unknown> = request.iterator({ destroyOnReturn: false });
  let stopped: Failure | undefined;
  try {
    for (let more = true; more && stopped === undefined; ) {
      const chunk = await nextChunk(chunks);
      if (chunk === 'asker gone') return chunk;
      more = chunk !== undefined;
      if (chunk === undefined) source.finish();
      else source.push(chunk);
      stopped = await answerSlices(shared, stream);
    }
  } finally {
    await chunks.return?.();
  }
  if (stopped) return await stop(shared, stream, stopped);
  if (isGone(response)) return 'asker gone';
  if (rows.skipped < offset) return await stop(shared, stream, beyond(offset, rows.skipped));
  sendHead(stream);
  response.end();
  return 'done';
};

/** Only reading fails because the asker went away; whatever else throws is ours. */
const nextChunk = async (chunks: AsyncIterator<Buffer, unknown>): Promise<Buffer | 'asker gone' | undefined> => {
  try {
    const next = await chunks.next();
    return next.done ? undefined : next.value;
  } catch {
    return 'asker gone';
  }
};

const isGone = (response: ServerResponse): boolean => response.destroyed || response.closed;

/** All whole rows that are there. A failure ends the stream; one that is gone ends it without a word. */
const answerSlices = async (shared: Shared, stream: Stream): Promise<Failure | undefined> => {
  const { edge, turns, quota, isClosing } = shared;
  const { call, answers, rows } = stream;
  const { response, key } = call;
  for (let more = true; more; ) {
    await turns.next();
    const unknown = await lookAgain(shared, stream);
    if (isGone(response)) return GONE;
    if (isClosing()) return CLOSING;
    // A revocation holds from the next slice on.
    if (edge.keys.keyOf(call.token)?.id !== key.id) return REVOKED;
    if (unknown) return unknown;
    const before = rows.rows;
    const slice = rows.slice();
    if ('ok' in slice) return slice;
    more = slice.more;
    if (answers.size >= STREAM_WRITE_BYTES || (!more && answers.size > 0)) {
      sendHead(stream);
      if (!response.write(answers.take())) await drained(response);
    }
    const spent = quota.spend(actorIdOf(key), rows.rows - before, edge.ports.gate.nowMs());
    if (spent) return spent;
  }
  return undefined;
};

const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    if (isGone(response)) return resolve();
    const go = (): void => {
      response.off('drain', go);
      response.off('close', go);
      resolve();
    };
    response.on('drain', go);
    response.on('close', go);
  });

const sendHead = ({ call, forms, offset, answers }: Stream): void => {
  const { response, run } = call;
  if (response.headersSent) return;
  response.writeHead(200, {
    ...SECURITY_HEADERS,
    'content-security-policy': API_CONTENT_POLICY,
    'content-type': ANSWER_TYPES[forms.wanted],
    'x-request-id': run,
    'x-wurao-offset': String(offset),
  });
  const beginning = answers.beginning();
  if (beginning.length > 0) response.write(beginning);
};

/** Before the first answer a failure is a status; after it, the last row, which says where to go on. */
const stop = async (shared: Shared, stream: Stream, stopped: Failure): Promise<string> => {
  const { call, rows } = stream;
  const { response } = call;
  if (stopped === GONE || isGone(response)) return 'asker gone';
  if (!response.headersSent && rows.rows === 0) {
    refuse(shared, response, call.run, call.startedMs, stopped);
    return `refused (${stopped.code})`;
  }
  const [first] = stopped.errors;
  await endWith(stream, { ...first, code: stopped.code });
  return `stopped (${stopped.code})`;
};

/** The last row: why it ends, and where to go on. */
const endWith = async (stream: Stream, told: Partial<FieldError> & { readonly code: string }): Promise<void> => {
  const { call, answers, offset, rows, source } = stream;
  const { field = '', message = '', remedy = '', code } = told;
  sendHead(stream);
  answers.error({ line: source.line, field, message, remedy, code }, { ended: true, offset: offset + rows.rows });
  call.response.write(answers.take());
  await dropRest(call.request);
  call.response.end(() => call.request.destroy());
};

const beyond = (offset: number, rows: number): Failure =>
  invalid(
    'offset',
    `${offset} rows cannot be passed over: there are ${rows}`,
    'Send the rows of the call that broke off, all of them.',
  );

const GONE = failure('not-ready', 'The asker is gone', { field: '', message: '', remedy: '' });
const CLOSING = failure('not-ready', 'Not ready', {
  field: '',
  message: 'the server is stopping',
  remedy: 'Go on from the offset when it is ready again.',
});
const REVOKED = failure('unauthenticated', 'No valid key', {
  field: 'Authorization',
  message: 'the key was revoked or expired',
  remedy: 'Go on from the offset with another key.',
});

const refuse = (shared: Shared, response: ServerResponse, run: string, startedMs: number, error: Failure): void => {
  const problem = problemOf(error);
  shared.edge.options.observe?.('decideStream', problem.status, performance.now() - startedMs);
  const seconds = retryAfterSeconds(error);
  send(response, run, problem, {
    ...(seconds === undefined ? {} : { 'retry-after': String(seconds) }),
    ...(problem.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
  });
};

const send = (response: ServerResponse, run: string, problem: Problem | typeof INTERNAL, more: object): void => {
  if (response.headersSent || isGone(response)) return;
  const text = JSON.stringify(problem);
  response.writeHead(problem.status, {
    ...SECURITY_HEADERS,
    'content-security-policy': API_CONTENT_POLICY,
    'content-type': PROBLEM_TYPE,
    'content-length': Buffer.byteLength(text),
    'x-request-id': run,
    // More than is dropped may follow.
    connection: 'close',
    ...more,
  });
  // By its length it is whole for the asker now.
  response.write(text);
  void dropRest(response.req).then(() => response.end());
};

/** Told to the log; to the asker as a status, or by `end` when answers are on their way. */
const surprise = async ({ edge }: Shared, call: Call, error: unknown, end: () => Promise<void>): Promise<void> => {
  const told = error instanceof Error ? (error.stack ?? error.name) : 'unknown';
  edge.options.log?.('error', 'stream failed', { path: STREAM_PATH, run: call.run, error: told } satisfies LogFields);
  if (!call.response.headersSent) send(call.response, call.run, INTERNAL, {});
  else if (!isGone(call.response)) await end();
};
