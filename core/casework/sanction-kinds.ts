import { ALL_CHANNELS, COMMERCIAL_PURPOSES, type Mask, purposeMask, SANCTION_KINDS } from '@wurao/domain';
import type { ClockName, ClockRule } from '@wurao/law';
import type { SanctionClauseId } from './sanction-clauses.ts';

/** Those of the register, and those that no gate knows. */
export const CASE_SANCTION_KINDS = [...SANCTION_KINDS, 'restrict', 'fine', 'bad-list', 'reclaim'] as const;
export type CaseSanctionKind = (typeof CASE_SANCTION_KINDS)[number];

export const SANCTION_TARGETS = ['number', 'line', 'merchant', 'party'] as const;
export type SanctionTargetKind = (typeof SANCTION_TARGETS)[number];

/** `system`: automation. `party`: whoever is sanctioned. */
export const SANCTION_ACTORS = ['party', 'handler', 'carrier', 'regulator', 'system'] as const;
export type SanctionActor = (typeof SANCTION_ACTORS)[number];

/** `penalty`: an earlier sanction that is a penalty in law. */
export const SANCTION_GROUNDS = ['case', 'finding', 'penalty'] as const;
export type SanctionGround = (typeof SANCTION_GROUNDS)[number];

export interface SanctionScope {
  readonly purposes: Mask;
  readonly channels: Mask;
}

/** A suspended aggregator's verification codes still pass. */
export const DEFAULT_SANCTION_SCOPE: SanctionScope = {
  purposes: purposeMask(COMMERCIAL_PURPOSES),
  channels: ALL_CHANNELS,
};

/** Days of 24 hours from when it comes into force, as of `automaticCap`. */
export interface TermRule {
  readonly longestDays: number;
  readonly clause: SanctionClauseId;
}

export interface SanctionKindRule {
  readonly title: { readonly zh: string; readonly en: string };
  readonly targets: readonly SanctionTargetKind[];
  /** Where it bites at the gates unless it says otherwise; undefined: it bites nowhere. */
  readonly bites: SanctionScope | undefined;
  /** How long the party knows of it before it comes into force; undefined: it may at once. */
  readonly notice: ClockRule | undefined;
  /** Its term must be given; undefined: it has none, and stands until it is lifted or overturned. */
  readonly term: TermRule | undefined;
  readonly clause: SanctionClauseId;
  /** One of these at least. */
  readonly grounds: readonly SanctionGround[];
  readonly imposedBy: readonly SanctionActor[];
  readonly liftedBy: readonly SanctionActor[];
  /** Within which an appeal is decided. */
  readonly appeal: ClockName;
  /** A penalty in law, after which the bad list follows (Order 42). */
  readonly isPenalty: boolean;
}

const notice = (days: number): ClockRule => ({ days, dayKind: 'working', clause: 'house-notice' });
const term = (longestDays: number): TermRule => ({ longestDays, clause: 'house-terms' });

const ORGANISATIONS: readonly SanctionTargetKind[] = ['merchant', 'party'];
const WHO_STOPS: readonly SanctionActor[] = ['handler', 'carrier', 'regulator'];
const REGULATOR_ONLY: readonly SanctionActor[] = ['regulator'];

/**
 * What a carrier may do itself (draft art. 22), and handlers for it. A count is reason enough, and none waits for a notice: whoever finds a
 * breach stops it at once, and the party is told as it comes into force. Notice is owed of penalties.
 */
const measure = {
  notice: undefined,
  clause: 'draft-22',
  grounds: ['case', 'finding'],
  imposedBy: WHO_STOPS,
  liftedBy: WHO_STOPS,
  appeal: 'appeal',
  isPenalty: false,
} as const satisfies Partial<SanctionKindRule>;

/** What only the regulator may do, to an organisation, and only after somebody has looked into a case. */
const penalty = {
  targets: ORGANISATIONS,
  bites: undefined,
  notice: notice(5),
  term: undefined,
  clause: 'draft-penalties',
  grounds: ['case'],
  imposedBy: REGULATOR_ONLY,
  liftedBy: REGULATOR_ONLY,
  appeal: 'appeal',
  isPenalty: true,
} as const satisfies Partial<SanctionKindRule>;

/** Numbers of days: house defaults; of the bad list's own clock see the law pack (`bad-list`). */
export const SANCTION_KIND_RULES: Readonly<Record<CaseSanctionKind, SanctionKindRule>> = {
  restrict: {
    ...measure,
    title: { zh: '限制新增资源', en: 'Restriction of new resources' },
    targets: ['line', 'merchant', 'party'],
    bites: undefined,
    term: term(730),
  },
  cap: {
    ...measure,
    title: { zh: '限量', en: 'Cap' },
    targets: SANCTION_TARGETS,
    bites: DEFAULT_SANCTION_SCOPE,
    term: term(365),
    imposedBy: [...WHO_STOPS, 'system'],
  },
  suspend: {
    ...measure,
    title: { zh: '暂停', en: 'Suspension' },
    targets: SANCTION_TARGETS,
    bites: DEFAULT_SANCTION_SCOPE,
    term: term(365),
  },
  correction: {
    ...penalty,
    title: { zh: '责令改正', en: 'Order to correct' },
    notice: undefined,
    grounds: ['case', 'finding'],
    term: term(90),
    isPenalty: false,
  },
  warning: { ...penalty, title: { zh: '警告', en: 'Warning' }, notice: notice(3) },
  fine: { ...penalty, title: { zh: '罚款', en: 'Fine' } },
  publication: { ...penalty, title: { zh: '公告', en: 'Publication' }, term: term(365) },
  'bad-list': {
    ...penalty,
    title: { zh: '列入不良名单', en: 'Entry in the bad list' },
    // The penalty was noticed, and the days of Order 42 run from it.
    notice: undefined,
    term: term(1_095),
    clause: 'order42-bad-list',
    grounds: ['penalty'],
    isPenalty: false,
  },
  revoke: {
    ...penalty,
    title: { zh: '吊销', en: 'Revocation' },
    targets: SANCTION_TARGETS,
    bites: DEFAULT_SANCTION_SCOPE,
    clause: 'draft-serious',
  },
  reclaim: {
    ...penalty,
    title: { zh: '收回码号', en: 'Reclaiming of numbers' },
    targets: ['number'],
    clause: 'draft-serious',
    isPenalty: false,
  },
};

export const doesBite = (kind: CaseSanctionKind): boolean => SANCTION_KIND_RULES[kind].bites !== undefined;
