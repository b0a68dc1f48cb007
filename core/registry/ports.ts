import type {
  ChangeBody,
  DecisionId,
  DigestHash,
  Failure,
  Finding,
  InstantMs,
  KeyId,
  LawTerm,
  LineId,
  MerchantId,
  NounBodies,
  NounKind,
  Ownership,
  PhoneNumber,
  Preference,
  Refusal,
  Result,
  Sequence,
} from '@wurao/domain';
import type { LawPack } from '@wurao/law';
import type {
  Answer,
  Appeal,
  BasisRecord,
  Guardianship,
  HeldWish,
  NoticeKind,
  OutboxMessage,
  Webhook,
} from './answers.ts';
import type { ConsentForm } from './consent-form.ts';
import type { ConsentRequestInput, Envelope, GuardianSide, MerchantEvent, Outcome, Query } from './envelope.ts';
import type { MemberKey, MemberRecord } from './members/member.ts';

/** What the edge (HTTP, CLI) needs of the register. The store is the maker of it. */
export interface Register {
  /** Answered when it is durable. Commands that wait together are committed together. */
  execute(envelope: Envelope): Promise<Result<Outcome>>;
  /** At the present sequence. */
  ask<Q extends Query>(query: Q): Promise<Result<Answer<Q>>>;
  /** The last committed sequence. */
  head(): Sequence;
}

/** Time, ids and randomness, given from outside so that commands stay pure. */
export interface CommandContext {
  readonly nowMs: InstantMs;
  /** A new unguessable id that starts with the noun: `basis-…`. */
  newId(noun: string): string;
  /** A new API key or webhook secret. */
  newSecret(): string;
  /** Six decimal digits. */
  newCode(): string;
  /** SHA-256, hex. */
  hashSecret(secret: string): string;
  /** Of digest authentication: MD5 and SHA-256. */
  readonly digestHash: DigestHash;
  /** Of the law pack in force. */
  readonly requestHours: number;
  /** In force at `nowMs`. */
  readonly law: LawPack;
}

/** The present version of a small noun. */
export interface NounRow<K extends NounKind> {
  readonly id: string;
  readonly body: NounBodies[K];
  /** Whose it is: merchant id or party id; for a sanction, who imposed it; for an expectation, when it is over. */
  readonly owner: string | undefined;
  readonly sequence: Sequence;
}

/** What a noun is found by besides its id. */
export interface NounIndex {
  readonly owner: string | undefined;
  /** Filing: caller digits. Content: id without version. Sanction: `kind:id` of its target. Binding: x. Key: its subscriber or member. */
  readonly lookup: string | undefined;
}

export interface CodeRecord {
  readonly id: string;
  readonly subscriber: PhoneNumber;
  /** SHA-256 of number and code together: a stolen table of hashes is no table of codes for another number. */
  readonly hash: string;
  readonly atMs: InstantMs;
  readonly expiresMs: InstantMs;
  readonly tries: number;
  /** Used, superseded by a newer one, tried too often, or of an ended tenure. */
  readonly spent: boolean;
}

/** A consent that was asked for by message, and its code. */
export interface ConsentRequest extends Omit<ConsentRequestInput, 'language'> {
  readonly id: string;
  /** Shown to the subscriber, exactly. */
  readonly words: string;
  /** SHA-256 of number and code together. */
  readonly hash: string;
  readonly atMs: InstantMs;
  readonly expiresMs: InstantMs;
  readonly tries: number;
  /** `unsent`: there was a reason not to, of which the merchant hears nothing. */
  readonly state: 'open' | 'confirmed' | 'ended' | 'unsent';
  /** When it ceased to be open. */
  readonly endedMs: InstantMs | undefined;
}

/** That a subscriber was written to about a merchant. */
export interface Notice {
  readonly subscriber: PhoneNumber;
  readonly merchant: MerchantId;
  readonly kind: NoticeKind;
  readonly atMs: InstantMs;
  readonly sequence: Sequence;
}

