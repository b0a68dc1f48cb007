import {
  type CaseFile,
  type CaseNote,
  type CaseParty,
  type CaseSource,
  type CaseStepRecord,
  type ComplaintTransaction,
  wordsOf,
} from '@wurao/casework';
import type { Category, Channel } from '@wurao/domain';
import type { ClockName } from '@wurao/law';
import { sql } from 'kysely';
import { keepVersion } from '../row-versions.ts';
import { textOrNull } from '../rows.ts';
import { statement } from '../session.ts';
import type { Scope } from '../transaction-scope.ts';
import { nameAttachments } from './attachment-names.ts';
import { countCases } from './case-counts.ts';
import type { CaseEvidenceRow, CaseFileRow, CaseNoteRow, CaseStepRow } from './schema.ts';
import { addWords } from './search-texts.ts';

/** Sorts last, and never runs out: the greatest instant that a date can hold. */
export const NEVER_DUE = 8_640_000_000_000_000;

export const CASE_FILE = statement<{ id: string }, CaseFileRow>((db, p) =>
  db.selectFrom('case_file').selectAll().where('id', '=', p.id),
);
const CASES_ABOUT = statement<{ kind: string; id: string; limit: number }, CaseFileRow>((db, p) =>
  db
    .selectFrom('case_file')
    .selectAll()
    .where('source_kind', '=', p.kind)
    .where('source_id', '=', p.id)
    .orderBy('opened_at', 'desc')
    .limit(p.limit),
);
export const INSERT_CASE = statement<CaseFileRow>((db, p) =>
  db.insertInto('case_file').values({
    id: p.id,
    opened_at: p.opened_at,
    updated_at: p.updated_at,
    state: p.state,
    source_kind: p.source_kind,
    source_id: p.source_id,
    channel: p.channel,
    category: p.category,
    province: p.province,
    clock: p.clock,
    clock_from: p.clock_from,
    pauses: p.pauses,
    due_at: p.due_at,
    missing_year: p.missing_year,
    party_kind: p.party_kind,
    party_id: p.party_id,
    decision: p.decision,
    assignee: p.assignee,
    complaints: p.complaints,
    steps: p.steps,
    earlier: p.earlier,
    import: p.import,
  }),
);
export type ChangedRow = Omit<CaseFileRow, 'opened_at' | 'import'>;
export const UPDATE_CASE = statement<ChangedRow>((db, p) =>
  db
    .updateTable('case_file')
    .set({
      updated_at: p.updated_at,
      state: p.state,
      source_kind: p.source_kind,
      source_id: p.source_id,
      channel: p.channel,
      category: p.category,
      province: p.province,
      clock: p.clock,
      clock_from: p.clock_from,
      pauses: p.pauses,
      due_at: p.due_at,
      missing_year: p.missing_year,
      party_kind: p.party_kind,
      party_id: p.party_id,
      decision: p.decision,
      assignee: p.assignee,
      complaints: p.complaints,
      steps: p.steps,
      earlier: p.earlier,
    })
    .where('id', '=', p.id),
);
const INSERT_EVIDENCE = statement<CaseEvidenceRow>((db, p) =>
  db.insertInto('case_evidence').values({ case_id: p.case_id, at: p.at, body: p.body }),
);
const INSERT_STEP = statement<CaseStepRow>((db, p) =>
  db.insertInto('case_step').values({
    case_id: p.case_id,
    position: p.position,
    at: p.at,
    who: p.who,
    role: p.role,
    input: p.input,
    from_state: p.from_state,
    to_state: p.to_state,
    reason: p.reason,
    tells: p.tells,
    clock: p.clock,
    due_at: p.due_at,
    was_late: p.was_late,
  }),
);
const LAST_DECISION = statement<{ case_id: string }, CaseStepRow>((db, p) =>
  db
    .selectFrom('case_step')
    .selectAll()
    .where('case_id', '=', p.case_id)
    .where('input', 'in', [sql.lit('uphold'), sql.lit('reject')])
    .orderBy('position', 'desc')
    .limit(sql.lit(1)),
);
const INSERT_NOTE = statement<CaseNoteRow>((db, p) =>
  db.insertInto('case_note').values({
    id: p.id,
    case_id: p.case_id,
    at: p.at,
    who: p.who,
    role: p.role,
    kind: p.kind,
    text: p.text,
    attachments: p.attachments,
  }),
);
const CASES_RUN_OUT = statement<{ state: string; now: number; limit: number }, CaseFileRow>((db, p) =>
  db
    .selectFrom('case_file')
    .selectAll()
    .where('state', '=', p.state)
    .where('due_at', '<=', p.now)
    .orderBy('due_at')
    .orderBy('id')
    .limit(p.limit),
);
const CASES_WITHOUT_DAY = statement<{ limit: number }, CaseFileRow>((db, p) =>
  db.selectFrom('case_file').selectAll().where('missing_year', 'is not', null).limit(p.limit),
);

const changedRow = (file: CaseFile): ChangedRow => ({
  id: file.id,
  updated_at: file.updatedMs,
  state: file.state,
  source_kind: textOrNull(file.source?.kind),
  source_id: textOrNull(file.source?.id),
  channel: textOrNull(file.channel),
  category: textOrNull(file.category),
  province: textOrNull(file.province),
  clock: textOrNull(file.clock?.name),
  clock_from: file.clock?.fromMs ?? null,
  pauses: JSON.stringify(file.clock?.pauses ?? []),
  due_at: file.clock?.dueMs ?? NEVER_DUE,
  missing_year: file.clock?.missingYear ?? null,
  party_kind: textOrNull(file.party?.kind),
  party_id: textOrNull(file.party?.id),
  decision: textOrNull(file.decision),
  assignee: textOrNull(file.assignee),
  complaints: file.complaints,
  steps: file.steps,
  earlier: JSON.stringify(file.earlier),
});

