import { asId, asSequence, type PartyId } from '@wurao/domain';
import type { BasisRecord, RegisterTransaction } from '@wurao/registry';
import { sql } from 'kysely';
import {
  basisOf,
  basisRow,
  ENDED_BY,
  ENDED_HOW,
  GIVEN_UP,
  keyOf,
  type NewBasisRow,
  type NewProofRow,
  preferenceOf,
  preferenceRow,
  proofRow,
  refusalOf,
  textOrNull,
} from './rows.ts';
import type { OwnershipRow, PreferenceRow, RefusalRow, TenureRow, WordingRow } from './schema.ts';
import { type Session, statement } from './session.ts';
import {
  BASES_OF_NUMBER,
  BASES_OF_PAIR,
  BASIS_BY_ID,
  inOrder,
  LATEST,
  OWNERSHIP_AS_OF,
  PREFERENCE_AS_OF,
  REFUSALS_OF_NUMBER,
  REFUSALS_OF_PAIR,
  tenureAsOf,
} from './statements.ts';
import type { Scope } from './transaction-scope.ts';

const END_PREFERENCE = statement<{ subscriber: number; sequence: number }>((db, p) =>
  db
    .updateTable('preference')
    .set({ to_sequence: p.sequence })
    .where('subscriber', '=', p.subscriber)
    .where('to_sequence', 'is', null),
);
const INSERT_PREFERENCE = statement<PreferenceRow>((db, p) =>
  db.insertInto('preference').values({
    subscriber: p.subscriber,
    from_sequence: p.from_sequence,
    to_sequence: p.to_sequence,
    received_at: p.received_at,
    is_on: p.is_on,
    channels: p.channels,
    categories: p.categories,
    purposes: p.purposes,
    barred_since: p.barred_since,
    detail: p.detail,
  }),
);
export const INSERT_BASIS = statement<NewBasisRow>((db, p) =>
  db.insertInto('basis').values({
    subscriber: p.subscriber,
    merchant: p.merchant,
    from_sequence: p.from_sequence,
    kind: p.kind,
    method: p.method,
    confirmed: p.confirmed,
    purposes: p.purposes,
    categories: p.categories,
    channels: p.channels,
    from_at: p.from_at,
    to_at: p.to_at,
    received_at: p.received_at,
    matter: p.matter,
    to_sequence: sql`null`,
    ended_how: sql`null`,
    ended_by: sql`null`,
    ended_at: sql`null`,
  }),
);
export const INSERT_PROOF = statement<NewProofRow>((db, p) =>
  db.insertInto('basis_proof').values({
    from_sequence: p.from_sequence,
    id: p.id,
    subscriber: p.subscriber,
    merchant: p.merchant,
    wording: p.wording,
    evidence_reference: p.evidence_reference,
    evidence_sha256: p.evidence_sha256,
    told_end_sequence: sql`null`,
    told_end_at: sql`null`,
  }),
);
const TELL_END = statement<{ from: number; sequence: number; at: number }>((db, p) =>
  db
    .updateTable('basis_proof')
    .set({ told_end_sequence: p.sequence, told_end_at: p.at })
    .where('from_sequence', '=', p.from),
);
/** For the bulk load, which reads no proofs. */
const GIVE_UP = statement<{ subscriber: number; merchant: number; from: number }>((db, p) =>
  db
    .updateTable('basis')
    .set({ ended_how: sql.lit(GIVEN_UP) })
    .where('subscriber', '=', p.subscriber)
    .where('merchant', '=', p.merchant)
    .where('from_sequence', '=', p.from),
);
const END_BASIS = statement<{
  subscriber: number;
  merchant: number;
  from: number;
  to: number;
  how: number;
  by: number;
  at: number;
}>((db, p) =>
  db
    .updateTable('basis')
    .set({ to_sequence: p.to, ended_how: p.how, ended_by: p.by, ended_at: p.at })
    .where('subscriber', '=', p.subscriber)
    .where('merchant', '=', p.merchant)
    .where('from_sequence', '=', p.from)
    .where('to_sequence', 'is', null),
);
const INSERT_REFUSAL = statement<Omit<RefusalRow, 'to_sequence' | 'ended_at'>>((db, p) =>
  db.insertInto('refusal').values({
    subscriber: p.subscriber,
    merchant: p.merchant,
    from_sequence: p.from_sequence,
    purposes: p.purposes,
    categories: p.categories,
    channels: p.channels,
    written_by: p.written_by,
    wording: p.wording,
    received_at: p.received_at,
    reply_port: p.reply_port,
    reply_at: p.reply_at,
    to_sequence: sql`null`,
    ended_at: sql`null`,
  }),
);
const END_REFUSALS = statement<{ subscriber: number; sequence: number; at: number }>((db, p) =>
  db
    .updateTable('refusal')
    .set({ to_sequence: p.sequence, ended_at: p.at })
    .where('subscriber', '=', p.subscriber)
    .where('to_sequence', 'is', null),
);
const WORDING = statement<{ sha256: string }, { id: number }>((db, p) =>
  db.selectFrom('wording').select('id').where('sha256', '=', p.sha256),
);
const NEXT_WORDING = statement<object, { next: number }>((db) =>
  db.selectFrom('wording').select(sql<number>`coalesce(max(id), 0) + 1`.as('next')),
);
const INSERT_WORDING = statement<WordingRow>((db, p) =>
  db.insertInto('wording').values({ id: p.id, sha256: p.sha256, words: p.words }),
);
export const MERCHANT_INDEX = statement<{ id: string }, { merchant: number }>((db, p) =>
  db.selectFrom('merchant_index').select('merchant').where('id', '=', p.id),
);
const INSERT_TENURE = statement<TenureRow>((db, p) =>
  db.insertInto('tenure').values({ number: p.number, from_sequence: p.from_sequence, at: p.at, began_at: p.began_at }),
);
const END_OWNERSHIP = statement<{ number: number; sequence: number }>((db, p) =>
  db
    .updateTable('ownership')
    .set({ to_sequence: p.sequence })
    .where('number', '=', p.number)
    .where('to_sequence', 'is', null),
);
const INSERT_OWNERSHIP = statement<Omit<OwnershipRow, 'to_sequence'>>((db, p) =>
  db
    .insertInto('ownership')
    .values({ number: p.number, from_sequence: p.from_sequence, to_sequence: sql`null`, carrier: p.carrier }),
);

