import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { diceOf, mulberry32, sharedData } from '@wurao/vectors';

/** A row of a list of bases, as a merchant keeps it. */
export interface ListedBasis {
  /** National form. */
  readonly number: string;
  readonly method: 'web-form' | 'voice' | 'paper' | 'app' | 'sms';
  readonly fromMs: number;
  readonly evidence: string;
  readonly sha256: string | undefined;
}

export interface ListWorld {
  /** 7-digit prefixes, of which the first thousands are one city's. */
  readonly prefixes: readonly string[];
  /** 2026-03-01T00:00+08:00 unless said. */
  readonly untilMs: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const UNTIL_MS = Date.parse('2026-03-01T00:00:00+08:00');
const NUMBERING = 'numbering/hcode_2023-02.csv.gz';
const CITY = '杭州';

/** Prefixes that are given out, from the real plan where it is at hand; else of the same make. */
export const listWorld = (untilMs = UNTIL_MS): ListWorld => ({ prefixes: realPrefixes() ?? madePrefixes(), untilMs });

let read: readonly string[] | undefined;

const realPrefixes = (): readonly string[] | undefined => {
  const path = sharedData(NUMBERING);
  if (path === undefined) return undefined;
  if (read) return read;
  const lines = gunzipSync(readFileSync(path)).toString('utf8').split('\n').slice(1);
  const isHome = (line: string): boolean => line.split(',')[2] === CITY;
  const prefixOf = (line: string): string => line.slice(0, 7);
  const whole = lines.filter((line) => /^1[3-9]\d{5},/.test(line));
  read = [...whole.filter(isHome), ...whole.filter((line) => !isHome(line))].map(prefixOf);
  return read;
};

const SECOND_DIGITS = [130, 133, 135, 138, 139, 150, 151, 155, 158, 166, 177, 180, 186, 188, 189, 191, 198];
const madePrefixes = (): readonly string[] => {
  const { int } = diceOf(7);
  const all = new Set<string>();
  while (all.size < 60_000)
    all.add(`${SECOND_DIGITS[int(0, SECOND_DIGITS.length)]}${String(int(0, 10_000)).padStart(4, '0')}`);
  return [...all];
};

/** A merchant sells at home first: most of its people are of one city. */
const HOME_PREFIXES = 4_000;
const HOME_SHARE = 0.65;

const hexOf = (random: () => number): string => {
  let text = '';
  for (let i = 0; i < 8; i++)
    text += Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return text;
};

class Maker {
  readonly random: () => number;
  readonly #world: ListWorld;

  constructor(world: ListWorld, seed: number) {
    this.#world = world;
    this.random = mulberry32(seed);
  }

  int(below: number): number {
    return Math.floor(this.random() * below);
  }

  number(): string {
    const { prefixes } = this.#world;
    const reach = this.random() < HOME_SHARE ? Math.min(HOME_PREFIXES, prefixes.length) : prefixes.length;
    return `${prefixes[this.int(reach)]}${String(this.int(10_000)).padStart(4, '0')}`;
  }

