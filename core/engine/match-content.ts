import type { Content, VariableSlot } from '@wurao/domain';

/**
 * Text against a template: exact on words; width, letter case and white space do not count (docs/decision.md, step 6).
 * A template is cut once into literals and slots; matching remembers failures, so its cost is bounded by
 * parts x text length x slot length whatever a template's author writes.
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

/** The values of the variables, in order, or undefined when the text is not of this template. */
export const matchContent = (content: Content, text: string): readonly string[] | undefined => {
  const parts = partsOf(content);
  const folded = foldText(text);
  const values: string[] = [];
  const failed = new Set<number>();
  const matchFrom = (index: number, at: number): boolean => {
    const part = parts[index];
    if (part === undefined) return at === folded.length;
    const state = index * (folded.length + 1) + at;
    if (failed.has(state)) return false;
    const matched = 'literal' in part ? matchLiteral(part.literal, index, at) : matchSlot(part.slot, index, at);
    if (!matched) failed.add(state);
    return matched;
  };
  const matchLiteral = (literal: string, index: number, at: number): boolean =>
    folded.startsWith(literal, at) && matchFrom(index + 1, at + literal.length);
  const matchSlot = (slot: VariableSlot, index: number, at: number): boolean => {
    const fits = SLOT_CLASSES[slot.type];
    for (let end = at + 1; end <= folded.length && end - at <= slot.maxLength; end++) {
      if (fits !== undefined && !fits.test(folded.charAt(end - 1))) return false;
      values.push(folded.slice(at, end));
      if (matchFrom(index + 1, end)) return true;
      values.pop();
    }
    return false;
  };
  return matchFrom(0, 0) ? values : undefined;
};

/** The first promotion word in a text, or undefined. */
export const promotionIn = (text: string, words: readonly string[]): string | undefined => {
  const folded = foldText(text);
  return words.find((word) => folded.includes(foldText(word)));
};
