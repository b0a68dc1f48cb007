import type {
  ApiKey,
  Basis,
  Content,
  Expectation,
  Filing,
  Finding,
  InstantMs,
  KeyId,
  Line,
  LineEntry,
  LineSms,
  Merchant,
  MerchantId,
  Party,
  PhoneNumber,
  Preference,
  Refusal,
  Sanction,
  Sequence,
} from '@wurao/domain';
import type { BasisScope } from './basis-coverage.ts';
import type { ConsentForm } from './consent-form.ts';
import type { AppealInput, MerchantEvent, Query } from './envelope.ts';
import type { Member, MemberRecord } from './members/member.ts';

/** One page of a listing. `next` is the cursor of the following page (`after`); undefined = this was the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** A basis with who ended it: a withdrawal by the merchant itself is no "no" of the subscriber. */
export interface BasisRecord extends Basis {
  readonly endedBy: 'subscriber' | 'merchant' | 'carrier' | 'admin' | undefined;
  /**
   * The merchant withdrew it after its number was recycled, which the merchant cannot know: this is the end that it is told.
   */
  readonly toldEnd: { readonly sequence: Sequence; readonly atMs: InstantMs } | undefined;
}

/** What Wurao sends to a subscriber about one merchant: one of a kind in `NOTICE_REST_MS`. */
const NOTICE_KINDS = ['refusal-confirmation', 'consent-request', 'preference-help'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** That one person manages the number of another, who agreed. */
export interface Guardianship {
  readonly id: string;
  readonly guardian: PhoneNumber;
  readonly ward: PhoneNumber;
  /** `unsent`: there was a reason not to ask, of which nobody hears. */
  readonly state: 'open' | 'unsent' | 'standing' | 'ended';
  /** SHA-256 of both numbers and the code together. */
  readonly hash: string;
  readonly tries: number;
  readonly askedMs: InstantMs;
  /** Until when the ward may agree. */
  readonly expiresMs: InstantMs;
  readonly standsMs: InstantMs | undefined;
  readonly endedMs: InstantMs | undefined;
  /** When the ward was last told that the guardian had acted. */
  readonly toldMs: InstantMs | undefined;
}

export interface OutboxMessage {
  readonly id: string;
  readonly atMs: InstantMs;
  readonly to: PhoneNumber;
  /** Why it is sent. Never commerce: words are fixed, and Wurao's own. */
  readonly purpose:
    | 'code'
    | 'complaint'
    | 'preference'
    | 'guardian-request'
    | 'guardian-act'
    | Exclude<NoticeKind, 'preference-help'>;
  /** `voice`: to be read out, as the number takes no messages. Left out: a short message. */
  readonly channel?: 'voice' | undefined;
  /** The port from which it is expected; undefined: the sender's own. */
  readonly from: PhoneNumber | undefined;
  readonly text: string;
  /** Never sent after this. */
  readonly expiresMs: InstantMs;
}

/** A subscriber's wish to read what is refused to it. Ends with the tenure. */
export interface HeldWish {
  readonly id: string;
  readonly subscriber: PhoneNumber;
  /** Nothing that came before is the subscriber's to read. */
  readonly sinceMs: InstantMs;
}

/** An objection to a refusal, by whoever was refused. */
export interface Appeal extends AppealInput {
  readonly id: string;
  readonly receivedMs: InstantMs;
  readonly status: 'open' | 'granted' | 'refused';
  /** By when it is to be answered; undefined: no day is promised (a year without a calendar). */
  readonly dueMs: InstantMs | undefined;
  readonly answer: { readonly words: string; readonly atMs: InstantMs; readonly by: string } | undefined;
}

export interface Webhook {
  readonly id: string;
  readonly merchant: MerchantId;
  readonly url: string;
  /** Signs what is delivered (HMAC), so it is kept as it is. Shown once, on registration. */
  readonly secret: string;
  readonly createdMs: InstantMs;
  readonly status: 'active' | 'removed';
}

/** A key as listings show it: not even its hash. */
export type KeyListing = Omit<ApiKey, 'hash'> & { readonly id: KeyId };
/** `createdMs`: undefined where its commit is not known any more. */
export type DatedKey = KeyListing & { readonly createdMs: InstantMs | undefined };
export type WebhookListing = Omit<Webhook, 'secret'>;

/** A line as answers show it: of a digest user nothing by which somebody could answer in its place. */
export type LineListing = Omit<Line, 'entry' | 'sms'> & {
  readonly sms?: Omit<LineSms, 'secret'> | undefined;
  readonly entry?:
    | (Omit<LineEntry, 'digest'> & { readonly digest: Omit<NonNullable<LineEntry['digest']>, 'ha1'> | undefined })
    | undefined;
};

export interface NounAnswers {
  merchant: Merchant;
  party: Party;
  line: LineListing;
  filing: Filing;
  content: Content;
  sanction: Sanction;
  key: KeyListing;
  webhook: WebhookListing;
}

/** Every basis and refusal of the present tenure, newest first; names by merchant id. */
export interface ContactRights {
  readonly bases: readonly BasisRecord[];
  readonly refusals: readonly Refusal[];
  readonly kept: readonly MerchantId[];
  readonly merchants: Readonly<Record<string, string>>;
}

/** What each question answers. `undefined` = there is no such thing. */
export interface Answers {
  preference: Preference | undefined;
  expectation: Expectation | undefined;
  guardianships: readonly Guardianship[];
  contactRights: ContactRights;
  basesOfMerchant: Page<BasisRecord>;
  basis: BasisRecord | undefined;
  noun: NounAnswers[keyof NounAnswers] | undefined;
  nouns: Page<NounAnswers[keyof NounAnswers]>;
  keys: Page<DatedKey>;
  heldWish: HeldWish | undefined;
  heldWishes: Page<HeldWish>;
  consentForm: ConsentForm | undefined;
  consentForms: Page<ConsentForm>;
  outbox: Page<OutboxMessage>;
  merchantEvents: Page<MerchantEvent>;
  basisScopes: Page<BasisScope>;
  /** In order of day; none of 0. */
  eventDays: readonly { readonly dayMs: InstantMs; readonly type: MerchantEvent['type']; readonly events: number }[];
  appeals: Page<Appeal>;
  appeal: Appeal | undefined;
  findings: Page<Finding>;
  member: Member | undefined;
  members: Page<Member>;
  memberRecord: MemberRecord | undefined;
  memberSessions: readonly KeyListing[];
  changeCount: { readonly sequence: Sequence; readonly changes: number };
}

/** The answer to one question; a named noun narrows it. */
export type Answer<Q extends Query> = Q extends { kind: 'noun'; noun: infer N extends keyof NounAnswers }
  ? NounAnswers[N] | undefined
  : Q extends { kind: 'nouns'; noun: infer N extends keyof NounAnswers }
    ? Page<NounAnswers[N]>
    : Answers[Q['kind']];
