import { type Content, LOOSE, markText, type VariableSlot, WORD } from '@wurao/domain';
import { markPiece, piecesOf, SLOT_CLASSES } from './match-content.ts';

/**
 * Which template a text was meant to be, and where it differs: for people who ask why. Bounded, since it may run beside decisions:
 * of so many templates pairs of characters are compared, the likeliest few are laid beside the text character by character.
 */
const MAX_TEMPLATES = 200;
const MAX_PAIRS = 400;
const MAX_LAID_BESIDE = 3;
/** Characters of template and text each: what stands behind is not compared. */
const MAX_COMPARED = 700;
/** So that white space and loose marks leave more than is compared. */
const MAX_SEEN_CHARS = 2 * MAX_COMPARED;
/** Of characters compared with characters, over all templates that are laid beside the text. */
const MAX_CELLS = MAX_COMPARED * MAX_COMPARED;
const MAX_DIFFERENCES = 50;
/** Of what a difference shows. */
const MAX_SHOWN_CHARS = 200;

interface Difference {
  /** Where it begins in the text as given (code units). */
  readonly position: number;
  /** As the text has it; empty: nothing where something is expected. */
  readonly found: string;
  /** As the template has it, a variable as `{name}`; empty: nothing should stand there. */
  readonly expected: string;
}

interface NearestContent {
  readonly content: Content;
  readonly differences: readonly Difference[];
}

/** A character that is said, and where in the original it came from. */
interface Said {
  readonly char: string;
  readonly kind: number;
  readonly from: number;
  readonly to: number;
}

type Element =
  | { readonly char: string; readonly shown: string }
  | { readonly slot: VariableSlot }
  /** Marks that may as well be others, or none unless `required`. */
  | { readonly marks: string; readonly required: boolean };

/** Folded character by character, so that each knows its origin; where folding joins characters, the folded text is the origin. */
const saidOf = (
  text: string,
  said: string,
  kinds: Uint8Array,
): { readonly chars: readonly Said[]; readonly source: string } => {
  const places: [number, number][] = [];
  let joined = '';
  for (let at = 0; at < text.length; ) {
    const point = String.fromCodePoint(text.codePointAt(at) as number);
    const folded = point.normalize('NFKC').toLowerCase().replace(/\s+/gu, '');
    for (let i = 0; i < folded.length; i++) places.push([at, at + point.length]);
    joined += folded;
    at += point.length;
  }
  const isSame = joined === said;
  const chars = Array.from({ length: said.length }, (_, i): Said => {
    const [from, to] = (isSame ? places[i] : undefined) ?? [i, i + 1];
    return { char: said.charAt(i), kind: kinds[i] as number, from, to };
  });
  return { chars, source: isSame ? text : said };
};

const elementsOf = (content: Content): readonly Element[] => {
  const pieces = piecesOf(content);
  return pieces.flatMap((piece, i): Element[] => {
    if (typeof piece === 'object') return [{ slot: piece }];
    const seen = piece.slice(0, MAX_SEEN_CHARS);
    const { said, kinds } = markPiece(seen, pieces[i - 1], pieces[i + 1]);
    const { chars, source } = saidOf(seen, said, kinds);
    const between = i > 0 && i < pieces.length - 1;
    const required = between && chars.every(({ kind }) => kind === LOOSE);
    const elements: Element[] = [];
    for (const [at, { char, kind, from, to }] of chars.entries()) {
      const shown = source.slice(from, to);
      if (kind !== LOOSE) elements.push({ char, shown });
      else if (chars[at - 1]?.kind !== LOOSE) elements.push({ marks: shown, required });
    }
    return elements;
  });
};

/** Two characters that follow each other, as one number. */
const addPairs = (pairs: Set<number>, bare: string): void => {
  for (let at = 0; at + 1 < bare.length && pairs.size < MAX_PAIRS; at++)
    pairs.add(bare.charCodeAt(at) * 0x10000 + bare.charCodeAt(at + 1));
};

