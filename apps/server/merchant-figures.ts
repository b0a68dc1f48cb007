import { MERCHANT_DAYS, type MerchantFigures, type RateLook } from '@wurao/api';
import type { HouseQuery } from '@wurao/casework';
import { type CaseCount, type ListedSanction, MS_PER_DAY } from '@wurao/casework';
import type { Filing, InstantMs, LineId, MerchantId, Result } from '@wurao/domain';
import { type Failure, success } from '@wurao/domain';
import type { Answers, BasisCoverage, Page } from '@wurao/registry';
import type { ControlHandle } from './control-client.ts';

const AT_ONCE = 500;
const MS_PER_MINUTE = 60_000;

/** A question failed: thrown to end the counting, caught where it began. */
class Unanswered extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super('a question was not answered');
    this.failure = failure;
  }
}

const answered = async <T>(asked: Promise<Result<unknown>>): Promise<T> => {
  const answer = await asked;
  if (!answer.ok) throw new Unanswered(answer);
  return answer.value as T;
};

export interface MerchantCounting {
  readonly control: Pick<ControlHandle['calls'], 'ask' | 'countBases'>;
  readonly look: () => Promise<Result<RateLook>>;
  readonly attempts: (
    merchant: MerchantId,
    fromMs: InstantMs,
    toMs: InstantMs,
  ) => Promise<Result<MerchantFigures['attempts']>>;
  readonly nowMs: InstantMs;
  readonly zoneMinutes: number;
}

type Ask = MerchantCounting['control']['ask'];

async function* pagesOf<T>(ask: Ask, query: (after: string | undefined) => HouseQuery): AsyncGenerator<T> {
  let after: string | undefined;
  do {
    const page = await answered<Page<T>>(ask(query(after)));
    yield* page.items;
    after = page.next;
  } while (after !== undefined);
}

const filedLines = async (ask: Ask, merchant: MerchantId): Promise<readonly LineId[]> => {
  const lines = new Set<LineId>();
  const query = (after: string | undefined) =>
    ({ kind: 'nouns', noun: 'filing', merchant, after, limit: AT_ONCE }) as const;
  for await (const { line, status } of pagesOf<Filing>(ask, query))
    if (line !== undefined && status === 'active') lines.add(line);
  return [...lines];
};

/** As the merchant itself may list them. */
const sanctionsInForce = async (ask: Ask, merchant: MerchantId, nowMs: InstantMs): Promise<number> => {
  const filter = { owner: merchant, state: 'in-force', hiddenFrom: merchant } as const;
  let count = 0;
  const query = (after: string | undefined) => ({ kind: 'sanctions', filter, nowMs, after, limit: AT_ONCE }) as const;
  for await (const _ of pagesOf<ListedSanction>(ask, query)) count++;
  return count;
};

/** One merchant on one screen. */
export const countMerchant = async (
  { control, look, attempts, nowMs, zoneMinutes }: MerchantCounting,
  merchant: MerchantId,
  ownLines: readonly LineId[],
): Promise<Result<MerchantFigures>> => {
  const { ask } = control;
  const zoneMs = zoneMinutes * MS_PER_MINUTE;
  const today = Math.floor((nowMs + zoneMs) / MS_PER_DAY) * MS_PER_DAY - zoneMs;
  const sinceMs = today - (MERCHANT_DAYS - 1) * MS_PER_DAY;
  try {
    const coverage = await answered<BasisCoverage>(control.countBases(merchant));
    const events = await answered<Answers['eventDays']>(ask({ kind: 'eventDays', merchant, sinceMs, zoneMs }));
    const cases = await answered<readonly CaseCount[]>(ask({ kind: 'caseCounts', nowMs, party: merchant }));
    const decided = await answered<MerchantFigures['attempts']>(attempts(merchant, sinceMs, nowMs));
    const lines = [...new Set([...ownLines, ...(await filedLines(ask, merchant))])];
    const { standings, trends } = await answered<RateLook>(look());
    return success({
      atMs: nowMs,
      coverage,
      events,
      attempts: decided,
      cases,
      lines,
      standings: standings.filter(({ subject }) => lines.some((line) => line === subject.id)),
      trends: trends.filter(({ line }) => lines.includes(line)),
      sanctionsInForce: await sanctionsInForce(ask, merchant, nowMs),
    });
  } catch (error) {
    if (error instanceof Unanswered) return error.failure;
    throw error;
  }
};
