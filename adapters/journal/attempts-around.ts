import type { InstantMs, PhoneNumber } from '@wurao/domain';
import { COLUMN_LIST, numeric, type Row, recordOf } from './columns.ts';
import type { Parameters } from './database.ts';
import type { JournalRecord } from './record.ts';

/** Which attempts of a person, both ends of the span among them. */
export interface AroundQuestion {
  readonly number: PhoneNumber;
  readonly fromMs: InstantMs;
  readonly toMs: InstantMs;
  readonly limit: number;
}

/** `fromMs`: the earliest instant that the journal holds; undefined: it is empty. */
export interface AttemptsAround {
  readonly records: readonly JournalRecord[];
  readonly fromMs: InstantMs | undefined;
}

/** Rows are sorted by callee; whoever forwards calls is looked for within the span alone. */
const AROUND = `SELECT ${COLUMN_LIST} FROM journal
  WHERE at_ms >= $since AND at_ms <= $until AND mode = 'attempt' AND (callee = $number OR first_called = $number)
  ORDER BY sequence LIMIT $rows`;
const BEGINNING = 'SELECT min(at_ms) AS from_ms FROM journal';

/** Attempts that reached a number, or were to and went on to another, oldest first. Screens are none. */
export const attemptsAround = async (
  ask: (sql: string, parameters: Parameters) => Promise<Row[]>,
  { number, fromMs, toMs, limit }: AroundQuestion,
): Promise<AttemptsAround> => {
  const rows = await ask(AROUND, { number, since: fromMs, until: toMs, rows: limit });
  const [beginning] = await ask(BEGINNING, {});
  const isEmpty = beginning === undefined || beginning['from_ms'] === null;
  return { records: rows.map(recordOf), fromMs: isEmpty ? undefined : numeric(beginning, 'from_ms') };
};
