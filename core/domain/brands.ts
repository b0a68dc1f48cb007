/** Branded primitives: an id of one noun cannot be passed where another's is wanted. */
declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Canonical: `+` and 7 to 15 digits (E.164), or a bare national short code of 3 to 21 digits (95xxx, 96xxx, 400…, 106…, 1xx). */
export type PhoneNumber = Branded<string, 'PhoneNumber'>;
export type MerchantId = Branded<string, 'MerchantId'>;
export type PartyId = Branded<string, 'PartyId'>;
export type LineId = Branded<string, 'LineId'>;
export type FilingId = Branded<string, 'FilingId'>;
export type ContentId = Branded<string, 'ContentId'>;
export type BasisId = Branded<string, 'BasisId'>;
export type SanctionId = Branded<string, 'SanctionId'>;
export type PermitId = Branded<string, 'PermitId'>;
export type DecisionId = Branded<string, 'DecisionId'>;
export type KeyId = Branded<string, 'KeyId'>;
export type MemberId = Branded<string, 'MemberId'>;

/** Position in the change feed: dense, from 1, in commit order. The only clock that orders facts. 0 = before any fact. */
export type Sequence = Branded<number, 'Sequence'>;

/** Milliseconds since the epoch, UTC. */
export type InstantMs = number;

export const asSequence = (value: number): Sequence => value as Sequence;
export const asId = <Id extends string>(value: string): Id => value as Id;
