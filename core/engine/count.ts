import { type Attempt, channelBit, type Decision, type InstantMs, type Line, purposeBit } from '@wurao/domain';
import type { LawPack } from '@wurao/law';
import type { Counters, Facts } from './ports.ts';
import { isInForce, sanctionTargets } from './sanction-targets.ts';

/**
 * Count an allowed attempt (docs/decision.md, Counting). One call per counted decision, after `decide`, on the gate that
 * owns the callee's counters; also how counters are rebuilt from the journal after a restart.
 */
export const countAllowed = (
  attempt: Attempt,
  decision: Decision,
  facts: Facts,
  counters: Counters,
  law: LawPack,
  atMs: InstantMs,
): void => {
  if (!decision.counted || decision.purpose === undefined) return;
  const line = attempt.line === undefined ? undefined : facts.line(attempt.line);
  const merchant = decision.merchant === undefined ? undefined : facts.merchant(decision.merchant);
  const forwarded = line?.trusted === true && attempt.firstCalled !== undefined;
  const subscriber = forwarded && attempt.firstCalled !== undefined ? attempt.firstCalled : attempt.callee;
  const group = law.matrix[decision.purpose].caps;
  if (merchant !== undefined && group !== undefined) {
    counters.countContact(merchant.index, subscriber, group, attempt.channel === 'voice', atMs);
  }
  const personal = line?.class === 'personal' && decision.filing === undefined && decision.purpose === 'personal';
  if (personal && attempt.caller !== undefined) counters.countDistinct(attempt.caller, attempt.callee, atMs);
  countCapped(attempt, decision, line, facts, counters, atMs);
};

/** Only targets under a cap in force are counted, so the tables stay as small as the list of caps. */
const countCapped = (
  attempt: Attempt,
  decision: Decision,
  line: Line | undefined,
  facts: Facts,
  counters: Counters,
  atMs: InstantMs,
): void => {
  if (decision.purpose === undefined || !facts.hasSanctions()) return;
  const purpose = purposeBit(decision.purpose);
  const channel = channelBit(attempt.channel);
  for (const [kind, id] of sanctionTargets(attempt.caller, line, decision.merchant)) {
    const capped = facts
      .sanctionsOn(kind, id)
      .some((sanction) => sanction.kind === 'cap' && isInForce(sanction, atMs, purpose, channel));
    if (capped) counters.countTarget(kind, id, atMs);
  }
};
