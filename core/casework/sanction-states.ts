import type { Failure, FailureCode, InstantMs, Party, PartyId, Success } from '@wurao/domain';
import type { ClockRule, LawPack } from '@wurao/law';
import { type AutomaticCap, type AutomationRefusal, automaticCap, reachAlongChain } from './automatic-action.ts';
import { STEP_REASON_CHARS_MAX } from './case-states.ts';
import {
  type CaseSanctionKind,
  doesBite,
  SANCTION_ACTORS,
  SANCTION_KIND_RULES,
  type SanctionActor,
  type SanctionTargetKind,
} from './sanction-kinds.ts';
import type { SanctionTellEvent } from './sanction-texts.ts';

export const SANCTION_STATES = [
  'proposed',
  'noticed',
  'in-force',
  'appealed',
  'lifted',
  'lapsed',
  'overturned',
] as const;
export type SanctionState = (typeof SANCTION_STATES)[number];

/** `notice`: the party is told. `uphold`, `overturn`: how an appeal ends. `lapse`: the term is over. */
export const SANCTION_INPUTS = ['notice', 'impose', 'drop', 'appeal', 'uphold', 'overturn', 'lift', 'lapse'] as const;
export type SanctionInput = (typeof SANCTION_INPUTS)[number];

export const SANCTION_CLOCKS = ['notice', 'appeal'] as const;
export type SanctionClock = (typeof SANCTION_CLOCKS)[number];

/** House default: one appeal within the house; after it the courts. */
export const APPEALS_PER_SANCTION = 1;

const SANCTION_GUARDS = [
  'notice-owed',
  'no-notice-owed',
  'notice-over',
  'term-over',
  'own-hand',
  'other-decides',
  'appeal-left',
] as const;
type SanctionGuard = (typeof SANCTION_GUARDS)[number];

export interface SanctionTransition {
  readonly to: SanctionState;
  /** By role; `imposers`, `lifters`: those of the kind. */
  readonly who: 'imposers' | 'lifters' | readonly SanctionActor[];
  readonly guard: SanctionGuard | undefined;
  /** At most one clock runs; `begins` or none, the one that ran ends. */
  readonly begins: SanctionClock | undefined;
  /** What the party is told; undefined: it never knew. */
  readonly tells: SanctionTellEvent | undefined;
}

const row = (
  to: SanctionState,
  who: SanctionTransition['who'],
  guard: SanctionGuard | undefined,
  tells: SanctionTellEvent | undefined,
  begins?: SanctionClock,
): SanctionTransition => ({ to, who, guard, begins, tells });

const LIFT = row('lifted', 'lifters', 'own-hand', 'lifted');
const WHO_DECIDES: readonly SanctionActor[] = ['handler', 'regulator'];

/** Every pair that is not here is refused. An appeal stays nothing: the sanction bites until it is decided. */
export const SANCTION_TABLE: Readonly<
  Record<SanctionState, Readonly<Partial<Record<SanctionInput, SanctionTransition>>>>
> = {
  proposed: {
    notice: row('noticed', 'imposers', 'notice-owed', 'noticed', 'notice'),
    impose: row('in-force', 'imposers', 'no-notice-owed', 'imposed'),
    drop: row('lapsed', ['handler', 'carrier', 'regulator'], undefined, undefined),
  },
  noticed: {
    impose: row('in-force', 'imposers', 'notice-over', 'imposed'),
    // Never automation, which imposes some kinds but takes nothing back.
    drop: row('lapsed', 'lifters', undefined, 'dropped'),
  },
  'in-force': {
    appeal: row('appealed', ['party'], 'appeal-left', 'appealed', 'appeal'),
    lift: LIFT,
    lapse: row('lapsed', ['system'], 'term-over', 'lapsed'),
  },
  appealed: {
    uphold: row('in-force', WHO_DECIDES, 'other-decides', 'upheld'),
    overturn: row('overturned', WHO_DECIDES, 'other-decides', 'overturned'),
    lift: LIFT,
  },
  lifted: {},
  lapsed: {},
  overturned: {},
};

/** Who may propose: everybody but whom it would hit. Automation may propose any kind, and impose a cap. */
export const PROPOSERS: readonly SanctionActor[] = SANCTION_ACTORS.filter((actor) => actor !== 'party');

const STANDS_IN: readonly SanctionState[] = ['in-force', 'appealed'];
/** Do gates enforce it in this state? Its term is theirs to look at. */
export const bitesIn = (state: SanctionState, kind: CaseSanctionKind): boolean =>
  doesBite(kind) && STANDS_IN.includes(state);

