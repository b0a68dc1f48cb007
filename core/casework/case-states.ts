import type { Failure, FailureCode, InstantMs, Success } from '@wurao/domain';
import type { ClockName } from '@wurao/law';
import type { TellKey } from './case-texts.ts';

export const CASE_STATES = [
  'incomplete',
  'received',
  'forwarded',
  'answered',
  'upheld',
  'rejected',
  'closed',
  'reopened',
  'appealed',
] as const;
export type CaseState = (typeof CASE_STATES)[number];

export const CASE_INPUTS = [
  'supplement',
  'lapse',
  'forward',
  'answer',
  'return',
  'uphold',
  'reject',
  'tell',
  'withdraw',
  'reopen',
  'appeal',
] as const;
export type CaseInput = (typeof CASE_INPUTS)[number];

/** `party`: whoever the case is forwarded to, a merchant or another of the chain. `system`: a timer of the house. */
export const CASE_ACTORS = ['subscriber', 'party', 'handler', 'regulator', 'system'] as const;
export type CaseActor = (typeof CASE_ACTORS)[number];

/**
 * What becomes of the clock that runs: at most one does. `from: 'due-at-latest'`: the days of the next are counted from the act, but from
 * the last day of the one that ended where the act came after it.
 */
export type ClockMove =
  | { readonly kind: 'ends' }
  | { readonly kind: 'goes-on' }
  | { readonly kind: 'begins'; readonly clock: ClockName; readonly from: ClockStart };

export type ClockStart = 'now' | 'due-at-latest';

/**
 * `clock-out`: only once the running clock has run out. `last-complaint`: only where no other complaint of the case stands. `decided`: only
 * where the case was upheld or rejected.
 */
export type CaseGuard = 'clock-out' | 'last-complaint' | 'decided';

export interface CaseTransition {
  readonly to: CaseState;
  readonly who: readonly CaseActor[];
  readonly guard: CaseGuard | undefined;
  readonly clock: ClockMove;
  /** What those who complained are told. */
  readonly tells: TellKey;
}

const ENDS: ClockMove = { kind: 'ends' };
const GOES_ON: ClockMove = { kind: 'goes-on' };
const begins = (clock: ClockName, from: ClockStart = 'now'): ClockMove => ({ kind: 'begins', clock, from });

const WHO_DECIDES: readonly CaseActor[] = ['handler', 'regulator'];
const EITHER_SIDE: readonly CaseActor[] = ['subscriber', 'party'];

const row = (to: CaseState, who: readonly CaseActor[], clock: ClockMove, tells: TellKey): CaseTransition => ({
  to,
  who,
  guard: undefined,
  clock,
  tells,
});
const WITHDRAW: CaseTransition = {
  to: 'closed',
  who: ['subscriber'],
  guard: 'last-complaint',
  clock: ENDS,
  tells: 'withdrawn',
};
const FORWARD = row('forwarded', ['handler', 'regulator', 'system'], begins('report'), 'forwarded');
/** Where the party was not asked, the days to tell the person begin with the decision. */
const UPHOLD = row('upheld', WHO_DECIDES, begins('tell'), 'upheld');
const REJECT = row('rejected', WHO_DECIDES, begins('tell'), 'rejected');
const APPEAL = row('appealed', EITHER_SIDE, begins('appeal'), 'appealed');
/** A party that is late wins no time: the days to tell the person begin where its own ended, for art. 31 gives 21 in all. */
const AFTER_THE_PARTY = begins('tell', 'due-at-latest');
const unanswered = (base: CaseTransition, tells: TellKey): CaseTransition => ({
  ...base,
  guard: 'clock-out',
  clock: AFTER_THE_PARTY,
  tells,
});