/** Of all pairs of characters of both, the share that they have in common, 0 to 1. */
const likenessOf = (content: Content, asked: ReadonlySet<number>): number => {
  const pairs = new Set<number>();
  for (const piece of piecesOf(content)) if (typeof piece === 'string') addPairs(pairs, bareOf(piece));
  let shared = 0;
  for (const pair of pairs) if (asked.has(pair)) shared++;
  return shared === 0 ? 0 : (2 * shared) / (pairs.size + asked.size);
};

const bareOf = (text: string): string => {
  const { said, kinds } = markText(text.slice(0, 2 * MAX_PAIRS));
  let bare = '';
  for (let at = 0; at < said.length; at++) if (kinds[at] === WORD) bare += said.charAt(at);
  return bare;
};

/** What one difference costs; the small ones only tell ways apart that cost as many. */
const DIFFERENT = 4_096;
/** What is lacking and something else that is too much are told apart rather than taken for each other. */
const TAKEN_FOR_ANOTHER = DIFFERENT + 1;
/** Of a variable that takes anything: that it took a character says little. */
const TAKES_ANYTHING = 2;

/** A loose mark that stands alone, on either side: marks go with marks where they can. */
const LONE_MARK = 4;

/** How a cell of the table was come to; and whether that was a difference. */
const BOTH = 0;
const MISSING = 1;
const ADDED = 2;
const LONGER = 3;
const MOVES = 3;
const DIFFERS = 4;

interface Laid {
  readonly cost: number;
  readonly steps: readonly Step[];
}
/** One step of the way: which element and which character it took, and whether they agree. */
interface Step {
  readonly element: Element | undefined;
  readonly said: Said | undefined;
  readonly agrees: boolean;
}

/** One element of the template: by how many characters of the text stand before, what it costs to come there, and how. */
interface Row {
  readonly cost: Uint32Array;
  readonly how: Uint8Array;
}

/** The text, ready to be compared many times. */
interface Columns {
  readonly count: number;
  readonly codes: Uint16Array;
  /** Not of a word. */
  readonly isMark: Uint8Array;
  /** What a character costs that nothing asks for: loose marks may stand where none is. */
  readonly added: Uint32Array;
}

const columnsOf = (chars: readonly Said[]): Columns => {
  const compared = chars.slice(0, MAX_COMPARED);
  return {
    count: compared.length,
    codes: Uint16Array.from(compared, ({ char }) => char.charCodeAt(0)),
    isMark: Uint8Array.from(compared, ({ kind }) => (kind === WORD ? 0 : 1)),
    added: Uint32Array.from(compared, ({ kind }) => (kind === LOOSE ? LONE_MARK : DIFFERENT)),
  };
};

const NEVER = 0xffff_ffff;

/** This and the two behind it go over the text once each: most of the work. */
const layChar = (row: Row, above: Row, code: number, { count, codes, added }: Columns): void => {
  for (let column = 1; column <= count; column++) {
    const before = column - 1;
    const isSame = codes[before] === code;
    let best = (above.cost[before] as number) + (isSame ? 0 : TAKEN_FOR_ANOTHER);
    let how = isSame ? BOTH : BOTH | DIFFERS;
    const missing = (above.cost[column] as number) + DIFFERENT;
    if (missing < best) {
      best = missing;
      how = MISSING | DIFFERS;
    }
    put(row, column, best, how, added[before] as number);
  }
};

/** The best so far, unless the character is taken for one that was added. Answers whether it was not. */
const put = (row: Row, column: number, best: number, how: number, added: number): boolean => {
  const adds = (row.cost[column - 1] as number) + added;
  const isAdded = adds < best;
  row.cost[column] = isAdded ? adds : best;
  row.how[column] = isAdded ? (added < DIFFERENT ? ADDED : ADDED | DIFFERS) : how;
  return !isAdded;
};

