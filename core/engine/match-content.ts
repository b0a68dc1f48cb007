import {
  type Content,
  foldText,
  JOINING,
  LOOSE,
  type MarkedText,
  markText,
  type VariableSlot,
  WORD,
} from '@wurao/domain';

/**
 * Text against a template: exact on words and on marks that join (1,234.50; t.cn/a); width, letter case, white space and loose marks
 * do not count (docs/decision.md, step 6). Where the template has loose marks the text may have any marks or none; where it has none, loose
 * ones may stand; marks that join must stand as reviewed. Two variables with nothing but loose marks between them need at least one
 * there. A template is cut once into literals and slots. Matching goes over the text once a part, from the end, so that its cost is
 * bounded by parts x text length whatever a template's author writes: it runs on the thread that decides.
 */
export const SLOT_CLASSES: Readonly<Record<VariableSlot['type'], RegExp | undefined>> = {
  number: /[0-9]/,
  amount: /[0-9.,]/,
  date: /[0-9年月日:/.-]/,
  url: /[a-z0-9:/?#=&%_.~-]/,
  name: undefined,
  text: undefined,
};
/** What a slot counts as for the marks beside it: those beside a number may belong to it. */
const SLOT_LOOKS: Readonly<Record<VariableSlot['type'], string>> = {
  number: '0',
  amount: '0',
  date: '0',
  url: 'a',
  name: '',
  text: '',
};
const PLACEHOLDER = /\{([^{}]+)\}/g;

/** What may stand at one end of a literal's words: exactly `run`, or marks of these kinds, at least one where `needsOne`. */
type Edge =
  | { readonly run: string }
  | { readonly run: undefined; readonly skips: 'none' | 'loose' | 'any'; readonly needsOne: boolean };

interface Literal {
  /** Its words without marks; the edges stand before and behind them. With none, only `lead` counts. */
  readonly bare: string;
  readonly lead: Edge;
  readonly trail: Edge;
  /** Between the words, by how many characters of `bare` stand before: marks that join, and places of loose ones. */
  readonly joints: readonly { readonly at: number; readonly run: string }[];
  readonly breaks: readonly number[];
}

type Part = { readonly literal: Literal } | { readonly slot: VariableSlot };

/** A text made ready for any number of templates. */
export interface ReadText extends MarkedText {
  /** Without marks. */
  readonly bare: string;
  /** Where each character of `bare` stands in `said`; at the end the length of `said`. */
  readonly places: Int32Array;
  /** By place in `said`: which character of `bare` is the next one. */
  readonly nextBare: Int32Array;
  /** By index in `bare`: the marks directly before this character, at the end those behind the last one. */
  readonly runs: readonly string[];
  /** By index in `bare`: how many runs of joining marks stand before this character. */
  readonly jointsBefore: Int32Array;
}

export const readText = (text: string): ReadText => readMarked(markText(text));

const readMarked = ({ said, kinds }: MarkedText): ReadText => {
  const places = new Int32Array(said.length + 1);
  const nextBare = new Int32Array(said.length + 1);
  const jointsBefore = new Int32Array(said.length + 1);
  const runs: string[] = [];
  let bare = '';
  let joints = 0;
  let runFrom = 0;
  for (let at = 0; at < said.length; at++) {
    nextBare[at] = bare.length;
    if (kinds[at] === JOINING && kinds[at - 1] !== JOINING) joints++;
    if (kinds[at] !== WORD) continue;
    places[bare.length] = at;
    jointsBefore[bare.length] = joints;
    runs.push(runFrom === at ? '' : said.slice(runFrom, at));
    bare += said.charAt(at);
    runFrom = at + 1;
  }
  runs.push(said.slice(runFrom));
  places[bare.length] = said.length;
  nextBare[said.length] = bare.length;
  return { said, kinds, bare, places, nextBare, runs, jointsBefore };
};

const isJoining = ({ kinds, places }: ReadText, index: number): boolean =>
  kinds[(places[index] as number) - 1] === JOINING;

/** `left` and `right`: what stands beside it; undefined at the ends of the template. */
const literalOf = (
  text: string,
  left: string | VariableSlot | undefined,
  right: string | VariableSlot | undefined,
): Literal => {
  const read = readMarked(markPiece(text, left, right));
  const { bare } = read;
  const between = left !== undefined && right !== undefined;
  const edgeAt = (index: number): Edge => {
    const run = read.runs[index] as string;
    if (run === '') return { run: undefined, skips: bare === '' && between ? 'none' : 'loose', needsOne: false };
    if (isJoining(read, index)) return { run };
    return { run: undefined, skips: 'any', needsOne: bare === '' && between };
  };
  const gaps = Array.from({ length: Math.max(0, bare.length - 1) }, (_, i) => i + 1).filter(
    (index) => read.runs[index] !== '',
  );
  return {
    bare,
    lead: edgeAt(0),
    trail: edgeAt(bare.length),
    joints: gaps.filter((at) => isJoining(read, at)).map((at) => ({ at, run: read.runs[at] as string })),
    breaks: gaps.filter((at) => !isJoining(read, at)),
  };
};

const cut = new WeakMap<Content, readonly Part[]>();

/** The template in its order: words (perhaps none) before, between and behind its variables. */
export const piecesOf = (content: Content): readonly (string | VariableSlot)[] => {
  const pieces: (string | VariableSlot)[] = [];
  let from = 0;
  for (const found of content.text.matchAll(PLACEHOLDER)) {
    const slot = content.variables.find((variable) => variable.name === found[1]);
    if (slot === undefined) continue;
    pieces.push(content.text.slice(from, found.index), slot);
    from = found.index + found[0].length;
  }
  return [...pieces, content.text.slice(from)];
};

/** The words of a template, read as they stand between what is beside them; undefined: at an end of it. */
export const markPiece = (
  text: string,
  left: string | VariableSlot | undefined,
  right: string | VariableSlot | undefined,
): MarkedText => markText(text, lookOf(left), lookOf(right));

const lookOf = (piece: string | VariableSlot | undefined): string =>
  typeof piece === 'object' ? SLOT_LOOKS[piece.type] : '';

const partsOf = (content: Content): readonly Part[] => {
  const known = cut.get(content);
  if (known) return known;
  const pieces = piecesOf(content);
  const parts = pieces.map(
    (piece, i): Part =>
      typeof piece === 'object' ? { slot: piece } : { literal: literalOf(piece, pieces[i - 1], pieces[i + 1]) },
  );
  cut.set(content, parts);
  return parts;
};

/** From which places of the text the parts from `index` on can be had: what is asked of the part before. */
type Reach = Uint8Array;

const skippable = (skips: 'none' | 'loose' | 'any', kind: number | undefined): boolean =>
  kind === LOOSE ? skips !== 'none' : kind === JOINING && skips === 'any';

const reachOfEdge = (edge: Edge, { said, kinds }: ReadText, then: Reach): Reach => {
  if (edge.run === undefined && edge.skips === 'none') return then;
  const reach = new Uint8Array(said.length + 1);
  if (edge.run !== undefined) {
    for (let at = said.length - edge.run.length; at >= 0; at--)
      if (then[at + edge.run.length] === 1 && said.startsWith(edge.run, at)) reach[at] = 1;
    return reach;
  }
  let canGoOn = then[said.length] === 1;
  reach[said.length] = canGoOn && !edge.needsOne ? 1 : 0;
  for (let at = said.length - 1; at >= 0; at--) {
    const skipped = skippable(edge.skips, kinds[at]) && canGoOn;
    canGoOn = skipped || then[at] === 1;
    if (edge.needsOne ? skipped : canGoOn) reach[at] = 1;
  }
  return reach;
};

/** Do the marks between the words, from this character of the text's `bare` on, stand as they must? */
const marksFit = (literal: Literal, text: ReadText, index: number): boolean => {
  const { bare, joints, breaks } = literal;
  const last = index + bare.length - 1;
  let joining = (text.jointsBefore[last] as number) - (text.jointsBefore[index] as number);
  for (const { at, run } of joints) {
    if (text.runs[index + at] !== run) return false;
    if (isJoining(text, index + at)) joining--;
  }
  if (joining > 0) for (const at of breaks) if (isJoining(text, index + at)) joining--;
  return joining === 0;
};

const reachOfLiteral = (literal: Literal, text: ReadText, then: Reach): Reach => {
  const { bare, lead, trail } = literal;
  if (bare === '') return reachOfEdge(lead, text, then);
  const behind = reachOfEdge(trail, text, then);
  const words = new Uint8Array(text.said.length + 1);
  for (let index = text.bare.length - bare.length; index >= 0; index--) {
    const end = (text.places[index + bare.length - 1] as number) + 1;
    if (behind[end] === 1 && text.bare.startsWith(bare, index) && marksFit(literal, text, index))
      words[text.places[index] as number] = 1;
  }
  return reachOfEdge(lead, text, words);
};

/** A value ends behind its first word character at the earliest: marks alone are no value. */
const firstEnd = ({ places, nextBare }: ReadText, at: number): number => (places[nextBare[at] as number] as number) + 1;

const reachOfSlot = (slot: VariableSlot, text: ReadText, then: Reach): Reach => {
  const fits = SLOT_CLASSES[slot.type];
  const { said } = text;
  const reach = new Uint8Array(said.length + 1);
  /** By place: the nearest one from which the rest can be had. */
  const nearest = new Int32Array(said.length + 2).fill(said.length + 1);
  let runEnd = said.length;
  if (then[said.length] === 1) nearest[said.length] = said.length;
  for (let at = said.length - 1; at >= 0; at--) {
    nearest[at] = then[at] === 1 ? at : (nearest[at + 1] as number);
    if (fits !== undefined && !fits.test(said.charAt(at))) runEnd = at;
    const end = nearest[firstEnd(text, at)] as number;
    if (end <= Math.min(runEnd, at + slot.maxLength)) reach[at] = 1;
  }
  return reach;
};

const reachesOf = (parts: readonly Part[], text: ReadText): readonly Reach[] => {
  let then: Reach = new Uint8Array(text.said.length + 1);
  then[text.said.length] = 1;
  const reaches = [then];
  for (const part of parts.toReversed()) {
    then = 'literal' in part ? reachOfLiteral(part.literal, text, then) : reachOfSlot(part.slot, text, then);
    reaches.push(then);
  }
  return reaches.reverse();
};

/** Most templates are told apart by their first and last words. */
const mayMatch = (parts: readonly Part[], text: ReadText): boolean => {
  const [first, last] = [parts[0], parts.at(-1)];
  if (first !== undefined && 'literal' in first && !text.bare.startsWith(first.literal.bare)) return false;
  return !(last !== undefined && 'literal' in last && !text.bare.endsWith(last.literal.bare));
};

/** As many marks as may be skipped, so that a value begins with a word where it can. */
const pastEdge = (edge: Edge, { kinds }: ReadText, from: number, then: Reach): number => {
  if (edge.run !== undefined) return from + edge.run.length;
  let end = from;
  for (let at = edge.needsOne ? from + 1 : from; at <= kinds.length; at++) {
    if (at > from && !skippable(edge.skips, kinds[at - 1])) break;
    if (then[at] === 1) end = at;
  }
  return end;
};

const pastLiteral = (literal: Literal, text: ReadText, from: number, then: Reach): number => {
  const { bare, lead, trail } = literal;
  if (bare === '') return pastEdge(lead, text, from, then);
  const last = (text.nextBare[from] as number) + bare.length - 1;
  return pastEdge(trail, text, (text.places[last] as number) + 1, then);
};

/** The values of the variables, in order, or undefined when the text is not of this template. */
export const matchRead = (content: Content, text: ReadText): readonly string[] | undefined => {
  const parts = partsOf(content);
  if (!mayMatch(parts, text)) return undefined;
  const reaches = reachesOf(parts, text);
  if (reaches[0]?.[0] !== 1) return undefined;
  const values: string[] = [];
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const then = reaches[index + 1] as Reach;
    if ('literal' in part) {
      at = pastLiteral(part.literal, text, at, then);
      continue;
    }
    // The shortest run from which the rest can be had: `reaches` says that there is one within the slot's length.
    let end = firstEnd(text, at);
    while (then[end] !== 1) end++;
    values.push(text.said.slice(at, end));
    at = end;
  }
  return values;
};

/** What the text fills into the variables, as they follow each other, or undefined when it is not of this template. */
export const valuesIn = (
  content: Content,
  text: ReadText,
): readonly { readonly name: string; readonly value: string }[] | undefined => {
  const values = matchRead(content, text);
  if (values === undefined) return undefined;
  const slots = piecesOf(content).filter((piece) => typeof piece === 'object');
  return values.map((value, i) => ({ name: slots[i]?.name ?? '', value }));
};

export const matchContent = (content: Content, text: string): readonly string[] | undefined =>
  matchRead(content, readText(text));

/** Of a law's list, which is asked for every message. */
const foldedWords = new WeakMap<readonly string[], readonly string[]>();

/** The first promotion word in a text, or undefined. */
export const promotionIn = (text: string, words: readonly string[]): string | undefined => {
  let folded = foldedWords.get(words);
  if (folded === undefined) {
    folded = words.map(foldText);
    foldedWords.set(words, folded);
  }
  const said = foldText(text);
  const at = folded.findIndex((word) => said.includes(word));
  return words[at];
};
