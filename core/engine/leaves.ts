import type {
  Content,
  Expectation,
  InstantMs,
  Line,
  Mask,
  PersonalLists,
  PhoneNumber,
  PreferenceProfile,
  Sanction,
} from '@wurao/domain';
import {
  dialledDigits,
  foreignSignature,
  isInside,
  isUnder,
  linksIn,
  nextInside,
  signaturesIn,
  type WeekMinutes,
} from '@wurao/domain';
import type { Cap } from '@wurao/law';
import { type Context, confirmedSince, covers, hasBegun, hasEnded, isLiving, type Refusal } from './context.ts';
import { lawHours } from './law-hours.ts';
import { matchContent, matchRead, promotionIn, readText } from './match-content.ts';
import { isInForce, sanctionTargets } from './sanction-targets.ts';

const MS_PER_DAY = 86_400_000;
const SEC_PER_DAY = 86_400;

/** Step 1 */
export const isEmergency = (c: Context): boolean => {
  const callee = c.attempt.callee;
  return callee.length <= 5 && c.law.emergencyNumbers.includes(callee);
};

/** Step 3 */
export const sanctionBites = (c: Context): boolean => {
  if (!c.facts.hasSanctions()) return false;
  for (const [kind, id] of sanctionTargets(c.attempt.caller, c.line, c.merchant?.id)) {
    for (const sanction of c.facts.sanctionsOn(kind, id)) {
      if (!isInForce(sanction, c.atMs, c.purposeMask, c.channel) || !bites(c, sanction)) continue;
      c.fact = sanction.sequence;
      return true;
    }
  }
  return false;
};

const bites = (c: Context, sanction: Sanction): boolean => {
  if (sanction.kind === 'cap' && c.attempt.permit !== undefined) return false;
  if (sanction.kind !== 'cap') return sanction.kind === 'suspend' || sanction.kind === 'revoke';
  const today = c.counters.targetToday(sanction.target.kind, sanction.target.id, c.atMs);
  c.sanctioned = Math.max(c.sanctioned, today);
  return today >= (sanction.perDay ?? 0);
};

/** Step 4 */
export const isPublicInterest = (c: Context): boolean =>
  c.purpose === 'public-interest' &&
  (c.line?.class === 'access' || c.line?.class === 'personal' || (c.line?.class === 'interconnect' && c.line.trusted));

/** Between 4 and 5: the subscriber's own facts, read once. */
export const loadSubscriber = (c: Context): void => {
  c.facts.touch?.(c.subscriber, c.merchant, c.finalTarget === undefined ? c.attempt.calleeKey : undefined);
  c.profile = c.facts.profile(c.subscriber);
  if (c.merchant === undefined) return;
  c.pair = c.facts.pair(c.subscriber, c.merchant);
  if (c.pair === undefined) return;
  for (const entry of c.pair.entries) {
    const within = !entry.withdrawn && hasBegun(c, entry) && !hasEnded(c, entry);
    if (entry.confirmed && within && covers(c, entry)) c.holdsConfirmed = true;
  }
};

type Listing = 'allowed' | 'refused' | undefined;

const listing = (c: Context, lists: PersonalLists | undefined, caller: PhoneNumber): Listing => {
  if (lists === undefined) return undefined;
  if (lists.allow.includes(caller)) return 'allowed';
  if (lists.deny.includes(caller)) return 'refused';
  if (lists.prefixes.length === 0) return undefined;
  const dialled = dialledDigits(caller);
  const bites = lists.prefixes.some(
    (entry) => (entry.scope === 'all' || c.rule.prefixes) && dialled.startsWith(entry.prefix),
  );
  return bites ? 'refused' : undefined;
};

/** Step 5 */
export const personalListing = (c: Context): Listing => {
  const { caller } = c.attempt;
  if (caller === undefined) return undefined;
  const own = c.profile?.hasLists ? listing(c, c.facts.lists(c.subscriber), caller) : undefined;
  if (c.finalTarget === undefined) return own;
  return listing(c, c.facts.lists(c.finalTarget), caller) === 'refused' ? 'refused' : own;
};

const fitsUse = (c: Context, content: Content): boolean =>
  content.status === 'approved' &&
  content.merchant === c.merchant?.id &&
  content.channel === c.attempt.channel &&
  content.purpose === c.purpose;

/** The contents that a text may be of here: the one that is named, or all that may be used. */
export const contentsInUse = (c: Context): readonly Content[] => {
  if (c.content !== undefined) return [c.content];
  if (c.merchant === undefined || c.attempt.content !== undefined) return [];
  return c.facts
    .contentsOf(c.merchant.id)
    .filter((content) => fitsUse(c, content) && (!c.contentsRequired || c.permitted.includes(content.id)));
};

/** The first (by id) approved content, of those permitted, whose template the text is. */
const templateOf = (c: Context, text: string): Content | undefined => {
  const contents = contentsInUse(c);
  if (contents.length === 0) return undefined;
  let found: Content | undefined;
  const read = readText(text);
  for (const content of contents)
    if ((found === undefined || content.id < found.id) && matchRead(content, read) !== undefined) found = content;
  return found;
};

