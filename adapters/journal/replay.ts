import type { InstantMs } from '@wurao/domain';
import { COLUMN_LIST, recordOf, withEveryColumn } from './columns.ts';
import { type Database, databaseErrorCode } from './database.ts';
import { systemErrorCode } from './files.ts';
import { outcomeOf } from './outcomes.ts';
import { readCatalogue, readSegment, recordsIn } from './reader.ts';
import type { JournalOutcome, JournalRecord } from './record.ts';
import { type JournalPlace, TAIL, unflushedFrom } from './tail.ts';

export interface RecordsFilter {
  readonly sinceMs?: InstantMs | undefined;
  /** Only what counters are made of. */
  readonly countedOnly?: boolean | undefined;
  /** Without the rows of streams, of which a list brings millions. */
  readonly singleOnly?: boolean | undefined;
}

/** How often files may be sealed or merged under a reader before that is taken for a fault. */
const MAX_MOVES = 10;

async function* sealedRecords(
  database: Database,
  path: string,
  from: number,
  filter: RecordsFilter,
): AsyncGenerator<JournalRecord> {
  const { sinceMs, countedOnly = false, singleOnly = false } = filter;
  const sql = `SELECT ${COLUMN_LIST} FROM ${withEveryColumn(TAIL, 'read_parquet($path)')}
    WHERE sequence >= $from AND ($since IS NULL OR at_ms >= $since) AND (counted OR NOT $counted)
      AND (run IS NULL OR NOT $single) ORDER BY sequence`;
  const parameters = {
    path,
    from,
    since: sinceMs === undefined ? undefined : Math.ceil(sinceMs),
    counted: countedOnly,
    single: singleOnly,
  };
  for await (const rows of database.stream(sql, parameters)) yield* rows.map(recordOf);
}

async function* recordsOnce(
  database: Database,
  place: JournalPlace,
  from: number,
  filter: RecordsFilter,
): AsyncGenerator<JournalRecord> {
  const { files, directory } = place;
  const { sinceMs = Number.NEGATIVE_INFINITY, countedOnly = false, singleOnly = false } = filter;
  const unflushed = unflushedFrom(place);
  const { sealed, segments } = readCatalogue(files, directory);
  for (const { path, last } of sealed) if (last >= from) yield* sealedRecords(database, path, from, filter);
  for (const [index, segment] of segments.entries()) {
    const below = Math.min(segments[index + 1]?.first ?? Number.POSITIVE_INFINITY, unflushed);
    if (below <= from) continue;
    for (const batch of readSegment(files, segment, { from, below })) {
      // A screen never counts.
      if ((countedOnly || singleOnly) && batch.screens !== undefined) continue;
      for (const record of recordsIn(batch, from)) {
        if (record.atMs >= sinceMs && (record.decision.counted || !countedOnly)) yield record;
      }
    }
  }
}

async function* outcomesOnce(database: Database, place: JournalPlace, from: number): AsyncGenerator<JournalOutcome> {
  const { files, directory } = place;
  const unflushed = unflushedFrom(place);
  const { sealed, segments } = readCatalogue(files, directory);
  for (const { outcomes: path, last } of sealed) {
    if (last < from || path === undefined) continue;
    const sql = 'SELECT * FROM read_parquet($path) WHERE sequence >= $from ORDER BY sequence';
    for await (const rows of database.stream(sql, { path, from })) yield* rows.map(outcomeOf);
  }
  for (const [index, segment] of segments.entries()) {
    const below = Math.min(segments[index + 1]?.first ?? Number.POSITIVE_INFINITY, unflushed);
    if (below <= from) continue;
    for (const { outcomes } of readSegment(files, segment, { from, below })) yield* outcomes;
  }
}

/** All records from a sequence on, in order; goes on where it was when files are sealed or merged meanwhile. */
export const recordsFrom = (
  database: Database,
  place: JournalPlace,
  sequence: number,
  filter: RecordsFilter,
): AsyncGenerator<JournalRecord> => goingOn(sequence, (next) => recordsOnce(database, place, next, filter));

/** The same of what was told of calls. */
export const outcomesFrom = (
  database: Database,
  place: JournalPlace,
  sequence: number,
): AsyncGenerator<JournalOutcome> => goingOn(sequence, (next) => outcomesOnce(database, place, next));

async function* goingOn<T extends { readonly sequence: number }>(
  sequence: number,
  once: (next: number) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  let next = sequence;
  for (let moves = 0; ; moves++) {
    try {
      for await (const one of once(next)) {
        next = one.sequence + 1;
        yield one;
      }
      return;
    } catch (error) {
      const moved = systemErrorCode(error) === 'ENOENT' || databaseErrorCode(error) === 'IO Error';
      if (!moved || moves === MAX_MOVES) throw error;
    }
  }
}
