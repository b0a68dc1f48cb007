import type { Filing, InstantMs, Line, Mask, Merchant, Purpose } from '@wurao/domain';
import { purposeBit } from '@wurao/domain';

/** Strictest first: what an attempt is taken for when it does not say. */
const STRICTEST_FIRST: readonly Purpose[] = [
  'marketing',
  'survey',
  'recruitment',
  'collection',
  'care',
  'service',
  'verification',
  'personal',
  'public-interest',
];

/** Of a set of purposes, the one that an attempt is taken for when it does not say. */
export const strictestOf = (purposes: Mask): Purpose =>
  STRICTEST_FIRST.find((purpose) => (purposes & purposeBit(purpose)) !== 0) ?? 'marketing';

/** A filing with the nouns that it names, and what follows from them: worked out once when they change, not at every call. */
export interface JoinedFiling {
  readonly filing: Filing;
  /** undefined: its merchant is unknown. */
  readonly merchant: Merchant | undefined;
  /** undefined: any line, or an unknown one. */
  readonly line: Line | undefined;
  readonly anyLine: boolean;
  /** Filing and merchant both. */
  readonly active: boolean;
  readonly fromMs: InstantMs;
  /** Infinity: no end. */
  readonly toMs: InstantMs;
  readonly channels: Mask;
  readonly purposes: Mask;
  readonly categories: Mask;
  /** A privacy number, which speaks for two ends. */
  readonly bound: boolean;
  /** It carries named contents only. */
  readonly required: boolean;
  readonly strictest: Purpose;
  readonly strictestBit: Mask;
}

export const joinFiling = (filing: Filing, merchant: Merchant | undefined, line: Line | undefined): JoinedFiling => {
  const strictest = strictestOf(filing.purposes);
  return {
    filing,
    merchant,
    line,
    anyLine: filing.line === undefined,
    active: filing.status === 'active' && merchant?.status === 'active',
    fromMs: filing.fromMs,
    toMs: filing.toMs ?? Number.POSITIVE_INFINITY,
    channels: filing.channels,
    purposes: filing.purposes,
    categories: filing.categories,
    bound: filing.kind === 'privacy-number',
    required: filing.contents.length > 0,
    strictest,
    strictestBit: purposeBit(strictest),
  };
};
