import {
  type Category,
  categoriesIn,
  type Filing,
  type InstantMs,
  type Line,
  type LineId,
  type MerchantId,
  type PartyId,
  type PhoneNumber,
  type Result,
  type Sanction,
  success,
} from '@wurao/domain';
import type { LawPack } from '@wurao/law';
import { COMPLETED_HOW, COUNTED_AT_ONCE_MAX, type CountedPage, OWED_HOW, type OwedStep } from './bulletin-commands.ts';
import type { PeriodSpan } from './bulletin-period.ts';
import { dayAt, dayName } from './calendar.ts';
import { clockFrom } from './case-clock.ts';
import type { HouseQuery } from './case-envelope.ts';
import type { CaseParty } from './case-file.ts';
import type { HouseAnswer } from './case-ports.ts';
import type { CountableComplaint } from './count-complaints.ts';
import { byCodeUnits, MAX_FIRM_CHARS } from './freeze.ts';
import {
  type ComplaintCount,
  type ExposedFirm,
  type LatenessCount,
  type Place,
  UNKNOWN_PLACE,
} from './frozen-counts.ts';
import { MS_PER_DAY } from './judge-rate.ts';
import { thatMayCount } from './rate-look.ts';

/** Whoever runs this house owes steps, too: to forward, to decide, to tell. */
export const HOUSE = 'house';
export const HOUSE_NAME = '本平台 / this house';
const NOUNS_AT_ONCE = 500;
/** Longer no clock of a law runs. */
const FIRST_CLOCK_DAYS = 400;

/** What is asked of the store; a failure ends the counting. */
export interface PeriodQuestions {
  ask<Q extends HouseQuery>(query: Q): Promise<Result<HouseAnswer<Q>>>;
}

export interface PeriodCounting {
  readonly questions: PeriodQuestions;
  /** By the numbering plan: GB/T 2260; undefined: not known. */
  readonly provinceOf: (number: PhoneNumber) => string | undefined;
  readonly law: LawPack;
  /** Between two pages: others have their turn. */
  readonly pause: () => Promise<void>;
}

/** A question of the store failed: thrown to end the counting, caught where it began. */
class Unanswered extends Error {
  readonly failure: Result<never>;
  constructor(failure: Result<never>) {
    super('a question was not answered');
    this.failure = failure;
  }
}

const answered = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Unanswered(result);
  return result.value;
};

async function* pages<T>(
  { pause }: Pick<PeriodCounting, 'pause'>,
  ask: (after: string | undefined) => Promise<Result<CountedPage<T>>>,
): AsyncGenerator<T> {
  let after: string | undefined;
  do {
    const page = answered(await ask(after));
    yield* page.items;
    after = page.next;
    await pause();
  } while (after !== undefined);
}

/** Counts by some words. */
class Tally<T extends object> {
  readonly #rows = new Map<string, { words: T; count: number }>();

  add(words: T): void {
    const key = JSON.stringify(Object.values(words));
    const row = this.#rows.get(key) ?? { words, count: 0 };
    row.count++;
    this.#rows.set(key, row);
  }

  rows(): (T & { readonly count: number })[] {
    return [...this.#rows.values()].map(({ words, count }) => ({ ...words, count }));
  }
}

const countComplaints = async (counting: PeriodCounting, span: PeriodSpan): Promise<readonly ComplaintCount[]> => {
  const { questions, provinceOf } = counting;
  const tally = new Tally<Omit<ComplaintCount, 'count'>>();
  for (const how of COMPLETED_HOW) {
    const ask = (after: string | undefined) =>
      questions.ask({ kind: 'completedComplaints', how, span, after, limit: COUNTED_AT_ONCE_MAX });
    for await (const { complainant, province, channel, category, carrier } of pages(counting, ask))
      tally.add({
        // Where the person said to be is another question, asked only where there is no number.
        province: (complainant === undefined ? province : provinceOf(complainant)) ?? UNKNOWN_PLACE,
        carrier: carrier ?? UNKNOWN_PLACE,
        channel,
        category: category ?? 'other',
      });
  }
  return tally.rows();
};

const countProtected = async (
  counting: PeriodCounting,
  atMs: InstantMs,
): Promise<readonly (Place & { readonly count: number })[]> => {
  const tally = new Tally<Place>();
  const ask = (after: string | undefined) =>
    counting.questions.ask({ kind: 'protectedNumbers', atMs, after, limit: COUNTED_AT_ONCE_MAX });
  for await (const { number, carrier } of pages(counting, ask))
    tally.add({ province: counting.provinceOf(number) ?? UNKNOWN_PLACE, carrier: carrier ?? UNKNOWN_PLACE });
  return tally.rows();
};

/** The most frequent; of several the first by its id. */
const commonest = (ids: readonly string[]): string => {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  const [first] = [...counts].sort(([a, m], [b, n]) => n - m || byCodeUnits(a, b));
  return first?.[0] ?? UNKNOWN_PLACE;
};

/** Which carrier connects whom, as the register stands. */
class Connections {
  readonly #counting: PeriodCounting;
  readonly #lines = new Map<LineId, Line>();

