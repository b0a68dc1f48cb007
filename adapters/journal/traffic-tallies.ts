import type { Channel, Decision, InstantMs, LineId, MerchantId, Purpose } from '@wurao/domain';
import { RELEASE } from '@wurao/engine';
import { numeric, type Row, text } from './columns.ts';
import type { Database, Parameters } from './database.ts';
import { CALLS } from './tail.ts';

/** Attempts of a span, half open: [fromMs, toMs). Screens never count. */
export interface TrafficTallyQuestion {
  readonly fromMs: InstantMs;
  readonly toMs: InstantMs;
  /** Length of what each tally is of, counted from `fromMs`; undefined: the whole span. */
  readonly everyMs: number | undefined;
  /** Of no other; undefined: of any, and of none. */
  readonly lines: readonly LineId[] | undefined;
  readonly merchant: MerchantId | undefined;
  /** Told apart by line, with what was answered. */
  readonly byLine: boolean;
  /** Told apart by all that decides which reason the merchant reads; without what a callee released: its sender hears nothing of it. */
  readonly bySight: boolean;
}

/** What a merchant's reason depends on beside the recorded one (DESIGN, rule 5). */
export interface SightFacts {
  readonly purpose: Purpose | undefined;
  readonly law: string;
  readonly holdsConfirmed: boolean;
  /** It was a lawful hour. */
  readonly isLawfulNow: boolean;
}

/** Attempts decided alike. Each combination once, in no order. */
export interface TrafficTally {
  /** Which of the spans of `everyMs`, from 0. */
  readonly part: number;
  /** Undefined: not told apart, or on no line. */
  readonly line: LineId | undefined;
  readonly channel: Channel;
  readonly decision: Decision['decision'];
  readonly reason: string;
  readonly attempts: number;
  /** Calls of which an answer is on record; 0 where lines are not told apart. */
  readonly answered: number;
  readonly sight: SightFacts | undefined;
}

const ONE_SPAN = Number.MAX_SAFE_INTEGER;
const SIGHT = `j.purpose, j.law, j.holds_confirmed, coalesce(j.lawful_retry_at_ms, j.at_ms) <= j.at_ms AS lawful_now`;

const tallies = ({ lines, merchant, byLine, bySight }: TrafficTallyQuestion, hasCalls: boolean): string => {
  const joinsCalls = byLine && hasCalls;
  const answered = `answered AS (SELECT DISTINCT decision_sequence, decision_epoch FROM ${CALLS}
    WHERE answered_ms IS NOT NULL AND at_ms >= $since)`;
  const columns = ['(j.at_ms - $since) // $every AS part', ...(byLine ? ['j.line'] : []), ...(bySight ? [SIGHT] : [])];
  return `${joinsCalls ? `WITH ${answered}` : ''}
    SELECT ${columns.join(', ')}, j.channel, j.decision, j.reason, count(*) AS attempts,
      ${joinsCalls ? 'count(a.decision_sequence)' : '0'} AS answered
    FROM journal j
    ${joinsCalls ? 'LEFT JOIN answered a ON a.decision_sequence = j.sequence AND a.decision_epoch = j.epoch' : ''}
    WHERE j.at_ms >= $since AND j.at_ms < $until AND j.mode = 'attempt'
    ${lines === undefined ? '' : 'AND j.line IN (SELECT unnest(string_split($lines, chr(10))))'}
    ${merchant === undefined ? '' : 'AND j.merchant = $merchant'}
    ${bySight ? `AND NOT coalesce(starts_with(j.permit, '${RELEASE}'), false)` : ''}
    GROUP BY ALL`;
};

const tallyOf = (row: Row, bySight: boolean): TrafficTally => ({
  part: numeric(row, 'part'),
  line: text(row, 'line') as LineId | undefined,
  channel: text(row, 'channel') as Channel,
  decision: text(row, 'decision') as Decision['decision'],
  reason: text(row, 'reason') ?? '',
  attempts: numeric(row, 'attempts'),
  answered: numeric(row, 'answered'),
  sight: bySight
    ? {
        purpose: text(row, 'purpose') as Purpose | undefined,
        law: text(row, 'law') ?? '',
        holdsConfirmed: row['holds_confirmed'] === true,
        isLawfulNow: row['lawful_now'] === true,
      }
    : undefined,
});

/** `hasCalls`: something was told of a call. */
export const trafficTallies = async (
  database: Database,
  question: TrafficTallyQuestion,
  hasCalls: boolean,
): Promise<readonly TrafficTally[]> => {
  const { fromMs, toMs, everyMs, lines, merchant, bySight } = question;
  if (lines?.length === 0) return [];
  const parameters: Parameters = {
    since: Math.ceil(fromMs),
    until: Math.ceil(toMs),
    every: everyMs ?? ONE_SPAN,
    ...(lines === undefined ? {} : { lines: lines.join('\n') }),
    ...(merchant === undefined ? {} : { merchant }),
  };
  return (await database.rows(tallies(question, hasCalls), parameters)).map((row) => tallyOf(row, bySight));
};