export const sanctionClockRule = (clock: SanctionClock, kind: CaseSanctionKind, law: LawPack): ClockRule | undefined =>
  clock === 'notice' ? SANCTION_KIND_RULES[kind].notice : law.clocks[SANCTION_KIND_RULES[kind].appeal];

export const SANCTION_ASKS_REASON: readonly SanctionInput[] = ['drop', 'appeal', 'uphold', 'overturn', 'lift'];

/** Stable keys. */
export const SANCTION_REFUSALS = {
  'not-in-this-state': { code: 'conflict', zh: '处置当前状态下不能这样办理。', en: 'Not possible in this state' },
  'not-yours': { code: 'forbidden', zh: '该步骤不由您办理。', en: 'Not a step of this role' },
  'nobody-named': { code: 'invalid', zh: '请写明经办人。', en: 'Nobody answers for it' },
  'notice-owed': { code: 'conflict', zh: '须事先告知当事人。', en: 'The party must be told before' },
  'no-notice-owed': { code: 'conflict', zh: '该处置无须事先告知。', en: 'It needs no notice' },
  'notice-runs': { code: 'conflict', zh: '告知期限尚未届满。', en: 'The notice has not run out' },
  'term-runs': { code: 'conflict', zh: '处置期限尚未届满。', en: 'The term is not over' },
  'higher-hand': { code: 'forbidden', zh: '只能由作出处置的机构或监管机构解除。', en: 'Imposed by another hand' },
  'own-decision': { code: 'forbidden', zh: '申诉须由他人复核。', en: 'An appeal is decided by somebody else' },
  'appeal-spent': { code: 'conflict', zh: '申诉已复核过。', en: 'The appeal is spent' },
  'automation-needs-cap': {
    code: 'forbidden',
    zh: '自动处置仅限于限量。',
    en: 'Automation needs a cap that it may impose',
  },
  'chain-needs-handler': {
    code: 'forbidden',
    zh: '沿接入链处置须由具名经办人决定。',
    en: 'The chain needs a named handler',
  },
  'reason-missing': { code: 'invalid', zh: '请写明理由。', en: 'A reason is missing' },
} as const satisfies Record<string, { readonly code: FailureCode; readonly zh: string; readonly en: string }>;
export type SanctionRefusalKey = keyof typeof SANCTION_REFUSALS;

export interface SanctionRefusal extends Failure {
  readonly refusal: SanctionRefusalKey;
  readonly possible: readonly SanctionInput[];
}

/** Who acts: the role, the person, and for whom (the carrier's party id, the regulator's office). */
export interface SanctionHand {
  readonly actor: SanctionActor;
  /** Empty for automation. */
  readonly name: string;
  readonly hand: string;
}

export interface SanctionFacts {
  readonly kind: CaseSanctionKind;
  readonly target: { readonly kind: SanctionTargetKind; readonly id: string };
  readonly by: SanctionHand;
  readonly atMs: InstantMs;
  /** When the notice runs out (`Deadline.dueMs`); undefined while it stands, or where none runs. */
  readonly clockDueMs: InstantMs | undefined;
  /** Undefined: not in force yet, or without a term. */
  readonly termEndsMs: InstantMs | undefined;
  /** Undefined: not in force yet. */
  readonly imposedBy: SanctionHand | undefined;
  /** Appeals that were decided. */
  readonly appeals: number;
  /** Parties that it is to reach beside its target, in the chain's order; undefined: none. Asked at `notice` and `impose`. */
  readonly chain: readonly Pick<Party, 'id' | 'kind'>[] | undefined;
  /** What `automaticCap` allowed; only automation needs it. */
  readonly automaticCap: AutomaticCap | undefined;
  readonly reason: string | undefined;
}

/** What a step does: to be written down with who, when and why. */
export interface SanctionStep {
  readonly to: SanctionState;
  readonly tells: SanctionTellEvent | undefined;
  readonly begins: { readonly clock: SanctionClock; readonly fromMs: InstantMs } | undefined;
  /** Parties of the chain that it reaches beside its target; carriers are left out. */
  readonly reaches: readonly PartyId[];
}

const rolesOf = ({ who }: SanctionTransition, kind: CaseSanctionKind): readonly SanctionActor[] =>
  who === 'imposers'
    ? SANCTION_KIND_RULES[kind].imposedBy
    : who === 'lifters'
      ? SANCTION_KIND_RULES[kind].liftedBy
      : who;