/** Draft art. 31. Every pair that is not here is refused. */
export const CASE_TABLE: Readonly<Record<CaseState, Readonly<Partial<Record<CaseInput, CaseTransition>>>>> = {
  incomplete: {
    supplement: row('received', ['subscriber', 'handler'], begins('forward'), 'received'),
    lapse: { ...row('closed', ['system'], ENDS, 'lapsed'), guard: 'clock-out' },
    withdraw: WITHDRAW,
  },
  received: { forward: FORWARD, uphold: UPHOLD, reject: REJECT, withdraw: WITHDRAW },
  forwarded: {
    answer: row('answered', ['party'], AFTER_THE_PARTY, 'answered'),
    uphold: unanswered(UPHOLD, 'upheld-unanswered'),
    reject: unanswered(REJECT, 'rejected-unanswered'),
    withdraw: WITHDRAW,
  },
  answered: {
    return: row('forwarded', WHO_DECIDES, begins('amend'), 'returned'),
    uphold: { ...UPHOLD, clock: GOES_ON },
    reject: { ...REJECT, clock: GOES_ON },
    withdraw: WITHDRAW,
  },
  upheld: { tell: row('closed', ['handler', 'system'], ENDS, 'told-upheld'), appeal: APPEAL },
  rejected: { tell: row('closed', ['handler', 'system'], ENDS, 'told-rejected'), appeal: APPEAL },
  closed: {
    reopen: row('reopened', WHO_DECIDES, begins('forward'), 'reopened'),
    appeal: { ...APPEAL, guard: 'decided' },
  },
  reopened: { forward: FORWARD, uphold: UPHOLD, reject: REJECT, withdraw: WITHDRAW },
  appealed: { uphold: { ...UPHOLD, tells: 'upheld-on-appeal' }, reject: { ...REJECT, tells: 'rejected-on-appeal' } },
};

/** How a case begins: with which clock, and what the person is told. */
export const CASE_OPENINGS = {
  incomplete: { clock: 'supplement', tells: 'incomplete' },
  received: { clock: 'forward', tells: 'received' },
} as const satisfies Partial<Record<CaseState, { readonly clock: ClockName; readonly tells: TellKey }>>;

/** The clock that runs in a state is one of these; none runs in `closed`. */
export const CLOCKS_OF_STATE: Readonly<Record<CaseState, readonly ClockName[]>> = {
  incomplete: ['supplement'],
  received: ['forward'],
  forwarded: ['report', 'amend'],
  answered: ['tell'],
  upheld: ['tell'],
  rejected: ['tell'],
  closed: [],
  reopened: ['forward'],
  appealed: ['appeal'],
};

/** Acts that somebody will have to answer for: they say why. */
export const ASKS_REASON: readonly CaseInput[] = ['return', 'uphold', 'reject', 'reopen', 'appeal'];
export const STEP_REASON_CHARS_MAX = 2_000;

/** Stable keys. */
export const CASE_REFUSALS = {
  'not-in-this-state': { code: 'conflict', zh: '案件当前状态下不能这样办理。', en: 'Not possible in this state' },
  'not-yours': { code: 'forbidden', zh: '该步骤不由您办理。', en: 'Not a step of this role' },
  'clock-runs': { code: 'conflict', zh: '期限尚未届满。', en: 'The clock has not run out' },
  'others-stand': { code: 'conflict', zh: '案件中还有其他人的投诉。', en: 'Other complaints of the case stand' },
  'nothing-decided': { code: 'conflict', zh: '案件未作认定，不能申诉。', en: 'Nothing was decided' },
  'reason-missing': { code: 'invalid', zh: '请写明理由。', en: 'A reason is missing' },
} as const satisfies Record<string, { readonly code: FailureCode; readonly zh: string; readonly en: string }>;
export type CaseRefusalKey = keyof typeof CASE_REFUSALS;

/** Why not, and what this actor could do instead, now. */
export interface CaseRefusal extends Failure {
  readonly refusal: CaseRefusalKey;
  readonly possible: readonly CaseInput[];
}

export interface StepFacts {
  readonly actor: CaseActor;
  readonly atMs: InstantMs;
  /** When the running clock runs out (`Deadline.dueMs`); undefined while it stands, or where none runs. */
  readonly clockDueMs: InstantMs | undefined;
  /** Complaints of the case that stand beside that of the actor. */
  readonly otherComplaints: number;
  /** Upheld or rejected since it began, or since it was last reopened. */
  readonly wasDecided: boolean;
  readonly reason: string | undefined;
}

/** What a step does: to be written down with who, when and why. */
export interface CaseStep {
  readonly to: CaseState;
  readonly tells: TellKey;
  /** Does the clock that ran end here? */
  readonly endsClock: boolean;
  /** The clock that begins, and the event from which its days are counted. */
  readonly begins: { readonly clock: ClockName; readonly fromMs: InstantMs } | undefined;
}

