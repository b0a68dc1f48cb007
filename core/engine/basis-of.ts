import type { PairEntry } from '@wurao/domain';
import type { ReasonKey } from '@wurao/law';
import { type Context, covers, hasBegun, hasEnded, isLiving, type Refusal } from './context.ts';

const SEC_PER_DAY = 86_400;

/** Does this basis count, or is it only somebody's word? Which words count is the law's. */
const counts = (c: Context, entry: PairEntry): boolean => {
  if (entry.confirmed) return true;
  const rules = c.law.unconfirmed;
  const collecting = c.purpose === 'collection' && entry.kind === 'relation';
  if (entry.migrated && within(c, entry, rules.migrated)) return true;
  return within(c, entry, collecting ? rules.collectionRelation : rules[entry.kind]);
};

const within = (c: Context, entry: PairEntry, rule: Context['law']['unconfirmed']['consent']): boolean =>
  rule.counts && (rule.days === undefined || c.atSec < entry.receivedSec + rule.days * SEC_PER_DAY);

const RANK = { consent: 3, request: 2, relation: 1 } as const;

const isBetter = (entry: PairEntry, than: PairEntry | undefined): boolean =>
  than === undefined ||
  RANK[entry.kind] > RANK[than.kind] ||
  (entry.kind === than.kind && entry.sequence > than.sequence);

/** Step 10: the best basis that serves, kept in the context; consent before request before relation, then the latest. */
export const findBasis = (c: Context): PairEntry | undefined => {
  if (c.pair === undefined) return undefined;
  let best: PairEntry | undefined;
  for (const entry of c.pair.entries) {
    if (!c.rule.basisKinds.includes(entry.kind) || !isLiving(c, entry) || !covers(c, entry) || !counts(c, entry))
      continue;
    if (isBetter(entry, best)) best = entry;
  }
  return best;
};

/** Step 10, when none serves: why, in the order of DESIGN's table. Each row is the state an entry must be in. */
const SHORTFALLS: readonly { readonly reason: ReasonKey; readonly is: (c: Context, entry: PairEntry) => boolean }[] = [
  { reason: 'consent-withdrawn', is: (c, entry) => entry.withdrawn && covers(c, entry) },
  { reason: 'consent-of-former-holder', is: (c, entry) => entry.former && covers(c, entry) },
  {
    reason: 'consent-expired',
    is: (c, entry) => !entry.withdrawn && !entry.former && hasEnded(c, entry) && covers(c, entry),
  },
  {
    reason: 'consent-out-of-scope',
    is: (c, entry) =>
      !entry.withdrawn && !entry.former && !hasEnded(c, entry) && (!covers(c, entry) || !hasBegun(c, entry)),
  },
  { reason: 'consent-unconfirmed', is: (c, entry) => isLiving(c, entry) && covers(c, entry) && !counts(c, entry) },
];

export const shortfall = (c: Context): Refusal => {
  if (c.pair === undefined) return 'no-consent';
  const entries = c.pair.entries.filter((entry) => c.rule.basisKinds.includes(entry.kind));
  for (const { reason, is } of SHORTFALLS) {
    const found = entries.find((entry) => is(c, entry));
    if (found === undefined) continue;
    c.fact = found.sequence;
    return reason;
  }
  return 'no-consent';
};
