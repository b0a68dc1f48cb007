import {
  asSequence,
  type DecisionId,
  type Finding,
  type LineId,
  type MerchantId,
  type PhoneNumber,
} from '@wurao/domain';
import type { Notice, RegisterTransaction } from '@wurao/registry';
import { keyOf, numberOf, textOrNull } from './rows.ts';
import type { FindingRow, NoticeRow } from './schema.ts';
import { statement } from './session.ts';
import type { Scope } from './transaction-scope.ts';

/** Notices to subscribers, and what detectors concluded. Neither has versions or a place in the feed. */
const LAST_NOTICE = statement<{ subscriber: number; merchant: string; kind: string }, NoticeRow>((db, p) =>
  db
    .selectFrom('notice')
    .selectAll()
    .where('subscriber', '=', p.subscriber)
    .where('merchant', '=', p.merchant)
    .where('kind', '=', p.kind)
    .orderBy('at', 'desc'),
);
const INSERT_NOTICE = statement<NoticeRow>((db, p) =>
  db
    .insertInto('notice')
    .values({ subscriber: p.subscriber, merchant: p.merchant, kind: p.kind, at: p.at, sequence: p.sequence }),
);
export const OLD_NOTICES = statement<{ before: number }>((db, p) =>
  db.deleteFrom('notice').where('at', '<=', p.before),
);

export const FINDINGS = statement<{ at: number; id: string; limit: number }, FindingRow>((db, p) =>
  db
    .selectFrom('finding')
    .selectAll()
    .where((either) =>
      either.or([either('at', '>', p.at), either.and([either('at', '=', p.at), either('id', '>', p.id)])]),
    )
    .orderBy('at')
    .orderBy('id')
    .limit(p.limit),
);
const FINDING_OF = statement<{ kind: string; subject: string }, FindingRow>((db, p) =>
  db.selectFrom('finding').selectAll().where('kind', '=', p.kind).where('subject', '=', p.subject),
);
const INSERT_FINDING = statement<FindingRow>((db, p) =>
  db.insertInto('finding').values({
    id: p.id,
    at: p.at,
    kind: p.kind,
    subject: p.subject,
    merchant: p.merchant,
    subscriber: p.subscriber,
    line: p.line,
    decision: p.decision,
    reply_words: p.reply_words,
    reply_port: p.reply_port,
    reply_at: p.reply_at,
  }),
);
export const OLD_FINDINGS = statement<{ before: number }>((db, p) =>
  db.deleteFrom('finding').where('at', '<=', p.before),
);

const noticeOf = (row: NoticeRow): Notice => ({
  subscriber: numberOf(row.subscriber),
  merchant: row.merchant as MerchantId,
  kind: row.kind as Notice['kind'],
  atMs: row.at,
  sequence: asSequence(row.sequence),
});

export const findingOf = (row: FindingRow): Finding => ({
  id: row.id,
  atMs: row.at,
  kind: row.kind as Finding['kind'],
  merchant: (row.merchant ?? undefined) as MerchantId | undefined,
  subscriber: row.subscriber as PhoneNumber,
  line: (row.line ?? undefined) as LineId | undefined,
  reply: { words: row.reply_words, port: row.reply_port as PhoneNumber, atMs: row.reply_at },
  decision: (row.decision ?? undefined) as DecisionId | undefined,
});

export const noticePart = ({ session }: Scope): Pick<RegisterTransaction, 'lastNotice' | 'insertNotice'> => ({
  lastNotice: async (subscriber, merchant, kind) => {
    const row = await session.one(LAST_NOTICE, { subscriber: keyOf(subscriber), merchant, kind });
    return row && noticeOf(row);
  },
  insertNotice: ({ subscriber, merchant, kind, atMs, sequence }) =>
    session.run(INSERT_NOTICE, { subscriber: keyOf(subscriber), merchant, kind, at: atMs, sequence }),
});

export const findingPart = ({ session }: Scope): Pick<RegisterTransaction, 'findingOf' | 'insertFinding'> => ({
  findingOf: async (kind, subject) => {
    const row = await session.one(FINDING_OF, { kind, subject });
    return row && findingOf(row);
  },
  insertFinding: ({ id, atMs, kind, merchant, subscriber, line, decision, reply }, subject) =>
    session.run(INSERT_FINDING, {
      id,
      at: atMs,
      kind,
      subject,
      merchant: textOrNull(merchant),
      subscriber,
      line: textOrNull(line),
      decision: textOrNull(decision),
      reply_words: reply.words,
      reply_port: reply.port,
      reply_at: reply.atMs,
    }),
});
