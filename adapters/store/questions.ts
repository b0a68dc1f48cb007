import type { CaseAnswers, CaseQuery, HouseQuery } from '@wurao/casework';
import {
  type ApiKey,
  asSequence,
  type BasisId,
  type Expectation,
  type Line,
  type MerchantId,
  type NounBodies,
  type PhoneNumber,
} from '@wurao/domain';
import type { Answers, ContactRights, MerchantEvent, NounAnswers, OutboxMessage, Query } from '@wurao/registry';
import { lineListing, memberOf } from '@wurao/registry';
import { sql } from 'kysely';
import { APPEAL, APPEALS, APPEALS_OF_MERCHANT, appealOf } from './appeals.ts';
import { CASE_QUESTIONS } from './casework/questions.ts';
import { consentFormById, consentFormsOf } from './consent-forms.ts';
import { FINDINGS, findingOf } from './findings.ts';
import { HEAD } from './group.ts';
import { GUARDIANSHIPS, guardianshipOf } from './guardianships.ts';
import { heldWishesAfter, heldWishOf } from './held-wishes.ts';
import { latestKeys } from './keys.ts';
import { memberPage, memberRecord, memberSessions } from './members.ts';
import { basisScopes, eventDays } from './merchant-counts.ts';
import { pageOf } from './page.ts';
import { basisOf, keyAsked, preferenceOf, refusalOf } from './rows.ts';
import type { FactRow, MerchantEventRow, OutboxRow, WebhookRow } from './schema.ts';
import { type Session, statement } from './session.ts';
import {
  BASES_OF_MERCHANT,
  BASES_OF_NUMBER,
  BASES_OF_PAIR,
  BASIS_BY_ID,
  inOrder,
  LATEST,
  PREFERENCE_AS_OF,
  REFUSALS_OF_NUMBER,
  tenureAsOf,
} from './statements.ts';
import { webhookOf } from './transaction-edges.ts';
import { PRESENT_FACT } from './transaction-nouns.ts';

type Paged = { after: string; limit: number };

const FACTS_BY_ID = statement<Paged & { kind: string }, FactRow>((db, p) =>
  db
    .selectFrom('fact')
    .selectAll()
    .where('kind', '=', p.kind)
    .where('id', '>', p.after)
    .where('to_sequence', 'is', null)
    .where('body', 'is not', null)
    .orderBy('id')
    .limit(p.limit),
);
const FACTS_OF_OWNER = statement<Paged & { kind: string; owner: string }, FactRow>((db, p) =>
  db
    .selectFrom('fact')
    .selectAll()
    .where('kind', '=', p.kind)
    .where('owner', '=', p.owner)
    .where('id', '>', p.after)
    .where('to_sequence', 'is', null)
    .where('body', 'is not', null)
    .orderBy('id')
    .limit(p.limit),
);
const WEBHOOKS = statement<Paged, WebhookRow>((db, p) =>
  db
    .selectFrom('webhook')
    .selectAll()
    .where('id', '>', p.after)
    .where('status', '=', sql.lit('active'))
    .orderBy('id')
    .limit(p.limit),
);
const WEBHOOKS_OF = statement<Paged & { merchant: string }, WebhookRow>((db, p) =>
  db
    .selectFrom('webhook')
    .selectAll()
    .where('merchant', '=', p.merchant)
    .where('id', '>', p.after)
    .where('status', '=', sql.lit('active'))
    .orderBy('id')
    .limit(p.limit),
);
const OUTBOX = statement<{ at: number; id: string; limit: number }, OutboxRow>((db, p) =>
  db
    .selectFrom('outbox')
    .selectAll()
    .where((either) =>
      either.or([either('at', '>', p.at), either.and([either('at', '=', p.at), either('id', '>', p.id)])]),
    )
    .orderBy('at')
    .orderBy('id')
    .limit(p.limit),
);
export const EVENTS = statement<{ merchant: string; after: number; limit: number }, MerchantEventRow>((db, p) =>
  db
    .selectFrom('merchant_event')
    .selectAll()
    .where('merchant', '=', p.merchant)
    .where('sequence', '>', p.after)
    .orderBy('sequence')
    .limit(p.limit),
);
const COUNT_CHANGES = statement<object, { count: number }>((db) =>
  db.selectFrom('change').select((x) => x.fn.countAll<number>().as('count')),
);

