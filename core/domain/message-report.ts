import type { InstantMs, PhoneNumber } from './brands.ts';
import { CLOCKS_APART_MS, isSamePort } from './reply-target.ts';

/** A message may wait 48 hours for a network, and 72 in it for a phone that is off. */
export const DELIVERY_REACH_MS = (48 + 72) * 60 * 60 * 1000;
/** What is older is reported too late: who was where is not to be found out any more (house default). */
export const REPORT_AGE_MAX_MS = 30 * 24 * 60 * 60 * 1000;

/** A message as a subscriber shows it to somebody: what it said, the port that it showed, when it came. */
export interface MessageReport {
  readonly subscriber: PhoneNumber;
  readonly port: PhoneNumber;
  readonly text: string;
  readonly atMs: InstantMs;
}

/** What the journal let through to the subscriber. */
export interface CarriedAttempt {
  readonly channel: string;
  readonly caller: string | undefined;
  readonly atMs: InstantMs;
}

/** The attempt that brought the message, as far as port and time say; a call brings none. */
export const attemptReported = <T extends CarriedAttempt>(
  { port, atMs }: MessageReport,
  attempts: readonly T[],
): T | undefined =>
  attempts.find(
    ({ channel, caller, atMs: decidedMs }) =>
      channel !== 'voice' &&
      caller !== undefined &&
      isSamePort(caller, port) &&
      decidedMs >= atMs - DELIVERY_REACH_MS &&
      decidedMs <= atMs + CLOCKS_APART_MS,
  );
