import { type Category, PURPOSES, type Purpose } from '@wurao/domain';

/** What the model tells apart in purposes: those of the glossary, and promotion hidden in a service text. Storage format: append. */
export const SEEN_PURPOSES: readonly (Purpose | 'disguised')[] = [...PURPOSES, 'disguised'];

/** Trades as texts show them, finer than the categories; each with its category. Storage format: append, never reorder. */
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

/** Kinds of fraud and unlawful trade. Storage format: append, never reorder. */
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

/** Purposes that are commerce (`COMMERCIAL_PURPOSES` of the domain), and hidden promotion. */
export const isCommercial = (purpose: Purpose | 'disguised'): boolean =>
  purpose === 'marketing' || purpose === 'disguised' || purpose === 'survey' || purpose === 'recruitment';

/** Where each head begins in a row of weights. */
export const COMMERCIAL_AT = 0;
export const PURPOSES_AT = 1;
export const TRADES_AT: number = PURPOSES_AT + SEEN_PURPOSES.length;
/** First of it: none. */
export const FRAUD_AT: number = TRADES_AT + TRADES.length;
export const OUTPUTS: number = FRAUD_AT + 1 + FRAUD_KINDS.length;