const laySlot = (row: Row, above: Row, { type, maxLength }: VariableSlot, { count, codes, added }: Columns): void => {
  const fits = SLOT_CLASSES[type];
  let length = 0;
  for (let column = 1; column <= count; column++) {
    const before = column - 1;
    const isMisfit = fits?.test(String.fromCharCode(codes[before] as number)) === false;
    const takes = fits === undefined ? TAKES_ANYTHING : isMisfit ? DIFFERENT : 0;
    let best = (above.cost[before] as number) + takes;
    let how = isMisfit ? BOTH | DIFFERS : BOTH;
    let reached = 1;
    const isOver = isMisfit || length >= maxLength;
    const longer = (row.cost[before] as number) + (isOver ? DIFFERENT : takes);
    if (length > 0 && longer < best) {
      best = longer;
      how = isOver ? LONGER | DIFFERS : LONGER;
      reached = length + 1;
    }
    const missing = (above.cost[column] as number) + DIFFERENT;
    if (missing < best) {
      best = missing;
      how = MISSING | DIFFERS;
      reached = 0;
    }
    if (put(row, column, best, how, added[before] as number)) length = reached;
  }
};

const layMarks = (row: Row, above: Row, missingCost: number, { count, isMark, added }: Columns): void => {
  for (let column = 1; column <= count; column++) {
    const before = column - 1;
    let best = (above.cost[column] as number) + missingCost;
    let how = missingCost < DIFFERENT ? MISSING : MISSING | DIFFERS;
    if (isMark[before] === 1 && (above.cost[before] as number) < best) {
      best = above.cost[before] as number;
      how = BOTH;
    }
    if (
      isMark[before] === 1 &&
      ((row.how[before] as number) & MOVES) !== MISSING &&
      (row.cost[before] as number) < best
    ) {
      best = row.cost[before] as number;
      how = LONGER;
    }
    put(row, column, best, how, added[before] as number);
  }
};

const missingCostOf = (element: Element): number => ('marks' in element && !element.required ? LONE_MARK : DIFFERENT);

/** The cheapest way to lay a template beside a text; beyond MAX_COMPARED of either the way ends where that is cheapest. */
const layBeside = (elements: readonly Element[], chars: readonly Said[], text: Columns): Laid => {
  const rows = Math.min(elements.length, MAX_COMPARED);
  const width = text.count + 1;
  const how = new Uint8Array((rows + 1) * width);
  let above: Row = { cost: new Uint32Array(width), how: how.subarray(0, width) };
  let spare: Uint32Array = new Uint32Array(width);
  above.how.fill(ADDED);
  for (let column = 1; column < width; column++) put(above, column, NEVER, ADDED, text.added[column - 1] as number);
  const isCut = rows < elements.length || text.count < chars.length;
  let end = { cost: rows === 0 || isCut ? (above.cost[text.count] as number) : NEVER, at: 0, column: text.count };
  for (let at = 1; at <= rows; at++) {
    const element = elements[at - 1] as Element;
    const row: Row = { cost: spare, how: how.subarray(at * width, (at + 1) * width) };
    const missing = missingCostOf(element);
    row.cost[0] = (above.cost[0] as number) + missing;
    row.how[0] = missing < DIFFERENT ? MISSING : MISSING | DIFFERS;
    if ('char' in element) layChar(row, above, element.char.charCodeAt(0), text);
    else if ('slot' in element) laySlot(row, above, element.slot, text);
    else layMarks(row, above, missing, text);
    const cost = row.cost[text.count] as number;
    if (at === rows || isCut) if (cost <= end.cost) end = { cost, at, column: text.count };
    spare = above.cost;
    above = row;
  }
  if (isCut) for (const [column, cost] of above.cost.entries()) if (cost < end.cost) end = { cost, at: rows, column };
  return { cost: end.cost, steps: stepsTo(end.at, end.column, how, width, elements, chars) };
};

