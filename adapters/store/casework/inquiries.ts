import type {
  InquiryAnswer,
  InquiryAnswers,
  InquiryQuery,
  InquiryRecord,
  InquiryStepRecord,
  InquiryTransaction,
} from '@wurao/casework';
import { asId, type DecisionId, type MerchantId } from '@wurao/domain';
import type { ClockName } from '@wurao/law';
import { sql } from 'kysely';
import { keepVersion } from '../row-versions.ts';
import { keyAsked, keyOf, numberOf, textOrNull } from '../rows.ts';
import { type Session, statement } from '../session.ts';
import { LATEST, tenureAsOf } from '../statements.ts';
import type { Scope } from '../transaction-scope.ts';
import { dueOf, NEVER_DUE } from './cases.ts';
import { latestFirst } from './latest-first.ts';
import type { InquiryRow, InquiryStepRow } from './schema.ts';

const INQUIRY = statement<{ id: string }, InquiryRow>((db, p) =>
  db.selectFrom('inquiry').selectAll().where('id', '=', p.id),
);
const OPEN_INQUIRY = statement<{ subscriber: number; merchant: string; since: number }, InquiryRow>((db, p) =>
  db
    .selectFrom('inquiry')
    .selectAll()
    .where('subscriber', '=', p.subscriber)
    .where('merchant', '=', p.merchant)
    .where('asked_at', '>=', p.since)
    .where('state', '!=', sql.lit('closed'))
    .limit(sql.lit(1)),
);
const INSERT_INQUIRY = statement<InquiryRow>((db, p) =>
  db.insertInto('inquiry').values({
    id: p.id,
    asked_at: p.asked_at,
    updated_at: p.updated_at,
    subscriber: p.subscriber,
    merchant: p.merchant,
    state: p.state,
    objections: p.objections,
    clock: p.clock,
    clock_from: p.clock_from,
    due_at: p.due_at,
    missing_year: p.missing_year,
    contact: p.contact,
    contact_at: p.contact_at,
    answer: p.answer,
    steps: p.steps,
  }),
);
const UPDATE_INQUIRY = statement<InquiryRow>((db, p) =>
  db
    .updateTable('inquiry')
    .set({
      updated_at: p.updated_at,
      state: p.state,
      objections: p.objections,
      clock: p.clock,
      clock_from: p.clock_from,
      due_at: p.due_at,
      missing_year: p.missing_year,
      answer: p.answer,
      steps: p.steps,
    })
    .where('id', '=', p.id),
);
const INSERT_STEP = statement<InquiryStepRow>((db, p) =>
  db.insertInto('inquiry_step').values({
    inquiry: p.inquiry,
    position: p.position,
    at: p.at,
    who: p.who,
    role: p.role,
    input: p.input,
    from_state: p.from_state,
    to_state: p.to_state,
    reason: p.reason,
    answer: p.answer,
    was_late: p.was_late,
  }),
);
const STEPS = statement<{ inquiry: string }, InquiryStepRow>((db, p) =>
  db.selectFrom('inquiry_step').selectAll().where('inquiry', '=', p.inquiry).orderBy('position'),
);
const RUN_OUT = statement<{ now: number; limit: number }, InquiryRow>((db, p) =>
  db
    .selectFrom('inquiry')
    .selectAll()
    .where('state', '=', sql.lit('asked'))
    .where('due_at', '<=', p.now)
    .orderBy('due_at')
    .orderBy('id')
    .limit(p.limit),
);
const WITHOUT_DAY = statement<{ limit: number }, InquiryRow>((db, p) =>
  db.selectFrom('inquiry').selectAll().where('missing_year', 'is not', null).limit(p.limit),
);

const answerText = (answer: InquiryAnswer | undefined): string | null =>
  answer === undefined ? null : JSON.stringify(answer);
const answerOf = (text: string | null): InquiryAnswer | undefined =>
  text === null ? undefined : (JSON.parse(text) as InquiryAnswer);

const rowOf = (record: InquiryRecord): InquiryRow => ({
  id: record.id,
  asked_at: record.askedMs,
  updated_at: record.updatedMs,
  subscriber: keyOf(record.subscriber),
  merchant: record.merchant,
  state: record.state,
  objections: record.objections,
  clock: textOrNull(record.clock?.name),
  clock_from: record.clock?.fromMs ?? null,
  due_at: record.clock?.dueMs ?? NEVER_DUE,
  missing_year: record.clock?.missingYear ?? null,
  contact: textOrNull(record.contact?.decision),
  contact_at: record.contact?.atMs ?? null,
  answer: answerText(record.answer),
  steps: record.steps,
});

