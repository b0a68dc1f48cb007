import type { PairState } from './basis.ts';
import type { InstantMs, KeyId, LineId, MemberId, MerchantId, PartyId, PhoneNumber, Sequence } from './brands.ts';
import type { Expectation, PersonalLists, PreferenceProfile } from './preference.ts';
import type { Binding, Content, Filing, Line, Merchant, Ownership, Party, Sanction } from './registry-nouns.ts';
import type { Role } from './words.ts';

/** An API key as gates know it: never the key, only its SHA-256 (hex). */
export interface ApiKey {
  readonly id: KeyId;
  readonly hash: string;
  readonly role: Role;
  /** Merchant id for role merchant, party id for carrier, undefined else. */
  readonly party: PartyId | undefined;
  /** For role subscriber: the number proved. */
  readonly subscriber: PhoneNumber | undefined;
  readonly lines: readonly LineId[];
  readonly expiresMs: InstantMs | undefined;
  readonly status: 'active' | 'revoked';
  /** Of a member's session: who acts by it, whichever session it is. */
  readonly member?: MemberId | undefined;
}

/** A law pack that came as data: its id is its version, and what it says never changes. */
export interface InstalledLaw {
  readonly id: string;
  /** The pack as checked when it was installed: core/law knows its shape. */
  readonly pack: Readonly<Record<string, unknown>>;
  readonly installedMs: InstantMs;
  readonly sequence: Sequence;
}

/** From this instant on, until the next term, this law is in force. */
export interface LawTerm {
  readonly law: string;
  readonly fromMs: InstantMs;
}

/** The small nouns every gate holds whole. Tables index them by id. */
export interface NounBodies {
  party: Party;
  merchant: Merchant;
  line: Line;
  filing: Filing;
  content: Content;
  sanction: Sanction;
  binding: Binding;
  /** By the subscriber's number. */
  expectation: Expectation;
  key: ApiKey;
  'law-pack': InstalledLaw;
}
export type NounKind = keyof NounBodies;

/**
 * What a change does to the tables: it carries the whole new state of one key, so that applying is one put and
 * applying twice is harmless.
 */
export type ChangeBody =
  | {
      readonly kind: 'preference';
      readonly number: PhoneNumber;
      readonly profile: PreferenceProfile | undefined;
      readonly lists: PersonalLists | undefined;
      readonly fact: Sequence;
    }
  | {
      readonly kind: 'pair';
      readonly number: PhoneNumber;
      readonly merchant: MerchantId;
      readonly state: PairState | undefined;
    }
  | { readonly kind: 'ownership'; readonly ownership: Ownership }
  | {
      [K in NounKind]: {
        readonly kind: 'noun';
        readonly noun: K;
        readonly id: string;
        readonly body: NounBodies[K] | undefined;
      };
    }[NounKind]
  /** `law`: in force when it was said. `terms`: the whole timetable in order of instant; left out, `law` alone and always. */
  | { readonly kind: 'law'; readonly law: string; readonly terms?: readonly LawTerm[] };

/** One row of the change feed. All rows of a command share its sequence; sequences are dense and commit-ordered. */
export interface Change {
  readonly sequence: Sequence;
  readonly atMs: InstantMs;
  readonly body: ChangeBody;
}
