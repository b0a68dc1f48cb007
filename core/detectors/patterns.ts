import type { Role } from '@wurao/domain';

/**
 * What lists made at a desk have in common. The order is storage format (bit i = i-th pattern): append, never reorder.
 * - `one-instant`: one and the same instant of agreement on many rows of a merchant.
 * - `consecutive-numbers`: numbers that follow one another in equal steps.
 * - `one-evidence`: one and the same evidence for many people.
 * - `before-tenure`: agreed to before the present holder had the number.
 * - `no-contact`: agreed to by telephone, yet no call or message of that merchant reached the number, or came from it.
 * - `regular-cadence`: agreed to every n seconds, to the second, row after row.
 */
export const PATTERNS = [
  'one-instant',
  'consecutive-numbers',
  'one-evidence',
  'before-tenure',
  'no-contact',
  'regular-cadence',
] as const;
export type Pattern = (typeof PATTERNS)[number];
/** A set of patterns, bit i = i-th of PATTERNS. */
export type PatternMask = number;

export const patternBit = (pattern: Pattern): PatternMask => 1 << PATTERNS.indexOf(pattern);
export const patternsIn = (mask: PatternMask): Pattern[] => PATTERNS.filter((_, i) => mask & (1 << i));

/** Thresholds as data. No clause names any: all are house defaults, and an import may be run with others. */
export interface PatternThresholds {
  /** Rows of one merchant with the same instant, to the millisecond. A form of one merchant takes some ten a second. */
  readonly oneInstantRows: number;
  /** The same for an instant at midnight, which mostly says that only the day is known. */
  readonly oneDayRows: number;
  /** Numbers in a row. */
  readonly consecutiveNumbers: number;
  /** The widest step that still counts as following one another. */
  readonly consecutiveStep: number;
  /** Rows with one evidence: a sign-up sheet of a shop holds some thirty names. */
  readonly oneEvidenceRows: number;
  /** Rows of a merchant, one after the other, at equal distances in time. */
  readonly cadenceRows: number;
  /** How far a date may lie before the tenure: clocks and feeds are not exact to the day. */
  readonly tenureGraceMs: number;
  /** A merchant with fewer contacts on record than this has no evidence worth the name: the test abstains. */
  readonly contactsAtLeast: number;
}

const DAY_MS = 86_400_000;

export const HOUSE_THRESHOLDS: PatternThresholds = {
  oneInstantRows: 500,
  oneDayRows: 20_000,
  consecutiveNumbers: 50,
  consecutiveStep: 10,
  oneEvidenceRows: 60,
  cadenceRows: 100,
  tenureGraceMs: DAY_MS,
  contactsAtLeast: 1_000,
};

/** Before the present holder had the number: a word of the former one, at best. */
export const isBeforeTenure = (
  fromMs: number,
  tenureBeganMs: number | undefined,
  { tenureGraceMs }: Pick<PatternThresholds, 'tenureGraceMs'>,
): boolean => tenureBeganMs !== undefined && fromMs < tenureBeganMs - tenureGraceMs;

/**
 * Rule 5: that a number has another holder is no merchant's business. What is held for that alone reads to it as stated: its own
 * bases show it so, too.
 */
export const isHiddenFrom = (role: Role, patterns: PatternMask): boolean =>
  role === 'merchant' && patterns === patternBit('before-tenure');
