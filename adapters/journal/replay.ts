import type { InstantMs } from '@wurao/domain';
import { COLUMN_LIST, recordOf, withEveryColumn } from './columns.ts';
import { type Database, databaseErrorCode } from './database.ts';
import { systemErrorCode } from './files.ts';
import { readCatalogue, readSegment, recordsIn } from './reader.ts';
import type { JournalRecord } from './record.ts';
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

/** All records from a sequence on, in order; goes on where it was when files are sealed or merged meanwhile. */
export async function* recordsFrom(
  database: Database,
  place: JournalPlace,
  sequence: number,
  filter: RecordsFilter,
): AsyncGenerator<JournalRecord> {
  let next = sequence;
  for (let moves = 0; ; moves++) {
    try {
      for await (const record of recordsOnce(database, place, next, filter)) {
        next = record.sequence + 1;
        yield record;
      }
      return;
    } catch (error) {
      const moved = systemErrorCode(error) === 'ENOENT' || databaseErrorCode(error) === 'IO Error';
      if (!moved || moves === MAX_MOVES) throw error;
    }
  }
}
