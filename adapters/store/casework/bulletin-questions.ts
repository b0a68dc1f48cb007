import {
  type BulletinAnswers,
  type BulletinQuery,
  type CaseParty,
  COUNTED_AT_ONCE_MAX,
  type CompletedComplaint,
  type CountableComplaint,
  type OwedStep,
} from '@wurao/casework';
import type { Category, Channel, PartyId } from '@wurao/domain';
import type { ClockName } from '@wurao/law';
import { sql } from 'kysely';
import { pageOf } from '../page.ts';
import { numberOf } from '../rows.ts';
import { type Session, type Statement, statement } from '../session.ts';
import { FROZEN_PERIODS, filedFindingOf, frozenPeriodOf } from './bulletin-part.ts';
import { dueOf } from './cases.ts';
import { complaintOf } from './complaints.ts';
import type { ComplaintFindingRow, ComplaintRow, FrozenCountsRow } from './schema.ts';

/** Where a page begins: two columns that stand in the order of an index. */
type After = { after_at: number; after_id: string; limit: number };
type Span = { from_at: number; to_at: number };

const FROZEN_TEXT = statement<{ period: string }, FrozenCountsRow>((db, p) =>
  db.selectFrom('frozen_counts').selectAll().where('period', '=', p.period),
);

type CompletedRow = Pick<
  ComplaintRow,
  'id' | 'complainant' | 'province' | 'channel' | 'category' | 'confidence' | 'carrier'
> & {
  at: number;
  /** Of two complaints about one attempt, the later. */
  is_again: number;
};
/** Literals, so that the same text is spoken by both engines; `c` is the complaint. */
const AGAIN = sql<number>`case when c.decision is not null and exists (select 1 from complaint as o where o.complainant = c.complainant
  and o.decision = c.decision and o.claim is null
  and (o.received_at < c.received_at or (o.received_at = c.received_at and o.id < c.id))) then 1 else 0 end`;
const SUPPLEMENTED = sql<boolean>`exists (select 1 from case_step as s where s.case_id = c.case_id and s.input = 'supplement'
  and s.at > c.received_at)`;

const TOLD = statement<Span & After, CompletedRow>((db, p) =>
  db
    .selectFrom('complaint as c')
    .select(['c.id', 'c.complainant', 'c.province', 'c.channel', 'c.category', 'c.confidence', 'c.carrier'])
    .select(['c.received_at as at', AGAIN.as('is_again')])
    .where('c.received_at', '>=', p.from_at)
    .where('c.received_at', '<', p.to_at)
    .where('c.claim', 'is', null)
    .where((x) => x.not(SUPPLEMENTED))
    .where((x) =>
      x.or([
        x('c.received_at', '>', p.after_at),
        x.and([x('c.received_at', '=', p.after_at), x('c.id', '>', p.after_id)]),
      ]),
    )
    .orderBy('c.received_at')
    .orderBy('c.id')
    .limit(p.limit),
);
const COMPLETED_LATER = statement<Span & After, CompletedRow>((db, p) =>
  db
    .selectFrom('case_step as t')
    .innerJoin('complaint as c', 'c.case_id', 't.case_id')
    .select(['c.id', 'c.complainant', 'c.province', 'c.channel', 'c.category', 'c.confidence', 'c.carrier'])
    .select(['t.at as at', AGAIN.as('is_again')])
    .where('t.at', '>=', p.from_at)
    .where('t.at', '<', p.to_at)
    .where('t.input', '=', sql.lit('supplement'))
    .where((x) => x('c.received_at', '<', x.ref('t.at')))
    .where('c.claim', 'is', null)
    .where((x) => x.or([x('t.at', '>', p.after_at), x.and([x('t.at', '=', p.after_at), x('c.id', '>', p.after_id)])]))
    .orderBy('t.at')
    .orderBy('c.id')
    .limit(p.limit),
);

