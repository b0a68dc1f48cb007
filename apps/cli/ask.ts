import type { Result } from '@wurao/domain';
import { type Access, type AccessOptions, type CallAnswer, isRejected, withAccess } from './access.ts';
import { failed, rejected } from './problems.ts';
import { DONE, type ExitCode, type Shell } from './shell.ts';

type AskOne = (access: Access) => Promise<Result<CallAnswer>>;

/** Asks the house, and prints the answer's body: as JSON, or as `textOf` has it. */
export const askAndPrint = async (
  shell: Shell,
  options: AccessOptions,
  ask: AskOne,
  textOf: (body: never) => string,
): Promise<ExitCode> => {
  const answer = await withAccess(shell, options, ask);
  if (!answer.ok) return failed(shell, answer, options.json);
  if (isRejected(answer.value)) return rejected(shell, answer.value, options.json);
  const { body } = answer.value;
  shell.out(options.json ? `${JSON.stringify(body)}\n` : textOf(body as never));
  return DONE;
};

const CONTROLS = /\p{Cc}+/gu;
/** What strangers wrote must not steer a terminal. */
export const plain = (text: unknown): string => String(text ?? '-').replaceAll(CONTROLS, ' ');

/** Names and values of a query; what is not said is left out. */
export const queryOf = (said: Readonly<Record<string, string | number | boolean | undefined>>): string => {
  const pairs = Object.entries(said).filter(([, value]) => value !== undefined && value !== false);
  const text = new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
};
