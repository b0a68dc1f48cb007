import type { FieldError } from '@wurao/domain';

/** Errors beyond this say nothing new. */
const MAX_ERRORS = 100;

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** No cap, no limit, no group: TOML has no word for nothing. */
export const isNone = (value: unknown): boolean => value === undefined || value === null || value === 'none';

/** Reads a pack field by field, gathers every error, and always answers something: nothing is used when there were errors. */
export class PackReading {
  readonly errors: FieldError[] = [];

  wrong(field: string, message: string, remedy: string): undefined {
    if (this.errors.length < MAX_ERRORS) this.errors.push({ field, message, remedy });
    return undefined;
  }

  /** The parts of an object; a missing or an unknown name is an error. */
  parts<Name extends string>(value: unknown, field: string, names: readonly Name[]): Readonly<Record<Name, unknown>> {
    if (!isFields(value)) {
      this.wrong(field, value === undefined ? 'missing' : 'not a table of fields', `Give it with ${names.join(', ')}.`);
      return {} as Readonly<Record<Name, unknown>>;
    }
    for (const name of Object.keys(value)) {
      if (!names.includes(name as Name))
        this.wrong(at(field, name), 'no such field', `Leave it out, or write one of ${names.join(', ')}.`);
    }
    return value as Readonly<Record<Name, unknown>>;
  }

  text(value: unknown, field: string, maxChars: number): string {
    if (typeof value === 'string' && value.trim() !== '' && value.length <= maxChars) return value;
    this.wrong(field, value === undefined ? 'missing' : 'not a text of use', `Say it in 1 to ${maxChars} characters.`);
    return '';
  }

  yesNo(value: unknown, field: string): boolean {
    if (typeof value === 'boolean') return value;
    this.wrong(field, value === undefined ? 'missing' : 'neither true nor false', 'Write true or false.');
    return false;
  }

  whole(value: unknown, field: string, least: number, most: number): number {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    this.wrong(field, value === undefined ? 'missing' : `not a whole number from ${least} to ${most}`, `Write one.`);
    return least;
  }

  /** What the gates' counters are built for. */
  exactly(value: unknown, field: string, counted: number): number {
    if (value !== counted)
      this.wrong(field, `not what the gates count by: ${String(value)}`, `Write ${counted}; no other is counted.`);
    return counted;
  }

  /** Undefined: none. */
  wholeOrNone(value: unknown, field: string, least: number, most: number): number | undefined {
    if (isNone(value)) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    const remedy = `Write a whole number from ${least} to ${most}, or "none".`;
    return this.wrong(field, `not a number that counters keep: ${String(value)}`, remedy);
  }

  word<Word extends string>(value: unknown, field: string, words: readonly Word[]): Word | undefined {
    if (words.includes(value as Word)) return value as Word;
    return this.wrong(field, `not one of the words: ${String(value)}`, `Write one of ${words.join(', ')}.`);
  }

  wordOrNone<Word extends string>(value: unknown, field: string, words: readonly Word[]): Word | undefined {
    return isNone(value) ? undefined : this.word(value, field, words);
  }

  /** A list without repetitions. */
  list<Item>(value: unknown, field: string, read: (item: unknown, field: string) => Item | undefined): readonly Item[] {
    if (!Array.isArray(value)) {
      this.wrong(field, value === undefined ? 'missing' : 'not a list', 'Write a list; an empty one is [].');
      return [];
    }
    const items = value.map((item, i) => read(item, `${field}[${i}]`)).filter((item) => item !== undefined);
    const seen = new Set(items.map((item) => JSON.stringify(item)));
    if (seen.size < items.length) this.wrong(field, 'says something twice', 'Say each once.');
    return items;
  }
}

export const at = (field: string, name: string): string => (field === '' ? name : `${field}.${name}`);

export type Each<Name extends string, Value> = Record<Name, Value>;
export const each = <Name extends string, Value>(
  names: readonly Name[],
  make: (name: Name) => Value,
): Each<Name, Value> => Object.fromEntries(names.map((name) => [name, make(name)])) as Each<Name, Value>;
