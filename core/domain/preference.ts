import type { InstantMs, MerchantId, PhoneNumber, Sequence } from './brands.ts';
import type { HoursWindow, WeekMinutes } from './hours.ts';
import type { Mask } from './words.ts';

/** One entry of a personal list. `scope: 'all'` (prefixes only) also bites verification and service. */
export interface PrefixEntry {
  /** 2 to 21 digits as dialled nationally: "400", "950", "0571", "1069"; or "+" and digits for foreign ones. */
  readonly prefix: string;
  readonly scope: 'commercial' | 'all';
}

export const MAX_LIST_ENTRIES = 1000;
export const MAX_PREFIX_DIGITS = 21;

/** A subscriber's standing wish as stored: a versioned fact, replaced whole. */
export interface Preference {
  readonly subscriber: PhoneNumber;
  /** Do-not-disturb. Lists, prefixes and hours hold whether it is on or off. */
  readonly on: boolean;
  /** What do-not-disturb bars; all three must match. */
  readonly channels: Mask;
  readonly categories: Mask;
  readonly purposes: Mask;
  /** When the subscriber may be reached commercially; undefined = any lawful time. */
  readonly hours: readonly HoursWindow[] | undefined;
  readonly allow: readonly PhoneNumber[];
  readonly deny: readonly PhoneNumber[];
  readonly prefixes: readonly PrefixEntry[];
  /** "Keep this merchant": lifts do-not-disturb for it, gives it no basis. */
  readonly keep: readonly MerchantId[];
  /** When on, channels, categories or purposes last changed: consents confirmed later than this lift it. */
  readonly barredSince: Sequence;
  readonly sequence: Sequence;
}

/** What the tables intern: the part of a preference that many subscribers share. */
export interface PreferenceProfile {
  readonly on: boolean;
  readonly channels: Mask;
  readonly categories: Mask;
  readonly purposes: Mask;
  readonly hours: WeekMinutes | undefined;
  /** The subscriber has an allow, deny or prefix entry: look in the personal lists. */
  readonly hasLists: boolean;
}

/** A subscriber's personal lists. `deny` and `allow` are exact canonical numbers. */
export interface PersonalLists {
  readonly allow: readonly PhoneNumber[];
  readonly deny: readonly PhoneNumber[];
  readonly prefixes: readonly PrefixEntry[];
}

/**
 * "Expecting a call": while it lasts, the subscriber's preference bars none of these categories on these channels, and the
 * subscriber's own hours do not bind them.
 */
export interface Expectation {
  readonly subscriber: PhoneNumber;
  readonly channels: Mask;
  readonly categories: Mask;
  readonly fromMs: InstantMs;
  /** It ends by itself: nobody writes anything then. */
  readonly expiresMs: InstantMs;
  readonly sequence: Sequence;
}
