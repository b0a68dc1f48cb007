import type { Category, Purpose } from '@wurao/domain';
import { decidingWords } from './deciding-words.ts';
import { Grams, readBounded } from './grams.ts';
import {
  COMMERCIAL_AT,
  FRAUD_AT,
  FRAUD_KINDS,
  type FraudKind,
  isCommercial,
  OUTPUTS,
  PURPOSES_AT,
  SEEN_PURPOSES,
  type SeenPurpose,
  TRADES,
  TRADES_AT,
} from './labels.ts';
import { type Model, ROW_WORDS } from './model.ts';
import { sumWeights } from './sum-weights.ts';
import { Tokens } from './tokens.ts';

export interface Classification {
  /** What the text is for, as it is told to people. */
  readonly seen: SeenPurpose;
  /** The same in the glossary's words: hidden promotion is `marketing`. */
  readonly purpose: Purpose;
  readonly category: Category;
  /** Does it sell, recruit or survey? */
  readonly commercial: boolean;
  /** That `commercial` is right, from 0.5 to 1. */
  readonly probability: number;
  /** The kind of fraud or unlawful trade that it looks like; none: left out. */
  readonly fraud?: FraudKind;
  /** The parts of the text, as they stand in it, that weighed most for the answer; the weightiest first. */
  readonly words: readonly string[];
}

/** A kind of fraud is named from this probability on. */
const FRAUD_PROBABILITY_MIN = 0.6;
const placesOf = (commercial: boolean): readonly number[] =>
  SEEN_PURPOSES.flatMap((purpose, index) => (isCommercial(purpose) === commercial ? [index] : []));
const COMMERCIAL_PLACES = placesOf(true);
const OTHER_PLACES = placesOf(false);

/** Made at the first message: its tables take some milliseconds, which who only imports this should not spend. */
let tokens: Tokens | undefined;
const grams = new Grams();
/** In whole words of four. */
const sums = new Int32Array(ROW_WORDS * 4);
const scores = new Float64Array(OUTPUTS);
let rows = new Int32Array(1);

/** What one gram of a text with so many weighs: a long text says more than a short one, yet not in proportion. */
export const shareOf = (gramCount: number): number => 1 / Math.sqrt(gramCount);

/** Sums up the weights of all grams of a text: `scores` holds each output's. */
const score = (text: string, model: Model): Tokens => {
  tokens ??= new Tokens();
  const { scales, biases } = model;
  readBounded(tokens, text);
  grams.read(tokens);
  const { hashes, count } = grams;
  if (rows.length < count) rows = new Int32Array(count * 2);
  sumWeights(hashes, count, model, rows, sums);
  const share = shareOf(count);
  for (let output = 0; output < OUTPUTS; output++) {
    scores[output] = biases[output]! + scales[output]! * sums[output]! * share;
  }
  return tokens;
};

const best = (from: number, among: readonly number[]): number => {
  let found = among[0]!;
  for (const index of among) if (scores[from + index]! > scores[from + found]!) found = index;
  return found;
};

const ALL_TRADES: readonly number[] = TRADES.map((_, index) => index);
const ALL_FRAUD: readonly number[] = Array.from({ length: FRAUD_KINDS.length + 1 }, (_, index) => index);

const fraudKind = (): FraudKind | undefined => {
  const found = best(FRAUD_AT, ALL_FRAUD);
  if (found === 0) return undefined;
  let total = 0;
  for (const index of ALL_FRAUD) total += Math.exp(scores[FRAUD_AT + index]! - scores[FRAUD_AT + found]!);
  return 1 / total >= FRAUD_PROBABILITY_MIN ? FRAUD_KINDS[found - 1] : undefined;
};

/** The raw scores of a text, for training and its report: a view that the next text overwrites. */
export const scoresOf = (text: string, model: Model): Float64Array => {
  score(text, model);
  return scores;
};

/**
 * What a message is, by its text alone. Never throws; the time it takes is bounded, of a long text the beginning and the end are read.
 * Not to be called from several threads on one module instance, as nothing of this house is.
 */
export const classify = (text: string, model: Model): Classification => {
  const read = score(text, model);
  const [slope = 1, offset = 0] = model.calibration;
  const logOdds = slope * scores[COMMERCIAL_AT]! + offset;
  const commercial = logOdds > 0;
  const probability = 1 / (1 + Math.exp(-Math.abs(logOdds)));
  const purposeAt = best(PURPOSES_AT, commercial ? COMMERCIAL_PLACES : OTHER_PLACES);
  const seen = SEEN_PURPOSES[purposeAt]!;
  const purpose = seen === 'disguised' ? 'marketing' : seen;
  const category = purpose === 'personal' ? 'other' : TRADES[best(TRADES_AT, ALL_TRADES)]![1];
  const fraud = fraudKind();
  const words = decidingWords(text, read, rows, model, commercial ? COMMERCIAL_AT : PURPOSES_AT + purposeAt);
  const answer = { seen, purpose, category, commercial, probability, words };
  return fraud === undefined ? answer : { ...answer, fraud };
};
