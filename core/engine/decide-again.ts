import type { Attempt, Decision, InstantMs } from '@wurao/domain';
import type { LawPack } from '@wurao/law';
import { decide } from './decide.ts';
import type { Facts } from './ports.ts';
import type { CountedRecord, RecordedCounters } from './recorded-counters.ts';

/** A decision of the journal, as deciding it again needs it. */
export interface PastDecision extends CountedRecord {
  readonly atMs: InstantMs;
  readonly attempt: Attempt;
  readonly decision: 'allow' | 'refuse';
}

/**
 * Decides a recorded attempt again under `law`, at its own instant, over facts as of its data version and the counters that were
 * recorded. Under the pack that decided, `decidedBy`, the answer is the recorded one.
 */
export const decideAgain = (
  past: PastDecision,
  facts: Facts,
  counters: RecordedCounters,
  decidedBy: LawPack,
  law: LawPack,
): Decision => {
  const { attempt } = past;
  const atMs = attempt.asOfMs ?? past.atMs;
  counters.take(past, decidedBy, facts);
  if (counters.isTooOftenUncapped) {
    // A rest period comes out of the facts; if it does not, there was no room to count in.
    const again = decide(attempt, facts, counters, decidedBy, atMs);
    counters.full = (again.wouldBe ?? again.reason) !== 'too-often';
    counters.unread = false;
  }
  return decide(attempt, facts, counters, law, atMs);
};
