import { BASIS_KINDS, type Failure, type InstantMs, invalid, type Result, success } from '@wurao/domain';
import type { ClockName } from '@wurao/law';
import { type StepTable, stepTable, type TableRefusal } from './step-table.ts';

/** A subscriber's question to a merchant: where did you get my number? */
export const INQUIRY_STATES = ['asked', 'answered', 'escalated', 'closed'] as const;
export type InquiryState = (typeof INQUIRY_STATES)[number];
/** `object`: the answer does not say it. `escalate`: the merchant kept silent, or said nothing twice; a handler takes it up. */
export const INQUIRY_INPUTS = ['answer', 'accept', 'object', 'escalate', 'withdraw', 'close'] as const;
export type InquiryInput = (typeof INQUIRY_INPUTS)[number];
export const INQUIRY_ACTORS = ['subscriber', 'merchant', 'handler', 'regulator', 'system'] as const;
export type InquiryActor = (typeof INQUIRY_ACTORS)[number];

/** House default: so often a merchant may amend its answer before a handler takes it up. */
export const OBJECTIONS_MAX = 1;
export const INQUIRY_ANSWER_CHARS_MAX = 2_000;

const INQUIRY_GUARDS = ['clock-out', 'objections-left', 'objections-spent'] as const;
type InquiryGuard = (typeof INQUIRY_GUARDS)[number];

/** Whoever is late may still answer: the person wants to know, and the lateness stands on record. */
export const INQUIRY_TABLE: StepTable<InquiryState, InquiryInput, InquiryActor, InquiryGuard> = {
  noun: 'inquiry',
  inputs: INQUIRY_INPUTS,
  rows: {
    asked: {
      answer: { to: 'answered', who: ['merchant'] },
      escalate: { to: 'escalated', who: ['subscriber', 'handler', 'system'], guard: 'clock-out' },
      withdraw: { to: 'closed', who: ['subscriber'] },
    },
    answered: {
      accept: { to: 'closed', who: ['subscriber'] },
      object: { to: 'asked', who: ['subscriber'], guard: 'objections-left', asksReason: true },
      escalate: { to: 'escalated', who: ['subscriber'], guard: 'objections-spent', asksReason: true },
    },
    escalated: {
      answer: { to: 'answered', who: ['merchant'] },
      withdraw: { to: 'closed', who: ['subscriber'] },
      close: { to: 'closed', who: ['handler', 'regulator'], asksReason: true },
    },
    closed: {},
  },
};

/** The clock that begins in `asked`: after the question, and after an objection. None runs elsewhere. */
export const INQUIRY_OPENING_CLOCK: ClockName = 'explain';
const CLOCK_AFTER_OBJECTION: ClockName = 'amend';

export interface InquiryFacts {
  readonly actor: InquiryActor;
  readonly atMs: InstantMs;
  /** When the merchant's clock runs out (`Deadline.dueMs`); undefined while it stands, or where none runs. */
  readonly clockDueMs: InstantMs | undefined;
  /** So far. */
  readonly objections: number;
  readonly reason: string | undefined;
}

export interface InquiryStep {
  readonly to: InquiryState;
  readonly begins: { readonly clock: ClockName; readonly fromMs: InstantMs } | undefined;
  readonly objections: number;
}

const guardsOf = ({ atMs, clockDueMs, objections }: InquiryFacts): readonly InquiryGuard[] => [
  ...(clockDueMs !== undefined && atMs >= clockDueMs ? (['clock-out'] as const) : []),
  objections < OBJECTIONS_MAX ? 'objections-left' : 'objections-spent',
];

/** One input to an inquiry: a transition with the clock that begins, or a typed refusal. A clock that ran ends. */
export const stepInquiry = (
  state: InquiryState,
  input: InquiryInput,
  facts: InquiryFacts,
): Result<InquiryStep> | TableRefusal<InquiryInput> => {
  const { actor, reason, atMs, objections } = facts;
  const answer = stepTable(INQUIRY_TABLE, state, input, { actor, reason, holds: guardsOf(facts) });
  if (!answer.ok) return answer;
  const { to } = answer.value;
  const begins = input === 'object' ? { clock: CLOCK_AFTER_OBJECTION, fromMs: atMs } : undefined;
  return success({ to, begins, objections: objections + (input === 'object' ? 1 : 0) });
};

/** Where a number may come from: a basis of the register, another party, or neither. */
export const NUMBER_SOURCES = [...BASIS_KINDS, 'supplier', 'public', 'unknown'] as const;
export type NumberSource = (typeof NUMBER_SOURCES)[number];

export interface InquiryAnswer {
  readonly source: NumberSource;
  /** Id of the basis, where the source is one. */
  readonly basis?: string | undefined;
  /** Who passed the number on, where the source is a supplier. */
  readonly supplier?: string | undefined;
  /** In the merchant's words, for the subscriber. */
  readonly text: string;
}

const BASES: readonly NumberSource[] = BASIS_KINDS;
const isSaid = (text: string | undefined): text is string => text !== undefined && text.trim() !== '';

/** Does an answer say where the number came from? Whether the basis exists is the caller's to find out. */
export const checkInquiryAnswer = ({ source, basis, supplier, text }: InquiryAnswer): Failure | undefined => {
  const isBasis = BASES.includes(source);
  if (isBasis !== isSaid(basis))
    return isBasis
      ? invalid('basis', `a ${source} is on record`, 'Name the id of the basis.')
      : invalid('basis', `${source} is no basis`, 'Leave it out, or name the basis as the source.');
  if ((source === 'supplier') !== isSaid(supplier))
    return source === 'supplier'
      ? invalid('supplier', 'nobody is named', 'Name who passed the number on.')
      : invalid('supplier', `the source is ${source}`, 'Leave it out, or name the supplier as the source.');
  return isSaid(text) && text.length <= INQUIRY_ANSWER_CHARS_MAX
    ? undefined
    : invalid('text', 'empty or too long', `Say it in 1 to ${INQUIRY_ANSWER_CHARS_MAX} characters.`);
};
