import {
  BASIS_KINDS,
  CHANNELS,
  COMMERCIAL_PURPOSES,
  failure,
  PURPOSES,
  type Purpose,
  parseNumber,
  type Result,
  success,
} from '@wurao/domain';
import {
  COUNTED_A_DAY,
  COUNTED_BY_DAY,
  COUNTED_CALLEES,
  COUNTED_CONTACTS,
  COUNTED_WINDOW_DAYS,
  COUNTED_ZONE_MINUTES,
} from './counted.ts';
import {
  CAP_GROUPS,
  type Cap,
  type CapGroup,
  CLOCKS,
  type Clause,
  type ClockName,
  type ClockRule,
  type ComplaintRateRule,
  DAY_KINDS,
  type LawPack,
  type PurposeRule,
  type SignatureRule,
} from './pack.ts';
import { HOURS, HoursReading } from './pack-hours.ts';
import { at, each, type Fields, isFields, isNone } from './pack-reading.ts';
import { CITED, type Cited, PREDICATES, type PredicateName } from './predicates.ts';
import { REASONS } from './reasons.ts';

const MAX_TITLE_CHARS = 200;
const MAX_SOURCE_CHARS = 1_000;
const MAX_CLAUSES = 500;
const MAX_WORDS = 1_000;
const MAX_WORD_CHARS = 100;
const MAX_REST_DAYS = 3_660;
const MAX_BASIS_DAYS = 36_600;
const MAX_REQUEST_HOURS = 8_784;
const MAX_RETENTION_MONTHS = 120;
const MAX_CLOCK_DAYS = 366;
/** Step 1 looks at callees of up to so many digits. */
const MAX_EMERGENCY_DIGITS = 5;
const EARLIEST_YEAR = 1990;
const LATEST_YEAR = 2100;

const MAX_WRONG_PER_MILLION = 100_000;
const MAX_PERIOD_DAYS = 3_660;
const MAX_PERIODS = 8;
const MAX_FEWEST = 1_000;
const MAX_HABIT = 10_000;

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
/** What says that nothing but the house stands behind a clause. */
const HOUSE_DEFAULT = /house default/i;
const HOUSE_ID = /^house-/;

const UNCONFIRMED = [...BASIS_KINDS, 'migrated', 'collectionRelation'] as const;
const RULE = ['asks', 'commercial', 'basis', 'basisKinds', 'hours', 'caps', 'clause'] as const;
const CAP = ['callsPerDay', 'messagesPerDay', 'perWindow', 'windowDays', 'coolOffDays', 'clause'] as const;
const RATES = ['wrongPerMillion', 'periodDays', 'fewest', 'habitual', 'clause'] as const;
const PACK = [
  'id',
  'title',
  'effectiveFrom',
  'source',
  'clauses',
  'matrix',
  'zoneMinutes',
  'hours',
  'caps',
  'personalDistinctCallees',
  'unconfirmed',
  'requestHours',
  'promotionWords',
  'emergencyNumbers',
  'clocks',
  'retentionMonths',
  'cites',
  'reasonClauses',
  'thresholds',
  'complaintRates',
  'provinces',
  'signatureRequired',
] as const;

class PackCheck extends HoursReading {
  titled(value: unknown, field: string): { readonly zh: string; readonly en: string } {
    const { zh, en } = this.parts(value, field, ['zh', 'en']);
    return { zh: this.text(zh, at(field, 'zh'), MAX_TITLE_CHARS), en: this.text(en, at(field, 'en'), MAX_TITLE_CHARS) };
  }

  id(value: unknown): string {
    if (typeof value === 'string' && ID.test(value)) return value;
    this.wrong('id', 'not an id', 'Use 1 to 64 letters, digits, dots, underscores and hyphens; end it in the version.');
    return '';
  }

  date(value: unknown, field: string): string {
    const [, year, month, day] = (typeof value === 'string' ? DATE.exec(value) : undefined) ?? [];
    const instant = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
    const isReal = instant.getUTCMonth() === Number(month) - 1 && instant.getUTCDate() === Number(day);
    if (isReal && Number(year) >= EARLIEST_YEAR && Number(year) <= LATEST_YEAR) return String(value);
    const remedy = `Write a day of the calendar between ${EARLIEST_YEAR} and ${LATEST_YEAR}, such as "2026-12-01".`;
    this.wrong(field, `not a sane date: ${String(value)}`, remedy);
    return '';
  }

