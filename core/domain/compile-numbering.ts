import { type FieldError, type Result, success } from './failure.ts';
import {
  AT_CRC,
  crcOf,
  FIRST_PREFIX,
  MAX_PROFILES,
  NUMBERING_HEAD_AT,
  NUMBERING_MAGIC,
  NUMBERING_VERSION,
  type NumberingHead,
  type NumberingPlan,
  PREFIXES,
} from './numbering-plan.ts';
import { PROVINCES, type Province, provinceNamed } from './provinces.ts';

/** One line of a list, as read; `line` counts from 1, the heading included. */
export interface NumberingRow {
  readonly line: number;
  /** Seven digits: 1380013. */
  readonly prefix: string;
  /** Code, short or full name. */
  readonly province: string;
  readonly city: string;
  readonly areaCode: string;
  readonly carrier: string;
}

/** More are counted, not listed. */
export const MAX_NUMBERING_ERRORS = 50;
const MAX_NAME = 40;
const PREFIX = /^1[3-9]\d{5}$/;
const AREA_CODE = /^0\d{2,3}$/;

interface Interned {
  readonly keys: Map<string, number>;
  readonly values: string[][];
}

const intern = ({ keys, values }: Interned, parts: string[]): number => {
  const key = parts.join('\u0000');
  const known = keys.get(key);
  if (known !== undefined) return known;
  keys.set(key, values.length);
  return values.push(parts) - 1;
};

const newInterned = (): Interned => ({ keys: new Map(), values: [] });

class Compiling {
  readonly errors: FieldError[] = [];
  errorCount = 0;
  prefixes = 0;
  readonly places = newInterned();
  readonly carriers = newInterned();
  readonly profiles = newInterned();
  readonly #lines = new Uint32Array(PREFIXES);
  readonly #table = new Uint16Array(PREFIXES);
  readonly #areas = new Map<string, Province>();

  get table(): Uint16Array {
    return this.#table;
  }

  /** What is wrong with the row; undefined: nothing, and then it is taken. */
  #problemOf(row: NumberingRow, province: Province | undefined): Omit<FieldError, 'position'> | undefined {
    const { prefix, city, areaCode, carrier } = row;
    if (!PREFIX.test(prefix))
      return { field: 'prefix', message: 'not seven digits of a mobile number', remedy: 'Write it as 1380013.' };
    if (!province)
      return {
        field: 'province',
        message: 'no province of GB/T 2260',
        remedy: 'Write its code or name: 330000, 浙江, 浙江省.',
      };
    if (!AREA_CODE.test(areaCode))
      return { field: 'areaCode', message: 'not an area code as dialled', remedy: 'Write it as 010 or 0571.' };
    if (carrier === '' || carrier.length > MAX_NAME || city.length > MAX_NAME) {
      const field = carrier === '' || carrier.length > MAX_NAME ? 'carrier' : 'city';
      return { field, message: 'empty or too long', remedy: `At most ${MAX_NAME} characters.` };
    }
    if (this.profiles.values.length >= MAX_PROFILES)
      return { field: 'city', message: 'too many places', remedy: `At most ${MAX_PROFILES} with a carrier.` };
    const area = this.#areas.get(areaCode) ?? province;
    if (area !== province)
      return {
        field: 'areaCode',
        message: `${areaCode} stands in ${area.zh} above`,
        remedy: 'An area code belongs to one province.',
      };
    const before = this.#lines[Number(prefix) - FIRST_PREFIX] as number;
    if (before === 0) return undefined;
    return { field: 'prefix', message: `${prefix} stands in line ${before} already`, remedy: 'Keep one of the two.' };
  }

  take(row: NumberingRow): void {
    const province = provinceNamed(row.province);
    const problem = this.#problemOf(row, province);
    if (problem || !province) {
      this.errorCount++;
      if (problem && this.errors.length < MAX_NUMBERING_ERRORS) this.errors.push({ ...problem, position: row.line });
      return;
    }
    this.#areas.set(row.areaCode, province);
    const at = Number(row.prefix) - FIRST_PREFIX;
    this.#lines[at] = row.line;
    const place = intern(this.places, [province.code, row.city, row.areaCode]);
    const carrier = intern(this.carriers, [row.carrier]);
    const profile = intern(this.profiles, [String(place), String(carrier)]) + 1;
    this.#table[at] = profile;
    this.prefixes++;
  }
}

