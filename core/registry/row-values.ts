import {
  type FieldError,
  type FieldFault,
  type InstantMs,
  type Mask,
  type PhoneNumber,
  parseNumber,
  type Result,
} from '@wurao/domain';

/** Reads the values of one row: strings of a CSV file, or values of a JSON object. Notes what is wrong, and goes on. */
export class RowValues {
  readonly errors: FieldError[] = [];
  readonly #value: (field: string) => unknown;

  constructor(value: (field: string) => unknown) {
    this.#value = value;
  }

  wrong(field: string, message: string, remedy: string, fault?: FieldFault, expected?: string): undefined {
    this.errors.push({
      field,
      message,
      remedy,
      ...(fault === undefined ? {} : { fault }),
      ...(expected === undefined ? {} : { expected }),
    });
    return undefined;
  }

  /** Text without spaces around it; undefined where there is none. */
  text(field: string): string | undefined {
    const value = this.#value(field);
    if (value === undefined || value === null) return undefined;
    const text = typeof value === 'string' ? value.trim() : typeof value === 'object' ? '' : String(value);
    return text === '' ? undefined : text;
  }

  needed(field: string): string | undefined {
    return (
      this.text(field) ??
      this.wrong(field, 'missing', `Fill the column, or name it with --map ${field}=COLUMN.`, 'missing')
    );
  }

  number(field: string): PhoneNumber | undefined {
    const text = this.needed(field);
    if (text === undefined) return undefined;
    if (PLAIN_MOBILE.test(text)) return `+86${text}` as PhoneNumber;
    return this.taken(field, parseNumber(text, field));
  }

  /** `field` empty: the errors name their own. */
  taken<T>(field: string, result: Result<T>): T | undefined {
    if (result.ok) return result.value;
    for (const error of result.errors) this.errors.push(field === '' ? error : { ...error, field });
    return undefined;
  }

  /** A list in one cell is parted by ; or 、 or |; a JSON value may be an array. */
  list(field: string): readonly string[] {
    const value = this.#value(field);
    if (Array.isArray(value)) return value.map(String);
    const text = this.text(field);
    return text === undefined
      ? []
      : text
          .split(LIST_PARTS)
          .map((part) => part.trim())
          .filter((part) => part !== '');
  }

  mask(field: string, words: MaskWords, whenEmpty: Mask): Mask {
    const value = this.#value(field);
    if (typeof value === 'string') {
      const known = words.seen.get(value);
      if (known !== undefined) return known === 0 ? whenEmpty : known;
    }
    const list = this.list(field);
    let mask = 0;
    for (const word of list) {
      const at = words.list.indexOf(word);
      if (at < 0)
        this.wrong(
          field,
          `"${word.slice(0, 40)}" is not one of them`,
          `Use ${words.list.join(', ')}.`,
          'unknown-word',
          words.list.join(', '),
        );
      else mask |= 1 << at;
    }
    const isSound = typeof value === 'string' && (list.length === 0) === (mask === 0);
    if (isSound && words.seen.size < MAX_SEEN) words.seen.set(value, mask);
    return mask === 0 ? whenEmpty : mask;
  }

  word<W extends string>(field: string, words: readonly W[], whenEmpty?: W): W | undefined {
    const text = this.text(field);
    if (text === undefined && whenEmpty !== undefined) return whenEmpty;
    if (text !== undefined && (words as readonly string[]).includes(text)) return text as W;
    const [message, fault] =
      text === undefined ? (['missing', 'missing'] as const) : (['not one of the words', 'unknown-word'] as const);
    return this.wrong(field, message, `Use ${words.join(', ')}.`, fault, words.join(', '));
  }

  boolean(field: string, whenEmpty: boolean): boolean {
    const value = this.#value(field);
    if (typeof value === 'boolean') return value;
    const text = this.text(field)?.toLowerCase();
    if (text === undefined) return whenEmpty;
    if (YES.has(text)) return true;
    if (!NO.has(text))
      this.wrong(field, 'neither yes nor no', 'Write true or false, 1 or 0, 是 or 否.', 'not-yes-or-no');
    return false;
  }

  instant(field: string): InstantMs | undefined {
    const text = this.text(field);
    if (text === undefined) return undefined;
    const atMs = instantOf(text);
    return (
      atMs ??
      this.wrong(
        field,
        'not a date or an instant',
        'Write 2026-03-01T09:30:00+08:00 or 2026-03-01 09:30:00.',
        'not-an-instant',
      )
    );
  }

  whole(field: string): number | undefined {
    const text = this.text(field);
    if (text === undefined) return undefined;
    return /^\d{1,12}$/.test(text)
      ? Number(text)
      : this.wrong(field, 'not a whole number', 'Write digits only.', 'not-whole');
  }
}

export interface MaskWords {
  readonly list: readonly string[];
  /** Cells that were read before: a file says the same few over and over. */
  readonly seen: Map<string, Mask>;
}

export const maskWords = (list: readonly string[]): MaskWords => ({ list, seen: new Map() });

const PLAIN_MOBILE = /^1[3-9]\d{9}$/;
const LIST_PARTS = /[;；、|]/;
const MAX_SEEN = 1_000;
const YES: ReadonlySet<string> = new Set(['true', '1', 'yes', 'y', '是', 'on']);
const NO: ReadonlySet<string> = new Set(['false', '0', 'no', 'n', '否', 'off']);

/** A day, or an instant with or without an offset; without one it is China's time (UTC+8), as files of the trade mean it. */
const INSTANT =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/;
const MINUTE_MS = 60_000;
const CHINA_MINUTES = 480;

export const instantOf = (text: string): InstantMs | undefined => {
  const found = INSTANT.exec(text);
  if (!found) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone] = found;
  const localMs = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const isDate = Number(month) >= 1 && Number(month) <= 12 && new Date(localMs).getUTCDate() === Number(day);
  if (!isDate || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return localMs + Number(fraction.padEnd(3, '0')) - offsetMinutes(zone) * MINUTE_MS;
};

const offsetMinutes = (zone: string | undefined): number => {
  if (zone === undefined) return CHINA_MINUTES;
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
};
