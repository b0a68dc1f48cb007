import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { type Failure, type FieldError, failure, type Result, success } from '@wurao/domain';
import { noAnswer } from '../problems.ts';

/** One call of POST /v1/decisions/stream: callees go out while answers come in. */
export interface StreamCall {
  /** Resolves when there is room for more. */
  readonly write: (rows: Uint8Array) => Promise<void>;
  readonly end: () => void;
  /** The answers, or what the server says instead. */
  readonly answers: () => Promise<Result<AsyncIterable<Buffer>>>;
  readonly stop: () => void;
}

/** An answer that says nothing for so long is none. */
const IDLE_MS = 90_000;
const OK = 200;

export const streamBroke = (message: string): Failure => noAnswer(message, '; then go on with --resume');

const rejectedBy = async (response: IncomingMessage): Promise<Failure> => {
  let text = '';
  for await (const chunk of response) text += String(chunk);
  try {
    const problem = JSON.parse(text) as { code: Failure['code']; title: string; errors: readonly FieldError[] };
    return failure(problem.code, problem.title, ...problem.errors);
  } catch {
    return streamBroke(`status ${response.statusCode}`);
  }
};

export const openStream = (url: string, key: string, query: URLSearchParams): StreamCall => {
  const call: ClientRequest = request(`${url}/v1/decisions/stream?${query}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'text/csv; charset=utf-8; header=absent',
      accept: 'text/csv',
    },
  });
  call.setTimeout(IDLE_MS, () => call.destroy(new Error(`nothing for ${IDLE_MS / 1000} s`)));
  let broken: Error | undefined;
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    call.on('response', resolve);
    call.on('error', (error) => {
      broken = error;
      reject(error);
    });
  });
  // Whoever waits hears of it; nobody may be waiting yet.
  response.catch(() => undefined);
  return {
    write: (rows) =>
      new Promise((resolve) => {
        if (broken !== undefined || call.destroyed || call.write(rows)) return resolve();
        const go = (): void => {
          call.off('drain', go);
          call.off('close', go);
          resolve();
        };
        call.on('drain', go);
        call.on('close', go);
      }),
    end: () => void call.end(),
    answers: async () => {
      try {
        const answered = await response;
        return answered.statusCode === OK ? success(answered) : await rejectedBy(answered);
      } catch (error) {
        return streamBroke(`${url}: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
    stop: () => void call.destroy(),
  };
};
