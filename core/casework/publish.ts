import { CATEGORIES, type Category, CHANNELS, conflictOf, PROVINCES, type Result, success } from '@wurao/domain';
import { REASONS } from '@wurao/law';
import { monthsOf, nameOf, periodNamed } from './bulletin-period.ts';
import { byCodeUnits } from './freeze.ts';
import { type FrozenCounts, type Place, UNKNOWN_PLACE } from './frozen-counts.ts';
import { type Cell, hideSmall, type Match, SMALL_NUMBER, type Sum } from './hide-small.ts';

/** `country`, `province:110000`, `carrier:party-1`; a place that is not known is one of them: `province:unknown`. */
export type ScopeKey = string;
export const COUNTRY: ScopeKey = 'country';

/**
 * Categories as the ministry's bulletins put them together; a group of one is that category. The order is that of the tables.
 * `finance` and `rest` are the two that have more than one.
 */
export const CATEGORY_GROUPS: readonly (readonly [string, readonly Category[]])[] = [
  ['finance', ['loan', 'collection']],
  ['retail', ['retail']],
  ['insurance', ['insurance']],
  ['education', ['education']],
  ['rest', ['securities', 'real-estate', 'healthcare', 'travel', 'telecom', 'recruitment', 'other']],
];

export const TOTAL = 'total';
/** Parties with fewer steps due than `SMALL_NUMBER`, together: a rate of so few says nothing of any of them. */
export const FEW = 'few';

interface Leaf extends Place {
  readonly key: string;
  readonly count: number;
}

/** Counts of one kind, and what adds up to what among their keys. */
interface Family {
  readonly name: string;
  readonly leaves: readonly Leaf[];
  readonly sums: readonly Sum[];
  /** Keys that only the country's bulletin shows: of a province or a carrier most would have to be hidden. */
  readonly countryOnly?: (key: string) => boolean;
  /** A flow: three months make a quarter. */
  readonly isFlow: boolean;
}

const crossKey = (channel: string, category: string): string => `${channel}/${category}`;

const SUBSCRIBER_SUMS: readonly Sum[] = [{ total: 'subscribers', parts: ['protected', 'unprotected'] }];
const CATEGORY_SUMS: readonly Sum[] = [{ total: TOTAL, parts: CATEGORIES }];
const COMPLAINT_SUMS: readonly Sum[] = [
  ...CATEGORIES.map((category) => ({ total: category, parts: CHANNELS.map((channel) => crossKey(channel, category)) })),
  ...CHANNELS.map((channel) => ({
    total: channel,
    parts: CATEGORIES.map((category) => crossKey(channel, category)),
  })),
  ...CATEGORY_GROUPS.filter(([, parts]) => parts.length > 1).map(([total, parts]) => ({ total, parts })),
  { total: TOTAL, parts: CATEGORY_GROUPS.map(([group]) => group) },
  { total: TOTAL, parts: CHANNELS },
];
const reasonsThat = (decision: string): readonly string[] =>
  REASONS.filter((reason) => reason.decision === decision).map(({ key }) => key);
const DECISION_SUMS: readonly Sum[] = [
  { total: 'allow', parts: reasonsThat('allow') },
  { total: 'refuse', parts: reasonsThat('refuse') },
  { total: TOTAL, parts: ['allow', 'refuse'] },
];

const familiesOf = (frozen: FrozenCounts): readonly Family[] => [
  {
    name: 'subscribers',
    leaves: frozen.subscribers.flatMap(({ province, carrier, subscribers, protected: count }) => [
      { province, carrier, key: 'protected', count },
      { province, carrier, key: 'unprotected', count: subscribers - count },
    ]),
    sums: SUBSCRIBER_SUMS,
    isFlow: false,
  },
  {
    name: 'protections',
    leaves: frozen.protections.map((row) => ({ ...row, key: row.category })),
    sums: CATEGORY_SUMS,
    isFlow: true,
  },
  {
    name: 'complaints',
    leaves: frozen.complaints.map((row) => ({ ...row, key: crossKey(row.channel, row.category) })),
    sums: COMPLAINT_SUMS,
    countryOnly: (key) => key.includes('/'),
    isFlow: true,
  },
  {
    name: 'decisions',
    leaves: frozen.decisions.map((row) => ({ ...row, key: row.reason })),
    sums: DECISION_SUMS,
    isFlow: true,
  },
  {
    name: 'lateness',
    leaves: frozen.lateness
      .filter(({ due }) => due < SMALL_NUMBER)
      .map(({ province, carrier, due }) => ({ province, carrier, key: FEW, count: due })),
    sums: [],
    isFlow: false,
  },
];

