import {
  asId,
  asSequence,
  BASIS_KINDS,
  type Basis,
  type BasisId,
  type ChangeBody,
  type ContentId,
  type Evidence,
  type LawTerm,
  METHODS,
  type MerchantId,
  type NounBodies,
  type NounKind,
  numberFromKey,
  numberKey,
  type PhoneNumber,
  type Preference,
  type Refusal,
  type Sequence,
} from '@wurao/domain';
import type { BasisRecord, NounRow } from '@wurao/registry';
import type { BasisProofRow, BasisRow, FactRow, PreferenceRow, RefusalRow } from './schema.ts';

/** Between rows and facts. */
export const ENDED_HOW = ['none', 'withdrawn', 'recycled'] as const;
/** Recycled, and given up by its merchant since, which took it for living (`toldEnd`). */
export const GIVEN_UP = 3;

export const endedHow = (how: number): 'withdrawn' | 'recycled' =>
  how === GIVEN_UP ? 'recycled' : (ENDED_HOW[how] as 'withdrawn' | 'recycled');
export const ENDED_BY = ['none', 'subscriber', 'merchant', 'carrier', 'admin'] as const;

export const numberOf = numberFromKey;

export const keyOf = (number: PhoneNumber): number => {
  const key = numberKey(number);
  if (key === 0) throw new Error('a number without a key was not turned away');
  return key;
};

/** For questions: a number too long for a key has no facts. */
const NO_KEY = -1;
export const keyAsked = (number: PhoneNumber): number => numberKey(number) || NO_KEY;

export const textOrNull = (text: string | undefined): string | null => text ?? null;

type PreferenceDetail = Pick<Preference, 'hours' | 'allow' | 'deny' | 'prefixes' | 'keep'>;

export const preferenceRow = (preference: Preference, receivedMs: number): PreferenceRow => {
  const { hours, allow, deny, prefixes, keep } = preference;
  const hasDetail = hours !== undefined || allow.length + deny.length + prefixes.length + keep.length > 0;
  return {
    subscriber: keyOf(preference.subscriber),
    from_sequence: preference.sequence,
    to_sequence: null,
    received_at: receivedMs,
    is_on: preference.on ? 1 : 0,
    channels: preference.channels,
    categories: preference.categories,
    purposes: preference.purposes,
    barred_since: preference.barredSince,
    detail: hasDetail ? JSON.stringify({ hours, allow, deny, prefixes, keep }) : null,
  };
};

const NO_DETAIL: PreferenceDetail = { hours: undefined, allow: [], deny: [], prefixes: [], keep: [] };

export const preferenceOf = (row: PreferenceRow): Preference => {
  const detail = row.detail === null ? NO_DETAIL : (JSON.parse(row.detail) as PreferenceDetail);
  return {
    subscriber: numberOf(row.subscriber),
    on: row.is_on === 1,
    channels: row.channels,
    categories: row.categories,
    purposes: row.purposes,
    hours: detail.hours,
    allow: detail.allow,
    deny: detail.deny,
    prefixes: detail.prefixes,
    keep: detail.keep,
    barredSince: asSequence(row.barred_since),
    sequence: asSequence(row.from_sequence),
  };
};

/** A basis with what proves it, as queries join them. */
export type NewBasisRow = Omit<BasisRow, 'to_sequence' | 'ended_how' | 'ended_by' | 'ended_at'>;
export type NewProofRow = Omit<BasisProofRow, 'told_end_sequence' | 'told_end_at'>;

export const basisRow = (basis: BasisRecord, merchant: number): NewBasisRow => ({
  subscriber: keyOf(basis.subscriber),
  merchant,
  from_sequence: basis.sequence,
  kind: BASIS_KINDS.indexOf(basis.kind),
  method: METHODS.indexOf(basis.method),
  confirmed: basis.confirmed ? 1 : 0,
  purposes: basis.purposes,
  categories: basis.categories,
  channels: basis.channels,
  from_at: basis.fromMs,
  to_at: basis.toMs ?? null,
  received_at: basis.receivedMs,
  matter: textOrNull(basis.matter),
});

