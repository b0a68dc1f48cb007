import type { PhoneNumber } from './brands.ts';
import { type Failure, failure, type Result, success } from './failure.ts';
import { PROVINCES, type Province, provinceKey } from './provinces.ts';

/**
 * The numbering plan: which province, city and carrier a prefix was given to. Public facts of a number that one already holds.
 * The carrier is the one a prefix was originally assigned to; who holds a number today is known from the portability feed alone.
 *
 * A file of it: magic, u16 version, u16 0, u32 CRC32 of all that follows, u32 bytes of the head, u32 bytes of the runs, the head
 * (JSON), the runs. All little endian. Runs go from prefix 1300000 on: a LEB128 number, twice the profile plus one when a length
 * (LEB128, less 2) follows; without it the run has one prefix. Profile 0 = assigned to nobody we know.
 */
export const NUMBERING_VERSION = 1;
export const NUMBERING_MAGIC = 'WURAONUM';
export const NUMBERING_HEAD_AT = 24;
export const AT_CRC = 12;
export const FIRST_PREFIX = 1_300_000;
/** 1[3-9] and five digits. */
export const PREFIXES = 700_000;
export const MAX_PROFILES = 65_535;
const AREAS = 1_000;
/** Larger is no file of ours. */
export const MAX_NUMBERING_BYTES = 8 * 1024 * 1024;

export interface NumberingHead {
  /** The day the facts are of: "2023-02" or "2023-02-28". */
  readonly asOf: string;
  /** Whose list it was derived from, and under which terms. */
  readonly source: string;
  readonly prefixes: number;
  /** Names as the trade has them: 移动. */
  readonly carriers: readonly string[];
  /** Province code (GB/T 2260), city ('' = the list names none), area code as dialled. */
  readonly places: readonly (readonly [string, string, string])[];
  /** Place and carrier of each profile from 1 on. */
  readonly profiles: readonly (readonly [number, number])[];
}

export interface NumberPlace {
  readonly province: Province;
  /** Undefined: the list names none. */
  readonly city: string | undefined;
  /** "0571" */
  readonly areaCode: string;
  /** The carrier that the prefix was originally assigned to; undefined on fixed numbers. Never who holds the number now. */
  readonly assignedTo: { readonly zh: string; readonly en: string } | undefined;
}

/** The provinces of a plan for whoever looks up by the million: `provinceKey`s, 0 = not known. */
export interface ProvinceKeys {
  /** Of the plan (`NumberingPlan.version`). */
  readonly version: string;
  /** By mobile prefix of seven digits, from `FIRST_PREFIX` on. */
  readonly mobile: Uint8Array;
  /** By area code without its leading 0; of two digits where it begins with 1 or 2. */
  readonly areas: Uint8Array;
}

const CARRIERS_EN: Readonly<Record<string, string>> = {
  移动: 'China Mobile',
  联通: 'China Unicom',
  电信: 'China Telecom',
  广电: 'China Broadnet',
  移动虚拟: 'virtual operator on China Mobile',
  联通虚拟: 'virtual operator on China Unicom',
  电信虚拟: 'virtual operator on China Telecom',
};

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let crc = n;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

export const crcOf = (bytes: Uint8Array): number => {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
};

const PLUS = 0x2b;
const ZERO = 0x30;

/** Look-ups over typed arrays: some nanoseconds, nothing allocated. Immutable. */
export class NumberingPlan {
  readonly head: NumberingHead;
  /** Names these facts in explanations: the day and the checksum. */
  readonly version: string;
  readonly #mobile: Uint16Array;
  readonly #area: Uint16Array;
  /** Prefixes of each profile. */
  readonly #counts: Uint32Array;
  readonly #places: readonly (NumberPlace | undefined)[];
  readonly #provinces: Uint8Array;

  constructor(head: NumberingHead, mobile: Uint16Array, crc: number) {
    this.head = head;
    this.version = `${head.asOf}-${crc.toString(16).padStart(8, '0')}`;
    this.#mobile = mobile;
    const mobilePlaces = head.profiles.map(([place, carrier]) => placeOf(head, place, head.carriers[carrier]));
    this.#counts = countProfiles(head.profiles.length, mobile);
    const { area, places } = areaPlaces(head, this.#counts);
    this.#area = area;
    this.#places = [undefined, ...mobilePlaces, ...places];
    this.#provinces = Uint8Array.from(this.#places, (place) => (place ? provinceKey(place.province.code) : 0));
  }

  #indexOf(number: PhoneNumber): number {
    if (number.charCodeAt(0) !== PLUS || number.charCodeAt(1) !== ZERO + 8 || number.charCodeAt(2) !== ZERO + 6)
      return 0;
    const first = number.charCodeAt(3) - ZERO;
    const second = number.charCodeAt(4) - ZERO;
    if (first === 1 && second >= 3) {
      // 13-digit machine numbers belong to no place.
      if (number.length !== 14) return 0;
      let prefix = 10 + second;
      for (let i = 5; i < 10; i++) prefix = prefix * 10 + (number.charCodeAt(i) - ZERO);
      return this.#mobile[prefix - FIRST_PREFIX] ?? 0;
    }
    if (number.length > 14) return 0;
    const two = first * 10 + second;
    return this.#area[first <= 2 ? two : two * 10 + (number.charCodeAt(5) - ZERO)] ?? 0;
  }

  /** The key of the province (`provinceKey`), 0 = not known: foreign, machine, service codes, prefixes of no list. */
  provinceOf(number: PhoneNumber): number {
    return this.#provinces[this.#indexOf(number)] as number;
  }

