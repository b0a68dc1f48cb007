import type {
  BasisId,
  InstantMs,
  KeyId,
  LineId,
  Mask,
  MemberId,
  MerchantId,
  NewFinding,
  Party,
  PartyId,
  PhoneNumber,
  PreferenceOrder,
  ReplyLanguage,
  Role,
  Sequence,
} from '@wurao/domain';
import type {
  AppealInput,
  BasisInput,
  ConsentRequestInput,
  ContentInput,
  ExpectationInput,
  FilingInput,
  GuardianSide,
  LineInput,
  PreferenceInput,
  RefusalInput,
  ReplyInput,
  SanctionInput,
} from './inputs.ts';

export type * from './inputs.ts';

import type { ConsentFormInput, FormAgreement } from './consent-form.ts';
import type { MemberKey } from './members/member.ts';
import type { MemberCommand } from './members/member-commands.ts';

/** Who asks, as the edge proved it. `subscriber` is set for role subscriber, `party` for merchant and carrier. */
export interface Actor {
  readonly keyId: KeyId | undefined;
  readonly role: Role;
  readonly party: PartyId | undefined;
  readonly subscriber: PhoneNumber | undefined;
  /** The number proved, where its holder acts for `subscriber`, a ward. */
  readonly guardian?: PhoneNumber | undefined;
}