export const indexOfMerchant = async (session: Session, id: string): Promise<number> => {
  const row = await session.one(MERCHANT_INDEX, { id });
  if (!row) throw new Error(`merchant ${id} was not checked`);
  return row.merchant;
};

export const wordingOf = async (
  { session, hashSecret }: Pick<Scope, 'session' | 'hashSecret'>,
  words: string,
): Promise<number> => {
  const sha256 = hashSecret(words);
  const known = await session.one(WORDING, { sha256 });
  if (known) return known.id;
  const id = (await session.one(NEXT_WORDING, {}))?.next ?? 1;
  await session.run(INSERT_WORDING, { id, sha256, words });
  return id;
};

type BasisPart = Pick<RegisterTransaction, 'bases' | 'basis' | 'insertBasis' | 'endBasis' | 'tellEnd'>;

const basisPart = (scope: Scope): BasisPart => {
  const { session, sequence, noteFact } = scope;
  const insertBasis = async (basis: BasisRecord): Promise<void> => {
    noteFact();
    const merchant = await indexOfMerchant(session, basis.merchant);
    const wording = await wordingOf(scope, basis.words);
    await session.run(INSERT_BASIS, basisRow(basis, merchant));
    await session.run(INSERT_PROOF, proofRow(basis, merchant, wording));
  };
  return {
    bases: async (subscriber, merchant) => {
      const key = keyOf(subscriber);
      const rows =
        merchant === undefined
          ? session.all(BASES_OF_NUMBER, { subscriber: key })
          : session.all(BASES_OF_PAIR, { subscriber: key, merchant });
      return inOrder(await rows).map((row) => basisOf(row));
    },
    basis: async (id) => {
      const row = await session.one(BASIS_BY_ID, { id });
      return row && basisOf(row);
    },
    insertBasis,
    tellEnd: async (basis, atMs) => {
      noteFact();
      await session.run(TELL_END, { from: basis.sequence, sequence, at: atMs });
      const subscriber = keyOf(basis.subscriber);
      await session.run(GIVE_UP, {
        subscriber,
        merchant: await indexOfMerchant(session, basis.merchant),
        from: basis.sequence,
      });
    },
    endBasis: async (basis, ending) => {
      noteFact();
      await session.run(END_BASIS, {
        subscriber: keyOf(basis.subscriber),
        merchant: await indexOfMerchant(session, basis.merchant),
        from: basis.sequence,
        to: sequence,
        how: ENDED_HOW.indexOf(ending.how),
        by: ENDED_BY.indexOf(ending.by),
        at: ending.atMs,
      });
    },
  };
};

