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

/** Digits that change from id to id; what stands before them is remembered. */
const LOW_DIGITS = 3;
const LOW = RADIX ** LOW_DIGITS;
const code = (digit: number): number => (digit < 10 ? CODE_0 + digit : CODE_A - 10 + digit);
const DIGIT_CODES = Uint8Array.from({ length: RADIX }, (_, digit) => code(digit));

const written = { high: -1, epoch: -1, head: Buffer.alloc(0), headSum: 0, tail: Buffer.alloc(0) };

const remember = (high: number, epoch: number): void => {
  const digits = high.toString(RADIX);
  written.high = high;
  written.epoch = epoch;
  written.head = Buffer.from(`d${digits}`, 'latin1');
  written.headSum = 0;
  for (const byte of Buffer.from(digits, 'latin1')) written.headSum = summed(written.headSum, byte);
  written.tail = Buffer.from(`-${epoch.toString(RADIX)}`, 'latin1');
};

const summed = (sum: number, byte: number): number => (sum * CHECK_WEIGHT + digitValue(byte) + 1) % CHECK_MODULUS;

/** `formatDecisionId` as bytes, for answers of thousands of rows: writes at `at` and answers the end. */
export const writeDecisionId = (target: Uint8Array, at: number, sequence: number, epoch: number): number => {
  const high = Math.floor(sequence / LOW);
  let end = at;
  if (high === 0) {
    const id = formatDecisionId(asJournalSequence(sequence), epoch);
    for (let i = 0; i < id.length; i++) target[end++] = id.charCodeAt(i);
    return end;
  }
  if (high !== written.high || epoch !== written.epoch) remember(high, epoch);
  const { head, tail } = written;
  for (let i = 0; i < head.length; i++) target[end++] = head[i]!;
  let sum = written.headSum;
  let rest = sequence - high * LOW;
  for (let unit = LOW / RADIX; unit >= 1; unit /= RADIX) {
    const byte = DIGIT_CODES[(rest / unit) | 0]!;
    rest %= unit;
    target[end++] = byte;
    sum = summed(sum, byte);
  }
  for (let i = 0; i < tail.length; i++) {
    target[end++] = tail[i]!;
    sum = summed(sum, tail[i]!);
  }
  target[end++] = DIGIT_CODES[(sum / RADIX) | 0]!;
  target[end++] = DIGIT_CODES[sum % RADIX]!;
  return end;
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