export const eventOf = (row: MerchantEventRow): MerchantEvent => ({
  id: row.id,
  sequence: asSequence(row.sequence),
  atMs: row.at,
  type: row.type as MerchantEvent['type'],
  merchant: row.merchant as MerchantId,
  subscriber: row.subscriber as PhoneNumber,
  basis: (row.basis ?? undefined) as BasisId | undefined,
});

const messageOf = (row: OutboxRow): OutboxMessage => ({
  id: row.id,
  atMs: row.at,
  to: row.recipient as PhoneNumber,
  purpose: row.purpose as OutboxMessage['purpose'],
  from: (row.sender ?? undefined) as PhoneNumber | undefined,
  ...(row.channel === 'voice' ? { channel: 'voice' } : {}),
  text: row.text,
  expiresMs: row.expires_at,
});

type Asked<K extends Query['kind']> = Extract<Query, { kind: K }>;
type Question<K extends Query['kind']> = (session: Session, query: Asked<K>) => Promise<Answers[K]>;

const contactRights = async (session: Session, subscriber: PhoneNumber): Promise<ContactRights> => {
  const key = keyAsked(subscriber);
  const tenureFrom = (await tenureAsOf(session, key, LATEST))?.from_sequence ?? 0;
  const preference = await session.one(PREFERENCE_AS_OF, { subscriber: key, sequence: LATEST });
  const bases = inOrder(await session.all(BASES_OF_NUMBER, { subscriber: key }))
    .map((row) => basisOf(row))
    .filter((basis) => basis.sequence > tenureFrom);
  const refusals = inOrder(await session.all(REFUSALS_OF_NUMBER, { subscriber: key }))
    .map((row) => refusalOf(row))
    .filter((refusal) => !refusal.ended);
  const kept = preference ? preferenceOf(preference).keep : [];
  const merchants: Record<string, string> = {};
  for (const id of new Set([...bases.map((b) => b.merchant), ...refusals.map((r) => r.merchant), ...kept])) {
    const row = await session.one(PRESENT_FACT, { kind: 'merchant', id });
    merchants[id] = row?.body ? (JSON.parse(row.body) as NounBodies['merchant']).name : id;
  }
  return { bases: bases.reverse(), refusals: refusals.reverse(), kept, merchants };
};

const nouns = async (session: Session, query: Asked<'nouns'>): Promise<Answers['nouns']> => {
  const { noun, merchant, limit } = query;
  const page = { after: query.after ?? '', limit: limit + 1 };
  if (noun === 'webhook') {
    const rows =
      merchant === undefined
        ? await session.all(WEBHOOKS, page)
        : await session.all(WEBHOOKS_OF, { ...page, merchant });
    return pageOf(
      rows,
      limit,
      (row) => withoutSecret(webhookOf(row)),
      (row) => row.id,
    );
  }
  const rows =
    merchant === undefined
      ? await session.all(FACTS_BY_ID, { ...page, kind: noun })
      : await session.all(FACTS_OF_OWNER, { ...page, kind: noun, owner: merchant });
  return pageOf(rows, limit, nounOf, (row) => row.id);
};

const withoutSecret = ({
  secret: _,
  ...listing
}: NounAnswers['webhook'] & { secret: string }): NounAnswers['webhook'] => listing;

const nounOf = (row: FactRow): NounAnswers[keyof NounAnswers] => {
  const body = JSON.parse(row.body as string) as NounBodies[keyof NounAnswers & keyof NounBodies];
  if (row.kind === 'line') return lineListing(body as Line);
  if (row.kind !== 'key') return body as NounAnswers[keyof NounAnswers];
  const { hash: _, ...listing } = body as ApiKey;
  return listing;
};

const basesOfMerchant: Question<'basesOfMerchant'> = async (session, { merchant, subscriber, after, limit }) => {
  if (subscriber !== undefined) {
    const all = inOrder(await session.all(BASES_OF_PAIR, { subscriber: keyAsked(subscriber), merchant })).filter(
      (row) => row.from_sequence > Number(after ?? 0),
    );
    return pageOf(
      all.slice(0, limit + 1),
      limit,
      (row) => basisOf(row),
      (row) => String(row.from_sequence),
    );
  }
  const rows = await session.all(BASES_OF_MERCHANT, { merchant, after: Number(after ?? 0), limit: limit + 1 });
  return pageOf(
    rows,
    limit,
    (row) => basisOf(row),
    (row) => String(row.from_sequence),
  );
};

