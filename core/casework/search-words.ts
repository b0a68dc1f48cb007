import { maskNumber, type PhoneNumber, parseNumber } from '@wurao/domain';
import type { ComplaintRecord } from './case-file.ts';
import { type ReportedNumber, readReported } from './reported-number.ts';

/** Of a question. */
export const SEARCH_CHARS_MAX = 200;
/** A longer word is cut: nobody types it, and an index has a limit. */
const WORD_CHARS_MAX = 64;
/** Groups of digits that are looked at together for a number written apart: 0086 010 6234 5678. */
const NUMBER_GROUPS_MAX = 6;

/** Han and the scripts that, like it, part no words. */
const UNPARTED = '[[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}]&&\\p{L}]';
/** Runs of one kind: of such a script, of digits, of other letters. */
const RUNS = new RegExp(`${UNPARTED}+|[0-9]+|[[\\p{L}\\p{M}\\p{N}]--[${UNPARTED}0-9]]+`, 'gv');
const IS_UNPARTED = new RegExp(`^${UNPARTED}`, 'v');
/** Groups of digits with what people write between and before them. */
const DIGIT_SPANS = /\+?[0-9]+(?:[\s\-().·‐-―]{1,3}[0-9]+)*/g;
const MASKED_PIECES = /[+0-9*xX?•●][0-9*xX?•●-]*[*xX?•●][0-9*xX?•●-]*/g;

const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

/** Letters that FTS and tsvector alike take for one word. */
const maskWord = (pattern: string): string =>
  `masked${pattern.replace('+', 'p').replaceAll('?', 'q').replaceAll('*', 's')}`;
const numberWord = (number: PhoneNumber): string => number.replace('+', '');

/** Every character, and every two that stand together. */
const grams = (run: string): readonly string[] => {
  const chars = Array.from(run);
  const pairs = chars.slice(1).map((char, i) => `${chars[i]}${char}`);
  return [...chars, ...pairs];
};

const canonical = (written: string): PhoneNumber | undefined => {
  const number = parseNumber(written);
  return number.ok ? number.value : undefined;
};

/** Each stretch of neighbouring groups, as one run of digits and as the number that it may be. */
function* numbersIn(span: string): Generator<string> {
  const groups = [...span.matchAll(/\+?[0-9]+/g)].map(([group]) => group);
  for (let from = 0; from < groups.length; from++) {
    let joined = '';
    for (const group of groups.slice(from, from + NUMBER_GROUPS_MAX)) {
      joined += group;
      yield joined.replace('+', '').slice(0, WORD_CHARS_MAX);
      const number = canonical(joined);
      if (number !== undefined) yield* wordsOfNumber(number);
    }
  }
}

function* wordsOfNumber(number: PhoneNumber): Generator<string> {
  yield numberWord(number);
  const masked = readReported(maskNumber(number));
  if (masked.kind === 'masked') yield maskWord(masked.pattern);
}

const maskedIn = (text: string): readonly { readonly piece: string; readonly word: string }[] =>
  [...text.matchAll(MASKED_PIECES)].flatMap(([piece]) => {
    const read = readReported(piece);
    return read.kind === 'masked' ? [{ piece, word: maskWord(read.pattern) }] : [];
  });

/**
 * The words by which a text is found: folded (NFKC, lower case); of Chinese every character and every pair that stand together, other words
 * as they are, runs of digits, and telephone numbers in whatever form they are written: whole, and as lists mask them.
 */
export const wordsOf = (text: string): ReadonlySet<string> => {
  const plain = folded(text);
  const words = new Set<string>();
  for (const [run] of plain.matchAll(RUNS)) {
    if (IS_UNPARTED.test(run)) for (const gram of grams(run)) words.add(gram);
    else words.add(run.slice(0, WORD_CHARS_MAX));
  }
  for (const [span] of plain.matchAll(DIGIT_SPANS)) for (const word of numbersIn(span)) words.add(word);
  for (const { word } of maskedIn(plain)) words.add(word);
  return words;
};

/** Of the number complained of: what was written, and what that is. */
export const wordsOfReported = (reported: ReportedNumber): ReadonlySet<string> => {
  if (reported.kind === 'unreadable') return wordsOf(reported.written);
  if (reported.kind === 'masked') return new Set([...wordsOf(reported.written), maskWord(reported.pattern)]);
  const digits = folded(reported.written)
    .replace(/[^0-9]/g, '')
    .slice(0, WORD_CHARS_MAX);
  return new Set([digits, ...wordsOfNumber(reported.number)]);
};

/** By which the case of a complaint is found, as far as it was told. Whose complaint it is says no word of them. */
export const wordsOfComplaint = ({
  complaint,
  claim,
}: Pick<ComplaintRecord, 'complaint' | 'claim'>): ReadonlySet<string> => {
  const { text, description } = complaint ?? claim ?? {};
  const reported = complaint?.reported ?? readReported(claim?.reported ?? '');
  return new Set([...wordsOfReported(reported), ...wordsOf(text ?? ''), ...wordsOf(description ?? '')]);
};

/** One thing that is asked for, in the forms that it may have: a text is found that has one of them. */
export type SearchTerm = readonly string[];

const termsOfSpan = (span: string): readonly SearchTerm[] => {
  const joined = span.replace(/[^+0-9]/g, '');
  const number = canonical(joined);
  const digits = joined.replaceAll('+', '').slice(0, WORD_CHARS_MAX);
  // Together they are a number, of another country perhaps, that stands in one piece; or each is asked for by itself.
  const whole = number === undefined ? [digits] : [numberWord(number), digits];
  const groups = [...span.matchAll(/[0-9]+/g)].map(([group]) => group.slice(0, WORD_CHARS_MAX));
  return groups.map((group) => [...new Set([...whole, ...(groups.length === 1 ? [] : [group])])]);
};

const termsOfRun = (run: string): readonly SearchTerm[] => {
  if (!IS_UNPARTED.test(run)) return [[run.slice(0, WORD_CHARS_MAX)]];
  const all = grams(run);
  // A single character stands for itself; in a longer run the pairs say all of it.
  return (all.length === 1 ? all : all.slice(Array.from(run).length)).map((gram) => [gram]);
};

/**
 * What a question asks for: a text must have all of it, wherever. Groups of digits that together are a number are that number, in whatever form
 * the text has it, or all of them as they stand. Nothing asked for: no terms.
 */
export const searchTerms = (question: string): readonly SearchTerm[] => {
  const terms: SearchTerm[] = [];
  let rest = folded(question.slice(0, SEARCH_CHARS_MAX));
  for (const { piece, word } of maskedIn(rest)) {
    terms.push([word]);
    rest = rest.replace(piece, ' ');
  }
  for (const [span] of rest.matchAll(DIGIT_SPANS)) terms.push(...termsOfSpan(span));
  for (const [run] of rest.replace(DIGIT_SPANS, ' ').matchAll(RUNS)) terms.push(...termsOfRun(run));
  const seen = new Set<string>();
  return terms.filter((term) => term[0] !== '' && !seen.has(term.join()) && seen.add(term.join()));
};
