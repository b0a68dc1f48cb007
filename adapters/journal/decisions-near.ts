import {
  CALL_JOIN_REACH_MS,
  type CallRecord,
  type Failure,
  invalid,
  type LineId,
  type NearDecision,
  type PhoneNumber,
  type Result,
  success,
} from '@wurao/domain';
import { numeric, type Row, text } from './columns.ts';
import type { Parameters } from './database.ts';
import { formatDecisionId } from './decision-id.ts';
import { outcomeOf } from './outcomes.ts';
import { asJournalSequence } from './record.ts';
import { CALLS } from './tail.ts';

/** Decisions, with what was told of each, that one question answers: a thousand call records have about a thousand. */
export const DECISIONS_NEAR_MAX = 20_000;

/** Voice attempts of a line, with the caller and callee of a record and near its start, each with what call records told of it. */
const NEAR = `
  WITH asked AS (
    SELECT unnest(string_split($callers, ',')) AS caller, unnest(string_split($callees, ',')) AS callee,
      unnest(CAST(string_split($starts, ',') AS BIGINT[])) AS start_ms
  ), near AS (
    SELECT j.sequence, j.epoch, j.at_ms, j.caller, j.callee, j.decision FROM journal j
    SEMI JOIN asked a ON j.caller = a.caller AND j.callee = a.callee
      AND j.at_ms BETWEEN a.start_ms - $reach AND a.start_ms + $reach
    WHERE j.at_ms BETWEEN $since AND $until AND j.line = $line AND j.mode = 'attempt' AND j.channel = 'voice'
  )
  SELECT n.sequence AS of_sequence, n.epoch AS of_epoch, n.at_ms AS of_ms, n.caller, n.callee, n.decision, c.*
  FROM near n LEFT JOIN ${CALLS} c
    ON c.decision_sequence = n.sequence AND c.decision_epoch = n.epoch AND c.source = 'call-record'
  ORDER BY n.sequence, c.sequence LIMIT $rows`;

type Ask = (sql: string, parameters: Parameters) => Promise<Row[]>;

/** Decisions of a line that these records may belong to, in order. `invalid`: more than `DECISIONS_NEAR_MAX`. */
export const decisionsNear = async (
  ask: Ask,
  line: LineId,
  records: readonly CallRecord[],
): Promise<Result<readonly NearDecision[]>> => {
  if (records.length === 0) return success([]);
  // Numbers are digits and a plus: no comma is part of one.
  const list = (of: (record: CallRecord) => string | number): string => records.map(of).join();
  const starts = records.map(({ startMs }) => startMs);
  const rows = await ask(NEAR, {
    callers: list(({ caller }) => caller),
    callees: list(({ callee }) => callee),
    starts: list(({ startMs }) => startMs),
    reach: CALL_JOIN_REACH_MS,
    since: Math.min(...starts) - CALL_JOIN_REACH_MS,
    until: Math.max(...starts) + CALL_JOIN_REACH_MS,
    line,
    rows: DECISIONS_NEAR_MAX + 1,
  });
  return rows.length > DECISIONS_NEAR_MAX ? tooMany : success(decisionsIn(rows));
};

const decisionsIn = (rows: readonly Row[]): NearDecision[] =>
  [...Map.groupBy(rows, (row) => numeric(row, 'of_sequence')).values()].map((told) => {
    const row = told[0] as Row;
    return {
      id: formatDecisionId(asJournalSequence(numeric(row, 'of_sequence')), numeric(row, 'of_epoch')),
      caller: text(row, 'caller') as PhoneNumber,
      callee: text(row, 'callee') as PhoneNumber,
      atMs: numeric(row, 'of_ms'),
      isAllowed: text(row, 'decision') === 'allow',
      told: told.filter(({ sequence }) => sequence !== null).map(outcomeOf),
    };
  });

const tooMany: Failure = invalid(
  'records',
  `more than ${DECISIONS_NEAR_MAX} decisions lie near these records`,
  'Send fewer records in one call.',
);