/** Runs of profiles, the most frequent profiles first, so that nearly all are written in one or two bytes. */
const runsOf = (table: Uint16Array): { readonly order: readonly number[]; readonly bytes: Uint8Array } => {
  const runs: [number, number][] = [];
  for (const profile of table) {
    const last = runs.at(-1);
    if (last?.[0] === profile) last[1]++;
    else runs.push([profile, 1]);
  }
  if (runs.at(-1)?.[0] === 0) runs.pop();
  const often = new Map<number, number>();
  for (const [profile] of runs) often.set(profile, (often.get(profile) ?? 0) + 1);
  const order = [...often.keys()]
    .filter((profile) => profile > 0)
    .sort((a, b) => (often.get(b) ?? 0) - (often.get(a) ?? 0) || a - b);
  const place = new Map(order.map((profile, index) => [profile, index + 1]));
  const bytes: number[] = [];
  const put = (value: number): void => {
    let rest = value;
    for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
    bytes.push(rest);
  };
  for (const [profile, length] of runs) {
    put((place.get(profile) ?? 0) * 2 + (length > 1 ? 1 : 0));
    if (length > 1) put(length - 2);
  }
  return { order, bytes: Uint8Array.from(bytes) };
};

const encode = (head: NumberingHead, runs: Uint8Array): Uint8Array => {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const bytes = new Uint8Array(NUMBERING_HEAD_AT + text.length + runs.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < NUMBERING_MAGIC.length; i++) bytes[i] = NUMBERING_MAGIC.charCodeAt(i);
  view.setUint16(8, NUMBERING_VERSION, true);
  view.setUint32(16, text.length, true);
  view.setUint32(20, runs.length, true);
  bytes.set(text, NUMBERING_HEAD_AT);
  bytes.set(runs, NUMBERING_HEAD_AT + text.length);
  view.setUint32(AT_CRC, crcOf(bytes.subarray(AT_CRC + 4)), true);
  return bytes;
};

/** A file of the plan from a list. All or nothing: every bad line is named, up to MAX_NUMBERING_ERRORS, and the rest counted. */
export const compileNumbering = (
  rows: Iterable<NumberingRow>,
  about: { readonly asOf: string; readonly source: string },
): Result<Uint8Array> => {
  const compiling = new Compiling();
  for (const row of rows) compiling.take(row);
  const { errors, errorCount, prefixes } = compiling;
  if (errorCount > 0) {
    const title = `${errorCount} lines of the list cannot be taken`;
    return { ok: false, code: 'invalid', title, errors };
  }
  if (prefixes === 0) {
    const error = { field: 'file', message: 'it holds no prefix', remedy: 'Give a list with at least one line.' };
    return { ok: false, code: 'invalid', title: 'An empty list', errors: [error] };
  }
  const { order, bytes } = runsOf(compiling.table);
  const head: NumberingHead = {
    ...about,
    prefixes,
    carriers: compiling.carriers.values.map(([name]) => name as string),
    places: compiling.places.values as unknown as NumberingHead['places'],
    profiles: order.map((profile) => compiling.profiles.values[profile - 1]?.map(Number) as [number, number]),
  };
  return success(encode(head, bytes));
};

/** How much of one plan another covers, province by province. */
export interface NumberingComparison {
  readonly gained: number;
  /** Prefixes of the present plan that the other does not know. */
  readonly lost: number;
  readonly movedProvince: number;
  readonly movedCity: number;
  readonly otherCarrier: number;
  readonly provinces: readonly {
    readonly province: Province;
    readonly before: number;
    readonly after: number;
    readonly lost: number;
  }[];
}

export const compareNumbering = (present: NumberingPlan, next: NumberingPlan): NumberingComparison => {
  const totals = { gained: 0, lost: 0, movedProvince: 0, movedCity: 0, otherCarrier: 0 };
  const each = new Map(PROVINCES.map((province) => [province, { province, before: 0, after: 0, lost: 0 }]));
  for (let prefix = FIRST_PREFIX; prefix < FIRST_PREFIX + PREFIXES; prefix++) {
    const before = present.placeOfPrefix(prefix);
    const after = next.placeOfPrefix(prefix);
    const from = before && each.get(before.province);
    const to = after && each.get(after.province);
    if (from) from.before++;
    if (to) to.after++;
    if (!before || !after) {
      if (after) totals.gained++;
      if (!from) continue;
      totals.lost++;
      from.lost++;
      continue;
    }
    if (before.province !== after.province) totals.movedProvince++;
    else if (before.city !== after.city) totals.movedCity++;
    if (before.assignedTo?.zh !== after.assignedTo?.zh) totals.otherCarrier++;
  }
  return { ...totals, provinces: [...each.values()].filter(({ before, after }) => before + after > 0) };
};
