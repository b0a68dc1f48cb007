import { isHiddenFrom, PATTERNS, patternBit } from '@wurao/detectors';
import { asSequence, conflictOf, type Failure, failure, type Result, type Role, success } from '@wurao/domain';
import type { HeldRow, HeldState, ImportCounts, ImportRecord, ImportState } from '@wurao/registry';
import type { ImportStore, NextImportState } from './ports.ts';
import type { ImportRowRow, ImportTableRow } from './schema.ts';
import { type Session, statement } from './session.ts';

/** Imports as the store keeps them: what was asked, how far it is, and the rows that wait. */
const INSERT_IMPORT = statement<ImportTableRow>((db, p) =>
  db.insertInto('import').values({
    id: p.id,
    created_at: p.created_at,
    updated_at: p.updated_at,
    party: p.party,
    state: p.state,
    position: p.position,
    first_sequence: p.first_sequence,
    last_sequence: p.last_sequence,
    options: p.options,
    actor: p.actor,
    counts: p.counts,
    problem: p.problem,
  }),
);
const IMPORT_BY_ID = statement<{ id: string }, ImportTableRow>((db, p) =>
  db.selectFrom('import').selectAll().where('id', '=', p.id),
);
const IMPORTS_AFTER = statement<{ before: string; limit: number }, ImportTableRow>((db, p) =>
  db.selectFrom('import').selectAll().where('id', '<', p.before).orderBy('id', 'desc').limit(p.limit),
);
const IMPORTS_OF = statement<{ before: string; limit: number; party: string }, ImportTableRow>((db, p) =>
  db
    .selectFrom('import')
    .selectAll()
    .where('party', '=', p.party)
    .where('id', '<', p.before)
    .orderBy('id', 'desc')
    .limit(p.limit),
);
const UPDATE_IMPORT = statement<Omit<ImportTableRow, 'created_at' | 'party' | 'options' | 'actor'>>((db, p) =>
  db
    .updateTable('import')
    .set({
      updated_at: p.updated_at,
      state: p.state,
      position: p.position,
      first_sequence: p.first_sequence,
      last_sequence: p.last_sequence,
      counts: p.counts,
      problem: p.problem,
    })
    .where('id', '=', p.id),
);
export const INSERT_HELD = statement<ImportRowRow>((db, p) =>
  db.insertInto('import_row').values({
    import: p.import,
    row: p.row,
    line: p.line,
    state: p.state,
    patterns: p.patterns,
    thing: p.thing,
    errors: p.errors,
    reviewed_by: p.reviewed_by,
    reviewed_at: p.reviewed_at,
    reason: p.reason,
    sequence: p.sequence,
  }),
);
const HELD_AFTER = statement<{ id: string; hidden: number; after: number; limit: number }, ImportRowRow>((db, p) =>
  db
    .selectFrom('import_row')
    .selectAll()
    .where('import', '=', p.id)
    .where('row', '>', p.after)
    .where('patterns', '<>', p.hidden)
    .orderBy('row')
    .limit(p.limit),
);
const HELD_IN_STATE = statement<
  { id: string; hidden: number; after: number; limit: number; state: string },
  ImportRowRow
>((db, p) =>
  db
    .selectFrom('import_row')
    .selectAll()
    .where('import', '=', p.id)
    .where('state', '=', p.state)
    .where('row', '>', p.after)
    .where('patterns', '<>', p.hidden)
    .orderBy('row')
    .limit(p.limit),
);
export const HELD_ROW = statement<{ id: string; row: number }, ImportRowRow>((db, p) =>
  db.selectFrom('import_row').selectAll().where('import', '=', p.id).where('row', '=', p.row),
);
export const REVIEW_ROW = statement<{
  id: string;
  row: number;
  state: string;
  by: string;
  at: number;
  reason: string;
  sequence: number | null;
}>((db, p) =>
  db
    .updateTable('import_row')
    .set({ state: p.state, reviewed_by: p.by, reviewed_at: p.at, reason: p.reason, sequence: p.sequence })
    .where('import', '=', p.id)
    .where('row', '=', p.row),
);