type RefusalPart = Pick<RegisterTransaction, 'refusals' | 'insertRefusal' | 'endRefusals'>;

const refusalPart = (scope: Scope): RefusalPart => {
  const { session, sequence, noteFact } = scope;
  return {
    refusals: async (subscriber, merchant) => {
      const key = keyOf(subscriber);
      const rows =
        merchant === undefined
          ? session.all(REFUSALS_OF_NUMBER, { subscriber: key })
          : session.all(REFUSALS_OF_PAIR, { subscriber: key, merchant });
      return inOrder(await rows).map((row) => refusalOf(row));
    },
    insertRefusal: async (refusal) => {
      noteFact();
      await session.run(INSERT_REFUSAL, {
        subscriber: keyOf(refusal.subscriber),
        merchant: await indexOfMerchant(session, refusal.merchant),
        from_sequence: sequence,
        purposes: refusal.purposes,
        categories: refusal.categories,
        channels: refusal.channels,
        written_by: refusal.by,
        wording: await wordingOf(scope, refusal.words),
        received_at: refusal.receivedMs,
        reply_port: textOrNull(refusal.reply?.port),
        reply_at: refusal.reply?.atMs ?? null,
      });
    },
    endRefusals: (subscriber, atMs) => session.run(END_REFUSALS, { subscriber: keyOf(subscriber), sequence, at: atMs }),
  };
};

type NumberPart = BasisPart &
  RefusalPart &
  Pick<
    RegisterTransaction,
    'preference' | 'putPreference' | 'tenureFrom' | 'startTenure' | 'ownership' | 'putOwnership'
  >;

export const numberPart = (scope: Scope): NumberPart => {
  const { session, sequence, noteFact } = scope;
  return {
    ...basisPart(scope),
    ...refusalPart(scope),
    preference: async (subscriber, asOf) => {
      const row = await session.one(PREFERENCE_AS_OF, { subscriber: keyOf(subscriber), sequence: asOf ?? LATEST });
      return row && preferenceOf(row);
    },
    putPreference: async (subscriber, preference, atMs) => {
      noteFact();
      await session.run(END_PREFERENCE, { subscriber: keyOf(subscriber), sequence });
      if (preference) await session.run(INSERT_PREFERENCE, preferenceRow(preference, atMs));
    },
    tenureFrom: async (number) => {
      const tenure = await tenureAsOf(session, keyOf(number), LATEST);
      return asSequence(tenure?.from_sequence ?? 0);
    },
    startTenure: (number, atMs, beganMs) => {
      noteFact();
      return session.run(INSERT_TENURE, {
        number: keyOf(number),
        from_sequence: sequence,
        at: atMs,
        began_at: beganMs ?? null,
      });
    },
    ownership: async (number) => {
      const row = await session.one(OWNERSHIP_AS_OF, { number: keyOf(number), sequence: LATEST });
      return row && { number, carrier: asId<PartyId>(row.carrier) };
    },
    putOwnership: async ({ number, carrier }) => {
      noteFact();
      await session.run(END_OWNERSHIP, { number: keyOf(number), sequence });
      await session.run(INSERT_OWNERSHIP, { number: keyOf(number), from_sequence: sequence, carrier });
    },
  };
};
