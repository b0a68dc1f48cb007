import type { Attempt, Decision } from '@wurao/domain';
import { formatDecisionId } from './decision-id.ts';
import { type Asker, asJournalSequence, type JournalRecord } from './record.ts';
import { stirOf, stirText } from './stir-text.ts';

export type ColumnType = 'BIGINT' | 'UINTEGER' | 'VARCHAR' | 'BOOLEAN';
type CellValue = string | number | boolean | undefined;

interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly of: (record: JournalRecord, epoch: number) => CellValue;
}

const column = (name: string, type: ColumnType, of: Column['of']): Column => ({ name, type, of });

/** The Parquet schema. Append, never rename: files of years stand beside each other. */
export const COLUMNS: readonly Column[] = [
  column('sequence', 'BIGINT', (r) => r.sequence),
  column('epoch', 'UINTEGER', (_, epoch) => epoch),
  column('at_ms', 'BIGINT', (r) => r.atMs),
  column('mode', 'VARCHAR', (r) => r.attempt.mode),
  column('channel', 'VARCHAR', (r) => r.attempt.channel),
  column('caller', 'VARCHAR', (r) => r.attempt.caller),
  column('callee', 'VARCHAR', (r) => r.attempt.callee),
  column('line', 'VARCHAR', (r) => r.attempt.line),
  column('said_merchant', 'VARCHAR', (r) => r.attempt.merchant),
  column('said_purpose', 'VARCHAR', (r) => r.attempt.purpose),
  column('said_category', 'VARCHAR', (r) => r.attempt.category),
  column('content', 'VARCHAR', (r) => r.attempt.content),
  column('text', 'VARCHAR', (r) => r.attempt.text),
  column('permit', 'VARCHAR', (r) => r.attempt.permit?.id),
  column('permit_filing', 'VARCHAR', (r) => r.attempt.permit?.filing),
  column('attempt_id', 'VARCHAR', (r) => r.attempt.attemptId),
  column('asserted_caller', 'VARCHAR', (r) => r.attempt.assertedCaller),
  column('first_called', 'VARCHAR', (r) => r.attempt.firstCalled),
  column('roaming', 'BOOLEAN', (r) => r.attempt.roaming),
  column('as_of_ms', 'BIGINT', (r) => r.attempt.asOfMs),
  column('classified', 'VARCHAR', (r) => r.attempt.classified),
  column('decision', 'VARCHAR', (r) => r.decision.decision),
  column('reason', 'VARCHAR', (r) => r.decision.reason),
  column('reason_code', 'UINTEGER', (r) => r.decision.reasonCode),
  column('step', 'UINTEGER', (r) => r.decision.step),
  column('would_be', 'VARCHAR', (r) => r.decision.wouldBe),
  column('law', 'VARCHAR', (r) => r.decision.law),
  column('data_version', 'BIGINT', (r) => r.decision.dataVersion),
  column('retry_at_ms', 'BIGINT', (r) => r.decision.retryAtMs),
  column('lawful_retry_at_ms', 'BIGINT', (r) => r.decision.lawfulRetryAtMs),
  column('merchant', 'VARCHAR', (r) => r.decision.merchant),
  column('filing', 'VARCHAR', (r) => r.decision.filing),
  column('carrier', 'VARCHAR', (r) => r.decision.carrier),
  column('purpose', 'VARCHAR', (r) => r.decision.purpose),
  column('categories', 'UINTEGER', (r) => r.decision.categories),
  column('fact', 'BIGINT', (r) => r.decision.fact),
  column('holds_confirmed', 'BOOLEAN', (r) => r.decision.holdsConfirmed),
  column('counted', 'BOOLEAN', (r) => r.decision.counted),
  column('contacts_today', 'UINTEGER', (r) => r.decision.counters.today),
  column('contacts_window', 'UINTEGER', (r) => r.decision.counters.window),
  column('distinct_callees', 'UINTEGER', (r) => r.decision.counters.distinctCallees),
  column('sanctioned', 'UINTEGER', (r) => r.decision.counters.sanctioned),
  column('asker_role', 'VARCHAR', (r) => r.asker?.role),
  column('asker_party', 'VARCHAR', (r) => r.asker?.party),
  column('asker_key', 'VARCHAR', (r) => r.asker?.keyId),
  column('latency_us', 'UINTEGER', (r) => r.latencyUs),
  column('run', 'VARCHAR', (r) => r.run),
  column('stir', 'VARCHAR', (r) => r.attempt.stir && stirText(r.attempt.stir)),
];

export const createTable = (name: string): string =>
  `CREATE TABLE ${name} (${COLUMNS.map((one) => `${one.name} ${one.type}`).join(', ')})`;

