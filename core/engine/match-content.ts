import type { Content, VariableSlot } from '@wurao/domain';

/**
 * Text against a template: exact on words; width, letter case and white space do not count (docs/decision.md, step 6).
 * A template is cut once into literals and slots. Matching goes over the text once a part, from the end, so that its cost is
 * bounded by parts x text length whatever a template's author writes: it runs on the thread that decides.
 */
const SLOT_CLASSES: Readonly<Record<VariableSlot['type'], RegExp | undefined>> = {
  number: /[0-9]/,
  amount: /[0-9.,]/,
  date: /[0-9年月日:/.-]/,
  url: /[a-z0-9:/?#=&%_.~-]/,
  name: undefined,
  text: undefined,
};
const PLACEHOLDER = /\{([^{}]+)\}/g;

type Part = { readonly literal: string } | { readonly slot: VariableSlot };

const cut = new WeakMap<Content, readonly Part[]>();

export const foldText = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, '');

const partsOf = (content: Content): readonly Part[] => {
  const known = cut.get(content);
  if (known) return known;
  const parts: Part[] = [];
  let from = 0;
  for (const found of content.text.matchAll(PLACEHOLDER)) {
    const slot = content.variables.find((variable) => variable.name === found[1]);
    if (slot === undefined) continue;
    parts.push({ literal: foldText(content.text.slice(from, found.index)) }, { slot });
    from = found.index + found[0].length;
  }
  parts.push({ literal: foldText(content.text.slice(from)) });
  cut.set(content, parts);
  return parts;
};

/** From which places of the text the parts from `index` on can be had: what is asked of the part before. */
type Reach = Uint8Array;

const reachOfLiteral = (literal: string, text: string, then: Reach): Reach => {
  const reach = new Uint8Array(text.length + 1);
  for (let at = text.length - literal.length; at >= 0; at--) {
    if (then[at + literal.length] === 1 && text.startsWith(literal, at)) reach[at] = 1;
  }
  return reach;
};

const reachOfSlot = (slot: VariableSlot, text: string, then: Reach): Reach => {
  const fits = SLOT_CLASSES[slot.type];
  const reach = new Uint8Array(text.length + 1);
  let nearest = Number.POSITIVE_INFINITY;
  let runEnd = text.length;
  for (let at = text.length - 1; at >= 0; at--) {
    if (then[at + 1] === 1) nearest = at + 1;
    if (fits !== undefined && !fits.test(text.charAt(at))) runEnd = at;
    if (nearest <= Math.min(runEnd, at + slot.maxLength)) reach[at] = 1;
  }
  return reach;
};

const reachesOf = (parts: readonly Part[], text: string): readonly Reach[] => {
  let then: Reach = new Uint8Array(text.length + 1);
  then[text.length] = 1;
  const reaches = [then];
  for (const part of parts.toReversed()) {
    then = 'literal' in part ? reachOfLiteral(part.literal, text, then) : reachOfSlot(part.slot, text, then);
    reaches.push(then);
  }
  return reaches.reverse();
};

/** Most templates are told apart by their first and last words. */
const mayMatch = (parts: readonly Part[], text: string): boolean => {
  const [first, last] = [parts[0], parts.at(-1)];
  if (first !== undefined && 'literal' in first && !text.startsWith(first.literal)) return false;
  return !(last !== undefined && 'literal' in last && !text.endsWith(last.literal));
};

/** The values of the variables, in order, or undefined when the text is not of this template. */
export const matchContent = (content: Content, text: string): readonly string[] | undefined => {
  const parts = partsOf(content);
  const folded = foldText(text);
  if (!mayMatch(parts, folded)) return undefined;
  const reaches = reachesOf(parts, folded);
  if (reaches[0]?.[0] !== 1) return undefined;
  const values: string[] = [];
  let at = 0;
  for (const [index, part] of parts.entries()) {
    if ('literal' in part) {
      at += part.literal.length;
      continue;
    }
    // The shortest run from which the rest can be had: `reaches` says that there is one within the slot's length.
    let end = at + 1;
    while (reaches[index + 1]?.[end] !== 1) end++;
    values.push(folded.slice(at, end));
    at = end;
  }
  return values;
};

/** The first promotion word in a text, or undefined. */
export const promotionIn = (text: string, words: readonly string[]): string | undefined => {
  const folded = foldText(text);
  return words.find((word) => folded.includes(foldText(word)));
};