const outbox: Question<'outbox'> = async (session, { after, limit }) => {
  const [at = '0', id = ''] = after?.split('/') ?? [];
  const rows = await session.all(OUTBOX, { at: Number(at), id, limit: limit + 1 });
  return pageOf(rows, limit, messageOf, (row) => `${row.at}/${row.id}`);
};

const appeals: Question<'appeals'> = async (session, { merchant, after, limit }) => {
  const [at = '0', id = ''] = after?.split('/') ?? [];
  const page = { at: Number(at), id, limit: limit + 1 };
  const rows =
    merchant === undefined
      ? await session.all(APPEALS, page)
      : await session.all(APPEALS_OF_MERCHANT, { ...page, merchant });
  return pageOf(rows, limit, appealOf, (row) => `${row.received_at}/${row.id}`);
};

const findings: Question<'findings'> = async (session, { after, limit }) => {
  const [at = '0', id = ''] = after?.split('/') ?? [];
  const rows = await session.all(FINDINGS, { at: Number(at), id, limit: limit + 1 });
  return pageOf(rows, limit, findingOf, (row) => `${row.at}/${row.id}`);
};

const QUESTIONS: { readonly [K in Query['kind']]: Question<K> } = {
  preference: async (session, { subscriber }) => {
    const row = await session.one(PREFERENCE_AS_OF, { subscriber: keyAsked(subscriber), sequence: LATEST });
    return row && preferenceOf(row);
  },
  expectation: async (session, { subscriber }) => {
    const body = (await session.one(PRESENT_FACT, { kind: 'expectation', id: subscriber }))?.body ?? undefined;
    return body === undefined ? undefined : (JSON.parse(body) as Expectation);
  },
  guardianships: async (session, { side, number, atMs }) =>
    (await session.all(GUARDIANSHIPS[side], { number: keyAsked(number), now: atMs })).map(guardianshipOf),
  contactRights: (session, { subscriber }) => contactRights(session, subscriber),
  basesOfMerchant,
  basis: async (session, { id }) => {
    const row = await session.one(BASIS_BY_ID, { id });
    return row && basisOf(row);
  },
  noun: async (session, { noun, id }) => {
    const row = await session.one(PRESENT_FACT, { kind: noun, id });
    return row === undefined || row.body === null ? undefined : nounOf(row);
  },
  nouns,
  keys: latestKeys,
  heldWish: (session, { subscriber }) => heldWishOf(session, keyAsked(subscriber)),
  heldWishes: async (session, { after, limit }) =>
    pageOf(
      await heldWishesAfter(session, after ?? '', limit + 1),
      limit,
      (wish) => wish,
      (wish) => wish.id,
    ),
  consentForm: (session, { id, version }) => consentFormById(session, id, version),
  consentForms: async (session, { merchant, after, limit }) =>
    pageOf(
      await consentFormsOf(session, { merchant, after: after ?? '', limit: limit + 1 }),
      limit,
      (form) => form,
      (form) => form.id,
    ),
  outbox,
  merchantEvents: async (session, { merchant, after, limit }) => {
    const rows = await session.all(EVENTS, { merchant, after, limit: limit + 1 });
    return pageOf(rows, limit, eventOf, (row) => String(row.sequence));
  },
  basisScopes,
  eventDays,
  appeals,
  appeal: async (session, { id }) => {
    const row = await session.one(APPEAL, { id });
    return row && appealOf(row);
  },
  findings,
  member: async (session, { id }) => {
    const record = await memberRecord(session, 'id', id);
    return record && memberOf(record);
  },
  members: (session, { after, limit }) => memberPage(session, after, limit),
  memberRecord: (session, { by, value }) => memberRecord(session, by, value),
  memberSessions: (session, { member, nowMs }) => memberSessions(session, member, nowMs),
  changeCount: async (session) => ({
    sequence: asSequence((await session.one(HEAD, {}))?.sequence ?? 0),
    changes: (await session.one(COUNT_CHANGES, {}))?.count ?? 0,
  }),
};

const HOUSE_QUESTIONS = { ...QUESTIONS, ...CASE_QUESTIONS };

export const answer = (
  session: Session,
  query: HouseQuery,
): Promise<Answers[Query['kind']] | CaseAnswers[CaseQuery['kind']]> => {
  const question = HOUSE_QUESTIONS[query.kind] as (session: Session, query: HouseQuery) => ReturnType<typeof answer>;
  return question(session, query);
};