/** Everything that may change the register. Imperative names; inputs are parsed and bounded by the edge. */
export type Command =
  | { readonly kind: 'setPreference'; readonly subscriber: PhoneNumber; readonly preference: PreferenceInput }
  /** `undone`: the sequence of the latest change of the preference or its lists. */
  | { readonly kind: 'undoPreference'; readonly subscriber: PhoneNumber; readonly undone: Sequence }
  | {
      readonly kind: 'addListEntry' | 'removeListEntry';
      readonly subscriber: PhoneNumber;
      readonly list: 'allow' | 'deny';
      readonly caller: PhoneNumber;
    }
  | { readonly kind: 'expectCall'; readonly subscriber: PhoneNumber; readonly expectation: ExpectationInput }
  | { readonly kind: 'endExpectation'; readonly subscriber: PhoneNumber }
  | { readonly kind: 'grantBasis'; readonly basis: BasisInput }
  | { readonly kind: 'withdrawBasis'; readonly id: BasisId }
  | { readonly kind: 'recordRefusal'; readonly refusal: RefusalInput }
  /** `merchants`: whom it is meant for (`replyTarget`); none: it becomes a finding. */
  | {
      readonly kind: 'refuseByReply';
      readonly reply: ReplyInput;
      readonly merchants: readonly MerchantId[];
      /** Of the confirmation. */
      readonly language: ReplyLanguage;
    }
  /** What came to the port for preferences. `merchant`: the one that is named, where it is known. */
  | {
      readonly kind: 'preferByMessage';
      readonly reply: ReplyInput;
      readonly order: PreferenceOrder;
      readonly merchant: MerchantId | undefined;
    }
  | { readonly kind: 'requestConsent'; readonly request: ConsentRequestInput }
  /** `code`: what the reply consists of (`readReply`: `agrees`). */
  | { readonly kind: 'confirmConsent'; readonly reply: ReplyInput; readonly code: string }
  /** Whether messages that are refused to this subscriber are kept for it to read. By the subscriber. */
  | { readonly kind: 'setHeldWish'; readonly subscriber: PhoneNumber; readonly on: boolean }
  | { readonly kind: 'publishConsentForm'; readonly form: ConsentFormInput }
  | { readonly kind: 'endConsentForm'; readonly id: string }
  /** By the subscriber, whose session proved the number. */
  | { readonly kind: 'agreeToForm'; readonly agreement: FormAgreement }
  /** A message of the outbox went out: whoever sends it says so, once or more often. */
  | { readonly kind: 'markMessageSent'; readonly id: string }
  | { readonly kind: 'fileFinding'; readonly finding: NewFinding }
  | {
      readonly kind: 'recycleNumber';
      readonly number: PhoneNumber;
      /** When the tenure began, as its carrier says; facts end by our receipt all the same. */
      readonly beganMs?: InstantMs;
    }
  | { readonly kind: 'recordOwnership'; readonly number: PhoneNumber; readonly carrier: PartyId }
  | {
      readonly kind: 'registerMerchant';
      readonly id: string | undefined;
      readonly name: string;
      readonly creditCode: string | undefined;
      readonly categories: Mask;
      /** Left out: those that stand go on. */
      readonly signatures?: readonly string[] | undefined;
      /** As people write them. Left out: those that stand go on. */
      readonly domains?: readonly string[] | undefined;
    }
  | {
      readonly kind: 'registerParty';
      readonly id: string | undefined;
      readonly name: string;
      readonly partyKind: Party['kind'];
      readonly creditCode: string | undefined;
    }
  | { readonly kind: 'registerLine'; readonly line: LineInput }
  | { readonly kind: 'fileNumber'; readonly filing: FilingInput }
  | { readonly kind: 'revokeFiling'; readonly id: string }
  | {
      readonly kind: 'bindMiddleNumber';
      readonly filing: string;
      readonly a: PhoneNumber;
      readonly b: PhoneNumber;
      readonly x: PhoneNumber;
      readonly order: string;
      readonly expiresMs: InstantMs;
    }
  | { readonly kind: 'registerContent'; readonly content: ContentInput }
  | {
      readonly kind: 'reviewContent';
      readonly id: string;
      readonly approve: boolean;
      readonly note: string | undefined;
    }
  | { readonly kind: 'imposeSanction'; readonly sanction: SanctionInput }
  | { readonly kind: 'liftSanction'; readonly id: string; readonly note: string }
  /** `secretHash`: SHA-256 (hex) of a secret the operator chose (WURAO_ADMIN_KEY); by the system itself only (admin without key id). */
  | {
      readonly kind: 'createKey';
      readonly role: Role;
      readonly party: PartyId | undefined;
      readonly lines: readonly LineId[];
      readonly secretHash?: string;
    }
  | { readonly kind: 'revokeKey'; readonly id: KeyId }
  | { readonly kind: 'requestCode'; readonly subscriber: PhoneNumber }
  | { readonly kind: 'openSession'; readonly subscriber: PhoneNumber; readonly code: string }
  | { readonly kind: 'askWard' | 'endGuardianship'; readonly guardian: PhoneNumber; readonly ward: PhoneNumber }
  /** `code`: by the guardian; the ward, signed in, needs none. */
  | {
      readonly kind: 'confirmGuardian';
      readonly guardian: PhoneNumber;
      readonly ward: PhoneNumber;
      readonly code: string | undefined;
    }
  | { readonly kind: 'registerWebhook'; readonly merchant: MerchantId; readonly url: string }
  | { readonly kind: 'removeWebhook'; readonly id: string }
  | { readonly kind: 'fileAppeal'; readonly appeal: AppealInput }
  | { readonly kind: 'setLaw'; readonly law: string }
  /** `data`: the whole pack as a file says it (core/law, `checkPack`). `fromMs`: when it takes effect; undefined = not by itself. */
  | { readonly kind: 'installLaw'; readonly data: unknown; readonly fromMs: InstantMs | undefined }
  | MemberCommand;

export type CommandKind = Command['kind'];

/** The command of one kind, also where several kinds share a shape. */
export type CommandOf<K extends CommandKind> = Command extends infer C
  ? C extends { kind: infer Kinds }
    ? K extends Kinds
      ? C
      : never
    : never
  : never;

export interface Idempotency {
  readonly key: string;
  /** SHA-256 (hex) of method, path and body. */
  readonly bodyHash: string;
}

export interface Envelope<C extends { readonly kind: string } = Command> {
  readonly command: C;
  readonly actor: Actor;
  readonly idempotency: Idempotency | undefined;
}

/** What a command answers: the fact as JSON for the response, and where it stands in the feed. */
export interface Outcome {
  readonly sequence: Sequence;
  /** `created` = 201. */
  readonly created: boolean;
  readonly body: Readonly<Record<string, unknown>>;
  /** An idempotent repeat: the first answer again. */
  readonly repeated: boolean;
}

