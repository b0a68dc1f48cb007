import type { ObligationRecord, PledgeAnswers, PledgeQuery, PledgeRecord, PledgeTransaction } from '@wurao/casework';
import { asId, type MerchantId } from '@wurao/domain';
import { keepVersion } from '../row-versions.ts';
import { keyOf, numberOf, textOrNull } from '../rows.ts';
import { type Session, statement } from '../session.ts';
import type { Scope } from '../transaction-scope.ts';
import { latestFirst } from './latest-first.ts';
import type { ObligationRow, PledgeRow } from './schema.ts';

const PLEDGE = statement<{ id: string }, PledgeRow>((db, p) =>
  db.selectFrom('pledge').selectAll().where('id', '=', p.id),
);
const PLEDGES_OF = statement<{ merchant: string }, PledgeRow>((db, p) =>
  db.selectFrom('pledge').selectAll().where('merchant', '=', p.merchant).orderBy('made_at').orderBy('id'),
);
const INSERT_PLEDGE = statement<PledgeRow>((db, p) =>
  db.insertInto('pledge').values({
    id: p.id,
    made_at: p.made_at,
    merchant: p.merchant,
    yuan: p.yuan,
    from_at: p.from_at,
    to_at: p.to_at,
  }),
);
const END_PLEDGE = statement<{ id: string; to_at: number | null }>((db, p) =>
  db.updateTable('pledge').set({ to_at: p.to_at }).where('id', '=', p.id),
);
const OBLIGATION = statement<{ id: string }, ObligationRow>((db, p) =>
  db.selectFrom('obligation').selectAll().where('id', '=', p.id),
);
const OBLIGATION_FOR = statement<{ complaint: string }, ObligationRow>((db, p) =>
  db.selectFrom('obligation').selectAll().where('complaint', '=', p.complaint),
);
const INSERT_OBLIGATION = statement<ObligationRow>((db, p) =>
  db.insertInto('obligation').values({
    id: p.id,
    owed_at: p.owed_at,
    updated_at: p.updated_at,
    pledge: p.pledge,
    case_id: p.case_id,
    merchant: p.merchant,
    complaint: p.complaint,
    complained_at: p.complained_at,
    subscriber: p.subscriber,
    amount: p.amount,
    clause: p.clause,
    state: p.state,
    who: p.who,
    role: p.role,
    reason: p.reason,
  }),
);
type Stepped = Pick<ObligationRow, 'id' | 'updated_at' | 'state' | 'who' | 'role' | 'reason'>;
const STEP_OBLIGATION = statement<Stepped>((db, p) =>
  db
    .updateTable('obligation')
    .set({ updated_at: p.updated_at, state: p.state, who: p.who, role: p.role, reason: p.reason })
    .where('id', '=', p.id),
);

const pledgeOf = (row: PledgeRow): PledgeRecord => ({
  id: row.id,
  madeMs: row.made_at,
  merchant: asId<MerchantId>(row.merchant),
  yuan: row.yuan,
  fromMs: row.from_at,
  toMs: row.to_at ?? undefined,
});

const obligationOf = (row: ObligationRow): ObligationRecord => ({
  id: row.id,
  owedMs: row.owed_at,
  updatedMs: row.updated_at,
  pledge: row.pledge,
  caseId: row.case_id,
  merchant: asId<MerchantId>(row.merchant),
  complaint: row.complaint,
  complainedMs: row.complained_at,
  subscriber: numberOf(row.subscriber),
  amountYuan: row.amount,
  clause: row.clause as ObligationRecord['clause'],
  state: row.state as ObligationRecord['state'],
  who: row.who,
  role: row.role as ObligationRecord['role'],
  reason: row.reason ?? undefined,
});

const obligationRow = (record: ObligationRecord): ObligationRow => ({
  id: record.id,
  owed_at: record.owedMs,
  updated_at: record.updatedMs,
  pledge: record.pledge,
  case_id: record.caseId,
  merchant: record.merchant,
  complaint: record.complaint,
  complained_at: record.complainedMs,
  subscriber: keyOf(record.subscriber),
  amount: record.amountYuan,
  clause: record.clause,
  state: record.state,
  who: record.who,
  role: record.role,
  reason: textOrNull(record.reason),
});

export const pledgePart = ({ session, nowMs }: Scope): PledgeTransaction => ({
  pledge: async (id) => {
    const row = await session.one(PLEDGE, { id });
    return row && pledgeOf(row);
  },
  pledgesOf: async (merchant) => (await session.all(PLEDGES_OF, { merchant })).map(pledgeOf),
  insertPledge: ({ id, madeMs, merchant, yuan, fromMs, toMs }) =>
    session.run(INSERT_PLEDGE, { id, made_at: madeMs, merchant, yuan, from_at: fromMs, to_at: toMs ?? null }),
  replacePledge: async ({ id, toMs }) => {
    const before = await session.one(PLEDGE, { id });
    if (before === undefined) throw new Error(`pledge ${id} is not there to be replaced`);
    await keepVersion(session, 'pledge', before, nowMs);
    await session.run(END_PLEDGE, { id, to_at: toMs ?? null });
  },
  obligation: async (id) => {
    const row = await session.one(OBLIGATION, { id });
    return row && obligationOf(row);
  },
  obligationFor: async (complaint) => {
    const row = await session.one(OBLIGATION_FOR, { complaint });
    return row && obligationOf(row);
  },
  insertObligation: (record) => session.run(INSERT_OBLIGATION, obligationRow(record)),
  replaceObligation: async (record) => {
    const before = await session.one(OBLIGATION, { id: record.id });
    if (before === undefined) throw new Error(`obligation ${record.id} is not there to be replaced`);
    await keepVersion(session, 'obligation', before, nowMs);
    await session.run(STEP_OBLIGATION, obligationRow(record));
  },
});

type Asked<K extends PledgeQuery['kind']> = Extract<PledgeQuery, { kind: K }>;

const PLEDGES = { table: 'pledge', at: 'made_at', sinceColumn: 'made_at' } as const;
const OBLIGATIONS = { table: 'obligation', at: 'owed_at', sinceColumn: 'complained_at' } as const;

export const PLEDGE_QUESTIONS = {
  pledges: (session: Session, { merchant, after, limit }: Asked<'pledges'>): Promise<PledgeAnswers['pledges']> =>
    latestFirst(session, PLEDGES, { equal: { merchant }, subscriber: undefined, after, limit }, pledgeOf),
  obligations: (
    session: Session,
    { filter, after, limit }: Asked<'obligations'>,
  ): Promise<PledgeAnswers['obligations']> => {
    const { merchant, subscriber, caseId, state } = filter;
    const equal = { merchant, case_id: caseId, state };
    return latestFirst(session, OBLIGATIONS, { equal, subscriber, after, limit }, obligationOf);
  },
  pledge: async (session: Session, { id }: Asked<'pledge'>): Promise<PledgeAnswers['pledge']> => {
    const row = await session.one(PLEDGE, { id });
    return row && pledgeOf(row);
  },
  obligation: async (session: Session, { id }: Asked<'obligation'>): Promise<PledgeAnswers['obligation']> => {
    const row = await session.one(OBLIGATION, { id });
    return row && obligationOf(row);
  },
};
