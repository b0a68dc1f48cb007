import type { SanctionFile, SanctionStepRecord, SanctionTransaction } from '@wurao/casework';
import { sql } from 'kysely';
import { keepVersion } from '../row-versions.ts';
import { textOrNull } from '../rows.ts';
import { statement } from '../session.ts';
import type { Scope } from '../transaction-scope.ts';
import { dueOf, NEVER_DUE } from './cases.ts';
import type { SanctionFileRow, SanctionStepRow } from './sanction-schema.ts';

export const SANCTION_FILE = statement<{ id: string }, SanctionFileRow>((db, p) =>
  db.selectFrom('sanction_file').selectAll().where('id', '=', p.id),
);
const INSERT_FILE = statement<SanctionFileRow>((db, p) =>
  db.insertInto('sanction_file').values({
    id: p.id,
    proposed_at: p.proposed_at,
    updated_at: p.updated_at,
    state: p.state,
    kind: p.kind,
    target_kind: p.target_kind,
    target_id: p.target_id,
    owner: p.owner,
    term_ends_at: p.term_ends_at,
    missing_year: p.missing_year,
    body: p.body,
  }),
);
const UPDATE_FILE = statement<
  Pick<SanctionFileRow, 'id' | 'updated_at' | 'state' | 'term_ends_at' | 'missing_year' | 'body'>
>((db, p) =>
  db
    .updateTable('sanction_file')
    .set({
      updated_at: p.updated_at,
      state: p.state,
      term_ends_at: p.term_ends_at,
      missing_year: p.missing_year,
      body: p.body,
    })
    .where('id', '=', p.id),
);
const INSERT_STEP = statement<SanctionStepRow>((db, p) =>
  db.insertInto('sanction_step').values({
    sanction_id: p.sanction_id,
    position: p.position,
    at: p.at,
    actor: p.actor,
    name: p.name,
    hand: p.hand,
    input: p.input,
    from_state: p.from_state,
    to_state: p.to_state,
    reason: p.reason,
    tells: p.tells,
    told_zh: p.told_zh,
    told_en: p.told_en,
    clock: p.clock,
    due_at: p.due_at,
  }),
);
const RUN_OUT = statement<{ now: number; limit: number }, SanctionFileRow>((db, p) =>
  db
    .selectFrom('sanction_file')
    .selectAll()
    .where('state', '=', sql.lit('in-force'))
    .where('term_ends_at', '<=', p.now)
    .orderBy('term_ends_at')
    .orderBy('id')
    .limit(p.limit),
);
const WITHOUT_DAY = statement<{ limit: number }, SanctionFileRow>((db, p) =>
  db.selectFrom('sanction_file').selectAll().where('missing_year', 'is not', null).limit(p.limit),
);
const FINDING = statement<{ id: string }, { id: string }>((db, p) =>
  db.selectFrom('finding').select('id').where('id', '=', p.id),
);
const COMPLAINT_FINDING = statement<{ id: string }, { id: string }>((db, p) =>
  db.selectFrom('complaint_finding').select('id').where('id', '=', p.id),
);

/** What has columns of its own is written once: there. */
type Body = Omit<
  SanctionFile,
  'id' | 'proposedMs' | 'updatedMs' | 'state' | 'kind' | 'target' | 'owner' | 'termEndsMs'
>;

const rowOf = (file: SanctionFile): SanctionFileRow => {
  const { id, proposedMs, updatedMs, state, kind, target, owner, termEndsMs, ...body } = file;
  return {
    id,
    proposed_at: proposedMs,
    updated_at: updatedMs,
    state,
    kind,
    target_kind: target.kind,
    target_id: target.id,
    owner: textOrNull(owner),
    term_ends_at: termEndsMs ?? NEVER_DUE,
    missing_year: file.clock?.missingYear ?? null,
    body: JSON.stringify(body satisfies Body),
  };
};

export const sanctionOf = (row: SanctionFileRow): SanctionFile => ({
  ...(JSON.parse(row.body) as Body),
  id: row.id,
  proposedMs: row.proposed_at,
  updatedMs: row.updated_at,
  state: row.state as SanctionFile['state'],
  kind: row.kind as SanctionFile['kind'],
  target: { kind: row.target_kind as SanctionFile['target']['kind'], id: row.target_id },
  owner: row.owner ?? undefined,
  termEndsMs: dueOf(row.term_ends_at),
});

const stepRow = (step: SanctionStepRecord): SanctionStepRow => ({
  sanction_id: step.sanctionId,
  position: step.position,
  at: step.atMs,
  actor: step.actor,
  name: step.name,
  hand: step.hand,
  input: step.input,
  from_state: textOrNull(step.from),
  to_state: step.to,
  reason: textOrNull(step.reason),
  tells: textOrNull(step.tells),
  told_zh: textOrNull(step.told?.zh),
  told_en: textOrNull(step.told?.en),
  clock: textOrNull(step.clock),
  due_at: step.dueMs ?? NEVER_DUE,
});

export const sanctionStepOf = (row: SanctionStepRow): SanctionStepRecord => ({
  sanctionId: row.sanction_id,
  position: row.position,
  atMs: row.at,
  actor: row.actor as SanctionStepRecord['actor'],
  name: row.name,
  hand: row.hand,
  input: row.input as SanctionStepRecord['input'],
  from: (row.from_state ?? undefined) as SanctionStepRecord['from'],
  to: row.to_state as SanctionStepRecord['to'],
  reason: row.reason ?? undefined,
  tells: (row.tells ?? undefined) as SanctionStepRecord['tells'],
  told: row.told_zh === null ? undefined : { zh: row.told_zh, en: row.told_en ?? '' },
  clock: (row.clock ?? undefined) as SanctionStepRecord['clock'],
  dueMs: dueOf(row.due_at),
});

export const sanctionPart = ({ session, nowMs }: Scope): SanctionTransaction => ({
  sanctionFile: async (id) => {
    const row = await session.one(SANCTION_FILE, { id });
    return row && sanctionOf(row);
  },
  insertSanction: (file) => session.run(INSERT_FILE, rowOf(file)),
  replaceSanction: async (file) => {
    const before = await session.one(SANCTION_FILE, { id: file.id });
    if (before === undefined) throw new Error(`sanction ${file.id} is not there to be replaced`);
    await keepVersion(session, 'sanction_file', before, nowMs);
    const { id, updated_at, state, term_ends_at, missing_year, body } = rowOf(file);
    await session.run(UPDATE_FILE, { id, updated_at, state, term_ends_at, missing_year, body });
  },
  insertSanctionStep: (step) => session.run(INSERT_STEP, stepRow(step)),
  sanctionsRunOut: async (now, limit) => (await session.all(RUN_OUT, { now, limit })).map(sanctionOf),
  sanctionsWithoutDay: async (limit) => (await session.all(WITHOUT_DAY, { limit })).map(sanctionOf),
  hasFinding: async (id) =>
    (await session.one(FINDING, { id })) !== undefined || (await session.one(COMPLAINT_FINDING, { id })) !== undefined,
});