interface OwedRow {
  at: number;
  id: string;
  position: number;
  clock: string;
  from_at: number;
  due_at: number | null;
  party_kind: string | null;
  party_id: string | null;
  late: number;
}
/** The step that ended a clock: the first behind it under another one, or none. A withdrawn or lapsed case owes nothing any more. */
const ENDING = sql`select e.was_late from case_step as e where e.case_id = s.case_id and e.position = (
  select min(n.position) from case_step as n where n.case_id = s.case_id and n.position > s.position
  and (n.clock is null or n.clock <> s.clock or n.due_at <> s.due_at)) and e.input not in ('withdraw', 'lapse')`;
const BEGAN = sql<boolean>`not exists (select 1 from case_step as b where b.case_id = s.case_id and b.position = s.position - 1
  and b.clock = s.clock and b.due_at = s.due_at)`;

const ENDED = statement<Span & After & { after_position: number }, OwedRow>((db, p) =>
  db
    .selectFrom('case_step as s')
    .innerJoin('case_file as f', 'f.id', 's.case_id')
    .select([
      's.due_at as at',
      's.case_id as id',
      's.position',
      's.clock as clock',
      's.at as from_at',
      's.due_at as due_at',
    ])
    .select(['f.party_kind', 'f.party_id', sql<number>`(${ENDING})`.as('late')])
    .$castTo<OwedRow>()
    .where('s.clock', 'is not', null)
    .where('s.due_at', '>=', p.from_at)
    .where('s.due_at', '<', p.to_at)
    .where(BEGAN)
    .where(sql<boolean>`exists (${ENDING})`)
    // Of one case several clocks may end on one day.
    .where((x) =>
      x.or([
        x('s.due_at', '>', p.after_at),
        x.and([x('s.due_at', '=', p.after_at), x('s.case_id', '>', p.after_id)]),
        x.and([
          x('s.due_at', '=', p.after_at),
          x('s.case_id', '=', p.after_id),
          x('s.position', '>', p.after_position),
        ]),
      ]),
    )
    .orderBy('s.due_at')
    .orderBy('s.case_id')
    .orderBy('s.position')
    .limit(p.limit),
);
/** Days of the first clock stand nowhere once it has ended: whoever counts reckons them from its beginning. */
const FIRST = statement<Span & After, OwedRow>((db, p) =>
  db
    .selectFrom('case_file as f')
    .innerJoin('case_step as s', (join) => join.onRef('s.case_id', '=', 'f.id').on('s.position', '=', sql.lit(1)))
    .select([
      'f.opened_at as at',
      'f.id as id',
      'f.opened_at as from_at',
      'f.party_kind',
      'f.party_id',
      's.was_late as late',
    ])
    .select([sql<string>`case s.from_state when 'incomplete' then 'supplement' else 'forward' end`.as('clock')])
    .select([sql<number | null>`null`.as('due_at'), sql<number>`0`.as('position')])
    .where('f.opened_at', '>=', p.from_at)
    .where('f.opened_at', '<', p.to_at)
    .where('s.input', 'not in', [sql.lit('withdraw'), sql.lit('lapse')])
    .where((x) =>
      x.or([x('f.opened_at', '>', p.after_at), x.and([x('f.opened_at', '=', p.after_at), x('f.id', '>', p.after_id)])]),
    )
    .orderBy('f.opened_at')
    .orderBy('f.id')
    .limit(p.limit),
);
const RUNNING = statement<Span & After, OwedRow>((db, p) =>
  db
    .selectFrom('case_file as f')
    .select(['f.due_at as at', 'f.id as id', 'f.clock as clock', 'f.due_at as due_at', 'f.party_kind', 'f.party_id'])
    .select([
      sql<number>`coalesce(f.clock_from, f.opened_at)`.as('from_at'),
      sql<number>`1`.as('late'),
      sql<number>`0`.as('position'),
    ])
    .$castTo<OwedRow>()
    .where('f.due_at', '>=', p.from_at)
    .where('f.due_at', '<', p.to_at)
    .where('f.clock', 'is not', null)
    .where((x) =>
      x.or([x('f.due_at', '>', p.after_at), x.and([x('f.due_at', '=', p.after_at), x('f.id', '>', p.after_id)])]),
    )
    .orderBy('f.due_at')
    .orderBy('f.id')
    .limit(p.limit),
);