/** The same hand, or a higher one; what automation did, a handler undoes. */
const mayLift = (by: SanctionHand, imposer: SanctionHand | undefined): boolean => {
  if (by.actor === 'regulator' || imposer === undefined) return true;
  if (by.actor === 'handler') return imposer.actor === 'handler' || imposer.actor === 'system';
  return by.actor === imposer.actor && by.hand === imposer.hand;
};

const isSamePerson = (one: SanctionHand, other: SanctionHand | undefined): boolean =>
  other !== undefined && one.actor === other.actor && one.name.trim() === other.name.trim();

const GUARDS: Readonly<Record<SanctionGuard, (facts: SanctionFacts) => SanctionRefusalKey | undefined>> = {
  'notice-owed': ({ kind }) => (SANCTION_KIND_RULES[kind].notice ? undefined : 'no-notice-owed'),
  'no-notice-owed': ({ kind }) => (SANCTION_KIND_RULES[kind].notice ? 'notice-owed' : undefined),
  'notice-over': ({ clockDueMs, atMs }) => (clockDueMs !== undefined && atMs >= clockDueMs ? undefined : 'notice-runs'),
  'term-over': ({ termEndsMs, atMs }) => (termEndsMs !== undefined && atMs >= termEndsMs ? undefined : 'term-runs'),
  'own-hand': ({ by, imposedBy }) => (mayLift(by, imposedBy) ? undefined : 'higher-hand'),
  'other-decides': ({ by, imposedBy }) => (isSamePerson(by, imposedBy) ? 'own-decision' : undefined),
  'appeal-left': ({ appeals }) => (appeals < APPEALS_PER_SANCTION ? undefined : 'appeal-spent'),
};

const reachOf = (input: SanctionInput, { chain, by }: SanctionFacts): Success<readonly PartyId[]> | Failure => {
  if (chain === undefined || (input !== 'notice' && input !== 'impose')) return { ok: true, value: [] };
  const isHandler = by.actor === 'handler' || by.actor === 'regulator';
  return reachAlongChain(chain, isHandler ? { by: 'handler', name: by.name } : { by: 'automation' });
};

const isAllowedCap = ({ automaticCap: cap, kind, target }: SanctionFacts): boolean =>
  cap !== undefined && kind === cap.kind && target.kind === cap.target.kind && target.id === cap.target.id;

const isUnnamed = ({ actor, name }: SanctionHand): boolean =>
  actor !== 'system' && actor !== 'party' && name.trim() === '';

const hasReason = (reason: string | undefined): boolean =>
  reason !== undefined && reason.trim() !== '' && reason.length <= STEP_REASON_CHARS_MAX;

const obstacle = (state: SanctionState, input: SanctionInput, facts: SanctionFacts): SanctionRefusalKey | undefined => {
  const transition = SANCTION_TABLE[state][input];
  if (transition === undefined) return 'not-in-this-state';
  const { by, kind } = facts;
  if (!rolesOf(transition, kind).includes(by.actor)) return 'not-yours';
  if (isUnnamed(by)) return 'nobody-named';
  const guarded = transition.guard && GUARDS[transition.guard](facts);
  if (guarded) return guarded;
  if (!reachOf(input, facts).ok) return 'chain-needs-handler';
  if (by.actor === 'system' && input === 'impose' && !isAllowedCap(facts)) return 'automation-needs-cap';
  return SANCTION_ASKS_REASON.includes(input) && !hasReason(facts.reason) ? 'reason-missing' : undefined;
};

/** What an actor could do now; a reason is taken to be given. */
export const possibleSanctionInputs = (state: SanctionState, facts: SanctionFacts): readonly SanctionInput[] =>
  SANCTION_INPUTS.filter((input) => obstacle(state, input, { ...facts, reason: 'Given.' }) === undefined);

const timeOf = (ms: InstantMs | undefined): string =>
  ms === undefined ? 'it stands still, or there is none' : `it is over at ${new Date(ms).toISOString()}`;

const MESSAGES: Readonly<
  Record<SanctionRefusalKey, (state: SanctionState, input: SanctionInput, facts: SanctionFacts) => string>
