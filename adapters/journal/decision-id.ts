import type { DecisionId } from '@wurao/domain';
import { asJournalSequence, type JournalSequence } from './record.ts';

/**
 * `d` sequence `-` epoch check, all base 36: opaque to who holds it, yet it says where to look.
 * The epoch counts the starts of the journal: a sequence that power loss took, and that is then given again, gets another id.
 * The two check characters make a mistyped id recognisable without a look-up.
 */
const DECISION_ID = /^d([1-9a-z][0-9a-z]{0,10})-([1-9a-z][0-9a-z]{0,6})([0-9a-z]{2})$/;

const RADIX = 36;
/** Largest prime below 36²: every single wrong character and every swap of two shows. */
const CHECK_MODULUS = 1291;
const CHECK_WEIGHT = 37;
const CODE_0 = 48;
const CODE_9 = 57;
const CODE_A = 97;
const HYPHEN_VALUE = 36;

const digitValue = (code: number): number => {
  if (code >= CODE_0 && code <= CODE_9) return code - CODE_0;
  return code >= CODE_A ? code - CODE_A + 10 : HYPHEN_VALUE;
};

const checkOf = (body: string): string => {
  let sum = 0;
  for (let i = 0; i < body.length; i++) sum = (sum * CHECK_WEIGHT + digitValue(body.charCodeAt(i)) + 1) % CHECK_MODULUS;
  const text = sum.toString(RADIX);
  return sum < RADIX ? `0${text}` : text;
};

export interface DecisionPlace {
  readonly sequence: JournalSequence;
  readonly epoch: number;
}

export const formatDecisionId = (sequence: JournalSequence, epoch: number): DecisionId => {
  const body = `${sequence.toString(RADIX)}-${epoch.toString(RADIX)}`;
  return `d${body}${checkOf(body)}` as DecisionId;
};

/** Undefined: not an id of ours, or mistyped. */
export const parseDecisionId = (id: string): DecisionPlace | undefined => {
  const match = DECISION_ID.exec(id);
  if (!match) return undefined;
  const [, sequenceText = '', epochText = '', check] = match;
  if (checkOf(`${sequenceText}-${epochText}`) !== check) return undefined;
  const sequence = Number.parseInt(sequenceText, RADIX);
  return Number.isSafeInteger(sequence)
    ? { sequence: asJournalSequence(sequence), epoch: Number.parseInt(epochText, RADIX) }
    : undefined;
};