const SEQUENCE_BEFORE = statement<{ at: number }, { sequence: number | null }>((db, p) =>
  db
    .selectFrom('change')
    .select((x) => x.fn.max('sequence').as('sequence'))
    .where('at', '<', p.at),
);
type ProtectedRow = { subscriber: number; carrier: string | null; categories: number };
const PROTECTED = statement<{ sequence: number; after: number; limit: number }, ProtectedRow>((db, p) =>
  db
    .selectFrom('preference as w')
    .leftJoin('ownership as o', (join) =>
      join
        .onRef('o.number', '=', 'w.subscriber')
        .on('o.from_sequence', '<=', p.sequence)
        .on((x) => x.or([x('o.to_sequence', 'is', null), x('o.to_sequence', '>', p.sequence)])),
    )
    .select(['w.subscriber', 'w.categories', 'o.carrier'])
    .where('w.subscriber', '>', p.after)
    .where('w.from_sequence', '<=', p.sequence)
    .where((x) => x.or([x('w.to_sequence', 'is', null), x('w.to_sequence', '>', p.sequence)]))
    .where('w.is_on', '=', sql.lit(1))
    .orderBy('w.subscriber')
    .limit(p.limit),
);

const COUNTABLE = statement<{ since: number } & After, ComplaintRow>((db, p) =>
  db
    .selectFrom('complaint')
    .selectAll()
    .where('proved', '=', sql.lit(1))
    .where('claim', 'is', null)
    .where('state', '=', sql.lit('stands'))
    .where('received_at', '>=', p.since)
    .where((x) =>
      x.or([x('received_at', '>', p.after_at), x.and([x('received_at', '=', p.after_at), x('id', '>', p.after_id)])]),
    )
    .orderBy('received_at')
    .orderBy('id')
    .limit(p.limit),
);
const FILED = statement<After, ComplaintFindingRow>((db, p) =>
  db
    .selectFrom('complaint_finding')
    .selectAll()
    .where((x) => x.or([x('at', '<', p.after_at), x.and([x('at', '=', p.after_at), x('id', '<', p.after_id)])]))
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(p.limit),
);

const completedOf = (row: CompletedRow): CompletedComplaint => ({
  complainant: row.complainant === null ? undefined : numberOf(row.complainant),
  province: row.province ?? undefined,
  channel: row.channel as Channel,
  category: (row.category ?? undefined) as Category | undefined,
  carrier: (row.confidence === 'possible' ? undefined : (row.carrier ?? undefined)) as PartyId | undefined,
});

const owedOf = (row: OwedRow): OwedStep => ({
  clock: row.clock as ClockName,
  fromMs: row.from_at,
  dueMs: row.due_at === null ? undefined : dueOf(row.due_at),
  party: row.party_id === null ? undefined : { kind: row.party_kind as CaseParty['kind'], id: row.party_id },
  late: row.late === 1,
});

/** What counts of a complaint: an attempt that is only possible proves nothing, nor one of which no caller or line is known. */
const countableOf = (row: ComplaintRow): CountableComplaint => {
  const { id, receivedMs, complaint, attempt } = complaintOf(row);
  const isWhole = attempt !== undefined && attempt.confidence !== 'possible';
  const { caller, line, lineClass } = attempt ?? {};
  return {
    id,
    receivedMs,
    complainant: complaint?.complainant ?? numberOf(row.complainant ?? 0),
    proved: true,
    withdrawn: false,
    attempt:
      isWhole && caller !== undefined && line !== undefined && lineClass !== undefined
        ? { ...attempt, caller, line, lineClass }
        : undefined,
  };
};

