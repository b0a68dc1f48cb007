import type {
  BasisKind,
  Content,
  DecisionId,
  Enforcement,
  Evidence,
  Filing,
  HoursWindow,
  InstantMs,
  Line,
  LineClass,
  LineId,
  LineSip,
  Mask,
  MerchantId,
  Method,
  PartyId,
  PhoneNumber,
  PrefixEntry,
  ReplyLanguage,
  Sanction,
  VariableSlot,
} from '@wurao/domain';

/** What commands are given. */
export interface BasisInput {
  readonly kind: BasisKind;
  readonly subscriber: PhoneNumber;
  readonly merchant: MerchantId;
  readonly purposes: Mask;
  readonly categories: Mask;
  readonly channels: Mask;
  readonly matter: string | undefined;
  readonly words: string;
  readonly method: Method;
  readonly evidence: Evidence | undefined;
  readonly fromMs: InstantMs | undefined;
  readonly toMs: InstantMs | undefined;
}

export interface RefusalInput {
  readonly subscriber: PhoneNumber;
  readonly merchant: MerchantId;
  readonly purposes: Mask;
  readonly categories: Mask;
  readonly channels: Mask;
  readonly words: string;
}

export interface PreferenceInput {
  readonly on: boolean;
  readonly channels: Mask;
  readonly categories: Mask;
  readonly purposes: Mask;
  readonly hours: readonly HoursWindow[] | undefined;
  readonly allow: readonly PhoneNumber[];
  readonly deny: readonly PhoneNumber[];
  readonly prefixes: readonly PrefixEntry[];
  readonly keep: readonly MerchantId[];
}

/** Purposes are not asked: what the preference bars of any is opened. */
export interface ExpectationInput {
  readonly categories: Mask;
  readonly channels: Mask;
  /** From now: 1 to 24. */
  readonly hours: number;
}

export interface LineDigestInput {
  readonly user: string;
  readonly realm: string;
  /** Left out: the one that stands for this user and realm goes on. */
  readonly password?: string | undefined;
}

export interface LineEntryInput {
  readonly addresses: readonly string[];
  readonly certificates: readonly string[];
  readonly digest: LineDigestInput | undefined;
}

/** What is left out is as usual in the field. */
export interface LineSmsInput {
  readonly account: string;
  /** Left out: the one that stands for this account goes on. */
  readonly secret?: string | undefined;
  readonly connections?: number | undefined;
  readonly perSecond?: number | undefined;
  readonly window?: number | undefined;
  readonly replyWords?: readonly string[] | undefined;
}

export interface LineInput {
  readonly id: LineId | undefined;
  readonly name: string;
  readonly class: LineClass;
  readonly chain: readonly PartyId[];
  readonly enforcement: Enforcement;
  readonly trusted: boolean;
  readonly unknownCallers: Line['unknownCallers'];
  readonly refusalStyle: Line['refusalStyle'];
  readonly status: Line['status'];
  readonly entry?: LineEntryInput | undefined;
  readonly sip?: LineSip | undefined;
  readonly sms?: LineSmsInput | undefined;
}

export type FilingInput = Omit<Filing, 'id' | 'status'> & { readonly id: string | undefined };
export type SanctionInput = Omit<Sanction, 'id' | 'status' | 'sequence'> & { readonly id: string | undefined };
export type ContentInput = Omit<Content, 'id' | 'version' | 'status' | 'reviewNote' | 'variables'> & {
  /** Absent: a new content. Present: a new version of it. */
  readonly id: string | undefined;
  readonly variables: readonly VariableSlot[];
  readonly submit: boolean;
};

/** Of a refused decision, as its journal has it: whose it was says who may read the appeal. */
export interface AppealInput {
  readonly decision: DecisionId;
  readonly line: LineId | undefined;
  readonly merchant: MerchantId | undefined;
  /** The carrier that answers for the caller, where the decision names one. */
  readonly carrier: PartyId | undefined;
  /** The number that was called from, as whoever appeals says it. */
  readonly caller: PhoneNumber | undefined;
  readonly statement: string;
  /** How whoever appeals is reached. */
  readonly contact: string;
}

/** Whom a number is looked up as. */
export type GuardianSide = 'guardian' | 'ward';

/** A merchant's wish that Wurao ask a subscriber for consent: the words are Wurao's own. */
export interface ConsentRequestInput {
  readonly subscriber: PhoneNumber;
  readonly merchant: MerchantId;
  /** Commercial ones: nothing else needs asking. */
  readonly purposes: Mask;
  readonly categories: Mask;
  readonly channels: Mask;
  /** Until when the consent is to live; undefined: until it is withdrawn. */
  readonly toMs: InstantMs | undefined;
  readonly language: ReplyLanguage;
  /** What the subscriber did to be asked, and when: a form, a call, a visit. */
  readonly act: Evidence & { readonly atMs: InstantMs };
}

/** What a subscriber sent to a merchant's port, as the network delivered it. */
export interface ReplyInput {
  readonly subscriber: PhoneNumber;
  /** That was answered, with its extension. */
  readonly port: PhoneNumber;
  /** As it came. */
  readonly text: string;
  /** When the network had it. Evidence: facts are in order of our receipt. */
  readonly atMs: InstantMs;
  /** By which it came, where that is known. */
  readonly line: LineId | undefined;
}