  /** Structured clones of it may go to another thread. A millisecond or two. */
  provinceKeys(): ProvinceKeys {
    return { version: this.version, mobile: this.#keysOf(this.#mobile), areas: this.#keysOf(this.#area) };
  }

  /** A plain loop: `from` with a function takes a hundred times as long, and decisions would wait for it. */
  #keysOf(profiles: Uint16Array): Uint8Array {
    const keys = new Uint8Array(profiles.length);
    for (let at = 0; at < profiles.length; at++) keys[at] = this.#provinces[profiles[at] as number] as number;
    return keys;
  }

  /** The same object each time for numbers of one profile. */
  placeOf(number: PhoneNumber): NumberPlace | undefined {
    return this.#places[this.#indexOf(number)];
  }

  /** How many mobile prefixes stand for which facts. */
  *counts(): Generator<readonly [NumberPlace, number]> {
    for (let profile = 1; profile < this.#counts.length; profile++)
      yield [this.#places[profile] as NumberPlace, this.#counts[profile] as number];
  }

  /** Mobile prefixes of a place by its seven digits; for comparing plans. */
  placeOfPrefix(prefix: number): NumberPlace | undefined {
    return this.#places[this.#mobile[prefix - FIRST_PREFIX] ?? 0];
  }
}

const PROVINCE_BY_CODE: ReadonlyMap<string, Province> = new Map(PROVINCES.map((one) => [one.code, one]));

const placeOf = (head: NumberingHead, place: number, carrier: string | undefined): NumberPlace => {
  const [code, city, areaCode] = head.places[place] as readonly [string, string, string];
  return {
    province: PROVINCE_BY_CODE.get(code) as Province,
    city: city === '' ? undefined : city,
    areaCode,
    assignedTo: carrier === undefined ? undefined : { zh: carrier, en: CARRIERS_EN[carrier] ?? carrier },
  };
};

const countProfiles = (profiles: number, mobile: Uint16Array): Uint32Array => {
  const counts = new Uint32Array(profiles + 1);
  for (let at = 0; at < PREFIXES; at++) (counts[mobile[at] as number] as number)++;
  return counts;
};

/** An area code stands for the city that most of its mobile prefixes name: several share one, yet never two provinces. */
const areaPlaces = (head: NumberingHead, counts: Uint32Array) => {
  const prefixes = new Uint32Array(head.places.length);
  for (const [profile, [place]] of head.profiles.entries())
    prefixes[place] = (prefixes[place] as number) + (counts[profile + 1] as number);
  const largest = new Map<string, number>();
  for (const [place, [, , areaCode]] of head.places.entries()) {
    const known = largest.get(areaCode);
    if (known === undefined || (prefixes[place] as number) > (prefixes[known] as number)) largest.set(areaCode, place);
  }
  const area = new Uint16Array(AREAS);
  const places: NumberPlace[] = [];
  for (const [areaCode, place] of largest) {
    places.push(placeOf(head, place, undefined));
    area[Number(areaCode)] = head.profiles.length + places.length;
  }
  return { area, places };
};

const unfit = (message: string): Failure =>
  failure('invalid', 'Not a numbering plan', {
    field: 'file',
    message,
    remedy: 'Give a plan that `wurao numbering` wrote, or a CSV of prefixes.',
  });

/** Reads a whole file. Failures: `invalid` (not ours, damaged), `newer-schema`. */
export const readNumberingPlan = (bytes: Uint8Array): Result<NumberingPlan> => {
  if (bytes.length < NUMBERING_HEAD_AT || bytes.length > MAX_NUMBERING_BYTES)
    return unfit('it has not the size of one');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < NUMBERING_MAGIC.length; i++) {
    if (bytes[i] !== NUMBERING_MAGIC.charCodeAt(i)) return unfit('it does not begin like one');
  }
  const version = view.getUint16(8, true);
  if (version > NUMBERING_VERSION) {
    return failure('newer-schema', 'The numbering plan is newer than this program', {
      field: 'file',
      message: `it has format ${version}, this program knows up to ${NUMBERING_VERSION}`,
      remedy: 'Run the release that wrote it, or a later one.',
    });
  }
  const crc = view.getUint32(AT_CRC, true);
  if (version !== NUMBERING_VERSION || view.getUint16(10, true) !== 0 || crcOf(bytes.subarray(AT_CRC + 4)) !== crc)
    return unfit('its checksum does not match: it is damaged');
  const runsAt = NUMBERING_HEAD_AT + view.getUint32(16, true);
  if (runsAt + view.getUint32(20, true) !== bytes.length) return unfit('its parts do not add up');
  try {
    return decode(bytes, runsAt, crc);
  } catch {
    return unfit('its head cannot be read');
  }
};

const decode = (bytes: Uint8Array, runsAt: number, crc: number): Result<NumberingPlan> => {
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(NUMBERING_HEAD_AT, runsAt))) as NumberingHead;
  const known = head.places.every(([code, , area]) => PROVINCE_BY_CODE.has(code) && /^0\d{2,3}$/.test(area));
  const whole = head.profiles.every(([place, carrier]) => head.places[place] && head.carriers[carrier] !== undefined);
  if (!known || !whole) return unfit('it names a place or a carrier that it does not have');
  const mobile = new Uint16Array(PREFIXES);
  let at = runsAt;
  const next = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  let prefix = 0;
  while (at < bytes.length) {
    const word = next();
    const length = (word & 1) === 0 ? 1 : next() + 2;
    const profile = word >>> 1;
    if (profile > head.profiles.length || prefix + length > PREFIXES) return unfit('a run leads out of it');
    // Most runs are short: a call of `fill` for each would cost most of the reading.
    for (const end = prefix + length; prefix < end; prefix++) mobile[prefix] = profile;
  }
  return success(new NumberingPlan(head, mobile, crc));
};
