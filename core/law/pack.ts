import type { BasisKind, Channel, HoursWindow, LineClass, NumberingPlan, Purpose } from '@wurao/domain';
import type { Cited } from './predicates.ts';

/** A rule of a law, cited everywhere by its id. `source` says where the text stands; house defaults say so. */
export interface Clause {
  readonly id: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly source: string;
}

/** Which steps of the decision apply to a purpose (DESIGN, purpose matrix). Steps 1–5 always do. */
export interface PurposeRule {
  /** 6: approved content, matching text, no promotion hidden. */
  readonly content: boolean;
  /** 7: answers `not-commercial` once its own checks passed. */
  readonly commercial: boolean;
  /** 8 */
  readonly refusal: boolean;
  /** 9 */
  readonly preference: boolean;
  /** 10: `all` channels, the listed ones, or none. `relation`: only a live relation serves (collection: of that debtor). */
  readonly basis: readonly Channel[];
  readonly basisKinds: readonly BasisKind[];
  /** 11: which hours of the pack. */
  readonly hours: 'commercial' | 'collection' | undefined;
  /** 12: which caps of the pack. */
  readonly caps: CapGroup | undefined;
  /** A blocked prefix with scope `commercial` bites. */
  readonly prefixes: boolean;
  readonly clause: string;
}

/** Contacts are counted apart by group, so that a bill does not use up an offer's day. */
export const CAP_GROUPS = ['commercial', 'care', 'collection', 'transactional'] as const;
export type CapGroup = (typeof CAP_GROUPS)[number];

/** Allowed contacts of one merchant with one subscriber. undefined = no cap. All numbers are house defaults. */
export interface Cap {
  /** Allowed calls (voice) per local day. */
  readonly callsPerDay: number | undefined;
  /** Allowed messages (sms, flash) per local day. */
  readonly messagesPerDay: number | undefined;
  /** Allowed contacts in the rolling window, all channels. */
  readonly perWindow: number | undefined;
  readonly windowDays: number;
  /** Days of rest after a no that left another basis standing. */
  readonly coolOffDays: number;
  readonly clause: string;
}

/** Who must act by when once something has come in. */
export const CLOCKS = [
  /** The person completes a complaint that lacks something, or it lapses. */
  'supplement',
  /** A complete complaint goes to the party. */
  'forward',
  /** The party handles it and reports. */
  'report',
  /** The party amends an answer that was given back. */
  'amend',
  /** The person is told the result. */
  'tell',
  /** An appeal is decided. */
  'appeal',
  /** A merchant says where it got a number. */
  'explain',
  /** A party is entered in the bad list. */
  'bad-list',
] as const;
export type ClockName = (typeof CLOCKS)[number];
/** `working`: of the State Council's calendar. */
export const DAY_KINDS = ['working', 'calendar'] as const;

/** So many days of that kind, days of China; the day of the event is not counted. */
export interface ClockRule {
  readonly days: number;
  readonly dayKind: (typeof DAY_KINDS)[number];
  readonly clause: string;
}

/** Does a basis on the merchant's word alone count? `days`: only so long after receipt. */
export type UnconfirmedRule = { readonly counts: false } | { readonly counts: true; readonly days: number | undefined };

/** What a province asks for beside the pack. Whose province it is: that of the number that was called first. */
export interface ProvinceRule {
  /** In the place of the pack's; a group or a channel that is left out keeps the pack's. */
  readonly hours?: Partial<Record<'commercial' | 'collection', Partial<Record<Channel, readonly HoursWindow[]>>>>;
  /** In the place of the pack's, of attempts into this province. */
  readonly thresholds?: readonly Threshold[];
  /** A clause of the pack that says so. */
  readonly clause: string;
}

export const THRESHOLDS = [
  'complaints',
  'calls-into-one-province',
  'calls-of-a-personal-line',
  'complaints-of-a-campaign-line',
] as const;
export const THRESHOLD_PER = ['10000-attempts', 'merchant-a-day', 'number-a-day', 'days'] as const;

