import { REACH_TRAFFIC_ROWS_MAX, type ReachTraffic } from '@wurao/casework';
import type { InstantMs } from '@wurao/domain';

export interface TrafficQuestion {
  readonly sinceMs: InstantMs;
  readonly untilMs: InstantMs;
  readonly lines: readonly string[];
  readonly merchants: readonly string[];
  readonly callers: readonly string[];
}

/** One more than can be shown, so that it is refused and never cut off. */
const ROWS_MAX = REACH_TRAFFIC_ROWS_MAX + 1;
/** In no id and no number. */
const BETWEEN = ' ';
const among = (name: string): string => `IN (SELECT unnest(string_split($${name}, '${BETWEEN}')))`;
const SQL = `SELECT line, caller, merchant, purpose, channel, count(*) AS attempts FROM journal
  WHERE at_ms >= $since AND at_ms < $until AND mode = 'attempt' AND decision = 'allow' AND purpose IS NOT NULL
    AND (line ${among('lines')} OR merchant ${among('merchants')} OR caller ${among('callers')})
  GROUP BY line, caller, merchant, purpose, channel LIMIT $limit`;

type Ask = (
  sql: string,
  values: Readonly<Record<string, string | number>>,
) => Promise<readonly Record<string, unknown>[]>;

const orNone = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const trafficOf = async (ask: Ask, question: TrafficQuestion): Promise<ReachTraffic[]> => {
  const { lines, merchants, callers, sinceMs, untilMs } = question;
  const rows = await ask(SQL, {
    since: sinceMs,
    until: untilMs,
    lines: lines.join(BETWEEN),
    merchants: merchants.join(BETWEEN),
    callers: callers.join(BETWEEN),
    limit: ROWS_MAX,
  });
  return rows.map((row) => ({
    line: orNone(row['line']) as ReachTraffic['line'],
    caller: orNone(row['caller']) as ReachTraffic['caller'],
    merchant: orNone(row['merchant']) as ReachTraffic['merchant'],
    purpose: row['purpose'] as ReachTraffic['purpose'],
    channel: row['channel'] as ReachTraffic['channel'],
    attempts: Number(row['attempts']),
  }));
};