const FIRST_PAGE = -1;
const afterOf = (after: string | undefined, beginning = FIRST_PAGE): { after_at: number; after_id: string } => {
  const at = after?.indexOf('/') ?? -1;
  return after === undefined || at < 0
    ? { after_at: beginning, after_id: '' }
    : { after_at: Number(after.slice(0, at)), after_id: after.slice(at + 1) };
};
const limitOf = (limit: number): number => Math.min(limit, COUNTED_AT_ONCE_MAX);

type Asked<K extends BulletinQuery['kind']> = Extract<BulletinQuery, { kind: K }>;
type Question<K extends BulletinQuery['kind']> = (session: Session, query: Asked<K>) => Promise<BulletinAnswers[K]>;

const COMPLETED: Readonly<Record<Asked<'completedComplaints'>['how'], Statement<Span & After, CompletedRow>>> = {
  told: TOLD,
  supplemented: COMPLETED_LATER,
};
const completedComplaints: Question<'completedComplaints'> = async (session, { how, span, after, limit }) => {
  const asked = limitOf(limit);
  const given = { from_at: span.fromMs, to_at: span.toMs, ...afterOf(after), limit: asked + 1 };
  const page = pageOf(
    await session.all(COMPLETED[how], given),
    asked,
    (row) => row,
    ({ at, id }) => `${at}/${id}`,
  );
  return { ...page, items: page.items.filter((row) => Number(row.is_again) === 0).map(completedOf) };
};

const owedSteps: Question<'owedSteps'> = async (session, { how, span, after, limit }) => {
  const asked = limitOf(limit);
  const slash = after?.indexOf('/') ?? -1;
  const after_position = after === undefined ? 0 : Number(after.slice(0, slash));
  const given = { from_at: span.fromMs, to_at: span.toMs, ...afterOf(after?.slice(slash + 1)), limit: asked + 1 };
  const rows =
    how === 'ended'
      ? await session.all(ENDED, { ...given, after_position })
      : await session.all(how === 'first' ? FIRST : RUNNING, given);
  return pageOf(rows, asked, owedOf, ({ at, id, position }) => `${position}/${at}/${id}`);
};

const protectedNumbers: Question<'protectedNumbers'> = async (session, { atMs, after, limit }) => {
  const asked = limitOf(limit);
  const sequence = Number((await session.one(SEQUENCE_BEFORE, { at: atMs }))?.sequence ?? 0);
  const rows = await session.all(PROTECTED, { sequence, after: Number(after ?? FIRST_PAGE), limit: asked + 1 });
  return pageOf(
    rows,
    asked,
    ({ subscriber, carrier, categories }) => ({
      number: numberOf(subscriber),
      categories,
      carrier: (carrier ?? undefined) as PartyId | undefined,
    }),
    ({ subscriber }) => String(subscriber),
  );
};

export const BULLETIN_QUESTIONS: { readonly [K in BulletinQuery['kind']]: Question<K> } = {
  frozenPeriods: async (session) => (await session.all(FROZEN_PERIODS, {})).map(frozenPeriodOf),
  frozenTexts: async (session, { periods }) => {
    const rows = await Promise.all(periods.map((period) => session.one(FROZEN_TEXT, { period })));
    return rows.flatMap((row) => (row === undefined ? [] : [{ ...frozenPeriodOf(row), text: row.text }]));
  },
  completedComplaints,
  owedSteps,
  protectedNumbers,
  countableComplaints: async (session, { sinceMs, after, limit }) => {
    const asked = limitOf(limit);
    const rows = await session.all(COUNTABLE, { since: sinceMs, ...afterOf(after), limit: asked + 1 });
    return pageOf(rows, asked, countableOf, (row) => `${row.received_at}/${row.id}`);
  },
  complaintFindings: async (session, { after, limit }) => {
    const asked = limitOf(limit);
    const rows = await session.all(FILED, { ...afterOf(after, Number.MAX_SAFE_INTEGER), limit: asked + 1 });
    return pageOf(rows, asked, filedFindingOf, (row) => `${row.at}/${row.id}`);
  },
};
