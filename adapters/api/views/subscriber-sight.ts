import type { JournalledDecision } from '@wurao/domain';
import { fullSight, type Shown } from './merchant-sight.ts';

/** That somebody held the number before, and agreed to this merchant, is the former holder's affair. */
export const reasonForSubscriber = (reason: string): string =>
  reason === 'consent-of-former-holder' ? 'no-consent' : reason;

/** What a subscriber is shown of a decision about its number: all, but nothing of a former holder. */
export const subscriberSight = (record: JournalledDecision): Shown => {
  const shown = fullSight(record);
  const wouldBe = shown.wouldBe === undefined ? undefined : reasonForSubscriber(shown.wouldBe);
  return { ...shown, reason: reasonForSubscriber(shown.reason), wouldBe };
};

/** A call that was forwarded is decided by the wishes of the party first called, which are not the callee's to read. */
export const isForwarded = ({ attempt }: JournalledDecision): boolean =>
  attempt.firstCalled !== undefined && attempt.firstCalled !== attempt.callee;

type Found = Readonly<Record<string, unknown>>;

const isOfFormerHolder = (fact: unknown): boolean => {
  const { former, ended } = (fact ?? {}) as { readonly former?: boolean; readonly ended?: { readonly how?: string } };
  return former === true || ended?.how === 'recycled';
};

/** The same of what a step looked at. */
export const lookedBySubscriber = (looked: Found): Found =>
  Array.isArray(looked['bases'])
    ? { ...looked, bases: looked['bases'].filter((basis) => !isOfFormerHolder(basis)) }
    : looked;

/** And of the fact that answered. */
export const factForSubscriber = (fact: Found): Found | undefined => (isOfFormerHolder(fact) ? undefined : fact);