const provinceScope = (code: string): ScopeKey => `province:${code}`;
const carrierScope = (id: string): ScopeKey => `carrier:${id}`;

/** What is frozen has these, in this order: the country, provinces by code, carriers by id; what is not known comes last. */
export const scopesOf = (frozen: FrozenCounts): readonly ScopeKey[] => {
  const places = [
    ...frozen.subscribers,
    ...frozen.protections,
    ...frozen.complaints,
    ...frozen.decisions,
    ...frozen.lateness,
    ...frozen.exposed,
  ];
  const provinces = new Set(places.map(({ province }) => province));
  const carriers = new Set(places.map(({ carrier }) => carrier));
  const known = [...PROVINCES.map(({ code }) => code), UNKNOWN_PLACE].filter((code) => provinces.has(code));
  const named = [...carriers].filter((id) => id !== UNKNOWN_PLACE).sort(byCodeUnits);
  return [
    COUNTRY,
    ...known.map(provinceScope),
    ...named.map(carrierScope),
    ...(carriers.has(UNKNOWN_PLACE) ? [carrierScope(UNKNOWN_PLACE)] : []),
  ];
};

const cellKey = (period: string, family: string, scope: ScopeKey, key: string): string =>
  `${period}|${family}|${scope}|${key}`;

const keysOf = ({ leaves, sums }: Family): readonly string[] => [
  ...new Set([...leaves.map(({ key }) => key), ...sums.flatMap(({ total, parts }) => [...parts, total])]),
];

/** A key and all the totals it goes into. Of two sums of one total, which agree, the first counts. */
const totalsOver = (sums: readonly Sum[]): ((key: string) => readonly string[]) => {
  const parts = new Map<string, readonly string[]>();
  for (const sum of sums) if (!parts.has(sum.total)) parts.set(sum.total, sum.parts);
  const above = new Map<string, string[]>();
  for (const [total, of] of parts) for (const part of of) above.set(part, [...(above.get(part) ?? []), total]);
  const climb = (key: string): readonly string[] => [key, ...(above.get(key) ?? []).flatMap(climb)];
  const known = new Map<string, readonly string[]>();
  return (key) => {
    const climbed = known.get(key) ?? climb(key);
    known.set(key, climbed);
    return climbed;
  };
};

/** Value of every key in every scope, by `scope|key`. */
const valuesOf = (family: Family): ReadonlyMap<string, number> => {
  const over = totalsOver(family.sums);
  const values = new Map<string, number>();
  for (const { province, carrier, key, count } of family.leaves) {
    for (const scope of [COUNTRY, provinceScope(province), carrierScope(carrier)]) {
      for (const one of over(key)) {
        const at = `${scope}|${one}`;
        values.set(at, (values.get(at) ?? 0) + count);
      }
    }
  }
  return values;
};

/**
 * Where some provinces and some carriers have a key's counts among themselves (a carrier of one province, say), both come to the
 * same. Sets of scopes by key; none where all hang together, which the country's total says already.
 */
const islandsOf = (family: Family): ReadonlyMap<string, readonly ReadonlySet<ScopeKey>[]> => {
  const over = totalsOver(family.sums);
  const islands = new Map<string, ReadonlySet<ScopeKey>[]>();
  for (const { province, carrier, key, count } of family.leaves) {
    if (count === 0) continue;
    const bridge = [provinceScope(province), carrierScope(carrier)];
    for (const one of over(key)) {
      const before = islands.get(one) ?? [];
      const joined = before.filter((island) => bridge.some((scope) => island.has(scope)));
      if (joined.length === 1 && bridge.every((scope) => joined[0]?.has(scope))) continue;
      const apart = before.filter((island) => !joined.includes(island));
      islands.set(one, [...apart, new Set([...joined.flatMap((island) => [...island]), ...bridge])]);
    }
  }
  return new Map([...islands].filter(([, sets]) => sets.length > 1));
};

interface Problem {
  readonly cells: readonly Cell[];
  readonly sums: readonly (Sum | Match)[];
}