/** Step 6 */
export const contentWrong = (c: Context): Refusal => {
  const { content: named, text } = c.attempt;
  if (named === undefined && text === undefined) return c.contentsRequired ? 'content-not-approved' : undefined;
  if (named !== undefined) {
    const content = c.facts.content(named);
    const permitted = !c.contentsRequired || c.permitted.includes(named);
    if (content === undefined || !fitsUse(c, content) || !permitted) return 'content-not-approved';
    c.content = content;
    if (text !== undefined && matchContent(content, text) === undefined) return 'content-mismatch';
  } else if (text !== undefined) {
    c.content = templateOf(c, text);
    if (c.content === undefined && c.contentsRequired) return 'content-mismatch';
  }
  if (text !== undefined && (isSignedWrong(c, text) || leadsAstray(c, text))) return 'content-mismatch';
  return !c.rule.commercial && text !== undefined ? disguised(c, text) : undefined;
};

/** A message names whose it is, and nobody else: the port's filing says who that must be. */
const isSignedWrong = (c: Context, text: string): boolean => {
  const { merchant } = c;
  if (merchant === undefined || c.attempt.channel === 'voice') return false;
  if (foreignSignature(merchant, text) !== undefined) return true;
  return c.law.signatureRequired?.purposes.includes(c.purpose) === true && signaturesIn(text).length === 0;
};

/** A commercial message links to what its merchant filed. Where no content binds the text and no domain is filed, nobody said where to. */
const leadsAstray = (c: Context, text: string): boolean => {
  if (!c.rule.commercial || c.attempt.channel === 'voice' || c.merchant === undefined) return false;
  const domains = c.merchant.domains ?? [];
  if (domains.length === 0 && c.content === undefined) return false;
  return linksIn(text).some((host) => !isUnder(host, domains));
};

/** Reviewed words were read by a reviewer; only what was filled in is looked at. */
const disguised = (c: Context, text: string): Refusal => {
  const values = c.content === undefined ? undefined : matchContent(c.content, text);
  if (values === undefined && c.attempt.classified === 'marketing') return 'disguised-promotion';
  const words = c.law.promotionWords;
  const found = values === undefined ? promotionIn(text, words) : values.find((value) => promotionIn(value, words));
  return found === undefined ? undefined : 'disguised-promotion';
};

/** Step 7, personal lines: a person rings only so many different people a day. */
export const isOverused = (c: Context): boolean => {
  const { caller, callee } = c.attempt;
  if (caller === undefined || !countsDistinct(c)) return false;
  const reading = c.counters.distinctCallees(caller, callee, c.atMs);
  c.distinctCallees = reading.count;
  return !reading.seen && reading.count >= c.law.personalDistinctCallees;
};

export const countsDistinct = (c: Context): boolean =>
  c.line?.class === 'personal' && c.filing === undefined && c.purpose === 'personal';

/** Step 8 */
export const isRefused = (c: Context): boolean => {
  const pair = c.pair;
  if (pair === undefined || pair.refusals.length === 0) return false;
  for (const refusal of pair.refusals) {
    const bites =
      (refusal.purposes & c.purposeMask) !== 0 &&
      (refusal.channels & c.channel) !== 0 &&
      (refusal.categories & c.categories) !== 0;
    if (bites && !confirmedSince(c, pair, refusal.sequence)) {
      c.fact = refusal.sequence;
      return true;
    }
  }
  return false;
};

/** The person's expectation, if it lasts at an instant and is for this channel. */
export const expecting = (c: Context, person: PhoneNumber, atMs: InstantMs): Expectation | undefined => {
  const found = c.facts.expectation(person);
  if (found === undefined || atMs < found.fromMs || atMs >= found.expiresMs) return undefined;
  return (found.channels & c.channel) === 0 ? undefined : found;
};

/** What the person expects to be called about now. */
const openCategories = (c: Context, person: PhoneNumber): Mask => expecting(c, person, c.atMs)?.categories ?? 0;

const bars = (c: Context, person: PhoneNumber, profile: PreferenceProfile | undefined): boolean =>
  profile?.on === true &&
  (profile.channels & c.channel) !== 0 &&
  (profile.purposes & c.purposeMask) !== 0 &&
  (profile.categories & c.categories) !== 0 &&
  (profile.categories & c.categories & ~openCategories(c, person)) !== 0;

const isLifted = (c: Context, person: PhoneNumber): boolean => {
  const pair = person === c.subscriber ? c.pair : c.merchant && c.facts.pair(person, c.merchant);
  if (pair === undefined) return false;
  return pair.kept || pair.entries.some((entry) => entry.lifts && isLiving(c, entry) && covers(c, entry));
};

/** Step 9 */
export const isBarred = (c: Context): boolean => {
  if (bars(c, c.subscriber, c.profile) && !isLifted(c, c.subscriber)) return true;
  const target = c.finalTarget;
  return target !== undefined && bars(c, target, c.facts.profile(target)) && !isLifted(c, target);
};