const isOut = ({ atMs, clockDueMs }: StepFacts): boolean => clockDueMs !== undefined && atMs >= clockDueMs;
const hasReason = (reason: string | undefined): boolean =>
  reason !== undefined && reason.trim() !== '' && reason.length <= STEP_REASON_CHARS_MAX;

const obstacle = (state: CaseState, input: CaseInput, facts: StepFacts): CaseRefusalKey | undefined => {
  const transition = CASE_TABLE[state][input];
  if (transition === undefined) return 'not-in-this-state';
  if (!transition.who.includes(facts.actor)) return 'not-yours';
  if (transition.guard === 'clock-out' && !isOut(facts)) return 'clock-runs';
  if (transition.guard === 'last-complaint' && facts.otherComplaints > 0) return 'others-stand';
  if (transition.guard === 'decided' && !facts.wasDecided) return 'nothing-decided';
  if (ASKS_REASON.includes(input) && !hasReason(facts.reason)) return 'reason-missing';
  return undefined;
};

/** What an actor could do now; a reason is taken to be given. */
export const possibleInputs = (state: CaseState, facts: StepFacts): readonly CaseInput[] =>
  CASE_INPUTS.filter((input) => obstacle(state, input, { ...facts, reason: 'Given.' }) === undefined);

const MESSAGES: Readonly<Record<CaseRefusalKey, (state: CaseState, input: CaseInput, facts: StepFacts) => string>> = {
  'not-in-this-state': (state, input) => `a case that is ${state} takes no ${input}`,
  'not-yours': (state, input, { actor }) =>
    `${input} of a case that is ${state} is for ${CASE_TABLE[state][input]?.who.join(', ')}, not for ${actor}`,
  'clock-runs': (_state, input, { clockDueMs }) =>
    clockDueMs === undefined
      ? `${input} comes only after the clock has run out, and it stands still`
      : `${input} comes only after the clock has run out, at ${new Date(clockDueMs).toISOString()}`,
  'others-stand': (_state, input, { otherComplaints }) => `${input} would end ${otherComplaints} other complaints, too`,
  'nothing-decided': (_state, input) => `${input} of a case that was neither upheld nor rejected`,
  'reason-missing': (_state, input) => `${input} without a reason of 1 to ${STEP_REASON_CHARS_MAX} characters`,
};

const refused = (refusal: CaseRefusalKey, state: CaseState, input: CaseInput, facts: StepFacts): CaseRefusal => {
  const { code, en } = CASE_REFUSALS[refusal];
  const possible = possibleInputs(state, facts);
  const list = possible.join(', ');
  const instead =
    possible.length === 0 ? `Nothing is for ${facts.actor} to do now.` : `Possible for ${facts.actor} now: ${list}.`;
  const why: Partial<Record<CaseRefusalKey, string>> = {
    'others-stand': `Withdraw the one complaint, not the case. ${instead}`,
    'reason-missing': `Say why in 1 to ${STEP_REASON_CHARS_MAX} characters. ${instead}`,
  };
  const remedy = why[refusal] ?? instead;
  const field = refusal === 'reason-missing' ? 'reason' : 'input';
  const errors = [{ field, message: MESSAGES[refusal](state, input, facts), remedy }];
  return { ok: false, code, title: en, errors, refusal, possible };
};

/** One input to a case: a transition, or a typed refusal. Pure: the caller writes it down, and reckons the deadline of what begins. */
export const stepCase = (state: CaseState, input: CaseInput, facts: StepFacts): Success<CaseStep> | CaseRefusal => {
  const why = obstacle(state, input, facts);
  const transition = CASE_TABLE[state][input];
  if (why !== undefined || transition === undefined) return refused(why ?? 'not-in-this-state', state, input, facts);
  const { to, tells, clock } = transition;
  const value = { to, tells, endsClock: clock.kind !== 'goes-on', begins: undefined };
  if (clock.kind !== 'begins') return { ok: true, value };
  // One millisecond before is the last instant of the day due: the days are counted from the one after it.
  const latestMs = clock.from === 'now' || facts.clockDueMs === undefined ? facts.atMs : facts.clockDueMs - 1;
  const fromMs = Math.min(facts.atMs, latestMs);
  return { ok: true, value: { ...value, begins: { clock: clock.clock, fromMs } } };
};
