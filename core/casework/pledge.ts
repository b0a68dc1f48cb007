import {
  type Failure,
  failure,
  type InstantMs,
  invalid,
  type MerchantId,
  type PhoneNumber,
  type Result,
  success,
} from '@wurao/domain';
import type { CaseState } from './case-states.ts';
import type { SanctionClauseId } from './sanction-clauses.ts';
import { type StepTable, stepTable, type TableRefusal } from './step-table.ts';

/** As seen in the press; a merchant may pledge another sum. */
export const PLEDGE_YUAN_DEFAULT = 100;
export const PLEDGE_YUAN_MAX = 10_000;
export const PLEDGE_COMPLAINTS_MAX = 100_000;

/** A merchant's promise to pay for each call to a do-not-disturb subscriber without permission, once verified. */
export interface Pledge {
  readonly merchant: MerchantId;
  /** For each upheld complaint. */
  readonly yuan: number;
  /** Of the contact: [fromMs, toMs). */
  readonly fromMs: InstantMs;
  readonly toMs: InstantMs | undefined;
}

/** Of a complaint what decides whether the pledge is owed. */
export interface PledgedComplaint {
  readonly id: string;
  readonly withdrawn: boolean;
  /** Number proved by a code: nobody is paid for another's. */
  readonly proved: boolean;
  readonly subscriber: PhoneNumber;
  /** State of its case, and the decision that stands: an appeal may still be open. */
  readonly caseState: CaseState;
  readonly decision: 'upheld' | 'rejected' | undefined;
  readonly attempt:
    | { readonly merchant: MerchantId | undefined; readonly atMs: InstantMs; readonly doNotDisturb: boolean }
    | undefined;
}

export interface Obligation {
  readonly merchant: MerchantId;
  readonly complaint: string;
  readonly subscriber: PhoneNumber;
  readonly amountYuan: number;
  readonly owedMs: InstantMs;
  readonly clause: SanctionClauseId;
  readonly state: 'owed';
}

const isWithin = (atMs: InstantMs, { fromMs, toMs }: Pledge): boolean =>
  fromMs <= atMs && (toMs === undefined || atMs < toMs);

const isOwed = (pledge: Pledge, { withdrawn, proved, caseState, decision, attempt }: PledgedComplaint): boolean =>
  !withdrawn &&
  proved &&
  decision === 'upheld' &&
  (caseState === 'upheld' || caseState === 'closed') &&
  attempt?.doNotDisturb === true &&
  attempt.merchant === pledge.merchant &&
  isWithin(attempt.atMs, pledge);

export const checkPledge = ({ yuan, fromMs, toMs }: Pledge): Failure | undefined => {
  if (!Number.isInteger(yuan) || yuan < 1 || yuan > PLEDGE_YUAN_MAX)
    return invalid('pledge.yuan', 'no sum of a pledge', `Name 1 to ${PLEDGE_YUAN_MAX} whole yuan.`);
  return toMs === undefined || toMs > fromMs
    ? undefined
    : invalid('pledge.toMs', 'not after its beginning', 'Name an instant after `fromMs`, or leave it out.');
};

/**
 * What a pledge owes that no obligation stands for yet, one for each complaint, in the order of their ids. `standing`: ids of complaints
 * that have one already, in whatever state: what was waived is not owed again.
 */
export const newObligations = (
  pledge: Pledge,
  complaints: readonly PledgedComplaint[],
  standing: ReadonlySet<string>,
  nowMs: InstantMs,
): Result<readonly Obligation[]> => {
  const bad = checkPledge(pledge);
  if (bad) return bad;
  if (complaints.length > PLEDGE_COMPLAINTS_MAX)
    return failure('too-large', 'Too many complaints at once', {
      field: 'complaints',
      message: `${complaints.length}, more than ${PLEDGE_COMPLAINTS_MAX}`,
      remedy: 'Ask in parts.',
    });
  const owed = new Map<string, PledgedComplaint>();
  for (const one of complaints) if (!standing.has(one.id) && isOwed(pledge, one)) owed.set(one.id, one);
  const inOrder = [...owed.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return success(
    inOrder.map(({ id, subscriber }) => ({
      merchant: pledge.merchant,
      complaint: id,
      subscriber,
      amountYuan: pledge.yuan,
      owedMs: nowMs,
      clause: 'house-pledge',
      state: 'owed',
    })),
  );
};

export const OBLIGATION_STATES = ['owed', 'paid', 'disputed', 'waived'] as const;
export type ObligationState = (typeof OBLIGATION_STATES)[number];
/** `confirm`: a dispute ends against the merchant. `waive`: nothing is owed any more. */
export const OBLIGATION_INPUTS = ['pay', 'dispute', 'confirm', 'waive'] as const;
export type ObligationInput = (typeof OBLIGATION_INPUTS)[number];
export const OBLIGATION_ACTORS = ['merchant', 'subscriber', 'handler', 'regulator'] as const;
export type ObligationActor = (typeof OBLIGATION_ACTORS)[number];

/**
 * A merchant disputes that it owes, a subscriber that the money came; a handler decides. The subscriber may waive what is owed them, a
 * handler once the case is overturned. Only a handler ends a dispute, or whoever pays or waives after all.
 */
export const OBLIGATION_TABLE: StepTable<ObligationState, ObligationInput, ObligationActor, never> = {
  noun: 'obligation',
  inputs: OBLIGATION_INPUTS,
  rows: {
    owed: {
      pay: { to: 'paid', who: ['merchant', 'handler'] },
      dispute: { to: 'disputed', who: ['merchant'], asksReason: true },
      waive: { to: 'waived', who: ['subscriber', 'handler', 'regulator'], asksReason: true },
    },
    paid: { dispute: { to: 'disputed', who: ['subscriber'], asksReason: true } },
    disputed: {
      pay: { to: 'paid', who: ['merchant', 'handler'] },
      confirm: { to: 'owed', who: ['handler', 'regulator'], asksReason: true },
      waive: { to: 'waived', who: ['subscriber', 'handler', 'regulator'], asksReason: true },
    },
    waived: {},
  },
};

/** One input to an obligation: its next state, or a typed refusal. */
export const stepObligation = (
  state: ObligationState,
  input: ObligationInput,
  actor: ObligationActor,
  reason: string | undefined,
): Result<ObligationState> | TableRefusal<ObligationInput> => {
  const answer = stepTable(OBLIGATION_TABLE, state, input, { actor, reason, holds: [] });
  return answer.ok ? success(answer.value.to) : answer;
};
