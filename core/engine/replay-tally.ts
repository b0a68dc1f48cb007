import { CATEGORIES, type Decision, type InstantMs, type Mode } from '@wurao/domain';
import { REASONS } from '@wurao/law';
import type { PastDecision } from './decide-again.ts';

const MS_PER_HOUR = 3_600_000;
const MS_PER_MINUTE = 60_000;
const HOURS_PER_DAY = 24;

/** `refused`: allowed then, refused now. `allowed`: the other way. `reason`: the same answer for another reason. */
export const FLIP_KINDS = ['refused', 'allowed', 'reason'] as const;
export type FlipKind = (typeof FLIP_KINDS)[number];

/** Decisions, and how many of them came out otherwise. */
export type FlipCounts = { readonly decisions: number } & Readonly<Record<FlipKind, number>>;

export interface ReasonPair {
  /** As recorded; a refusal that a line only observed reads `observed: <reason>`. */
  readonly from: string;
  readonly to: string;
  readonly kind: FlipKind;
  readonly count: number;
}

/** Why a recorded decision could not be made again. */
export const UNREPLAYABLE = ['law-unknown', 'ahead-of-store', 'behind-facts'] as const;
export type Unreplayable = (typeof UNREPLAYABLE)[number];

export interface ReplayExample<Past> {
  readonly past: Past;
  readonly replayed: Decision;
  readonly kind: FlipKind;
}

export interface ReplayFigures<Past> {
  readonly totals: FlipCounts;
  readonly notReplayed: Readonly<Record<Unreplayable, number>>;
  /** Asked now for contacts that the record does not hold; they counted as none. Recorded counters only. */
  readonly unreadCounters: number;
  readonly decidedBy: Readonly<Record<string, number>>;
  /** Most frequent first. */
  readonly pairs: readonly ReasonPair[];
  /** `several`: the attempt could be of more than one. */
  readonly categories: Readonly<Record<string, FlipCounts>>;
  /** Most flips first; beyond the limit together as `others`. `none`: nobody's commerce. */
  readonly merchants: readonly { readonly merchant: string; readonly counts: FlipCounts }[];
  /** By hour of the law's day, 0 to 23. */
  readonly hours: readonly FlipCounts[];
  /** By whole hour, those without decisions left out. */
  readonly series: readonly { readonly fromMs: InstantMs; readonly counts: FlipCounts }[];
  /** The first of each pair of reasons, in order. */
  readonly examples: readonly ReplayExample<Past>[];
}

export interface TallyOptions {
  /** Minutes east of UTC of the law's days. */
  readonly zoneMinutes: number;
  readonly examplesPerPair: number;
  readonly examplesAtMost: number;
}

/** Past it merchants count together. */
const MAX_MERCHANTS_COUNTED = 100_000;
const MAX_MERCHANTS_TOLD = 200;
const MAX_HOURS_COUNTED = 24 * 366 * 10;
export const OTHERS = 'others';
const NOBODY = 'none';
const SEVERAL = 'several';

/** Rows of four counts: decisions, then the kinds. */
const WIDTH = 1 + FLIP_KINDS.length;

const countsAt = (rows: Float64Array, row: number): FlipCounts => {
  const at = row * WIDTH;
  return {
    decisions: rows[at] ?? 0,
    refused: rows[at + 1] ?? 0,
    allowed: rows[at + 2] ?? 0,
    reason: rows[at + 3] ?? 0,
  };
};

const LABELS = 512;
const OBSERVED = 256;
const CODES: ReadonlyMap<string, number> = new Map(REASONS.map(({ key, code }) => [key, code]));
const KEYS: ReadonlyMap<number, string> = new Map(REASONS.map(({ key, code }) => [code, key]));
/** A reason of a later version of the reasons file. */
const UNKNOWN = 255;

const labelOf = (answer: { readonly reason: string; readonly wouldBe: string | undefined }): number =>
  answer.wouldBe === undefined
    ? (CODES.get(answer.reason) ?? UNKNOWN)
    : OBSERVED + (CODES.get(answer.wouldBe) ?? UNKNOWN);

const wordOf = (label: number): string => {
  const key = KEYS.get(label % OBSERVED) ?? 'unknown';
  return label >= OBSERVED ? `observed: ${key}` : key;
};

const NO_COUNTS: readonly number[] = new Array(WIDTH).fill(0);

/** What a replay comes to, counted as it goes. */
export class ReplayTally<Past extends PastDecision & { readonly merchant: string | undefined; readonly law: string }> {
  readonly #options: TallyOptions;
  readonly #totals = new Float64Array(WIDTH);
  readonly #pairs = new Float64Array(LABELS * LABELS);
  readonly #pairKinds = new Uint8Array(LABELS * LABELS);
  readonly #categories = new Float64Array((CATEGORIES.length + 1) * WIDTH);
  readonly #hours = new Float64Array(HOURS_PER_DAY * WIDTH);
  readonly #merchants = new Map<string, number[]>();
  readonly #series = new Map<number, number[]>();
  readonly #decidedBy = new Map<string, number>();
  readonly #notReplayed: Record<Unreplayable, number> = { 'law-unknown': 0, 'ahead-of-store': 0, 'behind-facts': 0 };
  readonly #examples: ReplayExample<Past>[] = [];
  #unread = 0;

  constructor(options: TallyOptions) {
    this.#options = options;
  }

  get decisions(): number {
    return this.#totals[0] ?? 0;
  }