  /** Some day of the last two years, more of them lately; at an hour when people are awake. */
  instant(): number {
    const daysAgo = Math.floor(730 * this.random() ** 2) + 1;
    const hour = 7 + 16 * ((this.random() + this.random() + this.random()) / 3);
    return Math.floor(this.#world.untilMs - daysAgo * DAY_MS + hour * 3_600_000 + this.random() * MINUTE_MS);
  }
}

/** Whole seconds, as most systems write them. */
const toSecond = (ms: number): number => Math.floor(ms / 1000) * 1000;

/**
 * What honest systems leave behind: web forms with a campaign's rush (some hundred a minute after a broadcast), recordings of a
 * call centre, sheets of shops with up to thirty names and one date, an app. Numbers are of families and companies now and then: two
 * to four that follow one another.
 */
export function* honestList(world: ListWorld, rows: number, seed: number): Generator<ListedBasis> {
  const make = new Maker(world, seed);
  let left = rows;
  while (left > 0) {
    const way = make.random();
    const batch =
      way < 0.45
        ? formRow(make)
        : way < 0.5
          ? rush(make)
          : way < 0.75
            ? calls(make)
            : way < 0.8
              ? sheet(make)
              : family(make);
    for (const row of batch) {
      if (left-- <= 0) return;
      yield row;
    }
  }
}

const formOf = (make: Maker, fromMs: number): ListedBasis => {
  const hash = hexOf(make.random);
  return { number: make.number(), method: 'web-form', fromMs, evidence: `form/${hash.slice(0, 12)}`, sha256: hash };
};

const formRow = (make: Maker): readonly ListedBasis[] => [formOf(make, Math.floor(make.instant()))];

/** After a broadcast: many within minutes, thinning out. */
const rush = (make: Maker): readonly ListedBasis[] => {
  const beginMs = make.instant();
  return Array.from({ length: 100 + make.int(400) }, () =>
    formOf(make, toSecond(beginMs - 12 * MINUTE_MS * Math.log(1 - make.random()))),
  );
};

/** One agent's shift: a call takes one to six minutes, and every tenth ends in a yes. */
const calls = (make: Maker): readonly ListedBasis[] => {
  const rows: ListedBasis[] = [];
  let atMs = make.instant();
  for (let i = 0; i < 5 + make.int(20); i++) {
    atMs += (1 + 30 * make.random()) * MINUTE_MS;
    const hash = hexOf(make.random);
    rows.push({
      number: make.number(),
      method: 'voice',
      fromMs: toSecond(atMs),
      evidence: `rec/${hash.slice(0, 12)}.wav`,
      sha256: hash,
    });
  }
  return rows;
};

/** A shop's sheet: one scan, one day. */
const sheet = (make: Maker): readonly ListedBasis[] => {
  const day = make.instant();
  const fromMs = day - ((day + 8 * 3_600_000) % DAY_MS);
  const hash = hexOf(make.random);
  return Array.from({ length: 8 + make.int(23) }, () => ({
    number: make.number(),
    method: 'paper' as const,
    fromMs,
    evidence: `sheet/${hash.slice(0, 8)}.jpg`,
    sha256: hash,
  }));
};

const family = (make: Maker): readonly ListedBasis[] => {
  const first = Number(make.number());
  const members = make.random() < 0.97 ? 1 : 2 + make.int(3);
  return Array.from({ length: members }, (_, i) => {
    const hash = hexOf(make.random);
    return {
      number: String(first + i),
      method: 'app' as const,
      fromMs: Math.floor(make.instant()),
      evidence: `app/${hash.slice(0, 12)}`,
      sha256: hash,
    };
  });
};

/** Lists as they are made at a desk: everything else about them is as honest as can be. */
export const FORGERIES = {
  'one-instant': (world, rows, seed) => {
    const fromMs = toSecond(new Maker(world, seed).instant());
    return forms(world, rows, seed).map((row) => ({ ...row, fromMs }));
  },
  'consecutive-numbers': (world, rows, seed) => {
    const first = Number(new Maker(world, seed).number());
    return shuffled(
      forms(world, rows, seed).map((row, i) => ({ ...row, number: String(first + i) })),
      seed,
    );
  },
  'one-evidence': (world, rows, seed) => {
    const [one] = forms(world, 1, seed);
    return forms(world, rows, seed).map((row) => ({ ...row, evidence: one?.evidence ?? '', sha256: one?.sha256 }));
  },
  'before-tenure': (world, rows, seed) =>
    forms(world, rows, seed).map((row) => ({ ...row, fromMs: row.fromMs - 3 * 365 * DAY_MS })),
  'no-contact': (world, rows, seed) => forms(world, rows, seed).map((row) => ({ ...row, method: 'voice' as const })),
  'regular-cadence': (world, rows, seed) => {
    const beginMs = toSecond(new Maker(world, seed).instant()) - 400 * DAY_MS;
    return forms(world, rows, seed).map((row, i) => ({ ...row, fromMs: beginMs + i * 7_000 }));
  },
} as const satisfies Readonly<Record<string, (world: ListWorld, rows: number, seed: number) => readonly ListedBasis[]>>;

const forms = (world: ListWorld, rows: number, seed: number): ListedBasis[] => {
  const make = new Maker(world, seed);
  return Array.from({ length: rows }, () => formOf(make, Math.floor(make.instant())));
};

const shuffled = <T>(list: T[], seed: number): T[] => {
  const random = mulberry32(seed);
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [list[i], list[j]] = [list[j] as T, list[i] as T];
  }
  return list;
};

export const LIST_HEAD = 'subscriber,merchant,purposes,categories,channels,method,words,evidence,sha256,from';

/** A line of a CSV file under LIST_HEAD. */
export const listLine = (row: ListedBasis, merchant: string): string =>
  `${row.number},${merchant},marketing,loan,voice;sms,${row.method},我同意该商家通过电话和短信向我介绍贷款产品,${row.evidence},${row.sha256 ?? ''},${new Date(row.fromMs).toISOString()}`;
