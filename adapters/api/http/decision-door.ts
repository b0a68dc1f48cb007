import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiKey, Failure, JournalledDecision, Result } from '@wurao/domain';
import type { CheckBody } from '../contract/validators.ts';
import { BODY_BYTES_MAX, type LogFields } from '../options.ts';
import { type AskedAttempt, type AttemptBody, readAttempt } from '../read/attempt.ts';
import { DECISION_ROLES } from '../routes/table.ts';
import { decisionText } from '../views/decision-view.ts';
import { checkBodyHeaders, parseBody, tooLarge } from './body.ts';
import { type Edge, isKeyFailure, proveKey } from './edge.ts';
import { INTERNAL } from './failures.ts';
import { API_CONTENT_POLICY, JSON_TYPE, requestIdOf, SECURITY_HEADERS } from './headers.ts';
import { actorIdOf, actorOf } from './keys.ts';
import { PROBLEM_TYPE, problemOf, retryAfterSeconds } from './problem.ts';

/**
 * POST /v1/decisions, past the HTTP library's pipeline: the one call that is asked tens of thousands of times a second. Same contract,
 * same validator, same errors as every other door; only the way there is short.
 */
export const DECISION_PATH = '/v1/decisions';

const SAFE_HEADERS = Object.entries({ ...SECURITY_HEADERS, 'content-security-policy': API_CONTENT_POLICY }).flat();

export type DecisionDoor = (request: IncomingMessage, response: ServerResponse) => void;

interface Turn {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly startedMs: number;
}

type Send = (turn: Turn, status: number, type: string, text: string, more?: readonly string[]) => void;

const sender =
  (edge: Edge, isClosing: () => boolean): Send =>
  (turn, status, type, text, more = []) => {
    const { request, response } = turn;
    edge.options.observe?.('decide', status, performance.now() - turn.startedMs);
    if (response.destroyed || response.headersSent) return;
    const id = requestIdOf(request.headers['x-request-id']);
    const length = String(Buffer.byteLength(text));
    const closing = isClosing() ? ['connection', 'close'] : [];
    response.writeHead(status, [
      'content-type',
      type,
      'content-length',
      length,
      'x-request-id',
      id,
      ...SAFE_HEADERS,
      ...more,
      ...closing,
    ]);
    response.end(text);
  };

const CLOSE = ['connection', 'close'];

const fail = (edge: Edge, send: Send, turn: Turn, error: Failure): void => {
  const problem = problemOf(error);
  const seconds = retryAfterSeconds(error);
  const retry = seconds === undefined ? [] : ['retry-after', String(seconds)];
  // What is left of a body that was not read would be taken for the next request.
  const rest = turn.request.complete ? [] : CLOSE;
  const challenge = problem.status === 401 ? ['www-authenticate', 'Bearer'] : [];
  if (problem.status >= 500)
    edge.options.log?.('warn', 'decision not made', {
      path: DECISION_PATH,
      status: problem.status,
      code: problem.code,
    } satisfies LogFields);
  send(turn, problem.status, PROBLEM_TYPE, JSON.stringify(problem), [...retry, ...challenge, ...rest]);
};

/** The whole body, or undefined when it is larger than allowed; never more in memory than that. */
const readBytes = (request: IncomingMessage, then: (bytes: Buffer | undefined) => void): void => {
  let first: Buffer | undefined;
  let chunks: Buffer[] | undefined;
  let length = 0;
  let over = false;
  request.on('data', (chunk: Buffer) => {
    if (over) return;
    length += chunk.length;
    if (length > BODY_BYTES_MAX) {
      over = true;
      then(undefined);
    } else if (first === undefined) first = chunk;
    else if (chunks === undefined) chunks = [first, chunk];
    else chunks.push(chunk);
  });
  request.on('end', () => {
    if (!over) then(chunks === undefined ? (first ?? Buffer.alloc(0)) : Buffer.concat(chunks));
  });
};

/** From bytes to an attempt that this key may ask: the same checks, in the same order, as every other door. */
const readAsked = (check: CheckBody, gate: Edge['ports']['gate'], key: ApiKey, bytes: Buffer): Result<AskedAttempt> => {
  const parsed = parseBody(bytes);
  if (!parsed.ok) return parsed;
  return check(parsed.value) ?? readAttempt(parsed.value as AttemptBody, key, gate);
};

/** Right, rate and headers, before the body is read. */
const admitted = (edge: Edge, { method = '', headers, socket }: IncomingMessage): ApiKey | Failure => {
  const key = proveKey(edge, { method, headers, address: socket.remoteAddress ?? '' }, DECISION_ROLES);
  if (isKeyFailure(key)) return key;
  const wrong =
    edge.limits.decisions.take(actorIdOf(key)) ??
    checkBodyHeaders(headers['content-type'], headers['content-encoding']);
  if (wrong) return wrong;
  return Number(headers['content-length'] ?? 0) > BODY_BYTES_MAX ? tooLarge() : key;
};

export const decisionDoor = (edge: Edge, check: CheckBody, isClosing: () => boolean): DecisionDoor => {
  const { gate } = edge.ports;
  const send = sender(edge, isClosing);
  const surprise = (turn: Turn, error: unknown): void => {
    const told = error instanceof Error ? (error.stack ?? error.name) : 'unknown';
    edge.options.log?.('error', 'decision failed', { path: DECISION_PATH, error: told } satisfies LogFields);
    send(turn, INTERNAL.status, PROBLEM_TYPE, JSON.stringify(INTERNAL));
  };
  const answer = (turn: Turn, key: ApiKey, record: JournalledDecision | Failure): void => {
    if ('ok' in record) fail(edge, send, turn, record);
    else {
      const law = gate.lawPack(record.decision.law) ?? gate.law();
      send(turn, 200, JSON_TYPE, decisionText(key.role, record, law));
    }
  };
  const decide = (turn: Turn, key: ApiKey, bytes: Buffer | undefined): void => {
    const asked = bytes === undefined ? tooLarge() : readAsked(check, gate, key, bytes);
    if (!asked.ok) return void fail(edge, send, turn, asked);
    const { attempt, permit, atMs } = asked.value;
    gate
      .decide(attempt, permit, actorOf(key), atMs)
      .then((record) => answer(turn, key, record))
      .catch((error: unknown) => surprise(turn, error));
  };

  return (request, response) => {
    const turn = { request, response, startedMs: performance.now() };
    const key = admitted(edge, request);
    if (isKeyFailure(key)) return void fail(edge, send, turn, key);
    readBytes(request, (bytes) => {
      try {
        decide(turn, key, bytes);
      } catch (error) {
        surprise(turn, error);
      }
    });
  };
};
