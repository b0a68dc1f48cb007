import { asId, CATEGORIES, CHANNELS, PROVINCES } from '@wurao/domain';
import type { ReasonKey } from '@wurao/law';
import { type BulletinPeriod, spanOf } from '../bulletin-period.ts';
import { dayAt, dayName, dayNamed } from '../calendar.ts';
import { freeze } from '../freeze.ts';
import type { FrozenCounts } from '../frozen-counts.ts';
import type { BulletinCounts } from '../ports.ts';

export type Rows = Pick<
  FrozenCounts,
  'subscribers' | 'protections' | 'complaints' | 'decisions' | 'lateness' | 'exposed' | 'names'
>;

export const NO_ROWS: Rows = {
  subscribers: [],
  protections: [],
  complaints: [],
  decisions: [],
  lateness: [],
  exposed: [],
  names: [],
};

/** A store and a journal that answer with given rows. */
export const countsOf = (rows: Partial<Rows>): BulletinCounts => {
  const all = { ...NO_ROWS, ...rows };
  return {
    subscribers: async () => all.subscribers,
    protections: async () => all.protections,
    complaints: async () => all.complaints,
    decisions: async () => all.decisions,
    lateness: async () => all.lateness,
    exposed: async () => all.exposed,
    names: async () => all.names,
  };
};

/** Rows are made once for all periods: whose days are of another one get the same day of this one's first month. */
const exposedIn = (period: BulletinPeriod, rows: Rows['exposed']): Rows['exposed'] => {
  const { fromMs, toMs } = spanOf(period);
  const [first, last] = [dayAt(fromMs), dayAt(toMs - 1)];
  return rows.map((row) => {
    const day = dayNamed(row.onDay);
    return day >= first && day <= last ? row : { ...row, onDay: dayName(first + Number(row.onDay.slice(-2)) - 1) };
  });
};

export const frozenOf = async (period: BulletinPeriod, rows: Partial<Rows>): Promise<FrozenCounts> => {
  const order = { period, takenAtMs: spanOf(period).toMs + 3_600_000, sequence: 4_711, law: 'cn-2020-draft' };
  const frozen = await freeze(order, countsOf({ ...rows, exposed: exposedIn(period, rows.exposed ?? []) }));
  if (!frozen.ok) throw new Error(JSON.stringify(frozen.errors));
  return frozen.value;
};

/** mulberry32: the same numbers on every machine. */
export const drawsOf = (seed: number): ((below: number) => number) => {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};

const shuffled = <T>(rows: readonly T[], draw: (below: number) => number): T[] => {
  const mixed = [...rows];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = draw(at + 1);
    [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
  }
  return mixed;
};

export const shuffledRows = (rows: Rows, seed: number): Rows => {
  const draw = drawsOf(seed);
  const mixed = Object.entries(rows).map(([name, value]) => [name, shuffled<unknown>(value, draw)]);
  return Object.fromEntries(mixed) as Rows;
};

const REASONS_SEEN: readonly ReasonKey[] = ['consented', 'requested', 'do-not-disturb', 'no-consent', 'caller-spoofed'];
const CARRIERS = ['party-carrier-1', 'party-carrier-2', 'party-carrier-3'];

/** A country of some provinces in which the last ones are small: there something has to be hidden. */
export const seededRows = (seed: number, provinces = 8): Rows => {
  const draw = drawsOf(seed);
  const places = PROVINCES.slice(0, provinces).flatMap(({ code }, at) =>
    CARRIERS.map((carrier) => ({ place: { province: code, carrier }, size: Math.max(1, 4_000 >> (at * 2)) })),
  );
  places.push({ place: { province: 'unknown', carrier: 'unknown' }, size: 40 });
  return {
    subscribers: places.map(({ place, size }) => {
      const subscribers = 1 + draw(size * 10_000);
      return { ...place, subscribers, protected: draw(subscribers + 1) };
    }),
    protections: places.flatMap(({ place, size }) =>
      CATEGORIES.map((category) => ({ ...place, category, count: draw(size * 100) })),
    ),
    complaints: places.flatMap(({ place, size }) =>
      CHANNELS.flatMap((channel) => CATEGORIES.map((category) => ({ ...place, channel, category, count: draw(size) }))),
    ),
    decisions: places.flatMap(({ place, size }) =>
      REASONS_SEEN.map((reason) => ({ ...place, reason, count: draw(size * 10) })),
    ),
    lateness: Array.from({ length: 30 }, (_, at) => {
      const due = draw(at < 20 ? 300 : 9);
      const { place } = places[draw(places.length)] as (typeof places)[number];
      return { ...place, party: asId(`party-${at}`), due, late: draw(due + 1) };
    }),
    exposed: Array.from({ length: 12 }, (_, at) => ({
      ...(places[draw(places.length)] as (typeof places)[number]).place,
      name: `商家${at}有限公司`,
      creditCode: `9111010800000000${String(at).padStart(2, '0')}`,
      reason: '未经同意拨打营销电话',
      onDay: `2024-05-${String(1 + draw(28)).padStart(2, '0')}`,
      acted: draw(3) > 0,
    })),
    names: [
      ['party-carrier-1', '甲通信'],
      ['party-carrier-2', '乙通信'],
      ['party-carrier-3', '丙通信'],
      ...Array.from({ length: 30 }, (_, at): [string, string] => [`party-${at}`, `外呼公司${at}`]),
    ],
  };
};
