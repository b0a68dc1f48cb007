import type { Attempt, FilingId, InstantMs } from '@wurao/domain';

/** A permit is good for one attempt, within seconds of its making. */
export const PERMIT_LIFE_MS = 10_000;
export const MAX_LIVE_PERMITS = 200_000;

interface PermitState {
  readonly fingerprint: string;
  readonly filing: FilingId | undefined;
  readonly expiresMs: InstantMs;
}

/** Live permits by id, oldest first. Used, expired and forgotten ones are simply not there. */
export interface Permits {
  readonly live: Map<string, PermitState>;
  /** What an attempt took with it, by what it was given: the attempt may turn out not to have happened. */
  readonly used: WeakMap<object, PermitState>;
}

export const newPermits = (): Permits => ({ live: new Map(), used: new WeakMap() });

const fingerprintOf = (attempt: Attempt): string =>
  [attempt.channel, attempt.line, attempt.caller, attempt.callee, attempt.firstCalled].join('|');

/** Forget what has expired. Insertion order is expiry order, since every permit lives equally long. */
const expirePermits = ({ live }: Permits, atMs: InstantMs): void => {
  for (const [id, permit] of live) {
    if (permit.expiresMs > atMs) return;
    live.delete(id);
  }
};

/** Keep a new permit. False when the table is full: the caller answers `not-ready`. */
export const issuePermit = (
  permits: Permits,
  id: string,
  attempt: Attempt,
  filing: FilingId | undefined,
  atMs: InstantMs,
): boolean => {
  expirePermits(permits, atMs);
  if (permits.live.size >= MAX_LIVE_PERMITS) return false;
  permits.live.set(id, { fingerprint: fingerprintOf(attempt), filing, expiresMs: atMs + PERMIT_LIFE_MS });
  return true;
};

/** Use a permit up. Undefined when it is unknown, used, expired, or was made for another attempt: then it counts for nothing. */
export const redeemPermit = (permits: Permits, id: string, attempt: Attempt, atMs: InstantMs): Attempt['permit'] => {
  const permit = permits.live.get(id);
  if (permit === undefined || permit.expiresMs <= atMs || permit.fingerprint !== fingerprintOf(attempt))
    return undefined;
  permits.live.delete(id);
  const taken = { id, filing: permit.filing };
  permits.used.set(taken, permit);
  return taken;
};

/** Its attempt did not happen (the journal could not take it): what `redeemPermit` gave is good again, no longer than before. */
export const returnPermit = (permits: Permits, taken: NonNullable<Attempt['permit']>): void => {
  const permit = permits.used.get(taken);
  if (permit !== undefined) permits.live.set(taken.id, permit);
};
