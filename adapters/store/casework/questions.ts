import {
  CASE_STATES,
  type CaseAnswers,
  type CaseFilter,
  type CaseQuery,
  type CaseSheet,
  SHEET_COMPLAINTS_MAX,
} from '@wurao/casework';
import type { Line } from '@wurao/domain';
import { type SelectQueryBuilder, sql } from 'kysely';
import { pageOf } from '../page.ts';
import { basisOf, keyAsked, preferenceOf, refusalOf } from '../rows.ts';
import type { FactRow, Tables } from '../schema.ts';
import { type Session, type Statement, statement } from '../session.ts';
import { BASES_OF_PAIR, LATEST, PREFERENCE_AS_OF, REFUSALS_OF_PAIR, tenureAsOf } from '../statements.ts';
import { ATTACHMENT_NAMED } from './attachment-names.ts';
import { AUDIT_QUESTIONS } from './audit.ts';
import { BULLETIN_QUESTIONS } from './bulletin-questions.ts';
import { caseCounts, caseCountsOf } from './case-counts.ts';
import { CASE_FILE, caseOf, noteOf, stepOf } from './cases.ts';
import { COMPLAINT, complaintOf, STANDING_COMPLAINTS } from './complaints.ts';
import { decidedCases } from './decided-cases.ts';
import { INQUIRY_QUESTIONS } from './inquiries.ts';
import { PLEDGE_QUESTIONS } from './pledges.ts';
import { SANCTION_QUESTIONS } from './sanction-questions.ts';
import type { CaseEvidenceRow, CaseFileRow, CaseNoteRow, CaseStepRow, ComplaintRow } from './schema.ts';
import { caseSearch } from './search.ts';

const OF_COMPLAINANT = statement<
  { complainant: number; since: number; at: number; id: string; limit: number },
  ComplaintRow
>((db, p) =>
  db
    .selectFrom('complaint')
    .selectAll()
    .where('complainant', '=', p.complainant)
    .where('received_at', '>=', p.since)
    .where((either) =>
      either.or([
        either('received_at', '<', p.at),
        either.and([either('received_at', '=', p.at), either('id', '<', p.id)]),
      ]),
    )
    .orderBy('received_at', 'desc')
    .orderBy('id', 'desc')
    .limit(p.limit),
);
const STEPS = statement<{ case_id: string }, CaseStepRow>((db, p) =>
  db.selectFrom('case_step').selectAll().where('case_id', '=', p.case_id).orderBy('position'),
);
const NOTES = statement<{ case_id: string }, CaseNoteRow>((db, p) =>
  db.selectFrom('case_note').selectAll().where('case_id', '=', p.case_id).orderBy('at').orderBy('id'),
);
const EVIDENCE = statement<{ case_id: string }, CaseEvidenceRow>((db, p) =>
  db.selectFrom('case_evidence').selectAll().where('case_id', '=', p.case_id),
);
type Column = 'number' | 'line' | 'merchant' | 'content' | 'carrier';
type Earlier = { subject: string; id: string };
const earlierBy = (column: Column) => ({
  list: statement<Earlier & { limit: number }, { id: string }>((db, p) =>
    db
      .selectFrom('complaint')
      .select('id')
      .where(column, '=', p.subject)
      .where('state', '=', sql.lit('stands'))
      .where('id', '!=', p.id)
      .orderBy('received_at', 'desc')
      .orderBy('id', 'desc')
      .limit(p.limit),
  ),
  count: statement<Earlier, { count: number }>((db, p) =>
    db
      .selectFrom('complaint')
      .select((x) => x.fn.countAll<number>().as('count'))
      .where(column, '=', p.subject)
      .where('state', '=', sql.lit('stands'))
      .where('id', '!=', p.id),
  ),
});
const EARLIER = {
  number: earlierBy('number'),
  line: earlierBy('line'),
  merchant: earlierBy('merchant'),
  content: earlierBy('content'),
  party: earlierBy('carrier'),
} as const;

type QueueParams = {
  state: string;
  province: string;
  category: string;
  assignee: string;
  party: string;
  overdue: number;
  due: number;
  id: string;
  limit: number;
};
type QueueQuery = SelectQueryBuilder<Tables, 'case_file', CaseFileRow>;
const NARROW: Readonly<Record<keyof CaseFilter, (query: QueueQuery, p: QueueParams) => QueueQuery>> = {
  state: (query, p) => query.where('state', '=', p.state),
  province: (query, p) => query.where('province', '=', p.province),
  category: (query, p) => query.where('category', '=', p.category),
  assignee: (query, p) => query.where('assignee', '=', p.assignee),
  party: (query, p) => query.where('party_id', '=', p.party),
  overdueAtMs: (query, p) => query.where('due_at', '<=', p.overdue),
};
const NARROWED = Object.keys(NARROW) as readonly (keyof CaseFilter)[];

/** One statement for each set of filters, made when it is first asked for. */
const QUEUES = new Map<string, Statement<QueueParams, CaseFileRow>>();
const queueBy = (names: readonly (keyof CaseFilter)[]): Statement<QueueParams, CaseFileRow> => {
  const key = names.join();
  const known = QUEUES.get(key);
  if (known) return known;
  const made = statement<QueueParams, CaseFileRow>((db, p) => {
    let query: QueueQuery = db.selectFrom('case_file').selectAll();
    for (const name of names) query = NARROW[name](query, p);
    return query.where(sql<boolean>`(due_at, id) > (${p.due}, ${p.id})`).orderBy('due_at').orderBy('id').limit(p.limit);
  });
  QUEUES.set(key, made);
  return made;
};