/** The first answer to an idempotency key, without secrets. */
export interface RememberedAnswer {
  readonly keyId: KeyId;
  readonly key: string;
  readonly bodyHash: string;
  readonly atMs: InstantMs;
  readonly outcome: Outcome;
}

export interface Ending {
  readonly how: 'withdrawn' | 'recycled';
  readonly by: NonNullable<BasisRecord['endedBy']>;
  readonly atMs: InstantMs;
}

/**
 * One command's view of the store, inside a savepoint of the group's transaction. Reads see what the group wrote before.
 * Writes take `sequence`; a command that states a fact must `append` at least one change, or the feed would have a hole.
 * Asynchronous because PostgreSQL is; the embedded store answers within the same turn.
 */
export interface RegisterTransaction {
  /** The number this command takes if it appends a change. */
  readonly sequence: Sequence;
  append(body: ChangeBody): Promise<void>;
  /** The command took its sequence. */
  readonly hasAppended: boolean;

  noun<K extends NounKind>(kind: K, id: string): Promise<NounRow<K> | undefined>;
  nounsByLookup<K extends NounKind>(kind: K, lookup: string): Promise<readonly NounRow<K>[]>;
  /** Ends the present version, if any, and states a new one (`undefined`: none). */
  putNoun<K extends NounKind>(kind: K, id: string, body: NounBodies[K] | undefined, index: NounIndex): Promise<void>;
  /** The active line that is recognised by this (`claimEntry`). */
  entryHolder(key: string): Promise<LineId | undefined>;
  /** Of every key that begins like this. Reads all of them: for what is rare. */
  entryHolders(beginning: string): Promise<readonly { readonly key: string; readonly line: LineId }[]>;
  putEntryHolder(key: string, line: LineId | undefined): Promise<void>;
  /** The next free table index of a merchant: dense, never reused. */
  nextMerchantIndex(): Promise<number>;

  /** Expectations that are not over at an instant. */
  countExpectations(atMs: InstantMs): Promise<number>;

  /** Now, or as it was right after a sequence. */
  preference(subscriber: PhoneNumber, asOf?: Sequence): Promise<Preference | undefined>;
  /** Ends the present version, if any, and states `preference` (`undefined`: none). */
  putPreference(subscriber: PhoneNumber, preference: Preference | undefined, atMs: InstantMs): Promise<void>;

  /** Of every tenure, by sequence; of one merchant when named. */
  bases(subscriber: PhoneNumber, merchant?: MerchantId): Promise<readonly BasisRecord[]>;
  basis(id: string): Promise<BasisRecord | undefined>;
  insertBasis(basis: BasisRecord): Promise<void>;
  endBasis(basis: BasisRecord, ending: Ending): Promise<void>;
  /** Sets `toldEnd`. */
  tellEnd(basis: BasisRecord, atMs: InstantMs): Promise<void>;
  refusals(subscriber: PhoneNumber, merchant?: MerchantId): Promise<readonly Refusal[]>;
  insertRefusal(refusal: Refusal): Promise<void>;
  endRefusals(subscriber: PhoneNumber, atMs: InstantMs): Promise<void>;

  /** Where the present tenure began; 0 = never recycled. */
  tenureFrom(number: PhoneNumber): Promise<Sequence>;
  /** `beganMs`: when it began, as its carrier says. */
  startTenure(number: PhoneNumber, atMs: InstantMs, beganMs?: InstantMs): Promise<void>;
  ownership(number: PhoneNumber): Promise<Ownership | undefined>;
  putOwnership(ownership: Ownership): Promise<void>;

  /** The timetable of laws; undefined = none was ever put in force. */
  laws(): Promise<readonly LawTerm[] | undefined>;
  /** `law`: in force now. */
  putLaws(law: string, terms: readonly LawTerm[]): Promise<void>;