/** Questions of the register, answered by the store at its present sequence. */
export type Query =
  | { readonly kind: 'preference'; readonly subscriber: PhoneNumber }
  /** The latest, over or not. */
  | { readonly kind: 'expectation'; readonly subscriber: PhoneNumber }
  /** Of one side, what stands or was asked and can still be agreed to, at an instant. */
  | {
      readonly kind: 'guardianships';
      readonly side: GuardianSide;
      readonly number: PhoneNumber;
      readonly atMs: InstantMs;
    }
  /** Every basis and refusal of the present tenure, with the merchant's name: who may contact me. */
  | { readonly kind: 'contactRights'; readonly subscriber: PhoneNumber }
  /** A merchant's own bases, by cursor. */
  | {
      readonly kind: 'basesOfMerchant';
      readonly merchant: MerchantId;
      readonly subscriber: PhoneNumber | undefined;
      readonly after: string | undefined;
      readonly limit: number;
    }
  | { readonly kind: 'basis'; readonly id: BasisId }
  | {
      readonly kind: 'noun';
      readonly noun: 'merchant' | 'party' | 'line' | 'filing' | 'content' | 'sanction';
      readonly id: string;
    }
  | {
      readonly kind: 'nouns';
      readonly noun: 'merchant' | 'party' | 'line' | 'filing' | 'content' | 'sanction' | 'webhook';
      readonly merchant: MerchantId | undefined;
      readonly after: string | undefined;
      readonly limit: number;
    }
  /** The newest first; `owner`: of this party. */
  | {
      readonly kind: 'keys';
      readonly owner: PartyId | undefined;
      readonly after: string | undefined;
      readonly limit: number;
    }
  | { readonly kind: 'heldWish'; readonly subscriber: PhoneNumber }
  /** Of everybody who has one, for the gates: no interface hands it on. `after`: an id. */
  | { readonly kind: 'heldWishes'; readonly after: string | undefined; readonly limit: number }
  /** Of this version; undefined: the latest. */
  | { readonly kind: 'consentForm'; readonly id: string; readonly version: number | undefined }
  /** The latest version of each, by id. */
  | {
      readonly kind: 'consentForms';
      readonly merchant: MerchantId;
      readonly after: string | undefined;
      readonly limit: number;
    }
  | { readonly kind: 'outbox'; readonly after: string | undefined; readonly limit: number }
  /** Withdrawals and refusals that touch the merchant's own bases, by cursor (a sequence). */
  | { readonly kind: 'merchantEvents'; readonly merchant: MerchantId; readonly after: Sequence; readonly limit: number }
  /** Of one merchant, in what is counted by; as it sees them. */
  | {
      readonly kind: 'basisScopes';
      readonly merchant: MerchantId;
      readonly after: string | undefined;
      readonly limit: number;
    }
  /** How many of its events came on each day, since an instant. */
  | {
      readonly kind: 'eventDays';
      readonly merchant: MerchantId;
      readonly sinceMs: InstantMs;
      readonly zoneMs: number;
    }
  /** Oldest first; of one merchant's decisions when named. */
  | {
      readonly kind: 'appeals';
      readonly merchant: MerchantId | undefined;
      readonly after: string | undefined;
      readonly limit: number;
    }
  | { readonly kind: 'appeal'; readonly id: string }
  /** Oldest first. */
  | { readonly kind: 'findings'; readonly after: string | undefined; readonly limit: number }
  | { readonly kind: 'member'; readonly id: MemberId }
  /** By id. */
  | { readonly kind: 'members'; readonly after: string | undefined; readonly limit: number }
  /** With what proves the member: for whoever checks a sign-in, and nobody else. */
  | { readonly kind: 'memberRecord'; readonly by: MemberKey; readonly value: string }
  /** Those that are not over, the latest last. */
  | { readonly kind: 'memberSessions'; readonly member: MemberId; readonly nowMs: InstantMs }
  | { readonly kind: 'changeCount' };

export interface MerchantEvent {
  readonly id: string;
  readonly sequence: Sequence;
  readonly atMs: InstantMs;
  readonly type: 'basis-withdrawn' | 'refused';
  readonly merchant: MerchantId;
  readonly subscriber: PhoneNumber;
  readonly basis: BasisId | undefined;
}