type Asked<K extends CaseQuery['kind']> = Extract<CaseQuery, { kind: K }>;
type Question<K extends CaseQuery['kind']> = (session: Session, query: Asked<K>) => Promise<CaseAnswers[K]>;

const isBefore = (a: CaseFileRow, b: CaseFileRow): boolean =>
  a.due_at < b.due_at || (a.due_at === b.due_at && a.id < b.id);

/** State by state, and then put together: each is read from its place in an index, however many stand in another. */
const cases: Question<'cases'> = async (session, { filter, after, limit }) => {
  const rows: CaseFileRow[] = [];
  for (const state of filter.state === undefined ? CASE_STATES : [filter.state])
    rows.push(...(await queueIn(session, { ...filter, state }, after, limit)));
  rows.sort((a, b) => (isBefore(a, b) ? -1 : 1));
  return pageOf(rows.slice(0, limit + 1), limit, caseOf, (row) => `${row.due_at}/${row.id}`);
};

const queueIn = (
  session: Session,
  filter: CaseFilter,
  after: string | undefined,
  limit: number,
): Promise<CaseFileRow[]> => {
  const [due = '-1', id = ''] = after?.split('/') ?? [];
  const names = NARROWED.filter((name) => filter[name] !== undefined);
  return session.all(queueBy(names), {
    state: filter.state ?? '',
    province: filter.province ?? '',
    category: filter.category ?? '',
    assignee: filter.assignee ?? '',
    party: filter.party ?? '',
    overdue: filter.overdueAtMs ?? 0,
    due: Number(due),
    id,
    limit: limit + 1,
  });
};

const complaints: Question<'complaints'> = async (session, { complainant, after, limit }) => {
  const key = keyAsked(complainant);
  const since = (await tenureAsOf(session, key, LATEST))?.at ?? 0;
  const [at = String(Number.MAX_SAFE_INTEGER), id = ''] = after?.split('/') ?? [];
  const rows = await session.all(OF_COMPLAINANT, { complainant: key, since, at: Number(at), id, limit: limit + 1 });
  return pageOf(rows, limit, complaintOf, (row) => `${row.received_at}/${row.id}`);
};

const caseSheet: Question<'caseSheet'> = async (session, { id }) => {
  const row = await session.one(CASE_FILE, { id });
  if (!row) return undefined;
  const evidence = await session.one(EVIDENCE, { case_id: id });
  const held = await session.all(STANDING_COMPLAINTS, { case_id: id, limit: SHEET_COMPLAINTS_MAX });
  return {
    file: caseOf(row),
    complaints: held.map(complaintOf),
    steps: (await session.all(STEPS, { case_id: id })).map(stepOf),
    notes: (await session.all(NOTES, { case_id: id })).map(noteOf),
    evidence: evidence && (JSON.parse(evidence.body) as NonNullable<CaseSheet['evidence']>),
  };
};

const earlierComplaints: Question<'earlierComplaints'> = async (session, { subject, complaintId, limit }) => {
  const { list, count } = EARLIER[subject.kind];
  const asked = { subject: subject.id, id: complaintId };
  const latest = await session.all(list, { ...asked, limit });
  return { count: Number((await session.one(count, asked))?.count ?? 0), latest: latest.map(({ id }) => id) };
};

const NOUN_AS_OF = statement<{ kind: string; id: string; sequence: number }, FactRow>((db, p) =>
  db
    .selectFrom('fact')
    .selectAll()
    .where('kind', '=', p.kind)
    .where('id', '=', p.id)
    .where('from_sequence', '<=', p.sequence)
    .where((either) => either.or([either('to_sequence', 'is', null), either('to_sequence', '>', p.sequence)])),
);

const factsAt: Question<'factsAt'> = async (session, { version, subscriber, merchant, line }) => {
  const key = keyAsked(subscriber);
  const row =
    line === undefined ? undefined : await session.one(NOUN_AS_OF, { kind: 'line', id: line, sequence: version });
  const wish = await session.one(PREFERENCE_AS_OF, { subscriber: key, sequence: version });
  const pair = merchant === undefined ? undefined : { subscriber: key, merchant };
  return {
    line: row?.body ? (JSON.parse(row.body) as Line) : undefined,
    bases: pair ? (await session.all(BASES_OF_PAIR, pair)).map((basis) => basisOf(basis)) : [],
    refusals: pair ? (await session.all(REFUSALS_OF_PAIR, pair)).map((refusal) => refusalOf(refusal)) : [],
    preference: wish && preferenceOf(wish),
  };
};

const attachmentsNamed: Question<'attachmentsNamed'> = async (session, { sha256s }) => {
  const named: string[] = [];
  for (const sha256 of sha256s) if ((await session.one(ATTACHMENT_NAMED, { sha256 })) !== undefined) named.push(sha256);
  return named;
};

/** Of casework, beside those of the register. */
export const CASE_QUESTIONS: { readonly [K in CaseQuery['kind']]: Question<K> } = {
  complaint: async (session, { id }) => {
    const row = await session.one(COMPLAINT, { id });
    return row && complaintOf(row);
  },
  complaints,
  caseSheet,
  cases,
  caseSearch,
  caseCounts: (session, { nowMs, party }) =>
    party === undefined ? caseCounts(session, nowMs) : caseCountsOf(session, party, nowMs),
  decidedCases,
  earlierComplaints,
  ...BULLETIN_QUESTIONS,
  ...SANCTION_QUESTIONS,
  factsAt,
  attachmentsNamed,
  ...AUDIT_QUESTIONS,
  ...PLEDGE_QUESTIONS,
  ...INQUIRY_QUESTIONS,
};