/** Screens in a database: rows that name an outcome, and outcomes, which have every column but those that differ by row. */
export const screensOf = (table: string): string => `${table}_screens`;
export const outcomesOf = (table: string): string => `${table}_outcomes`;
const KEY_OF_CODES = '1000000000000000';
const OF_ROW: Readonly<Record<string, string>> = {
  sequence: 'CAST(s.sequence AS BIGINT)',
  fact: 'CAST(s.fact AS BIGINT)',
  callee: `CASE WHEN s.callee = 0 THEN o.callee WHEN s.callee >= ${KEY_OF_CODES}
    THEN CAST(CAST(s.callee AS BIGINT) - ${KEY_OF_CODES} AS VARCHAR) ELSE '+' || CAST(s.callee AS BIGINT) END`,
};

/** Doubles, so that typed arrays go over as they are: exact, for all of these are whole and below 2^53. */
export const createScreenTables = (table: string): readonly string[] => [
  `CREATE TABLE ${screensOf(table)} (sequence DOUBLE, callee DOUBLE, fact DOUBLE, outcome DOUBLE)`,
  `CREATE TABLE ${outcomesOf(table)} (${COLUMNS.map((one) => `${one.name} ${one.type}`).join(', ')}, outcome DOUBLE)`,
];

/** Everything that a table holds, screens as rows like any other. */
export const selectAll = (table: string): string => {
  const columns = COLUMNS.map(({ name }) => `${OF_ROW[name] ?? `o.${name}`} AS ${name}`).join(', ');
  return `SELECT ${COLUMN_LIST} FROM ${table} UNION ALL
    SELECT ${columns} FROM ${screensOf(table)} s JOIN ${outcomesOf(table)} o ON o.outcome = s.outcome`;
};

/** Parquet files with every column of a table: one that an older file lacks is null. */
export const withEveryColumn = (table: string, parquet: string): string =>
  `(SELECT * FROM ${table} WHERE false UNION ALL BY NAME SELECT * FROM ${parquet})`;

/** Column names for a select list, so that a row can be read by position. */
export const COLUMN_LIST = COLUMNS.map((one) => one.name).join(', ');

/** A row of DuckDB, by column name. */
export type Row = Readonly<Record<string, unknown>>;

export const text = (row: Row, name: string): string | undefined => {
  const value = row[name];
  return typeof value === 'string' ? value : undefined;
};
export const numeric = (row: Row, name: string): number => Number(row[name] ?? 0);
const numericOrNot = (row: Row, name: string): number | undefined =>
  row[name] === null ? undefined : numeric(row, name);

const attemptOf = (row: Row): Attempt => {
  const permit = text(row, 'permit');
  const attempt = {
    mode: text(row, 'mode'),
    channel: text(row, 'channel'),
    caller: text(row, 'caller'),
    callee: text(row, 'callee'),
    line: text(row, 'line'),
    merchant: text(row, 'said_merchant'),
    purpose: text(row, 'said_purpose'),
    category: text(row, 'said_category'),
    content: text(row, 'content'),
    text: text(row, 'text'),
    permit: permit === undefined ? undefined : { id: permit, filing: text(row, 'permit_filing') },
    attemptId: text(row, 'attempt_id'),
    assertedCaller: text(row, 'asserted_caller'),
    firstCalled: text(row, 'first_called'),
    stir: stirOf(text(row, 'stir')),
    roaming: row['roaming'] === true,
    asOfMs: numericOrNot(row, 'as_of_ms'),
    classified: text(row, 'classified'),
  };
  return attempt as unknown as Attempt;
};

const decisionOf = (row: Row): Decision => {
  const decision = {
    decision: text(row, 'decision'),
    reason: text(row, 'reason'),
    reasonCode: numeric(row, 'reason_code'),
    step: numeric(row, 'step'),
    wouldBe: text(row, 'would_be'),
    law: text(row, 'law'),
    dataVersion: numeric(row, 'data_version'),
    retryAtMs: numericOrNot(row, 'retry_at_ms'),
    lawfulRetryAtMs: numericOrNot(row, 'lawful_retry_at_ms'),
    merchant: text(row, 'merchant'),
    filing: text(row, 'filing'),
    carrier: text(row, 'carrier'),
    purpose: text(row, 'purpose'),
    categories: numeric(row, 'categories'),
    fact: numeric(row, 'fact'),
    holdsConfirmed: row['holds_confirmed'] === true,
    counted: row['counted'] === true,
    counters: {
      today: numeric(row, 'contacts_today'),
      window: numeric(row, 'contacts_window'),
      distinctCallees: numeric(row, 'distinct_callees'),
      sanctioned: numeric(row, 'sanctioned'),
    },
  };
  return decision as unknown as Decision;
};

/** The record that a row was made of. */
export const recordOf = (row: Row): JournalRecord => {
  const sequence = asJournalSequence(numeric(row, 'sequence'));
  const role = text(row, 'asker_role');
  const asker = { role, party: text(row, 'asker_party'), keyId: text(row, 'asker_key') };
  return {
    id: formatDecisionId(sequence, numeric(row, 'epoch')),
    sequence,
    atMs: numeric(row, 'at_ms'),
    attempt: attemptOf(row),
    decision: decisionOf(row),
    asker: role === undefined ? undefined : (asker as unknown as Asker),
    latencyUs: numeric(row, 'latency_us'),
    run: text(row, 'run'),
  };
};