export const proofRow = (basis: BasisRecord, merchant: number, wording: number): NewProofRow => ({
  from_sequence: basis.sequence,
  id: basis.id,
  subscriber: keyOf(basis.subscriber),
  merchant,
  wording,
  evidence_reference: textOrNull(basis.evidence?.reference),
  evidence_sha256: textOrNull(basis.evidence?.sha256),
});

export type BasisWithProof = BasisRow &
  Omit<BasisProofRow, 'from_sequence' | 'subscriber' | 'merchant' | 'wording'> & {
    readonly words: string;
    readonly merchant_id: string;
  };

/** `asOf`: ends that came later have not happened. */
export const basisOf = (row: BasisWithProof, asOf = Number.POSITIVE_INFINITY): BasisRecord => {
  const hasEnded = row.to_sequence !== null && row.to_sequence <= asOf;
  return {
    id: asId<BasisId>(row.id),
    kind: BASIS_KINDS[row.kind] as Basis['kind'],
    subscriber: numberOf(row.subscriber),
    merchant: asId<MerchantId>(row.merchant_id),
    purposes: row.purposes,
    categories: row.categories,
    channels: row.channels,
    matter: row.matter === null ? undefined : asId<ContentId>(row.matter),
    words: row.words,
    method: METHODS[row.method] as Basis['method'],
    evidence: evidenceOf(row),
    confirmed: row.confirmed === 1,
    fromMs: row.from_at,
    toMs: row.to_at ?? undefined,
    receivedMs: row.received_at,
    sequence: asSequence(row.from_sequence),
    ended: hasEnded ? endOf(row) : undefined,
    endedBy: hasEnded ? (ENDED_BY[row.ended_by ?? 0] as BasisRecord['endedBy']) : undefined,
    toldEnd:
      row.told_end_sequence === null || row.told_end_sequence > asOf
        ? undefined
        : { sequence: asSequence(row.told_end_sequence), atMs: row.told_end_at ?? 0 },
  };
};

const evidenceOf = (row: BasisWithProof): Evidence | undefined =>
  row.evidence_reference === null
    ? undefined
    : { reference: row.evidence_reference, sha256: row.evidence_sha256 ?? undefined };

const endOf = (row: BasisRow): NonNullable<Basis['ended']> => ({
  how: endedHow(row.ended_how ?? 0),
  sequence: asSequence(row.to_sequence ?? 0),
  atMs: row.ended_at ?? 0,
});

export type RefusalWithWords = RefusalRow & { readonly words: string; readonly merchant_id: string };

export const refusalOf = (row: RefusalWithWords, asOf = Number.POSITIVE_INFINITY): Refusal => ({
  subscriber: numberOf(row.subscriber),
  merchant: asId<MerchantId>(row.merchant_id),
  purposes: row.purposes,
  categories: row.categories,
  channels: row.channels,
  by: row.written_by as Refusal['by'],
  words: row.words,
  reply: row.reply_port === null ? undefined : { port: row.reply_port as PhoneNumber, atMs: row.reply_at ?? 0 },
  receivedMs: row.received_at,
  sequence: asSequence(row.from_sequence),
  ended:
    row.to_sequence !== null && row.to_sequence <= asOf
      ? { how: 'recycled', sequence: asSequence(row.to_sequence), atMs: row.ended_at ?? 0 }
      : undefined,
});

/** The law fact is a timetable; before there were timetables it was the id alone. */
export const lawChangeOf = (body: string): Extract<ChangeBody, { kind: 'law' }> =>
  body.startsWith('{')
    ? { kind: 'law', ...(JSON.parse(body) as { law: string; terms: LawTerm[] }) }
    : { kind: 'law', law: body };

export const nounRowOf = <K extends NounKind>(row: FactRow): NounRow<K> => ({
  id: row.id,
  body: JSON.parse(row.body as string) as NounBodies[K],
  owner: row.owner ?? undefined,
  sequence: asSequence(row.from_sequence) as Sequence,
});