const stepsTo = (
  lastRow: number,
  lastColumn: number,
  how: Uint8Array,
  width: number,
  elements: readonly Element[],
  chars: readonly Said[],
): readonly Step[] => {
  const steps: Step[] = [];
  let [at, column] = [lastRow, lastColumn];
  while (at > 0 || column > 0) {
    const come = how[at * width + column] as number;
    const move = come & MOVES;
    steps.push({
      element: move === ADDED ? undefined : elements[at - 1],
      said: move === MISSING ? undefined : chars[column - 1],
      agrees: (come & DIFFERS) === 0,
    });
    if (move !== MISSING) column--;
    if (move === BOTH || move === MISSING) at--;
  }
  return steps.reverse();
};

/** Marks that may as well not stand are not asked for. */
const shownOf = (element: Element): string =>
  'char' in element
    ? element.shown
    : 'slot' in element
      ? `{${element.slot.name}}`
      : element.required
        ? element.marks
        : '';

/** Nothing of a word on either side. */
const isOfMarks = ({ element, said }: Step): boolean =>
  (element === undefined || 'marks' in element) && (said === undefined || said.kind !== WORD);

/** Where the difference that begins here ends: marks between two that differ belong to it. */
const endOfDifference = (steps: readonly Step[], begin: number): number => {
  let end = begin;
  for (let i = begin; i < steps.length; i++) {
    const step = steps[i] as Step;
    if (!step.agrees) end = i + 1;
    else if (!isOfMarks(step)) break;
  }
  return end;
};

const differencesOf = (steps: readonly Step[], source: string): readonly Difference[] => {
  const differences: Difference[] = [];
  for (let i = 0; i < steps.length && differences.length < MAX_DIFFERENCES; i++) {
    if ((steps[i] as Step).agrees) continue;
    const begin = i;
    i = endOfDifference(steps, begin);
    const run = steps.slice(begin, i);
    const found = run.flatMap(({ said }) => (said ? [said] : []));
    const next = steps.slice(i).find(({ said }) => said !== undefined)?.said;
    const position = found[0]?.from ?? next?.from ?? source.length;
    const elements = run.flatMap(({ element }) => (element ? [element] : []));
    differences.push({
      position,
      found: source.slice(position, found.at(-1)?.to ?? position).slice(0, MAX_SHOWN_CHARS),
      expected: [...new Set(elements)].map(shownOf).join('').slice(0, MAX_SHOWN_CHARS),
    });
  }
  return differences;
};

/**
 * Of these contents the one that the text is nearest to, the first by id of several, and where they differ, in order of the text;
 * undefined when it has nothing in common with any. Which contents may be used, and whether the text is of one of them, was asked before.
 */
export const nearestContent = (contents: readonly Content[], text: string): NearestContent | undefined => {
  const asked = new Set<number>();
  addPairs(asked, bareOf(text));
  const likely = [...contents]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .slice(0, MAX_TEMPLATES)
    .map((content) => ({ content, likeness: likenessOf(content, asked) }))
    .filter(({ likeness }) => likeness > 0)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, MAX_LAID_BESIDE);
  const seen = text.slice(0, MAX_SEEN_CHARS);
  const { said, kinds } = markText(seen);
  const { chars, source } = saidOf(seen, said, kinds);
  const columns = columnsOf(chars);
  let nearest: (Laid & { readonly content: Content }) | undefined;
  let cells = 0;
  for (const { content } of likely) {
    const elements = elementsOf(content);
    cells += Math.min(elements.length, MAX_COMPARED) * columns.count;
    if (nearest !== undefined && cells > MAX_CELLS) break;
    const laid = layBeside(elements, chars, columns);
    if (nearest === undefined || laid.cost < nearest.cost) nearest = { ...laid, content };
  }
  if (nearest === undefined) return undefined;
  const differences = differencesOf(nearest.steps, source);
  if (differences.length > 0) return { content: nearest.content, differences };
  // What only the match itself tells, such as a value of nothing but marks: the whole differs.
  const whole = {
    position: 0,
    found: text.slice(0, MAX_SHOWN_CHARS),
    expected: nearest.content.text.slice(0, MAX_SHOWN_CHARS),
  };
  return { content: nearest.content, differences: [whole] };
};
