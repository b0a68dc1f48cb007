import type { KeyId, MerchantId, PhoneNumber } from '@wurao/domain';
import type { CodeRecord, Outcome, RegisterTransaction, RememberedAnswer, Webhook } from '@wurao/registry';
import { sql } from 'kysely';
import { keyOf, numberOf, textOrNull } from './rows.ts';
import type { CodeRow, IdempotencyRow, MerchantEventRow, OutboxRow, WebhookRow } from './schema.ts';
import { statement } from './session.ts';
import type { Scope } from './transaction-scope.ts';

/** What no gate decides by: events, outbox, codes, webhooks, idempotency. It has no versions and no place in the feed. */
const INSERT_EVENT = statement<MerchantEventRow>((db, p) =>
  db.insertInto('merchant_event').values({
    merchant: p.merchant,
    sequence: p.sequence,
    id: p.id,
    at: p.at,
    type: p.type,
    subscriber: p.subscriber,
    basis: p.basis,
  }),
);
const INSERT_OUTBOX = statement<OutboxRow>((db, p) =>
  db.insertInto('outbox').values({
    id: p.id,
    at: p.at,
    recipient: p.recipient,
    purpose: p.purpose,
    text: p.text,
    expires_at: p.expires_at,
    sender: p.sender,
    channel: p.channel,
  }),
);
const REMOVE_OUTBOX = statement<{ id: string }>((db, p) => db.deleteFrom('outbox').where('id', '=', p.id));
const LIVE_CODE = statement<{ subscriber: number }, CodeRow>((db, p) =>
  db
    .selectFrom('code')
    .selectAll()
    .where('subscriber', '=', p.subscriber)
    .where('spent', '=', sql.lit(0))
    .orderBy('at', 'desc')
    .limit(sql.lit(1)),
);
const COUNT_CODES = statement<{ subscriber: number; since: number }, { count: number }>((db, p) =>
  db
    .selectFrom('code')
    .select((x) => x.fn.countAll<number>().as('count'))
    .where('subscriber', '=', p.subscriber)
    .where('at', '>', p.since),
);
const INSERT_CODE = statement<CodeRow>((db, p) =>
  db.insertInto('code').values({
    id: p.id,
    subscriber: p.subscriber,
    hash: p.hash,
    at: p.at,
    expires_at: p.expires_at,
    tries: p.tries,
    spent: p.spent,
  }),
);
const UPDATE_CODE = statement<{ id: string; tries: number; spent: number }>((db, p) =>
  db.updateTable('code').set({ tries: p.tries, spent: p.spent }).where('id', '=', p.id),
);
const WEBHOOK = statement<{ id: string }, WebhookRow>((db, p) =>
  db.selectFrom('webhook').selectAll().where('id', '=', p.id),
);
const WEBHOOKS_OF = statement<{ merchant: string }, WebhookRow>((db, p) =>
  db.selectFrom('webhook').selectAll().where('merchant', '=', p.merchant).orderBy('id'),
);
const PUT_WEBHOOK = statement<WebhookRow>((db, p) =>
  db
    .insertInto('webhook')
    .values({
      id: p.id,
      merchant: p.merchant,
      url: p.url,
      secret: p.secret,
      created_at: p.created_at,
      status: p.status,
    })
    .onConflict((on) => on.column('id').doUpdateSet({ status: p.status })),
);
const START_DELIVERY = statement<{ webhook: string; sequence: number; now: number }>((db, p) =>
  db
    .insertInto('webhook_delivery')
    .values({ webhook: p.webhook, delivered_to: p.sequence, failures: sql.lit(0), next_at: p.now })
    .onConflict((on) => on.column('webhook').doNothing()),
);
const REMEMBERED = statement<{ key_id: string; key: string }, IdempotencyRow>((db, p) =>
  db.selectFrom('idempotency').selectAll().where('key_id', '=', p.key_id).where('key', '=', p.key),
);
const REMEMBER = statement<IdempotencyRow>((db, p) =>
  db
    .insertInto('idempotency')
    .values({ key_id: p.key_id, key: p.key, body_hash: p.body_hash, at: p.at, outcome: p.outcome })
    .onConflict((on) =>
      on.columns(['key_id', 'key']).doUpdateSet({ body_hash: p.body_hash, at: p.at, outcome: p.outcome }),
    ),
);

