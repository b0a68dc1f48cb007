/** Cutting comma-separated text (RFC 4180) into records, a slice at a time, so that a page stays quick while it reads a long list. */

const QUOTE = '"';
const SEPARATORS = [',', '\t', ';'] as const;
const LOOK_ROWS = 20;
const PIECE_ROWS = 5_000;

export interface Cut {
  /** As they stand in the text, without the line's end; blank lines are no records. */
  readonly records: readonly string[];
  /** Where the next record begins; the text's length: that was all. */
  readonly next: number;
}

const endOf = (text: string, from: number): number => {
  let isQuoted = false;
  for (let at = from; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === 0x22) isQuoted = !isQuoted;
    else if (character === 0x0a && !isQuoted) return at;
  }
  return text.length;
};

const placeOf = (text: string, character: string, from: number): number => {
  const place = text.indexOf(character, from);
  return place === -1 ? text.length : place;
};

/** Up to `most` records from `from` on. */
export const cutRecords = (text: string, from: number, most: number): Cut => {
  const records: string[] = [];
  let at = from;
  let quote = placeOf(text, QUOTE, from);
  while (at < text.length && records.length < most) {
    const line = placeOf(text, '\n', at);
    // Looked for once, not for each record: most lists have none.
    if (quote < at) quote = placeOf(text, QUOTE, at);
    const end = quote < line ? endOf(text, at) : line;
    const record = text.slice(at, text[end - 1] === '\r' ? end - 1 : end);
    if (record.trim() !== '') records.push(record);
    at = end + 1;
  }
  return { records, next: Math.min(at, text.length) };
};

const unquoted = (cell: string): string => {
  const plain = cell.trim();
  return plain.startsWith(QUOTE) && plain.endsWith(QUOTE) && plain.length > 1
    ? plain.slice(1, -1).replaceAll('""', QUOTE)
    : plain;
};

/** The cells of one record. */
export const cellsOf = (record: string, separator: string): readonly string[] => {
  if (!record.includes(QUOTE)) return record.split(separator).map((cell) => cell.trim());
  const cells: string[] = [];
  let from = 0;
  let isQuoted = false;
  for (let at = 0; at < record.length; at += 1) {
    if (record[at] === QUOTE) isQuoted = !isQuoted;
    else if (record[at] === separator && !isQuoted) {
      cells.push(unquoted(record.slice(from, at)));
      from = at + 1;
    }
  }
  return [...cells, unquoted(record.slice(from))];
};

/** That which the first record has most of. */
export const separatorOf = (text: string): string => {
  const [first = ''] = cutRecords(text, 0, 1).records;
  const counts = SEPARATORS.map((separator) => cellsOf(first, separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',';
};

const NUMBER_LIKE = /^\+?[\d\s()-]{5,24}$/;
const NUMBER_TITLES = /手机|号码|电话|被叫|phone|mobile|callee|subscriber|number/i;

export interface ListShape {
  readonly separator: string;
  readonly hasHead: boolean;
  /** Titles, or where the list has none the places from 1. */
  readonly columns: readonly string[];
  /** Where the numbers seem to stand, from 0. */
  readonly numberColumn: number;
  /** The first rows, without the head. */
  readonly rows: readonly (readonly string[])[];
}

/** What a list seems to be, by its first rows. Undefined: it has none. */
export const shapeOf = (text: string): ListShape | undefined => {
  const separator = separatorOf(text);
  const [first, ...rest] = cutRecords(text, 0, LOOK_ROWS + 1).records.map((record) => cellsOf(record, separator));
  if (first === undefined) return undefined;
  const hasHead = !first.some((cell) => NUMBER_LIKE.test(cell));
  const rows = hasHead ? rest : [first, ...rest];
  const titled = hasHead ? first.findIndex((title) => NUMBER_TITLES.test(title)) : -1;
  const likeness = first.map((_, column) => rows.filter((row) => NUMBER_LIKE.test(row[column] ?? '')).length);
  return {
    separator,
    hasHead,
    columns: hasHead ? first : first.map((_, place) => String(place + 1)),
    numberColumn: titled === -1 ? likeness.indexOf(Math.max(...likeness)) : titled,
    rows,
  };
};

export interface ReadList {
  readonly head: string | undefined;
  /** As they stood in the list. */
  readonly records: readonly string[];
  readonly numbers: readonly string[];
}

/** Lets the page answer its reader between two pieces of work. */
export const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** The whole list, with the numbers of one column; `pause` lets the page breathe. */
export const readList = async (
  text: string,
  { separator, hasHead }: Pick<ListShape, 'separator' | 'hasHead'>,
  column: number,
  pause: () => Promise<void> = breathe,
): Promise<ReadList> => {
  const head = hasHead ? cutRecords(text, 0, 1) : { records: [], next: 0 };
  const records: string[] = [];
  const numbers: string[] = [];
  for (let at = head.next; at < text.length; ) {
    const cut = cutRecords(text, at, PIECE_ROWS);
    for (const record of cut.records) {
      records.push(record);
      numbers.push(cellsOf(record, separator)[column] ?? '');
    }
    at = cut.next;
    await pause();
  }
  return { head: head.records[0], records, numbers };
};
