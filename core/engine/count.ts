import {
  type Attempt,
  channelBit,
  type Decision,
  type InstantMs,
  type Line,
  type Merchant,
  purposeBit,
} from '@wurao/domain';
import type { LawPack } from '@wurao/law';
import type { JoinedFiling } from './join-filing.ts';
import type { Counters, Facts } from './ports.ts';
import { lineNamed } from './resolve.ts';
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
  const filings = attempt.caller === undefined ? [] : facts.filingsOf(attempt.caller, attempt.callerKey);
  const line = lineNamed(facts, filings, attempt.line);
  const merchant = merchantNamed(facts, filings, decision.merchant);
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

const merchantNamed = (
  facts: Facts,
  filings: readonly JoinedFiling[],
  id: Decision['merchant'],
): Merchant | undefined => {
  const filed = filings[0]?.merchant;
  if (id === undefined || filed?.id === id) return id === undefined ? undefined : filed;
  return facts.merchant(id);
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