  readClauses(value: unknown): Readonly<Record<string, Clause>> {
    const all = isFields(value) ? Object.entries(value) : [];
    if (all.length === 0 || all.length > MAX_CLAUSES)
      this.wrong('clauses', 'none, or too many', `Name 1 to ${MAX_CLAUSES} clauses by their id.`);
    const clauses = all.slice(0, MAX_CLAUSES).map(([id, clause]): [string, Clause] => {
      const field = `clauses.${id}`;
      const { id: said, title, source } = this.parts(clause, field, ['id', 'title', 'source']);
      if (said !== undefined && said !== id) this.wrong(`${field}.id`, 'another id than its name', 'Leave it out.');
      const text = this.text(source, `${field}.source`, MAX_SOURCE_CHARS);
      if (HOUSE_ID.test(id) !== HOUSE_DEFAULT.test(text))
        this.wrong(
          `${field}.source`,
          'a house default and a clause are told apart by both id and source',
          'Begin the id with house- and say "house default" and why, or say where the text stands and use another id.',
        );
      return [id, { id, title: this.titled(title, `${field}.title`), source: text }];
    });
    return Object.fromEntries(clauses);
  }

  rule(value: unknown, purpose: Purpose): PurposeRule {
    const field = `matrix.${purpose}`;
    const said = this.parts(value, field, RULE);
    const names = PREDICATES.map(({ name }) => name);
    const asks = this.list<PredicateName>(said.asks, `${field}.asks`, (item, of) => this.word(item, of, names));
    const commercial = this.yesNo(said.commercial, `${field}.commercial`);
    if (typeof said.commercial === 'boolean' && commercial !== COMMERCIAL_PURPOSES.includes(purpose))
      this.wrong(
        `${field}.commercial`,
        'not what the word means',
        `Only ${COMMERCIAL_PURPOSES.join(', ')} are commercial.`,
      );
    const basis = this.list(said.basis, `${field}.basis`, (item, of) => this.word(item, of, CHANNELS));
    const basisKinds = this.list(said.basisKinds, `${field}.basisKinds`, (item, of) =>
      this.word(item, of, BASIS_KINDS),
    );
    if (basis.length > 0 && basisKinds.length === 0)
      this.wrong(`${field}.basisKinds`, 'asks for a basis that no kind can be', 'Name the kinds that serve.');
    return {
      content: asks.includes('content'),
      commercial,
      refusal: asks.includes('refusal'),
      preference: asks.includes('preference'),
      basis,
      basisKinds,
      hours: this.wordOrNone(said.hours, `${field}.hours`, HOURS),
      caps: this.wordOrNone(said.caps, `${field}.caps`, CAP_GROUPS),
      prefixes: asks.includes('prefixes'),
      clause: this.cited(said.clause, `${field}.clause`),
    };
  }

  cap(value: unknown, group: CapGroup): Cap {
    const field = `caps.${group}`;
    const said = this.parts(value, field, CAP);
    const perWindow = this.wholeOrNone(said.perWindow, `${field}.perWindow`, 1, COUNTED_CONTACTS);
    if (perWindow !== undefined && COUNTED_BY_DAY.includes(group))
      this.wrong(`${field}.perWindow`, 'contacts of this group are counted by the day only', 'Write "none".');
    return {
      callsPerDay: this.wholeOrNone(said.callsPerDay, `${field}.callsPerDay`, 1, COUNTED_A_DAY),
      messagesPerDay: this.wholeOrNone(said.messagesPerDay, `${field}.messagesPerDay`, 1, COUNTED_A_DAY),
      perWindow,
      windowDays: this.exactly(said.windowDays, `${field}.windowDays`, COUNTED_WINDOW_DAYS),
      coolOffDays: this.whole(said.coolOffDays, `${field}.coolOffDays`, 0, MAX_REST_DAYS),
      clause: this.cited(said.clause, `${field}.clause`),
    };
  }

  clock(value: unknown, name: ClockName): ClockRule {
    const field = `clocks.${name}`;
    const { days, dayKind, clause } = this.parts(value, field, ['days', 'dayKind', 'clause']);
    return {
      days: this.whole(days, `${field}.days`, 1, MAX_CLOCK_DAYS),
      dayKind: this.word(dayKind, `${field}.dayKind`, DAY_KINDS) ?? 'working',
      clause: this.cited(clause, `${field}.clause`),
    };
  }

  unconfirmed(value: unknown, field: string): LawPack['unconfirmed']['consent'] {
    const { counts, days } = this.parts(value, field, ['counts', 'days']);
    if (!this.yesNo(counts, `${field}.counts`)) return { counts: false };
    return { counts: true, days: this.wholeOrNone(days, `${field}.days`, 1, MAX_BASIS_DAYS) };
  }

