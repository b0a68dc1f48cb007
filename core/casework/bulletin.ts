import { CATEGORIES, CHANNELS, conflictOf, invalid, type Result, success } from '@wurao/domain';
import { REASONS } from '@wurao/law';
import { nameOf, periodNamed, previousOf, spanOf, yearBefore } from './bulletin-period.ts';
import { BIAS_NOTES, labelOf, scopeLabel, TABLE_TITLES, type TableId, type Words } from './bulletin-words.ts';
import { ZONE_MS } from './calendar.ts';
import { byCodeUnits } from './freeze.ts';
import type { ExposedFirm } from './frozen-counts.ts';
import { SMALL_NUMBER } from './hide-small.ts';
import { CATEGORY_GROUPS, COUNTRY, FEW, type Published, type ScopeKey, TOTAL } from './publish.ts';
import { scaledRatio, sharesOf, WHOLE_TENTHS } from './shares.ts';

/** `hidden`: a small number, or one that would give it away. `none`: there is nothing to say, as of a change from nothing. */
export type Figure = number | 'hidden' | 'none';

export interface BulletinRow {
  readonly key: string;
  readonly label: Words;
  readonly count: Figure;
  /** Of the table's total, in tenths of a percent. */
  readonly shareTenths: Figure;
  /** For each million subscribers of the row's place, in hundredths. */
  readonly perMillionHundredths: Figure;
  /** Change of the count on the period before, and on that of the year before, in tenths of a percent. */
  readonly onPreviousTenths: Figure;
  readonly onYearTenths: Figure;
}

export interface BulletinTable {
  readonly id: TableId;
  readonly title: Words;
  readonly rows: readonly BulletinRow[];
  readonly total: BulletinRow;
}

export interface LatenessRow {
  readonly key: string;
  readonly label: Words;
  readonly due: Figure;
  readonly late: Figure;
  readonly lateTenths: Figure;
}

/** Published figures of one place for one period. */
export interface Bulletin {
  readonly form: 1;
  readonly period: string;
  /** The periods compared with; undefined = no counts of it were given. */
  readonly previous: string | undefined;
  readonly yearBefore: string | undefined;
  readonly scope: ScopeKey;
  readonly scopeLabel: Words;
  /** Half open, in Asia/Shanghai: `2024-04-01T00:00:00+08:00`. */
  readonly from: string;
  readonly to: string;
  readonly takenAt: string;
  readonly sequence: number;
  readonly law: string;
  readonly smallNumber: number;
  readonly tables: readonly BulletinTable[];
  /** Latest first; those with few steps due come together as `few`. */
  readonly lateness: readonly LatenessRow[];
  readonly exposed: readonly ExposedFirm[];
  readonly acted: number;
  readonly notes: readonly Words[];
}

/** Each as it was published (`publish`, a quarter with its months): a change from what was hidden then would tell it now. */
export interface Compared {
  readonly now: Published;
  readonly previous?: Published;
  readonly yearBefore?: Published;
}

const PER_MILLION_SCALE = 100_000_000;

/** `2024-04-01T00:00:00+08:00` */
const shanghaiText = (atMs: number): string => `${new Date(atMs + ZONE_MS).toISOString().slice(0, 19)}+08:00`;

const orNone = (value: number | undefined): Figure => value ?? 'none';

const changeOf = (now: number | undefined, before: number | undefined): Figure =>
  now === undefined || before === undefined ? 'hidden' : orNone(scaledRatio(now - before, WHOLE_TENTHS, before));

/** Where a row's count stands. */
interface Spot {
  readonly family: string;
  readonly scope: ScopeKey;
  readonly key: string;
}

class Tables {
  readonly #compared: Compared;
  readonly #names: ReadonlyMap<string, string>;

  constructor(compared: Compared) {
    this.#compared = compared;
    this.#names = new Map(compared.now.frozen.names);
  }

  #row({ family, scope, key }: Spot, shareTenths: Figure, byPlace: boolean): BulletinRow {
    const { now, previous, yearBefore: year } = this.#compared;
    const count = now.shown(family, scope, key);
    const subscribers = now.shown('subscribers', scope, 'subscribers');
    const isKnown = count !== undefined && subscribers !== undefined;
    return {
      key: byPlace ? scope : key,
      label: byPlace ? scopeLabel(scope, this.#names) : labelOf(key),
      count: count ?? 'hidden',
      shareTenths,
      perMillionHundredths: isKnown ? orNone(scaledRatio(count, PER_MILLION_SCALE, subscribers)) : 'hidden',
      onPreviousTenths: previous ? changeOf(count, previous.shown(family, scope, key)) : 'none',
      onYearTenths: year ? changeOf(count, year.shown(family, scope, key)) : 'none',
    };
  }

  /** Hidden ones share as one: how each of them is rounded would say something of it. */
  #shares(spots: readonly Spot[], total: Spot): readonly Figure[] {
    const { now } = this.#compared;
    if (now.shown(total.family, total.scope, total.key) === undefined) return spots.map(() => 'hidden');
    const isShown = spots.map(({ family, scope, key }) => now.shown(family, scope, key) !== undefined);
    const counts = spots.map(({ family, scope, key }) => now.counted(family, scope, key));
    const hidden = counts.reduce((sum, count, at) => (isShown[at] ? sum : sum + count), 0);
    const shares = sharesOf([...counts.map((count, at) => (isShown[at] ? count : 0)), hidden]);
    return spots.map((_, at) => (isShown[at] ? orNone(shares?.[at]) : 'hidden'));
  }

  table(id: TableId, spots: readonly Spot[], total: Spot): BulletinTable {
    const shares = this.#shares(spots, total);
    const byPlace = spots.some(({ scope }) => scope !== total.scope);
    const whole = this.#row(total, 'none', false);
    const share = whole.count === 'hidden' ? 'hidden' : whole.count === 0 ? 'none' : WHOLE_TENTHS;
    return {
      id,
      title: TABLE_TITLES[id],
      rows: spots.map((spot, at) => this.#row(spot, shares[at] ?? 'none', byPlace)),
      total: { ...whole, key: TOTAL, label: labelOf(TOTAL), shareTenths: share },
    };
  }
}