const problemOf = (period: string, family: Family, scopes: readonly ScopeKey[]): Problem => {
  const values = valuesOf(family);
  const keys = keysOf(family);
  const isShownIn = (scope: ScopeKey, key: string): boolean => scope === COUNTRY || family.countryOnly?.(key) !== true;
  const at = (scope: ScopeKey, key: string): string => cellKey(period, family.name, scope, key);
  const cells = scopes.flatMap((scope) =>
    keys
      .filter((key) => isShownIn(scope, key))
      .map((key) => ({ key: at(scope, key), value: values.get(`${scope}|${key}`) ?? 0 })),
  );
  const within = scopes.flatMap((scope) =>
    family.sums
      .filter(({ parts }) => parts.every((part) => isShownIn(scope, part)))
      .map(({ total, parts }) => ({ total: at(scope, total), parts: parts.map((part) => at(scope, part)) })),
  );
  const across = ['province:', 'carrier:'].flatMap((kind) => {
    const parts = scopes.filter((scope) => scope.startsWith(kind));
    return keys
      .filter((key) => parts.length > 0 && family.countryOnly?.(key) !== true)
      .map((key) => ({ total: at(COUNTRY, key), parts: parts.map((scope) => at(scope, key)) }));
  });
  const matches = [...islandsOf(family)]
    .filter(([key]) => family.countryOnly?.(key) !== true)
    .flatMap(([key, islands]) =>
      islands.map((island) => {
        const side = (kind: string): readonly string[] =>
          scopes.filter((scope) => island.has(scope) && scope.startsWith(kind)).map((scope) => at(scope, key));
        return { left: side('province:'), right: side('carrier:') };
      }),
    );
  return { cells, sums: [...within, ...across, ...matches] };
};

/** The frozen counts of a period with what of them may be shown, over all its bulletins at once. */
export class Published {
  readonly frozen: FrozenCounts;
  readonly scopes: readonly ScopeKey[];
  readonly #problems: ReadonlyMap<string, Problem>;
  readonly #values: ReadonlyMap<string, number>;
  readonly #hidden: ReadonlySet<string>;

  /** `months`: those of a quarter whose own bulletins are out; without them nothing is hidden for their sake. */
  constructor(frozen: FrozenCounts, months: readonly Published[] = []) {
    this.frozen = frozen;
    this.scopes = scopesOf(frozen);
    const { period } = frozen;
    const problems = new Map<string, Problem>();
    const hidden = new Set<string>();
    const values = new Map<string, number>();
    for (const family of familiesOf(frozen)) {
      const own = problemOf(period, family, this.scopes);
      problems.set(family.name, own);
      for (const { key, value } of own.cells) values.set(key, value);
      const whole = family.isFlow ? this.#withMonths(own, family.name, months) : own;
      for (const key of hideSmall(whole.cells, whole.sums)) if (values.has(key)) hidden.add(key);
    }
    this.#problems = problems;
    this.#values = values;
    this.#hidden = hidden;
  }

  #withMonths(own: Problem, family: string, months: readonly Published[]): Problem {
    if (months.length === 0) return own;
    const { period } = this.frozen;
    const settled = months.flatMap((month) => month.#settled(family));
    const known = new Set(settled.map(({ key }) => key));
    const over = own.cells.map(({ key }) => {
      const parts = months.map((month) => `${month.frozen.period}${key.slice(period.length)}`);
      return { total: key, parts: parts.filter((part) => known.has(part)) };
    });
    const sums = months.flatMap((month) => month.#problems.get(family)?.sums ?? []);
    return { cells: [...own.cells, ...settled], sums: [...own.sums, ...sums, ...over] };
  }

  #settled(family: string): readonly Cell[] {
    const cells = this.#problems.get(family)?.cells ?? [];
    return cells.map((cell) => ({ ...cell, settled: this.#hidden.has(cell.key) ? 'hidden' : 'shown' }));
  }

  /** Undefined = hidden. What was never counted is 0. */
  shown(family: string, scope: ScopeKey, key: string): number | undefined {
    const at = cellKey(this.frozen.period, family, scope, key);
    return this.#hidden.has(at) ? undefined : (this.#values.get(at) ?? 0);
  }

  /** Whether shown or not: only to compute shares, of which those of hidden cells are not shown either. */
  counted(family: string, scope: ScopeKey, key: string): number {
    return this.#values.get(cellKey(this.frozen.period, family, scope, key)) ?? 0;
  }
}

/** `conflict` for a month that is none of the quarter's. See `Published`. */
export const publish = (frozen: FrozenCounts, months: readonly Published[] = []): Result<Published> => {
  const period = periodNamed(frozen.period);
  if (!period.ok) return period;
  const wanted = monthsOf(period.value).map(nameOf);
  const given = months.map((month) => month.frozen.period);
  const stray = given.find((name, at) => !wanted.includes(name) || given.indexOf(name) !== at);
  return stray === undefined
    ? success(new Published(frozen, months))
    : conflictOf(
        'months',
        `${stray} is not one of the months of ${frozen.period}`,
        `Give ${wanted.join(', ') || 'none'}.`,
      );
};