/** Hours that bind at an instant, and until when an expectation keeps a person's own out of them. */
interface BindingHours {
  readonly hours: WeekMinutes[];
  untilMs: InstantMs;
}

/** The law's hours first; none when the purpose knows none. */
const bindingAt = (c: Context, atMs: InstantMs): BindingHours => {
  const binding: BindingHours = { hours: [], untilMs: Number.POSITIVE_INFINITY };
  if (c.rule.hours === undefined) return binding;
  binding.hours.push(lawHours(c.law, c.rule.hours, c.attempt.channel, c.subscriber));
  if (c.rule.hours !== 'commercial') return binding;
  bindOwn(c, binding, c.subscriber, c.profile, atMs);
  if (c.finalTarget !== undefined) bindOwn(c, binding, c.finalTarget, c.facts.profile(c.finalTarget), atMs);
  return binding;
};

const bindOwn = (
  c: Context,
  binding: BindingHours,
  person: PhoneNumber,
  profile: PreferenceProfile | undefined,
  atMs: InstantMs,
): void => {
  if (profile?.hours === undefined) return;
  const expectation = expecting(c, person, atMs);
  if (expectation === undefined || (c.categories & ~expectation.categories) !== 0) binding.hours.push(profile.hours);
  else binding.untilMs = Math.min(binding.untilMs, expectation.expiresMs);
};

/** The first instant from `fromMs` on at which no hours bar: own hours bind again as an expectation ends. */
const nextOpen = (c: Context, fromMs: InstantMs): InstantMs | undefined => {
  const { hours, untilMs } = bindingAt(c, fromMs);
  const openMs = hours.length === 0 ? fromMs : nextInside(hours, fromMs, c.law.zoneMinutes);
  return openMs === undefined || openMs < untilMs ? openMs : nextOpen(c, untilMs);
};

/** Step 11 */
export const isOutsideHours = (c: Context): boolean => {
  const hours = c.rule.hours;
  if (hours === undefined) return false;
  const zone = c.law.zoneMinutes;
  const lawful = lawHours(c.law, hours, c.attempt.channel, c.subscriber);
  const personal = hours === 'commercial' && (c.profile?.hours !== undefined || c.finalTarget !== undefined);
  if (!personal && isInside(lawful, c.atMs, zone)) return false;
  if (bindingAt(c, c.atMs).hours.every((each) => isInside(each, c.atMs, zone))) return false;
  c.retryAtMs = nextOpen(c, c.atMs);
  c.lawfulRetryAtMs = nextInside([lawful], c.atMs, zone);
  return true;
};

const coolOffEndsMs = (c: Context, cap: Cap): number => {
  const pair = c.pair;
  if (cap.coolOffDays === 0 || pair === undefined || pair.lastNoSec === 0) return 0;
  const endSec = pair.lastNoSec + cap.coolOffDays * SEC_PER_DAY;
  return c.atSec < endSec && !confirmedSince(c, pair, pair.lastNoSequence) ? endSec * 1000 : 0;
};

export const nextMidnightMs = (atMs: number, zoneMinutes: number): number => {
  const zoneMs = zoneMinutes * 60_000;
  return (Math.floor((atMs + zoneMs) / MS_PER_DAY) + 1) * MS_PER_DAY - zoneMs;
};

/** Step 12 */
export const isTooOften = (c: Context): boolean => {
  if (c.rule.caps === undefined || c.merchant === undefined) return false;
  const cap = c.law.caps[c.rule.caps];
  let freeMs = coolOffEndsMs(c, cap);
  let full = false;
  if (c.attempt.permit === undefined) {
    const voice = c.attempt.channel === 'voice';
    const reading = c.counters.contacts(c.merchant.index, c.subscriber, c.rule.caps, voice, c.atMs, cap.perWindow);
    c.contacts = reading;
    full = reading.full;
    const perDay = voice ? cap.callsPerDay : cap.messagesPerDay;
    if (perDay !== undefined && reading.today >= perDay)
      freeMs = Math.max(freeMs, nextMidnightMs(c.atMs, c.law.zoneMinutes));
    if (cap.perWindow !== undefined && reading.window >= cap.perWindow)
      freeMs = Math.max(freeMs, reading.windowFreesAtMs ?? 0);
  }
  if (freeMs === 0) return full;
  c.retryAtMs = nextOpen(c, freeMs);
  return true;
};

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Is this callee inside the enforced share of the line? FNV-1a 32, so that one person is always treated alike. */
export const isEnforced = (line: Line | undefined, callee: PhoneNumber): boolean => {
  if (line === undefined || line.enforcement.mode === 'enforce') return true;
  if (line.enforcement.mode === 'observe') return false;
  let hash = FNV_OFFSET;
  for (let i = 0; i < callee.length; i++) hash = Math.imul(hash ^ callee.charCodeAt(i), FNV_PRIME);
  return (hash >>> 0) % 100 < line.enforcement.percent;
};