  private constructor(counting: PeriodCounting) {
    this.#counting = counting;
  }

  static async read(counting: PeriodCounting): Promise<Connections> {
    const connections = new Connections(counting);
    for await (const line of nounPages<Line>(counting, 'line')) connections.#lines.set(line.id, line);
    return connections;
  }

  /** The carrier that connects most of its lines, or `unknown`. */
  async carrierOf({ kind, id }: CaseParty): Promise<string> {
    const lines = kind === 'merchant' ? await this.#linesOf(id) : this.#linesThrough(id);
    return commonest(lines.flatMap(({ chain }) => chain[0] ?? []));
  }

  #linesThrough(party: string): readonly Line[] {
    return [...this.#lines.values()].filter(({ chain }) => chain.some((one) => one === party));
  }

  async #linesOf(merchant: string): Promise<readonly Line[]> {
    const lines: Line[] = [];
    for await (const { line } of nounPages<Filing>(this.#counting, 'filing', merchant)) {
      const filed = line === undefined ? undefined : this.#lines.get(line);
      if (filed !== undefined) lines.push(filed);
    }
    return lines;
  }
}

async function* nounPages<T>(
  counting: PeriodCounting,
  noun: 'line' | 'filing' | 'sanction',
  merchant?: string,
): AsyncGenerator<T> {
  const ask = async (after: string | undefined) =>
    (await counting.questions.ask({
      kind: 'nouns',
      noun,
      merchant: merchant as MerchantId | undefined,
      after,
      limit: NOUNS_AT_ONCE,
    })) as Result<CountedPage<T>>;
  yield* pages(counting, ask);
}

/** Who owed a step; undefined: the complainant, or nobody whom a bulletin names. */
const owedBy = ({ clock, party }: OwedStep): CaseParty | typeof HOUSE | undefined => {
  if (clock === 'report' || clock === 'amend') return party;
  return clock === 'forward' || clock === 'tell' || clock === 'appeal' ? HOUSE : undefined;
};

/** A case's first clock has no step that names its day. */
const dueOfStep = ({ clock, fromMs, dueMs }: OwedStep, law: LawPack): InstantMs | undefined => {
  if (dueMs !== undefined) return dueMs;
  const reckoned = clockFrom(clock, fromMs, law);
  return reckoned.ok ? reckoned.value.dueMs : undefined;
};

const countLateness = async (
  counting: PeriodCounting,
  span: PeriodSpan,
  connections: Connections,
): Promise<readonly LatenessCount[]> => {
  const counts = new Map<string, { party: CaseParty | typeof HOUSE; due: number; late: number }>();
  for (const how of OWED_HOW) {
    const looked = how === 'first' ? { ...span, fromMs: span.fromMs - FIRST_CLOCK_DAYS * MS_PER_DAY } : span;
    const ask = (after: string | undefined) =>
      counting.questions.ask({ kind: 'owedSteps', how, span: looked, after, limit: COUNTED_AT_ONCE_MAX });
    for await (const step of pages(counting, ask)) {
      const dueMs = dueOfStep(step, counting.law);
      const party = owedBy(step);
      if (party === undefined || dueMs === undefined || dueMs < span.fromMs || dueMs >= span.toMs) continue;
      const id = party === HOUSE ? HOUSE : party.id;
      const count = counts.get(id) ?? { party, due: 0, late: 0 };
      counts.set(id, { ...count, due: count.due + 1, late: count.late + Number(step.late) });
    }
  }
  const rows: LatenessCount[] = [];
  for (const [id, { party, due, late }] of counts)
    rows.push({
      party: id as PartyId,
      // The register does not hold where a party is registered.
      province: UNKNOWN_PLACE,
      carrier: party === HOUSE ? UNKNOWN_PLACE : await connections.carrierOf(party),
      due,
      late,
    });
  return rows;
};

const BITES: readonly Sanction['kind'][] = ['cap', 'suspend', 'revoke'];

const wasActed = (publication: Sanction, sanctions: readonly Sanction[], atMs: InstantMs): boolean =>
  sanctions.some(
    ({ kind, target, status, fromMs, toMs }) =>
      BITES.includes(kind) &&
      status === 'active' &&
      target.kind === publication.target.kind &&
      target.id === publication.target.id &&
      fromMs <= atMs &&
      (toMs === undefined || toMs > atMs),
  );

interface Firm {
  readonly name: string;
  readonly creditCode?: string | undefined;
}

const firmOf = async ({ questions }: PeriodCounting, kind: 'merchant' | 'party', id: string): Promise<Firm> => {
  const noun = answered(await questions.ask({ kind: 'noun', noun: kind, id })) as Firm | undefined;
  return noun ?? { name: id };
};

const exposedFirms = async (
  counting: PeriodCounting,
  { fromMs, toMs }: PeriodSpan,
  connections: Connections,
): Promise<readonly ExposedFirm[]> => {
  const sanctions: Sanction[] = [];
  for await (const sanction of nounPages<Sanction>(counting, 'sanction')) sanctions.push(sanction);
  const firms: ExposedFirm[] = [];
  for (const sanction of sanctions) {
    const { kind, status, target, note } = sanction;
    const isNew = sanction.fromMs >= fromMs && sanction.fromMs < toMs;
    if (kind !== 'publication' || status !== 'active' || !isNew) continue;
    // A number or a line is no firm.
    if (target.kind !== 'merchant' && target.kind !== 'party') continue;
    const { name, creditCode = '' } = await firmOf(counting, target.kind, target.id);
    firms.push({
      province: UNKNOWN_PLACE,
      carrier: await connections.carrierOf({ kind: target.kind, id: target.id }),
      name,
      creditCode,
      reason: note.slice(0, MAX_FIRM_CHARS).toWellFormed(),
      onDay: dayName(dayAt(sanction.fromMs)),
      acted: wasActed(sanction, sanctions, toMs - 1),
    });
  }
  return firms;
};

/** Those that may count, since an instant. Asked page by page like a period. */
export const countableComplaints = async (
  { questions, pause }: Pick<PeriodCounting, 'questions' | 'pause'>,
  sinceMs: InstantMs,
): Promise<Result<readonly CountableComplaint[]>> => {
  const found: CountableComplaint[] = [];
  let after: string | undefined;
  do {
    const page = await questions.ask({ kind: 'countableComplaints', sinceMs, after, limit: COUNTED_AT_ONCE_MAX });
    if (!page.ok) return page;
    found.push(...page.value.items);
    after = page.value.next;
    await pause();
  } while (after !== undefined);
  return success(thatMayCount(found));
};

/** What the store has to say of a period. */
export interface StoreCounts {
  readonly protectedNumbers: readonly (Place & { readonly count: number })[];
  readonly complaints: readonly ComplaintCount[];
  readonly lateness: readonly LatenessCount[];
  readonly exposed: readonly ExposedFirm[];
}

/** Counted page by page, so that no single question holds the store; what is written meanwhile may be counted or not. */
export const countPeriod = (counting: PeriodCounting, span: PeriodSpan): Promise<Result<StoreCounts>> =>
  orFailure(async () => {
    const connections = await Connections.read(counting);
    return {
      protectedNumbers: await countProtected(counting, span.toMs),
      complaints: await countComplaints(counting, span),
      lateness: await countLateness(counting, span, connections),
      exposed: await exposedFirms(counting, span, connections),
    };
  });

/** Do-not-disturb now: by province of the number, and by the categories barred, of which one person bars several. */
export interface ProtectedCounts {
  readonly total: number;
  readonly byProvince: readonly { readonly province: string; readonly count: number }[];
  readonly byCategory: readonly { readonly category: Category; readonly count: number }[];
}

export const countProtection = async (
  counting: Pick<PeriodCounting, 'questions' | 'provinceOf' | 'pause'>,
  atMs: InstantMs,
): Promise<Result<ProtectedCounts>> => {
  const provinces = new Tally<{ readonly province: string }>();
  const categories = new Tally<{ readonly category: Category }>();
  let total = 0;
  const ask = (after: string | undefined) =>
    counting.questions.ask({ kind: 'protectedNumbers', atMs, after, limit: COUNTED_AT_ONCE_MAX });
  return orFailure(async () => {
    for await (const one of pages(counting, ask)) {
      total++;
      provinces.add({ province: counting.provinceOf(one.number) ?? UNKNOWN_PLACE });
      for (const category of categoriesIn(one.categories)) categories.add({ category });
    }
    return { total, byProvince: provinces.rows(), byCategory: categories.rows() };
  });
};

/** Steps due in a span, and those that were late, by who owed them. */
export const countLateParties = (
  counting: PeriodCounting,
  span: PeriodSpan,
): Promise<Result<readonly LatenessCount[]>> =>
  orFailure(async () => countLateness(counting, span, await Connections.read(counting)));

const orFailure = async <T>(count: () => Promise<T>): Promise<Result<T>> => {
  try {
    return success(await count());
  } catch (error) {
    if (error instanceof Unanswered) return error.failure;
    throw error;
  }
};
