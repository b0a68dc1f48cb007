import { type Failure, type FailureCode, type FieldError, failure } from '@wurao/domain';
import { type ExitCode, MISUSED, REFUSED, type Shell } from './shell.ts';

/** Codes that blame what was asked; the others blame the state of things. */
const INPUT_CODES: readonly FailureCode[] = [
  'malformed',
  'invalid',
  'unauthenticated',
  'forbidden',
  'not-found',
  'conflict',
  'idempotency-conflict',
  'too-large',
];
const TOO_MANY_REQUESTS = 429;
const FIRST_SERVER_STATUS = 500;

/** What a problem+json answer holds. */
export interface Problem {
  readonly title: string;
  readonly errors: readonly FieldError[];
  readonly code?: string;
}

const lineOf = ({ field, position, message, remedy }: FieldError): string => {
  const place = [field, position === undefined ? '' : `at ${position}`].filter((part) => part !== '').join(' ');
  return `  ${place === '' ? '' : `${place}: `}${message}\n    ${remedy}\n`;
};

export const problemText = ({ title, errors }: Problem): string => `wurao: ${title}\n${errors.map(lineOf).join('')}`;

const tell = (shell: Shell, problem: Problem, json: boolean): void => {
  // Programs that asked for JSON get the problem as JSON too, where they read.
  if (json) shell.out(`${JSON.stringify(problem)}\n`);
  else shell.err(problemText(problem));
};

export const failed = (shell: Shell, failure: Failure, json = false): ExitCode => {
  tell(shell, { title: failure.title, code: failure.code, errors: failure.errors }, json);
  return INPUT_CODES.includes(failure.code) ? MISUSED : REFUSED;
};

/** The server says nothing. `next`: what else remedies it. */
export const noAnswer = (message: string, next = ''): Failure =>
  failure('not-ready', 'The server does not answer', {
    field: '',
    message,
    remedy: `See its log, or run \`wurao doctor\`${next}.`,
  });

/** An answer of the server that is no success. */
export const rejected = (
  shell: Shell,
  answer: { readonly status: number; readonly body: unknown },
  json = false,
): ExitCode => {
  const body = (answer.body ?? {}) as Partial<Problem>;
  const title = body.title ?? `The server answered ${answer.status}`;
  tell(shell, { ...body, title, errors: body.errors ?? [] }, json);
  return answer.status >= FIRST_SERVER_STATUS || answer.status === TOO_MANY_REQUESTS ? REFUSED : MISUSED;
};
