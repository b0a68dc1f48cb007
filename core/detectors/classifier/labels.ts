import { type Category, COMMERCIAL_PURPOSES, PURPOSES, type Purpose } from '@wurao/domain';

/** A purpose of the glossary, or promotion hidden in a text that gives itself out as service. */
export type SeenPurpose = Purpose | 'disguised';

// The order of the three lists is that of the outputs in the committed model: whoever changes one trains it anew (tools/train-classifier.ts).
// A model with more or fewer outputs is refused when it is read; one whose outputs only stand in another order is not.

/** What the model tells apart in purposes. */
export const SEEN_PURPOSES: readonly SeenPurpose[] = [...PURPOSES, 'disguised'];

/** Trades as texts show them, finer than the categories; each with its category. */
export const TRADES: readonly (readonly [trade: string, category: Category])[] = [
  ['loan', 'loan'],
  ['bank', 'other'],
  ['insurance', 'insurance'],
  ['securities', 'securities'],
  ['real-estate', 'real-estate'],
  ['education', 'education'],
  ['healthcare', 'healthcare'],
  ['beauty', 'retail'],
  ['retail', 'retail'],
  ['cars', 'retail'],
  ['travel', 'travel'],
  ['telecom', 'telecom'],
  ['recruitment', 'recruitment'],
  ['collection', 'collection'],
  ['other', 'other'],
];

/** Kinds of fraud and unlawful trade. */
export const FRAUD_KINDS = [
  'phishing',
  'transfer',
  'gambling',
  'false-papers',
  'investment',
  'escort',
  'prize',
  'false-authority',
  'false-loan',
  'false-customer-service',
  'false-order',
] as const;
export type FraudKind = (typeof FRAUD_KINDS)[number];

export const isCommercial = (seen: SeenPurpose): boolean => seen === 'disguised' || COMMERCIAL_PURPOSES.includes(seen);

/** Where each head begins in a row of weights. */
export const COMMERCIAL_AT = 0;
export const PURPOSES_AT = 1;
export const TRADES_AT: number = PURPOSES_AT + SEEN_PURPOSES.length;
/** Its first output: none. */
export const FRAUD_AT: number = TRADES_AT + TRADES.length;
export const OUTPUTS: number = FRAUD_AT + 1 + FRAUD_KINDS.length;