  promotionWord(value: unknown, field: string): string | undefined {
    const word = typeof value === 'string' ? value : '';
    const isLookedFor = word.trim() !== '' && word === word.normalize('NFKC').toLowerCase();
    if (isLookedFor && word.length <= MAX_WORD_CHARS) return word;
    return this.wrong(
      field,
      'not written as it is looked for',
      `Write it in lower case (NFKC), up to ${MAX_WORD_CHARS}.`,
    );
  }

  emergencyNumber(value: unknown, field: string): string | undefined {
    const parsed = parseNumber(String(value));
    const isShort = typeof value === 'string' && value.length <= MAX_EMERGENCY_DIGITS;
    if (isShort && parsed.ok && parsed.value === value) return value;
    return this.wrong(field, 'not a short code', `Write 3 to ${MAX_EMERGENCY_DIGITS} digits, such as "110".`);
  }

  lists(said: Fields): Pick<LawPack, 'promotionWords' | 'emergencyNumbers'> {
    const promotionWords = this.list(said['promotionWords'], 'promotionWords', (item, of) =>
      this.promotionWord(item, of),
    );
    if (promotionWords.length > MAX_WORDS) this.wrong('promotionWords', `more than ${MAX_WORDS}`, 'Keep what sells.');
    const emergencyNumbers = this.list(said['emergencyNumbers'], 'emergencyNumbers', (item, of) =>
      this.emergencyNumber(item, of),
    );
    if (emergencyNumbers.length === 0)
      this.wrong('emergencyNumbers', 'none', 'Name the numbers that always pass, such as "110" and "120".');
    return { promotionWords, emergencyNumbers };
  }

  /** Undefined: none must be signed. */
  signatureRequired(value: unknown, field: string): SignatureRule | undefined {
    if (isNone(value)) return undefined;
    const { purposes, clause } = this.parts(value, field, ['purposes', 'clause']);
    const signed = this.list<Purpose>(purposes, `${field}.purposes`, (item, of) => this.word(item, of, PURPOSES));
    if (signed.length === 0)
      this.wrong(`${field}.purposes`, 'names no purpose', 'Leave the rule out, or name whose messages are signed.');
    return { purposes: signed, clause: this.cited(clause, `${field}.clause`) };
  }

  /** Undefined: no rate is judged. */
  complaintRates(value: unknown, field: string): ComplaintRateRule | undefined {
    if (isNone(value)) return undefined;
    const said = this.parts(value, field, RATES);
    const periodDays = this.list(said.periodDays, `${field}.periodDays`, (days, of) =>
      this.whole(days, of, 1, MAX_PERIOD_DAYS),
    );
    const longest = periodDays.at(-1) ?? 0;
    const isNested = periodDays.every((days, i) => longest % days === 0 && days > (periodDays[i - 1] ?? 0));
    if (!isNested || periodDays.length === 0 || periodDays.length > MAX_PERIODS)
      this.wrong(
        `${field}.periodDays`,
        'not lengths that divide the longest',
        `Write 1 to ${MAX_PERIODS} of them, the shortest first, such as [30, 360].`,
      );
    const { moreThan, days } = this.parts(said.habitual, `${field}.habitual`, ['moreThan', 'days']);
    return {
      wrongPerMillion: this.whole(said.wrongPerMillion, `${field}.wrongPerMillion`, 1, MAX_WRONG_PER_MILLION),
      periodDays,
      fewest: this.whole(said.fewest, `${field}.fewest`, 1, MAX_FEWEST),
      habitual: {
        moreThan: this.whole(moreThan, `${field}.habitual.moreThan`, 1, MAX_HABIT),
        days: this.whole(days, `${field}.habitual.days`, 1, MAX_PERIOD_DAYS),
      },
      clause: this.cited(said.clause, `${field}.clause`),
    };
  }