/** A figure at which somebody steps in. Kept here for those who watch it (casework judges complaints by it); no decision reads it. */
export interface Threshold {
  readonly what: (typeof THRESHOLDS)[number];
  /** Reached at so many `per`. */
  readonly value: number;
  readonly per: (typeof THRESHOLD_PER)[number];
  /** So many, where `per` is `days`; else left out. */
  readonly days?: number;
  /** Left out: every class that no other threshold names. */
  readonly lineClass?: LineClass;
  readonly clause: string;
}

/**
 * How surely a rate must lie above its threshold before anybody is told, and which complaints count. All of it house defaults.
 */
export interface ComplaintRateRule {
  /** A subject exactly at the threshold is found above it with this chance within the longest period, however often one looks. */
  readonly wrongPerMillion: number;
  /** Rates are looked at in periods of these lengths, side by side; each divides the longest, which is the last. */
  readonly periodDays: readonly number[];
  /** Fewer complaints never make a rate. */
  readonly fewest: number;
  /** Who complained more often than this within so many days: each of those complaints weighs one through their number. */
  readonly habitual: { readonly moreThan: number; readonly days: number };
  readonly clause: string;
}

/** Whose messages must be signed (step 6); a foreign signature never passes, whatever stands here. */
export interface SignatureRule {
  readonly purposes: readonly Purpose[];
  readonly clause: string;
}

export interface LawPack {
  readonly id: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly effectiveFrom: string;
  readonly source: string;
  readonly clauses: Readonly<Record<string, Clause>>;
  readonly matrix: Readonly<Record<Purpose, PurposeRule>>;
  /** Minutes east of UTC, no summer time (Asia/Shanghai: 480). */
  readonly zoneMinutes: number;
  /** Lawful hours by channel; `flash` follows `sms` unless given. */
  readonly hours: Readonly<Record<'commercial' | 'collection', Readonly<Record<Channel, readonly HoursWindow[]>>>>;
  readonly caps: Readonly<Record<CapGroup, Cap>>;
  /** Distinct callees a day of a personal line. */
  readonly personalDistinctCallees: number;
  /** By basis kind; `migrated` ones follow their own rule. Collection reads `collectionRelation`. */
  readonly unconfirmed: Readonly<Record<BasisKind | 'migrated' | 'collectionRelation', UnconfirmedRule>>;
  /** A request is good for so long. */
  readonly requestHours: number;
  /** Words that mark promotion inside a text that is not commercial; lower case, NFKC. */
  readonly promotionWords: readonly string[];
  readonly emergencyNumbers: readonly string[];
  readonly clocks: Readonly<Record<ClockName, ClockRule>>;
  /** Records are kept so long (months), then deleted. */
  readonly retentionMonths: number;
  /** What the predicates, numbers and lists rest on: clause ids. */
  readonly cites: Readonly<Record<Cited, string>>;
  /** Left out: a message may go without a 【签名】. */
  readonly signatureRequired?: SignatureRule;
  /** Reason key -> clause id under this pack. Every reason has one. */
  readonly reasonClauses: Readonly<Record<string, string>>;
  /** The country's, by line class. Left out: nobody watches. */
  readonly thresholds?: readonly Threshold[];
  /** Left out: no rate of complaints is judged. */
  readonly complaintRates?: ComplaintRateRule;
  /** By GB/T 2260 code ("650000"). Left out: one law everywhere, and no number is looked up. */
  readonly provinces?: Readonly<Record<string, ProvinceRule>>;
  /** The plan in force, which tells the province of a number: put here by `withNumbering`, never part of a pack's data. */
  readonly numbering?: Pick<NumberingPlan, 'provinceOf' | 'version'>;
}

/** The pack as decisions take it: with the plan where it has rules by province, else as it is. */
export const withNumbering = (law: LawPack, numbering: () => LawPack['numbering'] & object): LawPack =>
  law.provinces === undefined ? law : { ...law, numbering: numbering() };
