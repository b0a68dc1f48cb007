/**
 * The closed word lists of the domain and their bit masks. A set of words is kept as a mask, bit i = i-th word;
 * the order of each list is therefore storage format: append, never reorder.
 */
export const CHANNELS = ['voice', 'sms', 'flash'] as const;
export type Channel = (typeof CHANNELS)[number];

export const PURPOSES = [
  'marketing',
  'service',
  'care',
  'verification',
  'collection',
  'survey',
  'recruitment',
  'public-interest',
  'personal',
] as const;
export type Purpose = (typeof PURPOSES)[number];

export const CATEGORIES = [
  'loan',
  'insurance',
  'securities',
  'real-estate',
  'education',
  'healthcare',
  'retail',
  'travel',
  'telecom',
  'recruitment',
  'collection',
  'other',
] as const;
export type Category = (typeof CATEGORIES)[number];

export const BASIS_KINDS = ['consent', 'request', 'relation'] as const;
export type BasisKind = (typeof BASIS_KINDS)[number];

export const LINE_CLASSES = ['access', 'personal', 'interconnect', 'international'] as const;
export type LineClass = (typeof LINE_CLASSES)[number];

export const ROLES = ['admin', 'merchant', 'carrier', 'subscriber', 'handler', 'regulator'] as const;
export type Role = (typeof ROLES)[number];

/** A set of words of one list, bit i = i-th word of that list. */
export type Mask = number;

const bitsOf = (words: readonly string[]): ReadonlyMap<string, number> =>
  new Map(words.map((word, index) => [word, 1 << index]));

const PURPOSE_BITS = bitsOf(PURPOSES);
const CATEGORY_BITS = bitsOf(CATEGORIES);

export const ALL_CHANNELS: Mask = (1 << CHANNELS.length) - 1;
export const ALL_PURPOSES: Mask = (1 << PURPOSES.length) - 1;
export const ALL_CATEGORIES: Mask = (1 << CATEGORIES.length) - 1;

/** Purposes that introduce or promote (draft, marketing clause) or ask for the person's time: the only ones a standing wish may bar. */
export const COMMERCIAL_PURPOSES: readonly Purpose[] = ['marketing', 'survey', 'recruitment'];

/** Asked at every decision: comparing three words is quicker than looking one up. */
export const channelBit = (channel: Channel): Mask => (channel === 'voice' ? 1 : channel === 'sms' ? 2 : 4);
export const purposeBit = (purpose: Purpose): Mask => PURPOSE_BITS.get(purpose) ?? 0;
export const categoryBit = (category: Category): Mask => CATEGORY_BITS.get(category) ?? 0;

export const channelMask = (channels: readonly Channel[]): Mask => channels.reduce((m, c) => m | channelBit(c), 0);
export const purposeMask = (purposes: readonly Purpose[]): Mask => purposes.reduce((m, p) => m | purposeBit(p), 0);
export const categoryMask = (categories: readonly Category[]): Mask =>
  categories.reduce((m, c) => m | categoryBit(c), 0);

const wordsIn = <T extends string>(list: readonly T[], mask: Mask): T[] => list.filter((_, i) => mask & (1 << i));

export const channelsIn = (mask: Mask): Channel[] => wordsIn(CHANNELS, mask);
export const purposesIn = (mask: Mask): Purpose[] => wordsIn(PURPOSES, mask);
export const categoriesIn = (mask: Mask): Category[] => wordsIn(CATEGORIES, mask);
