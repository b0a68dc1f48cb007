import type { Content } from '../questions.ts';

export type Slot = Content['variables'][number];

const SLOT = /\{([A-Za-z][A-Za-z0-9_]{0,39})\}/g;
const FIRST_LENGTH = 20;
const TYPES: readonly (readonly [RegExp, Slot['type'], number])[] = [
  [/day|date|time/i, 'date', FIRST_LENGTH],
  [/amount|rate|price|sum/i, 'amount', 12],
  [/url|link/i, 'url', 60],
  [/code|card|count|number/i, 'number', 8],
  [/name/i, 'name', FIRST_LENGTH],
];

/** Names that stand in braces in the text, in their order, each once. */
export const slotNames = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(SLOT)].map(([, name = '']) => name)),
];

/** The text's variables: those known so far as they were, new ones guessed by their names, others dropped. */
export const slotsOf = (text: string, known: readonly Slot[]): readonly Slot[] =>
  slotNames(text).map((name) => {
    const before = known.find((slot) => slot.name === name);
    if (before !== undefined) return before;
    const [, type, maxLength] = TYPES.find(([pattern]) => pattern.test(name)) ?? [undefined, 'text', FIRST_LENGTH];
    return { name, type: type as Slot['type'], maxLength };
  });

/** A piece of a text as it will be read: words, or what fills a variable. */
export interface Piece {
  readonly text: string;
  readonly slot?: string;
}

export const filledText = (text: string, values: Readonly<Record<string, string>>): readonly Piece[] => {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(SLOT)) {
    const [whole, name = ''] = match;
    if (match.index > at) pieces.push({ text: text.slice(at, match.index) });
    pieces.push({ text: values[name] || whole, slot: name });
    at = match.index + whole.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
};