const tablesOf = (compared: Compared, scope: ScopeKey): readonly BulletinTable[] => {
  const { now } = compared;
  const tables = new Tables(compared);
  const of = (id: TableId, family: string, keys: readonly string[], total = TOTAL): BulletinTable =>
    tables.table(
      id,
      keys.map((key) => ({ family, scope, key })),
      { family, scope, key: total },
    );
  const across = (id: TableId, family: string, key: string, kind: string): BulletinTable =>
    tables.table(
      id,
      now.scopes.filter((one) => one.startsWith(kind)).map((one) => ({ family, scope: one, key })),
      { family, scope, key },
    );
  const cross = CHANNELS.flatMap((channel) => CATEGORIES.map((category) => `${channel}/${category}`));
  const reasons = REASONS.map(({ key }) => key).filter((key) => now.counted('decisions', scope, key) > 0);
  const all = scope === COUNTRY;
  return [
    of('subscribers', 'subscribers', ['protected', 'unprotected'], 'subscribers'),
    ...(all ? [across('protected-by-province', 'subscribers', 'protected', 'province:')] : []),
    ...(all ? [across('protected-by-carrier', 'subscribers', 'protected', 'carrier:')] : []),
    of('protections', 'protections', CATEGORIES),
    of(
      'complaints-by-group',
      'complaints',
      CATEGORY_GROUPS.map(([group]) => group),
    ),
    of('complaints-by-channel', 'complaints', CHANNELS),
    of('complaints-by-category', 'complaints', CATEGORIES),
    ...(all ? [of('complaints-by-channel-and-category', 'complaints', cross)] : []),
    ...(all ? [across('complaints-by-province', 'complaints', TOTAL, 'province:')] : []),
    ...(all ? [across('complaints-by-carrier', 'complaints', TOTAL, 'carrier:')] : []),
    of('decisions-by-kind', 'decisions', ['allow', 'refuse']),
    of('decisions-by-reason', 'decisions', reasons),
  ];
};

const isIn = (
  scope: ScopeKey,
  { province, carrier }: { readonly province: string; readonly carrier: string },
): boolean => scope === COUNTRY || scope === `province:${province}` || scope === `carrier:${carrier}`;

const latenessOf = (now: Published, scope: ScopeKey): readonly LatenessRow[] => {
  const names = new Map(now.frozen.names);
  const rows = now.frozen.lateness.filter((row) => isIn(scope, row));
  const many = rows.filter(({ due }) => due >= SMALL_NUMBER).map(({ party, due, late }) => ({ party, due, late }));
  const few = rows.filter(({ due }) => due < SMALL_NUMBER);
  const rateOf = (due: number, late: number): number => scaledRatio(late, WHOLE_TENTHS, due) ?? 0;
  const named = many
    .sort((a, b) => b.late * a.due - a.late * b.due || byCodeUnits(a.party, b.party))
    .map(({ party, due, late }): LatenessRow => {
      const name = names.get(party) ?? party;
      return { key: party, label: { zh: name, en: name }, due, late, lateTenths: rateOf(due, late) };
    });
  if (few.length === 0) return named;
  const due = now.shown('lateness', scope, FEW);
  const late = few.reduce((sum, row) => sum + row.late, 0);
  const together: LatenessRow =
    due === undefined
      ? { key: FEW, label: labelOf(FEW), due: 'hidden', late: 'hidden', lateTenths: 'hidden' }
      : { key: FEW, label: labelOf(FEW), due, late, lateTenths: rateOf(due, late) };
  return [...named, together];
};

/**
 * The bulletin of a scope. `conflict` when what is compared with is another period than the one before, or than that of the year
 * before; `invalid` for a scope of which nothing was counted.
 */
export const bulletinOf = (compared: Compared, scope: ScopeKey): Result<Bulletin> => {
  const { now, previous, yearBefore: year } = compared;
  const period = periodNamed(now.frozen.period);
  if (!period.ok) return period;
  const wanted = { previous: nameOf(previousOf(period.value)), yearBefore: nameOf(yearBefore(period.value)) };
  for (const name of ['previous', 'yearBefore'] as const) {
    const given = compared[name]?.frozen.period;
    if (given !== undefined && given !== wanted[name])
      return conflictOf(name, `${given} does not compare with ${now.frozen.period}`, `Give ${wanted[name]}.`);
  }
  if (!now.scopes.includes(scope))
    return invalid('scope', `nothing was counted of ${scope}`, `Name one of ${now.scopes.slice(0, 3).join(', ')} ….`);
  const { fromMs, toMs } = spanOf(period.value);
  const { takenAtMs, sequence, law, names, exposed } = now.frozen;
  const firms = exposed.filter((firm) => isIn(scope, firm));
  return success({
    form: 1,
    period: now.frozen.period,
    previous: previous?.frozen.period,
    yearBefore: year?.frozen.period,
    scope,
    scopeLabel: scopeLabel(scope, new Map(names)),
    from: shanghaiText(fromMs),
    to: shanghaiText(toMs),
    takenAt: shanghaiText(takenAtMs),
    sequence,
    law,
    smallNumber: SMALL_NUMBER,
    tables: tablesOf(compared, scope),
    lateness: latenessOf(now, scope),
    exposed: firms,
    acted: firms.filter(({ acted }) => acted).length,
    notes: BIAS_NOTES,
  });
};
