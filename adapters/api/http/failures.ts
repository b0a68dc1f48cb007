import { type Failure, failure } from '@wurao/domain';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { LogFields } from '../options.ts';
import { tooLarge } from './body.ts';
import type { Edge } from './edge.ts';
import { notFound } from './need.ts';
import { PROBLEM_TYPE, problemOf, retryAfterSeconds, Stop } from './problem.ts';

/** What the HTTP library itself refuses, in our words. */
const FROM_LIBRARY: Readonly<Record<string, (bytesMax: number | undefined) => Failure>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: tooLarge,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    malformed('the body is shorter or longer than Content-Length says', 'Send the length that the body has.'),
  FST_ERR_BAD_URL: () => malformed('the path is not well encoded', 'Percent-encode the path as UTF-8.'),
  FST_ERR_MAX_PARAM_LENGTH: () => malformed('a part of the path is too long', 'Check the path.'),
};

/** Other refusals of the library: a path that leaves the pages, a client that went away. Theirs, not ours. */
const ofTheClient = ({ statusCode, code }: FastifyError): Failure | undefined => {
  if (code === 'ECONNRESET') return malformed('the request ended before its body did', 'Send the whole request.');
  if (statusCode === undefined || statusCode < 400 || statusCode >= 500) return undefined;
  return statusCode === 403 || statusCode === 404
    ? notFound('path').failure
    : malformed('the request is not one that can be read', 'See the contract at /docs.');
};

const malformed = (message: string, remedy: string): Failure =>
  failure('malformed', 'The request cannot be read', { field: '', message, remedy });

export const sendFailure = (reply: FastifyReply, error: Failure): FastifyReply => {
  const problem = problemOf(error);
  const seconds = retryAfterSeconds(error);
  if (seconds !== undefined) reply.header('retry-after', String(seconds));
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  return reply.code(problem.status).type(PROBLEM_TYPE).send(JSON.stringify(problem));
};

/** A programmer's error: told to the log by name, to the asker not at all. */
export const INTERNAL = {
  type: '/docs#internal',
  title: 'The server failed',
  status: 500,
  code: 'internal',
  errors: [
    {
      field: '',
      message: 'an error inside the server',
      remedy: 'Try again; if it stays, give the operator the x-request-id of this answer.',
    },
  ],
};

/** The door as the contract calls it; unknown paths have none, and are not told: they may hold a number. */
const doorOf = (request: FastifyRequest): { readonly operationId: string; readonly path: string } => ({
  operationId: 'unknown',
  path: '',
  ...(request.routeOptions?.config as object | undefined as { operationId?: string; path?: string } | undefined),
});

export const failureAnswers =
  (edge: Edge) =>
  (error: FastifyError | Stop, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { log, observe } = edge.options;
    const door = doorOf(request);
    const entry = { requestId: request.id, method: request.method, path: door.path };
    const known =
      error instanceof Stop
        ? error.failure
        : (FROM_LIBRARY[error.code]?.(request.routeOptions?.bodyLimit) ?? ofTheClient(error));
    if (known) {
      const { status, code } = problemOf(known);
      log?.(status >= 500 ? 'warn' : 'info', 'call refused', { status, code, ...entry } satisfies LogFields);
      observe?.(door.operationId, status, reply.elapsedTime);
      return sendFailure(reply, known);
    }
    log?.('error', 'call failed', { status: 500, error: error.stack ?? error.name, ...entry } satisfies LogFields);
    observe?.(door.operationId, 500, reply.elapsedTime);
    return reply.code(500).type(PROBLEM_TYPE).send(JSON.stringify(INTERNAL));
  };

/** Before a request exists: what the parser of HTTP refuses. */
export const rawProblem = (code: string): string => {
  const isLate = code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const isLong = code === 'HPE_HEADER_OVERFLOW';
  const [status, phrase] = isLate
    ? [408, 'Request Timeout']
    : isLong
      ? [431, 'Request Header Fields Too Large']
      : [400, 'Bad Request'];
  const remedy = isLate
    ? 'Send the whole request at once.'
    : isLong
      ? 'Send fewer or shorter headers.'
      : 'Send HTTP/1.1.';
  const error = { field: '', message: phrase.toLowerCase(), remedy };
  const body = JSON.stringify({
    type: '/docs#malformed',
    title: 'The request cannot be read',
    status,
    code: 'malformed',
    errors: [error],
  });
  return `HTTP/1.1 ${status} ${phrase}\r\ncontent-type: ${PROBLEM_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`;
};
