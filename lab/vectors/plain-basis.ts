// Bases: which live, which cover, which count, and which is best (steps 8 to 10 of docs/decision.md), plainly.
import type * as Domain from '@wurao/domain';
import { channelBit, purposeBit } from '@wurao/domain';
import type { LawPack, UnconfirmedRule } from '@wurao/law';
import type { Case } from './plain-resolve.ts';

const DAY_MS = 86_400_000;
type At = Domain.InstantMs;

/** Is a basis alive now, and does it cover this attempt? Instants of bases are whole seconds. */
const begun = (e: Domain.PairEntry, at: At): boolean => e.fromSec <= Math.floor(at / 1000);
const ended = (e: Domain.PairEntry, at: At): boolean => e.toSec !== 0 && Math.floor(at / 1000) >= e.toSec;
export const living = (e: Domain.PairEntry, at: At): boolean =>
  !e.withdrawn && !e.former && begun(e, at) && !ended(e, at);
export const covers = (e: Domain.PairEntry, a: Domain.Attempt, c: Case): boolean =>
  (e.purposes & purposeBit(c.purpose)) !== 0 &&
  (e.channels & channelBit(a.channel)) !== 0 &&
  (e.categories & c.categories) === c.categories &&
  (e.matter === undefined || e.matter === a.content);

/** Step 10: the best basis that counts, or why there is none. */
export const bestBasis = (entries: readonly Domain.PairEntry[], a: Domain.Attempt, c: Case, law: LawPack, at: At) => {
  const rule = law.matrix[c.purpose];
  const ofKind = entries.filter((e) => rule.basisKinds.includes(e.kind));
  const allows = (u: UnconfirmedRule, e: Domain.PairEntry): boolean =>
    u.counts && (u.days === undefined || at < e.receivedSec * 1000 + u.days * DAY_MS);
  const counts = (e: Domain.PairEntry): boolean =>
    e.confirmed ||
    (e.migrated && allows(law.unconfirmed.migrated, e)) ||
    allows(law.unconfirmed[c.purpose === 'collection' ? 'collectionRelation' : e.kind], e);
  const covering = ofKind.filter((e) => covers(e, a, c));
  const good = covering.filter((e) => living(e, at) && counts(e));
  for (const kind of ['consent', 'request', 'relation'] as const) {
    if (good.some((e) => e.kind === kind))
      return { consent: 'consented', request: 'requested', relation: 'related' }[kind];
  }
  if (!rule.basis.includes(a.channel)) return 'basis-not-required';
  if (covering.some((e) => e.withdrawn)) return 'consent-withdrawn';
  if (covering.some((e) => e.former)) return 'consent-of-former-holder';
  if (covering.some((e) => ended(e, at))) return 'consent-expired';
  const standing = ofKind.filter((e) => !e.withdrawn && !e.former && !ended(e, at));
  if (standing.some((e) => !covering.includes(e) || !begun(e, at))) return 'consent-out-of-scope';
  return standing.length > 0 ? 'consent-unconfirmed' : 'no-consent';
};
