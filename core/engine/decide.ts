import type { Attempt, CounterReading, Decision, InstantMs } from '@wurao/domain';
import { type LawPack, type ReasonKey, reasonOf } from '@wurao/law';
import { findBasis, shortfall } from './basis-of.ts';
import { Context } from './context.ts';
import {
  contentWrong,
  isBarred,
  isEmergency,
  isEnforced,
  isOutsideHours,
  isOverused,
  isPublicInterest,
  isRefused,
  isTooOften,
  loadSubscriber,
  personalListing,
  sanctionBites,
} from './leaves.ts';
import type { Counters, Facts } from './ports.ts';
import { releasedFrom } from './release.ts';
import { resolveCaller } from './resolve.ts';

const ALLOWED_BY = { consent: 'consented', request: 'requested', relation: 'related' } as const;

/**
 * May this attempt go ahead? The steps are DESIGN's table and docs/decision.md; the first that answers ends it.
 * Pure: reads `facts` and `counters`, writes neither.
 */
export const decide = (attempt: Attempt, facts: Facts, counters: Counters, law: LawPack, atMs: InstantMs): Decision =>
  decideIn(scratch.take(attempt, facts, counters, law, atMs));

/** Nothing of it outlives a decision. */
const scratch = new Context();

/** The same, leaving in `c` what each step found: `explain` reads it. */
export const decideIn = (c: Context): Decision => {
  if (isEmergency(c)) return allow(c, 1, 'emergency');

  const callerWrong = resolveCaller(c);
  if (callerWrong !== undefined) return refuse(c, 2, callerWrong);
  if (sanctionBites(c)) return refuse(c, 3, 'sanctioned');
  if (isPublicInterest(c)) return allow(c, 4, 'public-interest');

  loadSubscriber(c);
  // The callee asked for this very message: its own lists, wishes and hours are its own to lift, the rest is not.
  const isReleased = releasedFrom(c.attempt) !== undefined;
  const listed = isReleased ? undefined : personalListing(c);
  if (listed === 'allowed') return allow(c, 5, 'personally-allowed');
  if (listed === 'refused') return refuse(c, 5, 'personally-refused');

  const { rule } = c;
  const contentIsWrong = rule.content ? contentWrong(c) : undefined;
  if (contentIsWrong !== undefined) return refuse(c, 6, contentIsWrong);

  if (isReleased && rule.commercial) return allow(c, 13, 'requested');

  if (isOverused(c)) return refuse(c, 7, 'personal-line-overuse');
  if (rule.refusal && isRefused(c)) return refuse(c, 8, 'refused-by-subscriber');
  if (rule.preference && isBarred(c)) return refuse(c, 9, 'do-not-disturb');

  c.basis = rule.commercial || rule.basis.length > 0 ? findBasis(c) : undefined;
  if (c.basis === undefined && rule.basis.includes(c.attempt.channel))
    return refuse(c, 10, shortfall(c) ?? 'no-consent');

  if (isOutsideHours(c)) return refuse(c, 11, 'outside-hours');
  if (isTooOften(c)) return refuse(c, 12, 'too-often');

  if (c.basis !== undefined) c.fact = c.basis.sequence;
  if (!rule.commercial) return allow(c, 7, 'not-commercial');
  return allow(c, 13, c.basis === undefined ? 'basis-not-required' : ALLOWED_BY[c.basis.kind]);
};

/** A refusal on a line that does not enforce for this callee is recorded and lets through. */
const refuse = (c: Context, step: number, reason: ReasonKey): Decision =>
  isEnforced(c.line, c.attempt.callee)
    ? answer(c, step, 'refuse', reason, undefined)
    : answer(c, step, 'allow', 'observed', reason);

const allow = (c: Context, step: number, reason: ReasonKey): Decision => answer(c, step, 'allow', reason, undefined);

const answer = (
  c: Context,
  step: number,
  decision: Decision['decision'],
  reason: ReasonKey,
  wouldBe: ReasonKey | undefined,
): Decision => ({
  decision,
  reason,
  reasonCode: reasonOf(reason).code,
  step,
  wouldBe,
  law: c.law.id,
  dataVersion: c.facts.dataVersion,
  retryAtMs: c.retryAtMs,
  lawfulRetryAtMs: c.lawfulRetryAtMs,
  merchant: c.merchant?.id,
  filing: c.filing?.id,
  carrier: c.line?.chain[0],
  purpose: c.purposeMask === 0 ? c.attempt.purpose : c.purpose,
  categories: c.categories,
  fact: c.fact,
  holdsConfirmed: c.holdsConfirmed,
  counted: decision === 'allow' && c.attempt.mode === 'attempt' && c.attempt.permit === undefined && step > 2,
  counters: c.contacts === undefined && c.distinctCallees === 0 && c.sanctioned === 0 ? NOTHING_COUNTED : countersOf(c),
});

const NOTHING_COUNTED: CounterReading = { today: 0, window: 0, distinctCallees: 0, sanctioned: 0 };

const countersOf = (c: Context): CounterReading => ({
  today: c.contacts?.today ?? 0,
  window: c.contacts?.window ?? 0,
  distinctCallees: c.distinctCallees,
  sanctioned: c.sanctioned,
});