export const webhookOf = (row: WebhookRow): Webhook => ({
  id: row.id,
  merchant: row.merchant as MerchantId,
  url: row.url,
  secret: row.secret,
  createdMs: row.created_at,
  status: row.status as Webhook['status'],
});

const codeOf = (row: CodeRow): CodeRecord => ({
  id: row.id,
  subscriber: numberOf(row.subscriber),
  hash: row.hash,
  atMs: row.at,
  expiresMs: row.expires_at,
  tries: row.tries,
  spent: row.spent === 1,
});

const answerOf = (row: IdempotencyRow): RememberedAnswer => ({
  keyId: row.key_id as KeyId,
  key: row.key,
  bodyHash: row.body_hash,
  atMs: row.at,
  outcome: JSON.parse(row.outcome) as Outcome,
});

type EdgePart = Pick<
  RegisterTransaction,
  | 'addMerchantEvent'
  | 'addOutbox'
  | 'removeOutbox'
  | 'liveCode'
  | 'countCodes'
  | 'insertCode'
  | 'updateCode'
  | 'webhook'
  | 'webhooksOf'
  | 'putWebhook'
  | 'rememberedAnswer'
  | 'rememberAnswer'
>;

export const edgePart = ({ session, sequence, nowMs }: Scope): EdgePart => ({
  addMerchantEvent: (event) =>
    session.run(INSERT_EVENT, {
      merchant: event.merchant,
      sequence,
      id: event.id,
      at: event.atMs,
      type: event.type,
      subscriber: event.subscriber,
      basis: textOrNull(event.basis),
    }),
  addOutbox: (message) =>
    session.run(INSERT_OUTBOX, {
      id: message.id,
      at: message.atMs,
      recipient: message.to,
      purpose: message.purpose,
      text: message.text,
      expires_at: message.expiresMs,
      sender: textOrNull(message.from),
      channel: textOrNull(message.channel),
    }),
  removeOutbox: (id) => session.run(REMOVE_OUTBOX, { id }),
  liveCode: async (subscriber: PhoneNumber) => {
    const row = await session.one(LIVE_CODE, { subscriber: keyOf(subscriber) });
    return row && codeOf(row);
  },
  countCodes: async (subscriber, sinceMs) =>
    (await session.one(COUNT_CODES, { subscriber: keyOf(subscriber), since: sinceMs }))?.count ?? 0,
  insertCode: (code) =>
    session.run(INSERT_CODE, {
      id: code.id,
      subscriber: keyOf(code.subscriber),
      hash: code.hash,
      at: code.atMs,
      expires_at: code.expiresMs,
      tries: code.tries,
      spent: code.spent ? 1 : 0,
    }),
  updateCode: (id, tries, spent) => session.run(UPDATE_CODE, { id, tries, spent: spent ? 1 : 0 }),
  webhook: async (id) => {
    const row = await session.one(WEBHOOK, { id });
    return row && webhookOf(row);
  },
  webhooksOf: async (merchant) => (await session.all(WEBHOOKS_OF, { merchant })).map(webhookOf),
  putWebhook: async ({ id, merchant, url, secret, createdMs, status }) => {
    await session.run(PUT_WEBHOOK, { id, merchant, url, secret, created_at: createdMs, status });
    await session.run(START_DELIVERY, { webhook: id, sequence: sequence - 1, now: nowMs });
  },
  rememberedAnswer: async (keyId, key) => {
    const row = await session.one(REMEMBERED, { key_id: keyId, key });
    return row && answerOf(row);
  },
  rememberAnswer: ({ keyId, key, bodyHash, atMs, outcome }) =>
    session.run(REMEMBER, { key_id: keyId, key, body_hash: bodyHash, at: atMs, outcome: JSON.stringify(outcome) }),
});
