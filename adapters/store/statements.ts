import type { Kysely } from 'kysely';
import type { BasisWithProof, RefusalWithWords } from './rows.ts';
import type { OwnershipRow, PreferenceRow, Tables, TenureRow } from './schema.ts';
import { statement } from './session.ts';

/** Reads of one number's facts, shared by commands, questions and as-of. */
const bases = (db: Kysely<Tables>) =>
  db
    .selectFrom('basis')
    .innerJoin('basis_proof', 'basis_proof.from_sequence', 'basis.from_sequence')
    .innerJoin('wording', 'wording.id', 'basis_proof.wording')
    .innerJoin('merchant_index', 'merchant_index.merchant', 'basis.merchant')
    .selectAll('basis')
    .select(['basis_proof.id', 'basis_proof.evidence_reference', 'basis_proof.evidence_sha256', 'wording.words', 'merchant_index.id as merchant_id']);

export const BASES_OF_NUMBER = statement<{ subscriber: number }, BasisWithProof>((db, p) =>
  bases(db).where('basis.subscriber', '=', p.subscriber).orderBy('basis.from_sequence'),
);
export const BASES_OF_PAIR = statement<{ subscriber: number; merchant: string }, BasisWithProof>((db, p) =>
  bases(db).where('basis.subscriber', '=', p.subscriber).where('merchant_index.id', '=', p.merchant).orderBy('basis.from_sequence'),
);
/** The proof leads to the row of the basis: the one table knows the id, the other is clustered by number. */
export const BASIS_BY_ID = statement<{ id: string }, BasisWithProof>((db, p) =>
  bases(db)
    .whereRef('basis.subscriber', '=', 'basis_proof.subscriber')
    .whereRef('basis.merchant', '=', 'basis_proof.merchant')
    .where('basis_proof.id', '=', p.id),
);
export const BASIS_BY_SEQUENCE = statement<{ sequence: number }, BasisWithProof>((db, p) =>
  bases(db)
    .whereRef('basis.subscriber', '=', 'basis_proof.subscriber')
    .whereRef('basis.merchant', '=', 'basis_proof.merchant')
    .where('basis_proof.from_sequence', '=', p.sequence),
);
export const BASES_OF_MERCHANT = statement<{ merchant: string; after: number; limit: number }, BasisWithProof>((db, p) =>
  bases(db)
    .whereRef('basis.subscriber', '=', 'basis_proof.subscriber')
    .whereRef('basis.merchant', '=', 'basis_proof.merchant')
    .where('merchant_index.id', '=', p.merchant)
    .whereRef('basis_proof.merchant', '=', 'merchant_index.merchant')
    .where('basis_proof.from_sequence', '>', p.after)
    .orderBy('basis_proof.from_sequence')
    .limit(p.limit),
);

const refusals = (db: Kysely<Tables>) =>
  db
    .selectFrom('refusal')
    .innerJoin('wording', 'wording.id', 'refusal.wording')
    .innerJoin('merchant_index', 'merchant_index.merchant', 'refusal.merchant')
    .selectAll('refusal')
    .select(['wording.words', 'merchant_index.id as merchant_id']);

export const REFUSALS_OF_NUMBER = statement<{ subscriber: number }, RefusalWithWords>((db, p) =>
  refusals(db).where('refusal.subscriber', '=', p.subscriber).orderBy('refusal.from_sequence'),
);
export const REFUSALS_OF_PAIR = statement<{ subscriber: number; merchant: string }, RefusalWithWords>((db, p) =>
  refusals(db).where('refusal.subscriber', '=', p.subscriber).where('merchant_index.id', '=', p.merchant).orderBy('refusal.from_sequence'),
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
export const TENURES = statement<{ number: number; sequence: number }, TenureRow>((db, p) =>
  db
    .selectFrom('tenure')
    .selectAll()
    .where('number', '=', p.number)
    .where('from_sequence', '<=', p.sequence)
    .orderBy('from_sequence'),
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
