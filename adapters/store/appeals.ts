import type { DecisionId, LineId, MerchantId, PartyId, PhoneNumber } from '@wurao/domain';
import type { Appeal, RegisterTransaction } from '@wurao/registry';
import { sql } from 'kysely';
import { textOrNull } from './rows.ts';
import type { AppealRow } from './schema.ts';
import { statement } from './session.ts';
import type { Scope } from './transaction-scope.ts';

type After = { at: number; id: string; limit: number };

export const APPEAL = statement<{ id: string }, AppealRow>((db, p) =>
  db.selectFrom('appeal').selectAll().where('id', '=', p.id),
);
export const APPEALS = statement<After, AppealRow>((db, p) =>
  db
    .selectFrom('appeal')
    .selectAll()
    .where((either) =>
      either.or([
        either('received_at', '>', p.at),
        either.and([either('received_at', '=', p.at), either('id', '>', p.id)]),
      ]),
    )
    .orderBy('received_at')
    .orderBy('id')
    .limit(p.limit),
);
export const APPEALS_OF_MERCHANT = statement<After & { merchant: string }, AppealRow>((db, p) =>
  db
    .selectFrom('appeal')
    .selectAll()
    .where('merchant', '=', p.merchant)
    .where((either) =>
      either.or([
        either('received_at', '>', p.at),
        either.and([either('received_at', '=', p.at), either('id', '>', p.id)]),
      ]),
    )
    .orderBy('received_at')
    .orderBy('id')
    .limit(p.limit),
);
export const OLD_APPEALS = statement<{ before: number }>((db, p) =>
  db.deleteFrom('appeal').where('received_at', '<=', p.before),
);
const OPEN_APPEAL = statement<{ decision: string }, { id: string }>((db, p) =>
  db.selectFrom('appeal').select('id').where('decision', '=', p.decision).where('status', '=', sql.lit('open')),
);
const INSERT_APPEAL = statement<AppealRow>((db, p) =>
  db.insertInto('appeal').values({
    id: p.id,
    received_at: p.received_at,
    decision: p.decision,
    line: p.line,
    merchant: p.merchant,
    carrier: p.carrier,
    caller: p.caller,
    statement: p.statement,
    contact: p.contact,
    status: p.status,
    due_at: p.due_at,
    answer: p.answer,
    answered_at: p.answered_at,
    answered_by: p.answered_by,
  }),
);
const ANSWER_APPEAL = statement<Pick<AppealRow, 'id' | 'status' | 'due_at' | 'answer' | 'answered_at' | 'answered_by'>>(
  (db, p) =>
    db
      .updateTable('appeal')
      .set({
        status: p.status,
        due_at: p.due_at,
        answer: p.answer,
        answered_at: p.answered_at,
        answered_by: p.answered_by,
      })
      .where('id', '=', p.id),
);

export const appealOf = (row: AppealRow): Appeal => ({
  id: row.id,
  receivedMs: row.received_at,
  decision: row.decision as DecisionId,
  line: (row.line ?? undefined) as LineId | undefined,
  merchant: (row.merchant ?? undefined) as MerchantId | undefined,
  carrier: (row.carrier ?? undefined) as PartyId | undefined,
  caller: (row.caller ?? undefined) as PhoneNumber | undefined,
  statement: row.statement,
  contact: row.contact,
  status: row.status as Appeal['status'],
  dueMs: row.due_at ?? undefined,
  answer:
    row.answer === null
      ? undefined
      : { words: row.answer, atMs: row.answered_at ?? row.received_at, by: row.answered_by ?? '' },
});

const answerColumns = ({ status, dueMs, answer }: Appeal) => ({
  status,
  due_at: dueMs ?? null,
  answer: textOrNull(answer?.words),
  answered_at: answer?.atMs ?? null,
  answered_by: textOrNull(answer?.by),
});

export const appealPart = ({
  session,
}: Scope): Pick<RegisterTransaction, 'hasOpenAppeal' | 'insertAppeal' | 'appeal' | 'answerAppeal'> => ({
  hasOpenAppeal: async (decision) => (await session.one(OPEN_APPEAL, { decision })) !== undefined,
  insertAppeal: (appeal) =>
    session.run(INSERT_APPEAL, {
      id: appeal.id,
      received_at: appeal.receivedMs,
      decision: appeal.decision,
      line: textOrNull(appeal.line),
      merchant: textOrNull(appeal.merchant),
      carrier: textOrNull(appeal.carrier),
      caller: textOrNull(appeal.caller),
      statement: appeal.statement,
      contact: appeal.contact,
      ...answerColumns(appeal),
    }),
  appeal: async (id) => {
    const row = await session.one(APPEAL, { id });
    return row && appealOf(row);
  },
  answerAppeal: (appeal) => session.run(ANSWER_APPEAL, { id: appeal.id, ...answerColumns(appeal) }),
});