/** The patterns whose rows a role does not see; no row has the mask that stands for none. */
const NOTHING_HIDDEN = -1;
const hiddenFrom = (role: Role): number =>
  PATTERNS.map(patternBit).find((patterns) => isHiddenFrom(role, patterns)) ?? NOTHING_HIDDEN;

/** Later than any id. */
const LAST_ID = '\uffff';

const recordOf = (row: ImportTableRow): ImportRecord => ({
  id: row.id,
  options: JSON.parse(row.options) as ImportRecord['options'],
  actor: JSON.parse(row.actor) as ImportRecord['actor'],
  createdMs: row.created_at,
  updatedMs: row.updated_at,
  state: row.state as ImportState,
  position: row.position,
  counts: JSON.parse(row.counts) as ImportCounts,
  firstSequence: row.first_sequence === null ? undefined : asSequence(row.first_sequence),
  lastSequence: row.last_sequence === null ? undefined : asSequence(row.last_sequence),
  problem: row.problem ?? undefined,
});

export const heldRowOf = (row: ImportRowRow): HeldRow => ({
  row: row.row,
  line: row.line,
  state: row.state as HeldState,
  patterns: row.patterns,
  thing: row.thing === null ? undefined : (JSON.parse(row.thing) as HeldRow['thing']),
  errors: JSON.parse(row.errors) as HeldRow['errors'],
  reviewedBy: row.reviewed_by ?? undefined,
  reviewedMs: row.reviewed_at ?? undefined,
  reason: row.reason ?? undefined,
  sequence: row.sequence === null ? undefined : asSequence(row.sequence),
});

export const noSuchImport = (id: string): ReturnType<typeof failure> =>
  failure('not-found', 'No such import', {
    field: 'id',
    message: `there is no import ${id}`,
    remedy: 'Look the id up in the list of imports.',
  });

export const hasEnded = ({ state }: ImportRecord): Failure =>
  conflictOf('state', `the import is ${state} already`, 'Make another import to state more.');

export const importById = async (session: Session, id: string): Promise<ImportRecord | undefined> => {
  const row = await session.one(IMPORT_BY_ID, { id });
  return row && recordOf(row);
};

export const insertImport = (session: Session, record: ImportRecord): Promise<void> =>
  session.run(INSERT_IMPORT, {
    ...changingOf(record),
    created_at: record.createdMs,
    party: record.actor.party ?? null,
    options: JSON.stringify(record.options),
    actor: JSON.stringify(record.actor),
  });

export const updateImport = (session: Session, record: ImportRecord): Promise<void> =>
  session.run(UPDATE_IMPORT, changingOf(record));

const changingOf = (record: ImportRecord) => ({
  id: record.id,
  updated_at: record.updatedMs,
  state: record.state,
  position: record.position,
  first_sequence: record.firstSequence ?? null,
  last_sequence: record.lastSequence ?? null,
  counts: JSON.stringify(record.counts),
  problem: record.problem ?? null,
});

/** Newest first; ids begin with the time. */
export const importsBefore = async (
  session: Session,
  page: { readonly party: string | undefined; readonly before: string | undefined; readonly limit: number },
): Promise<readonly ImportRecord[]> => {
  const { party, before = LAST_ID, limit } = page;
  const rows =
    party === undefined
      ? await session.all(IMPORTS_AFTER, { before, limit })
      : await session.all(IMPORTS_OF, { before, limit, party });
  return rows.map(recordOf);
};

export const heldRows = async (
  session: Session,
  page: Parameters<ImportStore['heldRows']>[0],
): Promise<readonly HeldRow[]> => {
  const { state, role, ...rest } = page;
  const hidden = hiddenFrom(role);
  const rows =
    state === undefined
      ? await session.all(HELD_AFTER, { ...rest, hidden })
      : await session.all(HELD_IN_STATE, { ...rest, hidden, state });
  return rows.map(heldRowOf);
};

/** A change of state that no batch makes. */
export const setImportState = async (
  session: Session,
  id: string,
  { from, ...next }: NextImportState & Pick<ImportRecord, 'updatedMs'>,
): Promise<Result<ImportRecord>> => {
  const record = await importById(session, id);
  if (!record) return noSuchImport(id);
  if (from && !from.includes(record.state)) return hasEnded(record);
  const changed = { ...record, ...next };
  await updateImport(session, changed);
  return success(changed);
};
