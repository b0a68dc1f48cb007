import type { MerchantId } from '@wurao/domain';
import type { ConsentRequest, RegisterTransaction } from '@wurao/registry';
import { sql } from 'kysely';
import { keyOf, numberOf, textOrNull } from './rows.ts';
import type { ConsentRequestRow } from './schema.ts';
import { statement } from './session.ts';
import type { Scope } from './transaction-scope.ts';

/** Consents asked for by message. What comes of one is a basis; the asking has no place in the feed. */
const OPEN = statement<{ subscriber: number; now: number }, ConsentRequestRow>((db, p) =>
  db
    .selectFrom('consent_request')
    .selectAll()
    .where('subscriber', '=', p.subscriber)
    .where('state', '=', sql.lit('open'))
    .where('expires_at', '>', p.now)
    .orderBy('at')
    .orderBy('id'),
);
const INSERT = statement<ConsentRequestRow>((db, p) =>
  db.insertInto('consent_request').values({
    id: p.id,
    subscriber: p.subscriber,
    merchant: p.merchant,
    at: p.at,
    expires_at: p.expires_at,
    hash: p.hash,
    tries: p.tries,
    state: p.state,
    ended_at: p.ended_at,
    purposes: p.purposes,
    categories: p.categories,
    channels: p.channels,
    to_at: p.to_at,
    words: p.words,
    act_reference: p.act_reference,
    act_sha256: p.act_sha256,
    act_at: p.act_at,
  }),
);
const TRY = statement<{ id: string }>((db, p) =>
  db.updateTable('consent_request').set({ tries: sql`tries + 1` }).where('id', '=', p.id),
);
const END = statement<{ id: string; state: string; at: number }>((db, p) =>
  db.updateTable('consent_request').set({ state: p.state, ended_at: p.at }).where('id', '=', p.id),
);
export const OLD_CONSENT_REQUESTS = statement<{ before: number }>((db, p) =>
  db.deleteFrom('consent_request').where('at', '<=', p.before),
);

const requestOf = (row: ConsentRequestRow): ConsentRequest => ({
  id: row.id,
  subscriber: numberOf(row.subscriber),
  merchant: row.merchant as MerchantId,
  atMs: row.at,
  expiresMs: row.expires_at,
  hash: row.hash,
  tries: row.tries,
  state: row.state as ConsentRequest['state'],
  endedMs: row.ended_at ?? undefined,
  purposes: row.purposes,
  categories: row.categories,
  channels: row.channels,
  toMs: row.to_at ?? undefined,
  words: row.words,
  act: { reference: row.act_reference, sha256: row.act_sha256 ?? undefined, atMs: row.act_at },
});

type ConsentRequestPart = Pick<
  RegisterTransaction,
  'insertConsentRequest' | 'openConsentRequests' | 'countConsentTry' | 'endConsentRequest'
>;

export const consentRequestPart = ({ session }: Scope): ConsentRequestPart => ({
  insertConsentRequest: (request) =>
    session.run(INSERT, {
      id: request.id,
      subscriber: keyOf(request.subscriber),
      merchant: request.merchant,
      at: request.atMs,
      expires_at: request.expiresMs,
      hash: request.hash,
      tries: request.tries,
      state: request.state,
      ended_at: request.endedMs ?? null,
      purposes: request.purposes,
      categories: request.categories,
      channels: request.channels,
      to_at: request.toMs ?? null,
      words: request.words,
      act_reference: request.act.reference,
      act_sha256: textOrNull(request.act.sha256),
      act_at: request.act.atMs,
    }),
  openConsentRequests: async (subscriber, nowMs) =>
    (await session.all(OPEN, { subscriber: keyOf(subscriber), now: nowMs })).map(requestOf),
  countConsentTry: (id) => session.run(TRY, { id }),
  endConsentRequest: (id, state, atMs) => session.run(END, { id, state, at: atMs }),
});