export const caseRow = (file: CaseFile): CaseFileRow => ({
  ...changedRow(file),
  opened_at: file.openedMs,
  import: textOrNull(file.importId),
});

export const dueOf = (due: number): number | undefined => (due === NEVER_DUE ? undefined : due);

const clockOf = (row: CaseFileRow): CaseFile['clock'] => {
  if (row.clock === null) return undefined;
  const pauses = JSON.parse(row.pauses) as { fromMs: number; toMs?: number; reason: string }[];
  return {
    name: row.clock as ClockName,
    fromMs: row.clock_from ?? row.opened_at,
    pauses: pauses.map(({ fromMs, toMs, reason }) => ({ fromMs, toMs, reason })),
    dueMs: dueOf(row.due_at),
    missingYear: row.missing_year ?? undefined,
  };
};

export const caseOf = (row: CaseFileRow): CaseFile => ({
  id: row.id,
  openedMs: row.opened_at,
  updatedMs: row.updated_at,
  state: row.state as CaseFile['state'],
  source: row.source_id === null ? undefined : { kind: row.source_kind as CaseSource['kind'], id: row.source_id },
  channel: (row.channel ?? undefined) as Channel | undefined,
  category: (row.category ?? undefined) as Category | undefined,
  province: row.province ?? undefined,
  clock: clockOf(row),
  party: row.party_id === null ? undefined : { kind: row.party_kind as CaseParty['kind'], id: row.party_id },
  decision: (row.decision ?? undefined) as CaseFile['decision'],
  assignee: row.assignee ?? undefined,
  complaints: row.complaints,
  steps: row.steps,
  earlier: JSON.parse(row.earlier) as string[],
  importId: row.import ?? undefined,
});

export const stepOf = (row: CaseStepRow): CaseStepRecord => ({
  caseId: row.case_id,
  position: row.position,
  atMs: row.at,
  who: row.who,
  role: row.role as CaseStepRecord['role'],
  input: row.input as CaseStepRecord['input'],
  from: row.from_state as CaseStepRecord['from'],
  to: row.to_state as CaseStepRecord['to'],
  reason: row.reason ?? undefined,
  tells: row.tells as CaseStepRecord['tells'],
  clock: (row.clock ?? undefined) as ClockName | undefined,
  dueMs: dueOf(row.due_at),
  wasLate: row.was_late === 1,
});

export const noteOf = (row: CaseNoteRow): CaseNote => ({
  id: row.id,
  caseId: row.case_id,
  atMs: row.at,
  who: row.who,
  role: row.role as CaseNote['role'],
  kind: row.kind as CaseNote['kind'],
  text: row.text,
  attachments: JSON.parse(row.attachments) as CaseNote['attachments'],
});

const stepRow = (step: CaseStepRecord): CaseStepRow => ({
  case_id: step.caseId,
  position: step.position,
  at: step.atMs,
  who: step.who,
  role: step.role,
  input: step.input,
  from_state: step.from,
  to_state: step.to,
  reason: textOrNull(step.reason),
  tells: step.tells,
  clock: textOrNull(step.clock),
  due_at: step.dueMs ?? NEVER_DUE,
  was_late: step.wasLate ? 1 : 0,
});

type CasePart = Omit<
  ComplaintTransaction,
  'complaint' | 'complaintsBy' | 'provedComplaints' | 'insertComplaint' | 'replaceComplaint' | 'tenureBeganMs'
>;

export const casePart = ({ session, nowMs }: Scope): CasePart => ({
  caseFile: async (id) => {
    const row = await session.one(CASE_FILE, { id });
    return row && caseOf(row);
  },
  casesAbout: async ({ kind, id }, limit) => (await session.all(CASES_ABOUT, { kind, id, limit })).map(caseOf),
  insertCase: async (file) => {
    await session.run(INSERT_CASE, caseRow(file));
    await countCases(session, file.state, 1);
  },
  insertEvidence: (caseId, evidence) =>
    session.run(INSERT_EVIDENCE, { case_id: caseId, at: nowMs, body: JSON.stringify(evidence) }),
  replaceCase: async (file) => {
    const before = await session.one(CASE_FILE, { id: file.id });
    if (before === undefined) throw new Error(`case ${file.id} is not there to be replaced`);
    await keepVersion(session, 'case_file', before, nowMs);
    await session.run(UPDATE_CASE, changedRow(file));
    if (before.state === file.state) return;
    await countCases(session, before.state, -1);
    await countCases(session, file.state, 1);
  },
  lastDecision: async (caseId) => {
    const row = await session.one(LAST_DECISION, { case_id: caseId });
    return row && stepOf(row);
  },
  insertStep: (step) => session.run(INSERT_STEP, stepRow(step)),
  insertNote: async ({ id, caseId, atMs, who, role, kind, text, attachments }) => {
    if (kind !== 'assign') await addWords(session, { caseId, atMs: nowMs, words: wordsOf(text) });
    await session.run(INSERT_NOTE, {
      id,
      case_id: caseId,
      at: atMs,
      who,
      role,
      kind,
      text,
      attachments: JSON.stringify(attachments),
    });
    await nameAttachments(session, caseId, attachments, nowMs);
  },
  casesRunOut: async (state, nowMs, limit) =>
    (await session.all(CASES_RUN_OUT, { state, now: nowMs, limit })).map(caseOf),
  casesWithoutDay: async (limit) => (await session.all(CASES_WITHOUT_DAY, { limit })).map(caseOf),
});