const clockOf = (row: InquiryRow): InquiryRecord['clock'] =>
  row.clock === null
    ? undefined
    : {
        name: row.clock as ClockName,
        fromMs: row.clock_from ?? row.asked_at,
        pauses: [],
        dueMs: dueOf(row.due_at),
        missingYear: row.missing_year ?? undefined,
      };

const inquiryOf = (row: InquiryRow): InquiryRecord => ({
  id: row.id,
  askedMs: row.asked_at,
  updatedMs: row.updated_at,
  subscriber: numberOf(row.subscriber),
  merchant: asId<MerchantId>(row.merchant),
  state: row.state as InquiryRecord['state'],
  objections: row.objections,
  clock: clockOf(row),
  contact:
    row.contact === null
      ? undefined
      : { decision: asId<DecisionId>(row.contact), atMs: row.contact_at ?? row.asked_at },
  answer: answerOf(row.answer),
  steps: row.steps,
});

const stepOf = (row: InquiryStepRow): InquiryStepRecord => ({
  inquiry: row.inquiry,
  position: row.position,
  atMs: row.at,
  who: row.who,
  role: row.role as InquiryStepRecord['role'],
  input: row.input as InquiryStepRecord['input'],
  from: row.from_state as InquiryStepRecord['from'],
  to: row.to_state as InquiryStepRecord['to'],
  reason: row.reason ?? undefined,
  answer: answerOf(row.answer),
  wasLate: row.was_late === 1,
});

export const inquiryPart = ({ session, nowMs }: Scope): InquiryTransaction => ({
  inquiry: async (id) => {
    const row = await session.one(INQUIRY, { id });
    return row && inquiryOf(row);
  },
  openInquiry: async (number, merchant) => {
    const subscriber = keyAsked(number);
    const since = (await tenureAsOf(session, subscriber, LATEST))?.at ?? 0;
    const row = await session.one(OPEN_INQUIRY, { subscriber, merchant, since });
    return row && inquiryOf(row);
  },
  insertInquiry: (record) => session.run(INSERT_INQUIRY, rowOf(record)),
  replaceInquiry: async (record) => {
    const before = await session.one(INQUIRY, { id: record.id });
    if (before === undefined) throw new Error(`inquiry ${record.id} is not there to be replaced`);
    await keepVersion(session, 'inquiry', before, nowMs);
    await session.run(UPDATE_INQUIRY, rowOf(record));
  },
  insertInquiryStep: (step) =>
    session.run(INSERT_STEP, {
      inquiry: step.inquiry,
      position: step.position,
      at: step.atMs,
      who: step.who,
      role: step.role,
      input: step.input,
      from_state: step.from,
      to_state: step.to,
      reason: textOrNull(step.reason),
      answer: answerText(step.answer),
      was_late: step.wasLate ? 1 : 0,
    }),
  inquiriesRunOut: async (atMs, limit) => (await session.all(RUN_OUT, { now: atMs, limit })).map(inquiryOf),
  inquiriesWithoutDay: async (limit) => (await session.all(WITHOUT_DAY, { limit })).map(inquiryOf),
});

type Asked<K extends InquiryQuery['kind']> = Extract<InquiryQuery, { kind: K }>;
const INQUIRIES = { table: 'inquiry', at: 'asked_at', sinceColumn: 'asked_at' } as const;

export const INQUIRY_QUESTIONS = {
  inquiries: (session: Session, { filter, after, limit }: Asked<'inquiries'>): Promise<InquiryAnswers['inquiries']> => {
    const { merchant, subscriber, state } = filter;
    return latestFirst(session, INQUIRIES, { equal: { merchant, state }, subscriber, after, limit }, inquiryOf);
  },
  inquiry: async (session: Session, { id }: Asked<'inquiry'>): Promise<InquiryAnswers['inquiry']> => {
    const row = await session.one(INQUIRY, { id });
    if (!row) return undefined;
    return { inquiry: inquiryOf(row), steps: (await session.all(STEPS, { inquiry: id })).map(stepOf) };
  },
};
