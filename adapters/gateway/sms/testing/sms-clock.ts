import { FakeClock } from '../../sip/proxy/testing/fake-clock.ts';
import type { SmsClock } from '../sessions/limits.ts';

/** A clock of a test as sessions want it; its day begins at that instant. */
export function smsClock(startMs = 0): { readonly fake: FakeClock; readonly clock: SmsClock } {
  const fake = new FakeClock();
  return {
    fake,
    clock: { steadyMs: () => fake.nowMs, nowMs: () => startMs + fake.nowMs, later: fake.later },
  };
}