  pack(value: unknown): LawPack {
    const said = this.parts(value, '', PACK);
    this.clauses = this.readClauses(said.clauses);
    const matrix = this.parts(said.matrix, 'matrix', PURPOSES);
    const hours = this.parts(said.hours, 'hours', HOURS);
    const caps = this.parts(said.caps, 'caps', CAP_GROUPS);
    const unconfirmed = this.parts(said.unconfirmed, 'unconfirmed', UNCONFIRMED);
    const clocks = this.parts(said.clocks, 'clocks', CLOCKS);
    const cites = this.parts(said.cites, 'cites', CITED);
    const keys = REASONS.map(({ key }) => key);
    const reasons = this.parts(said.reasonClauses, 'reasonClauses', keys);
    const thresholds = isNone(said.thresholds) ? undefined : this.thresholds(said.thresholds, 'thresholds');
    const complaintRates = this.complaintRates(said.complaintRates, 'complaintRates');
    const provinces = this.provinces(said.provinces, 'provinces');
    const signatureRequired = this.signatureRequired(said.signatureRequired, 'signatureRequired');
    return {
      id: this.id(said.id),
      title: this.titled(said.title, 'title'),
      effectiveFrom: this.date(said.effectiveFrom, 'effectiveFrom'),
      source: this.text(said.source, 'source', MAX_SOURCE_CHARS),
      clauses: this.clauses,
      matrix: each(PURPOSES, (purpose) => this.rule(matrix[purpose], purpose)),
      zoneMinutes: this.exactly(said.zoneMinutes, 'zoneMinutes', COUNTED_ZONE_MINUTES),
      hours: each(HOURS, (name) => this.hoursOf(hours[name], `hours.${name}`)),
      caps: each(CAP_GROUPS, (group) => this.cap(caps[group], group)),
      personalDistinctCallees: this.whole(said.personalDistinctCallees, 'personalDistinctCallees', 1, COUNTED_CALLEES),
      unconfirmed: each(UNCONFIRMED, (kind) => this.unconfirmed(unconfirmed[kind], `unconfirmed.${kind}`)),
      requestHours: this.whole(said.requestHours, 'requestHours', 1, MAX_REQUEST_HOURS),
      ...this.lists(said),
      clocks: each(CLOCKS, (name) => this.clock(clocks[name], name)),
      retentionMonths: this.whole(said.retentionMonths, 'retentionMonths', 1, MAX_RETENTION_MONTHS),
      cites: each<Cited, string>(CITED, (name) => this.cited(cites[name], `cites.${name}`)),
      reasonClauses: each<string, string>(keys, (key) =>
        this.cited(reasons[key as (typeof keys)[number]], `reasonClauses.${key}`),
      ),
      ...(thresholds === undefined ? {} : { thresholds }),
      ...(complaintRates === undefined ? {} : { complaintRates }),
      ...(provinces === undefined ? {} : { provinces }),
      ...(signatureRequired === undefined ? {} : { signatureRequired }),
    };
  }
}

/**
 * A pack as data, checked whole: the matrix complete, every predicate, number and reason resting on a clause or saying that it is a
 * house default, dates, hours and caps that can be kept. The form is that of a file: `packData` gives it.
 */
export const checkPack = (data: unknown): Result<LawPack> => {
  const check = new PackCheck();
  const pack = check.pack(data);
  if (check.errors.length === 0) return success(pack);
  return failure('invalid', 'The law pack cannot stand', ...check.errors);
};

const NONE = 'none';

/** A pack as a file says it: predicates by name, `none` for what there is none of. */
export const packData = (pack: LawPack): Fields => ({
  ...pack,
  matrix: each(PURPOSES, (purpose) => {
    const { basis, basisKinds, commercial, hours = NONE, caps = NONE, clause, ...asked } = pack.matrix[purpose];
    const asks = PREDICATES.map(({ name }) => name).filter((name) => asked[name]);
    return { asks, commercial, basis, basisKinds, hours, caps, clause };
  }),
  caps: each(CAP_GROUPS, (group) => {
    const { callsPerDay = NONE, messagesPerDay = NONE, perWindow = NONE, ...rest } = pack.caps[group];
    return { callsPerDay, messagesPerDay, perWindow, ...rest };
  }),
});

/** Tables join name by name; anything else is replaced. */
const joined = (base: unknown, over: unknown): unknown => {
  if (!isFields(base) || !isFields(over)) return over === undefined ? base : over;
  const names = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...names].map((name) => [name, joined(base[name], over[name])]));
};

/**
 * What a file says, whole: with `extends = "cn-2015"` it says only what differs from that pack. Its id must be its own. `packOf`: the
 * packs that it may build on.
 */
export const wholePack = (data: unknown, packOf: (id: string) => LawPack | undefined): Result<unknown> => {
  if (!isFields(data) || data['extends'] === undefined) return success(data);
  const { extends: base, ...own } = data;
  const pack = typeof base === 'string' ? packOf(base) : undefined;
  if (pack === undefined)
    return failure('invalid', 'The law pack cannot stand', {
      field: 'extends',
      message: `there is no law pack ${String(base)}`,
      remedy: 'Name a pack that is here (`wurao law list` shows them), or write the whole pack.',
    });
  const { id: _id, ...rest } = packData(pack);
  return success(joined(rest, own));
};
