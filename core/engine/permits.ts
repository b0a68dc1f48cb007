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
export type Permits = Map<string, PermitState>;

export const newPermits = (): Permits => new Map();

const fingerprintOf = (attempt: Attempt): string =>
  [attempt.channel, attempt.line, attempt.caller, attempt.callee, attempt.firstCalled].join('|');

/** Forget what has expired. Insertion order is expiry order, since every permit lives equally long. */
const expirePermits = (permits: Permits, atMs: InstantMs): void => {
  for (const [id, permit] of permits) {
    if (permit.expiresMs > atMs) return;
    permits.delete(id);
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
  if (permits.size >= MAX_LIVE_PERMITS) return false;
  permits.set(id, { fingerprint: fingerprintOf(attempt), filing, expiresMs: atMs + PERMIT_LIFE_MS });
  return true;
};

/** Use a permit up. Undefined when it is unknown, used, expired, or was made for another attempt: then it counts for nothing. */
export const redeemPermit = (permits: Permits, id: string, attempt: Attempt, atMs: InstantMs): Attempt['permit'] => {
  const permit = permits.get(id);
  if (permit === undefined || permit.expiresMs <= atMs || permit.fingerprint !== fingerprintOf(attempt))
    return undefined;
  permits.delete(id);
  return { id, filing: permit.filing };
};
