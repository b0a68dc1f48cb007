import type { Failure } from '@wurao/domain';

/** What `wurao doctor` found of one thing. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly message: string;
  readonly remedy?: string;
}

export const ok = (check: string, message: string): Finding => ({ check, state: 'ok', message });
export const warn = (check: string, message: string, remedy: string): Finding => ({
  check,
  state: 'warn',
  message,
  remedy,
});
export const fail = (check: string, message: string, remedy: string): Finding => ({
  check,
  state: 'fail',
  message,
  remedy,
});
export const failing = (check: string, { title, errors }: Failure): Finding =>
  fail(check, errors[0]?.message ?? title, errors[0]?.remedy ?? 'See the log of the server.');