  addMerchantEvent(event: MerchantEvent): Promise<void>;
  addOutbox(message: OutboxMessage): Promise<void>;
  removeOutbox(id: string): Promise<void>;
  /** The newest one of its kind. */
  lastNotice(subscriber: PhoneNumber, merchant: MerchantId, kind: NoticeKind): Promise<Notice | undefined>;
  insertNotice(notice: Notice): Promise<void>;
  /** The newest code of a number that is not spent, however old. */
  liveCode(subscriber: PhoneNumber): Promise<CodeRecord | undefined>;
  countCodes(subscriber: PhoneNumber, sinceMs: InstantMs): Promise<number>;
  insertCode(code: CodeRecord): Promise<void>;
  updateCode(id: string, tries: number, spent: boolean): Promise<void>;

  hasOpenAppeal(decision: DecisionId): Promise<boolean>;
  insertAppeal(appeal: Appeal): Promise<void>;
  appeal(id: string): Promise<Appeal | undefined>;
  /** Its day, its status and its answer. */
  answerAppeal(appeal: Appeal): Promise<void>;

  insertConsentRequest(request: ConsentRequest): Promise<void>;
  /** Open ones whose code is still good, oldest first. */
  openConsentRequests(subscriber: PhoneNumber, nowMs: InstantMs): Promise<readonly ConsentRequest[]>;
  countConsentTry(id: string): Promise<void>;
  endConsentRequest(id: string, state: 'confirmed' | 'ended', atMs: InstantMs): Promise<void>;

  /** That stand, or were asked and can still be agreed to; oldest first. */
  guardianshipsOf(side: GuardianSide, number: PhoneNumber, atMs: InstantMs): Promise<readonly Guardianship[]>;
  /** The numbers that were asked after an instant. */
  guardianshipsAsked(guardian: PhoneNumber, sinceMs: InstantMs): Promise<readonly PhoneNumber[]>;
  /** Inserts or replaces, by its id. */
  putGuardianship(guardianship: Guardianship): Promise<void>;
  /** That stands. */
  heldWish(subscriber: PhoneNumber): Promise<HeldWish | undefined>;
  insertHeldWish(wish: HeldWish): Promise<void>;
  endHeldWish(subscriber: PhoneNumber, atMs: InstantMs): Promise<void>;

  /** Of this version; left out: the latest. */
  consentForm(id: string, version?: number): Promise<ConsentForm | undefined>;
  /** That are not ended. */
  countConsentForms(merchant: MerchantId): Promise<number>;
  insertConsentForm(form: ConsentForm): Promise<void>;
  /** Every version of it. */
  endConsentForm(id: string, atMs: InstantMs): Promise<void>;

  /** What `subject` stands for is filed once of each kind. */
  findingOf(kind: Finding['kind'], subject: string): Promise<Finding | undefined>;
  insertFinding(finding: Finding, subject: string): Promise<void>;

  memberRecord(by: MemberKey, value: string): Promise<MemberRecord | undefined>;
  /** Inserts or replaces. Takes no place in the feed: gates know sessions, not members. */
  putMember(member: MemberRecord): Promise<void>;

  webhook(id: string): Promise<Webhook | undefined>;
  webhooksOf(merchant: MerchantId): Promise<readonly Webhook[]>;
  /** Inserts or replaces. Its delivery starts after the present sequence. */
  putWebhook(webhook: Webhook): Promise<void>;

  rememberedAnswer(keyId: KeyId, key: string): Promise<RememberedAnswer | undefined>;
  /** Replaces one that is past its 24 hours. */
  rememberAnswer(answer: RememberedAnswer): Promise<void>;
}

/** What a handler of a command answers. */
export interface Reply {
  readonly created: boolean;
  /** Where the fact stands; undefined = this command's own sequence, or the head when it stated none. */
  readonly sequence?: Sequence;
  readonly body: Readonly<Record<string, unknown>>;
  /** Shown once: left out of what an idempotency key remembers. */
  readonly secret?: Readonly<Record<string, string>>;
}

/** A failure that nevertheless leaves a trace: a wrong code counts as a try. */
export interface TracedFailure extends Failure {
  readonly traced: true;
}

export type HandlerResult = Result<Reply> | TracedFailure;

/** What running a command comes to: `keep` false = roll its savepoint back. */
export interface Execution {
  readonly result: Result<Outcome>;
  readonly keep: boolean;
}