> = {
  'not-in-this-state': (state, input) => `a sanction that is ${state} takes no ${input}`,
  'not-yours': (_state, input, { by, kind }) => `${input} of a ${kind} is not for ${by.actor}`,
  'nobody-named': (_state, input) => `${input} by nobody`,
  'notice-owed': (_state, _input, { kind }) => `a ${kind} is announced to the party first`,
  'no-notice-owed': (_state, _input, { kind }) => `a ${kind} comes into force at once`,
  'notice-runs': (_state, input, { clockDueMs }) => `${input} comes after the notice: ${timeOf(clockDueMs)}`,
  'term-runs': (_state, input, { termEndsMs }) => `${input} comes after the term: ${timeOf(termEndsMs)}`,
  'higher-hand': (_state, input, { imposedBy }) => `${input} of what ${imposedBy?.actor} ${imposedBy?.hand} imposed`,
  'own-decision': (_state, input, { by }) => `${by.name} imposed it and cannot ${input} it`,
  'appeal-spent': (_state, _input, { appeals }) => `${appeals} of ${APPEALS_PER_SANCTION} appeals were decided`,
  'automation-needs-cap': (_state, _input, { kind, target }) =>
    `no finding lets automation ${kind} this ${target.kind}`,
  'chain-needs-handler': (_state, input, { by }) => `${input} along the chain by ${by.actor}`,
  'reason-missing': (_state, input) => `${input} without a reason of 1 to ${STEP_REASON_CHARS_MAX} characters`,
};

const FIELDS: Readonly<Partial<Record<SanctionRefusalKey, string>>> = {
  'nobody-named': 'by.name',
  'chain-needs-handler': 'chain',
  'reason-missing': 'reason',
};

/** Where what is possible does not say who can. */
const REMEDIES: Readonly<Partial<Record<SanctionRefusalKey, string>>> = {
  'reason-missing': `Say why in 1 to ${STEP_REASON_CHARS_MAX} characters.`,
  'own-decision': 'Let another handler, or the regulator by another key, decide the appeal.',
  'higher-hand': 'Ask whoever imposed it, or the regulator, to lift it.',
};

const refused = (
  refusal: SanctionRefusalKey,
  state: SanctionState,
  input: SanctionInput,
  facts: SanctionFacts,
): SanctionRefusal => {
  const { code, en } = SANCTION_REFUSALS[refusal];
  const possible = possibleSanctionInputs(state, facts);
  const instead =
    possible.length === 0
      ? `Nothing is for ${facts.by.actor} to do now.`
      : `Possible for ${facts.by.actor} now: ${possible.join(', ')}.`;
  const remedy = [REMEDIES[refusal], instead].filter((one) => one !== undefined).join(' ');
  const errors = [{ field: FIELDS[refusal] ?? 'input', message: MESSAGES[refusal](state, input, facts), remedy }];
  return { ok: false, code, title: en, errors, refusal, possible };
};

/** One input to a sanction: a transition, or a typed refusal. Pure: the caller writes it down, and reckons the deadline of what begins. */
export const sanctionStep = (
  state: SanctionState,
  input: SanctionInput,
  facts: SanctionFacts,
): Success<SanctionStep> | SanctionRefusal => {
  const why = obstacle(state, input, facts);
  const transition = SANCTION_TABLE[state][input];
  const reach = reachOf(input, facts);
  if (why !== undefined || transition === undefined || !reach.ok)
    return refused(why ?? 'chain-needs-handler', state, input, facts);
  const { to, tells, begins } = transition;
  const clock = begins && { clock: begins, fromMs: facts.atMs };
  return { ok: true, value: { to, tells, begins: clock, reaches: reach.value } };
};

/** Automation imposes what it proposed: only the cap that `automaticCap` allows, of the finding as it stands now. */
export const imposeAutomatically = (
  ...[finding, action, now]: Parameters<typeof automaticCap>
): Success<{ readonly cap: AutomaticCap; readonly step: SanctionStep }> | AutomationRefusal | SanctionRefusal => {
  const allowed = automaticCap(finding, action, now);
  if (!allowed.ok) return allowed;
  const cap = allowed.value;
  const done = sanctionStep('proposed', 'impose', {
    kind: cap.kind,
    target: cap.target,
    by: { actor: 'system', name: '', hand: '' },
    atMs: now.atMs,
    clockDueMs: undefined,
    termEndsMs: undefined,
    imposedBy: undefined,
    appeals: 0,
    chain: undefined,
    automaticCap: cap,
    reason: undefined,
  });
  return done.ok ? { ok: true, value: { cap, step: done.value } } : done;
};
