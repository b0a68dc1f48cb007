import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { BasisWithProof, RefusalWithWords } from './rows.ts';
import type { BasisProofRow, OwnershipRow, PreferenceRow, Tables, TenureRow } from './schema.ts';
import { type Session, statement } from './session.ts';

/**
 * Reads of one number's facts, shared by commands, questions and as-of. Scalar subqueries where a join would say the same,
 * and order given by `inOrder`: SQLite plans a join or an order with parameters anew at each run, which costs ten times
 * the reading (measured with 3.54; its planner looks at the bound values).
 */
const proof = <C extends Exclude<keyof BasisProofRow, 'subscriber' | 'merchant' | 'from_sequence'>>(
  db: Kysely<Tables>,
  column: C,
) =>
  db
    .selectFrom('basis_proof')
    .select(column)
    .whereRef('basis_proof.from_sequence', '=', 'basis.from_sequence' as never);

const bases = (db: Kysely<Tables>) =>
  db
    .selectFrom('basis')
    .selectAll('basis')
    .select([
      proof(db, 'id').$asScalar().$notNull().as('id'),
      proof(db, 'evidence_reference').$asScalar().as('evidence_reference'),
      proof(db, 'evidence_sha256').$asScalar().as('evidence_sha256'),
      proof(db, 'told_end_sequence').$asScalar().as('told_end_sequence'),
      proof(db, 'told_end_at').$asScalar().as('told_end_at'),
      db
        .selectFrom('wording')
        .select('words')
        .where('wording.id', '=', proof(db, 'wording'))
        .$asScalar()
        .$notNull()
        .as('words'),
      db
        .selectFrom('merchant_index')
        .select('id')
        .whereRef('merchant_index.merchant', '=', 'basis.merchant' as never)
        .$asScalar()
        .$notNull()
        .as('merchant_id'),
    ]);

const indexOfMerchant = (db: Kysely<Tables>, id: string) =>
  db.selectFrom('merchant_index').select('merchant').where('id', '=', id);

export const BASES_OF_NUMBER = statement<{ subscriber: number }, BasisWithProof>((db, p) =>
  bases(db).where('basis.subscriber', '=', p.subscriber),
);
export const BASES_OF_PAIR = statement<{ subscriber: number; merchant: string }, BasisWithProof>((db, p) =>
  bases(db).where('basis.subscriber', '=', p.subscriber).where('basis.merchant', '=', indexOfMerchant(db, p.merchant)),
);
/** The proof leads to the row of the basis: the one table knows the id, the other is clustered by number. */
const byProof = (db: Kysely<Tables>, found: SelectQueryBuilder<Tables, 'basis_proof', object>) =>
  bases(db).where((x) =>
    x(
      x.refTuple('basis.subscriber', 'basis.merchant', 'basis.from_sequence'),
      '=',
      found.select(['subscriber', 'merchant', 'from_sequence']).$asTuple('subscriber', 'merchant', 'from_sequence'),
    ),
  );

export const BASIS_BY_ID = statement<{ id: string }, BasisWithProof>((db, p) =>
  byProof(db, db.selectFrom('basis_proof').where('id', '=', p.id)),
);
export const BASIS_BY_SEQUENCE = statement<{ sequence: number }, BasisWithProof>((db, p) =>
  byProof(db, db.selectFrom('basis_proof').where('from_sequence', '=', p.sequence)),
);
/** A page at a time: here the join is worth its planning. */
export const BASES_OF_MERCHANT = statement<{ merchant: string; after: number; limit: number }, BasisWithProof>(
  (db, p) =>
    db
      .selectFrom('basis_proof')
      .innerJoin('basis', (on) =>
        on
          .onRef('basis.subscriber', '=', 'basis_proof.subscriber')
          .onRef('basis.merchant', '=', 'basis_proof.merchant')
          .onRef('basis.from_sequence', '=', 'basis_proof.from_sequence'),
      )
      .innerJoin('wording', 'wording.id', 'basis_proof.wording')
      .innerJoin('merchant_index', 'merchant_index.merchant', 'basis_proof.merchant')
      .selectAll('basis')
      .select([
        'basis_proof.id',
        'basis_proof.evidence_reference',
        'basis_proof.evidence_sha256',
        'basis_proof.told_end_sequence',
        'basis_proof.told_end_at',
        'wording.words',
        'merchant_index.id as merchant_id',
      ])
      .where('merchant_index.id', '=', p.merchant)
      .where('basis_proof.from_sequence', '>', p.after)
      .orderBy('basis_proof.from_sequence')
      .limit(p.limit),
);

const refusals = (db: Kysely<Tables>) =>
  db
    .selectFrom('refusal')
    .selectAll('refusal')
    .select([
      db
        .selectFrom('wording')
        .select('words')
        .whereRef('wording.id', '=', 'refusal.wording' as never)
        .$asScalar()
        .$notNull()
        .as('words'),
      db
        .selectFrom('merchant_index')
        .select('id')
        .whereRef('merchant_index.merchant', '=', 'refusal.merchant' as never)
        .$asScalar()
        .$notNull()
        .as('merchant_id'),
    ]);

export const REFUSALS_OF_NUMBER = statement<{ subscriber: number }, RefusalWithWords>((db, p) =>
  refusals(db).where('refusal.subscriber', '=', p.subscriber),
);
export const REFUSALS_OF_PAIR = statement<{ subscriber: number; merchant: string }, RefusalWithWords>((db, p) =>
  refusals(db)
    .where('refusal.subscriber', '=', p.subscriber)
    .where('refusal.merchant', '=', indexOfMerchant(db, p.merchant)),
);
export const REFUSAL_BY_SEQUENCE = statement<{ sequence: number }, RefusalWithWords>((db, p) =>
  refusals(db).where('refusal.from_sequence', '=', p.sequence),
);

/** The newest version of a number's preference as of a sequence. */
export const PREFERENCE_AS_OF = statement<{ subscriber: number; sequence: number }, PreferenceRow>((db, p) =>
  db
    .selectFrom('preference')
    .selectAll()
    .where('subscriber', '=', p.subscriber)
    .where('from_sequence', '<=', p.sequence)
    .where((either) => either.or([either('to_sequence', 'is', null), either('to_sequence', '>', p.sequence)])),
);
export const PREFERENCE_BY_SEQUENCE = statement<{ sequence: number }, PreferenceRow>((db, p) =>
  db.selectFrom('preference').selectAll().where('from_sequence', '=', p.sequence),
);
const TENURES = statement<{ number: number; sequence: number }, TenureRow>((db, p) =>
  db.selectFrom('tenure').selectAll().where('number', '=', p.number).where('from_sequence', '<=', p.sequence),
);
export const OWNERSHIP_AS_OF = statement<{ number: number; sequence: number }, OwnershipRow>((db, p) =>
  db
    .selectFrom('ownership')
    .selectAll()
    .where('number', '=', p.number)
    .where('from_sequence', '<=', p.sequence)
    .where((either) => either.or([either('to_sequence', 'is', null), either('to_sequence', '>', p.sequence)])),
);
/** Later than any sequence: as of now. */
export const LATEST = Number.MAX_SAFE_INTEGER;

export const inOrder = <Row extends { readonly from_sequence: number }>(rows: Row[]): Row[] =>
  rows.length < 2 ? rows : rows.sort((a, b) => a.from_sequence - b.from_sequence);

/** The tenure of a number as of a sequence; undefined = it was never recycled. */
export const tenureAsOf = async (session: Session, number: number, sequence: number): Promise<TenureRow | undefined> =>
  inOrder(await session.all(TENURES, { number, sequence })).at(-1);