  skip(why: Unreplayable): void {
    this.#notReplayed[why]++;
  }

  count(past: Past, replayed: Decision, unread: boolean): void {
    const from = labelOf(past);
    const to = labelOf(replayed);
    const isSame = from === to && past.decision === replayed.decision;
    // 0: no flip; else the place of the kind in a row.
    const kind = isSame ? 0 : past.decision === replayed.decision ? 3 : replayed.decision === 'refuse' ? 1 : 2;
    if (unread) this.#unread++;
    add(this.#totals, 0, kind);
    add(this.#categories, categoryRow(replayed.categories), kind);
    const localMs = past.atMs + this.#options.zoneMinutes * MS_PER_MINUTE;
    const hour = Math.floor(localMs / MS_PER_HOUR);
    add(this.#hours, ((hour % HOURS_PER_DAY) + HOURS_PER_DAY) % HOURS_PER_DAY, kind);
    addTo(this.#series, this.#series.has(hour) || this.#series.size < MAX_HOURS_COUNTED ? hour : Infinity, kind);
    const merchant = replayed.merchant ?? past.merchant ?? NOBODY;
    const isKnown = this.#merchants.has(merchant) || this.#merchants.size < MAX_MERCHANTS_COUNTED;
    addTo(this.#merchants, isKnown ? merchant : OTHERS, kind);
    this.#decidedBy.set(past.law, (this.#decidedBy.get(past.law) ?? 0) + 1);
    if (kind !== 0) this.#flip(past, replayed, from * LABELS + to, kind);
  }

  #flip(past: Past, replayed: Decision, pair: number, kind: number): void {
    const seen = this.#pairs[pair] ?? 0;
    this.#pairs[pair] = seen + 1;
    this.#pairKinds[pair] = kind;
    const { examplesPerPair, examplesAtMost } = this.#options;
    if (seen >= examplesPerPair || this.#examples.length >= examplesAtMost) return;
    this.#examples.push({ past, replayed, kind: FLIP_KINDS[kind - 1] as FlipKind });
  }

  figures(): ReplayFigures<Past> {
    const zoneMs = this.#options.zoneMinutes * MS_PER_MINUTE;
    const categories = [...CATEGORIES, SEVERAL].map((name, row) => [name, countsAt(this.#categories, row)] as const);
    return {
      totals: countsAt(this.#totals, 0),
      notReplayed: { ...this.#notReplayed },
      unreadCounters: this.#unread,
      decidedBy: Object.fromEntries(this.#decidedBy),
      pairs: this.#pairList(),
      categories: Object.fromEntries(categories.filter(([, { decisions }]) => decisions > 0)),
      merchants: this.#merchantList(),
      hours: Array.from({ length: HOURS_PER_DAY }, (_, hour) => countsAt(this.#hours, hour)),
      series: [...this.#series]
        .filter(([hour]) => Number.isFinite(hour))
        .sort(([a], [b]) => a - b)
        .map(([hour, row]) => ({ fromMs: hour * MS_PER_HOUR - zoneMs, counts: countsAt(Float64Array.from(row), 0) })),
      examples: [...this.#examples],
    };
  }

  #pairList(): ReasonPair[] {
    const pairs: ReasonPair[] = [];
    for (const [pair, count] of this.#pairs.entries()) {
      if (count === 0) continue;
      const kind = FLIP_KINDS[(this.#pairKinds[pair] ?? 1) - 1] as FlipKind;
      pairs.push({ from: wordOf(Math.floor(pair / LABELS)), to: wordOf(pair % LABELS), kind, count });
    }
    return pairs.sort((a, b) => b.count - a.count || (a.from + a.to < b.from + b.to ? -1 : 1));
  }

  #merchantList(): { merchant: string; counts: FlipCounts }[] {
    const all = [...this.#merchants].map(([merchant, row]) => ({
      merchant,
      counts: countsAt(Float64Array.from(row), 0),
    }));
    const flips = ({ refused, allowed, reason }: FlipCounts): number => refused + allowed + reason;
    all.sort((a, b) => flips(b.counts) - flips(a.counts) || (a.merchant < b.merchant ? -1 : 1));
    const rest = all.slice(MAX_MERCHANTS_TOLD);
    if (rest.length === 0) return all;
    const sum = (field: keyof FlipCounts): number => rest.reduce((total, { counts }) => total + counts[field], 0);
    const counts = {
      decisions: sum('decisions'),
      refused: sum('refused'),
      allowed: sum('allowed'),
      reason: sum('reason'),
    };
    return [...all.slice(0, MAX_MERCHANTS_TOLD), { merchant: OTHERS, counts }];
  }
}

const add = (rows: Float64Array, row: number, kind: number): void => {
  rows[row * WIDTH]!++;
  if (kind > 0) rows[row * WIDTH + kind]!++;
};

const addTo = <Key>(rows: Map<Key, number[]>, key: Key, kind: number): void => {
  let row = rows.get(key);
  if (row === undefined) {
    row = [...NO_COUNTS];
    rows.set(key, row);
  }
  row[0]!++;
  if (kind > 0) row[kind]!++;
};

/** Exactly one bit: that category; else `several`. */
const categoryRow = (mask: number): number =>
  mask > 0 && (mask & (mask - 1)) === 0 ? Math.min(31 - Math.clz32(mask), CATEGORIES.length) : CATEGORIES.length;

/** For results: what was replayed of what. */
export type ReplayedMode = Mode | 'all';
