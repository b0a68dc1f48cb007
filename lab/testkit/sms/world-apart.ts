// A case as a world of its own: beside others in one register no name, number or fact of one is another's.

import { BASIS_FACTS } from '@wurao/engine';
import { LAW_PACKS } from '@wurao/law';
import { type DecisionCase, type Given, numberOf } from '@wurao/vectors';
import { askedBy } from '../narrowed-filings.ts';

export interface World {
  readonly vector: DecisionCase;
  /** Of the cast, what the case can touch. */
  readonly cast: readonly Given[];
}

/** Ordinals have three digits: they become part of numbers. */
export const WORLDS = { first: 100, last: 999 };

const stringsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
};

/** All of the cast that the case names, and what that names in turn; of a merchant its contents, for a text may be of any. */
const touchedOf = (vector: DecisionCase, cast: readonly Given[]): readonly Given[] => {
  const wanted = new Set(stringsIn([vector.given, vector.attempt, vector.history]));
  const callers = askedBy(vector).flatMap(({ caller }) => (caller === null ? [] : [numberOf(caller)]));
  const covers = ({ caller, prefix = false }: NonNullable<Given['filing']>): boolean =>
    callers.some((number) => (prefix ? number.startsWith(caller) : number === numberOf(caller)));
  const isTouched = ({ party, merchant, line, content, filing, ownership }: Given): boolean =>
    [party, merchant, line, content, filing].some((noun) => noun !== undefined && wanted.has(noun.id)) ||
    (content !== undefined && wanted.has(content.merchant)) ||
    (filing !== undefined && covers(filing)) ||
    (ownership !== undefined && callers.includes(numberOf(ownership.number)));
  for (let before = -1; before !== wanted.size; ) {
    before = wanted.size;
    for (const text of stringsIn(cast.filter(isTouched))) wanted.add(text);
  }
  return cast.filter(isTouched);
};

const idsIn = (facts: readonly Given[]): ReadonlySet<string> => {
  const kinds = ['party', 'merchant', 'line', 'content', 'filing', 'sanction', 'binding', ...BASIS_FACTS] as const;
  return new Set(facts.flatMap((given) => kinds.flatMap((kind) => given[kind]?.id ?? [])));
};

const MOBILE = /^(?:\+?86)?(1[3-9]\d)(\d{5})(\d{3})$/;
const FREEPHONE = /^([48]00)\d{3}(\d{4})$/;
const FOREIGN = /^(\+(?!86)\d+)\d{3}(\d{4})$/;
const PORT = /^(106\d{3}|(?!106)\d{5})(\d*)$/;

/** Numbers of the world: of the same kind, with the same first digits, equal and alike at their beginnings where those of the case are. */
class Numbers {
  readonly #ordinal: number;
  readonly #kept: ReadonlySet<string>;
  /** Of mobiles: what stands before the last three digits. */
  readonly #blocks = new Map<string, number>();

  constructor(ordinal: number, kept: Iterable<string>) {
    this.#ordinal = ordinal;
    this.#kept = new Set(kept);
  }

  apart(written: string): string {
    if (this.#kept.has(written)) return written;
    const [, head = '', block = '', tail = ''] = MOBILE.exec(written) ?? [];
    if (head !== '') return `${head}${this.#ordinal}${this.#blockOf(head + block)}${tail}`;
    const [, before, after] = FREEPHONE.exec(written) ?? FOREIGN.exec(written) ?? PORT.exec(written) ?? [];
    if (before === undefined) throw new TypeError(`${written}: no number like it in another world`);
    return `${before}${this.#ordinal}${after}`;
  }

  /** A blocked prefix: short ones hold in every world. */
  prefixApart(prefix: string): string {
    const same = prefix.startsWith('106') ? 6 : /^1[3-9]/.test(prefix) ? 3 : 5;
    if (!/^\d+$/.test(prefix) || prefix.length > same)
      throw new TypeError(`${prefix}: no prefix like it in another world`);
    return prefix;
  }

  #blockOf(start: string): string {
    const index = this.#blocks.get(start) ?? this.#blocks.size;
    this.#blocks.set(start, index);
    return String(index).padStart(2, '0');
  }
}

const NUMBER_FIELDS: ReadonlySet<string> = new Set([
  'caller',
  'callee',
  'subscriber',
  'number',
  'a',
  'b',
  'x',
  'allow',
  'deny',
  'firstCalled',
  'assertedCaller',
]);
const DIGITS = /^\+?\d[\d-]*$/;

const rewrite = (value: unknown, field: string, of: (text: string, field: string) => string): unknown => {
  if (typeof value === 'string') return of(value, field);
  if (Array.isArray(value)) return value.map((each) => rewrite(each, field, of));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, rewrite(each, name, of)]));
};

/** The same case, with names and numbers that no other ordinal has. */
export const worldApart = (vector: DecisionCase, cast: readonly Given[], ordinal: number): World => {
  if (ordinal < WORLDS.first || ordinal > WORLDS.last) throw new RangeError(`there is no world ${ordinal}`);
  const touched = touchedOf(vector, cast);
  const ids = idsIn([...touched, ...vector.given]);
  const numbers = new Numbers(ordinal, LAW_PACKS.get(vector.law)?.emergencyNumbers ?? []);
  const of = (text: string, field: string): string => {
    if (ids.has(text)) return `${text}-${ordinal}`;
    if (field === 'prefix') return numbers.prefixApart(text);
    // A sanction names its number as an id.
    const isNumber = NUMBER_FIELDS.has(field) || (field === 'id' && DIGITS.test(text));
    return isNumber ? numbers.apart(text) : text;
  };
  const { given, history, attempt } = vector;
  const said = rewrite({ given, attempt, ...(history === undefined ? {} : { history }) }, '', of);
  return { vector: { ...vector, ...(said as object) }, cast: rewrite(touched, '', of) as readonly Given[] };
};
