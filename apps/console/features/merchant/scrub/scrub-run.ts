import { ApiProblem, type Problem } from '../../../api/problem.ts';
import { linesOf } from '../ndjson.ts';
import type { RowAnswer } from './scrub-result.ts';

/** Rows of one call: browsers send a body whole, so a long list goes in pieces. */
const PIECE_ROWS = 10_000;
/** Calls in a row that brought no answer before it is given up. */
const PATIENCE = 4;
const WAIT_MS = 1_000;
const TOO_MANY = 429;
const UNAVAILABLE = 503;

interface ScrubRun {
  readonly numbers: readonly string[];
  /** Sends a piece; `offset` rows of it are passed over. */
  readonly ask: (body: string, offset: number) => Promise<Response>;
  readonly put: (row: number, answer: RowAnswer) => void;
  readonly signal: AbortSignal;
  readonly wait?: (ms: number) => Promise<void>;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const bodyOf = (numbers: readonly string[]): string =>
  numbers.map((callee) => `${JSON.stringify({ callee })}\n`).join('');

const refusedAs = async (response: Response): Promise<ApiProblem> =>
  new ApiProblem(response.status, ((await response.json().catch(() => ({}))) ?? {}) as Problem);

/** Answers taken until the call ended or broke off. */
const takeAnswers = async (response: Response, put: (answer: RowAnswer) => void): Promise<void> => {
  if (response.body === null) return;
  for await (const lines of linesOf(response.body)) {
    for (const line of lines) {
      const answer = JSON.parse(line) as RowAnswer;
      if (answer.error?.ended === true) return;
      put(answer);
    }
  }
};

/**
 * Asks about every number, in order. A call that breaks off is gone on with behind the last answer; what the server refuses is thrown;
 * an aborted run ends quietly.
 */
export const runScrub = async ({ numbers, ask, put, signal, wait = sleep }: ScrubRun): Promise<void> => {
  for (let from = 0; from < numbers.length; from += PIECE_ROWS) {
    const piece = numbers.slice(from, from + PIECE_ROWS);
    await runPiece({
      body: bodyOf(piece),
      rows: piece.length,
      ask,
      signal,
      wait,
      put: (row, answer) => put(from + row, answer),
    });
    if (signal.aborted) return;
  }
};

interface Piece extends Omit<Required<ScrubRun>, 'numbers'> {
  readonly body: string;
  readonly rows: number;
}

const runPiece = async ({ body, rows, ask, put, signal, wait }: Piece): Promise<void> => {
  let got = 0;
  for (let idle = 0; got < rows && !signal.aborted; ) {
    const before = got;
    const asked = await askOnce(
      () => ask(body, got),
      (answer) => {
        put(got, answer);
        got += 1;
      },
    );
    if (signal.aborted || got === rows) return;
    if (!asked.mayGoOn) throw asked.fault;
    idle = got === before ? idle + 1 : 0;
    if (idle > PATIENCE) throw asked.fault ?? new TypeError('the answers broke off');
    await wait(asked.waitMs);
  }
};

interface Asked {
  readonly fault?: unknown;
  readonly mayGoOn: boolean;
  readonly waitMs: number;
}

const askOnce = async (ask: () => Promise<Response>, put: (answer: RowAnswer) => void): Promise<Asked> => {
  try {
    const response = await ask();
    if (response.ok) {
      await takeAnswers(response, put);
      return { mayGoOn: true, waitMs: WAIT_MS };
    }
    const seconds = Number(response.headers.get('retry-after') ?? 1);
    const mayGoOn = response.status === TOO_MANY || response.status === UNAVAILABLE;
    return { fault: await refusedAs(response), mayGoOn, waitMs: Math.max(1, seconds) * WAIT_MS };
  } catch (fault) {
    return { fault, mayGoOn: true, waitMs: WAIT_MS };
  }
};
