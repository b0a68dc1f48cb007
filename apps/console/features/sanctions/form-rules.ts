import type { Schema } from '../../api/schemas.ts';

export type Kind = Schema<'SanctionKind'>;
export type TargetKind = Schema<'SanctionTarget'>['kind'];
export type GroundKind = Schema<'SanctionGround'>['kind'];

/** What the form asks for; whether it may is the server's to say (docs/sanctions.md has the table). */
interface FormRule {
  readonly kind: Kind;
  readonly targets: readonly TargetKind[];
  readonly grounds: readonly GroundKind[];
  readonly asks: readonly ('termDays' | 'perDay' | 'amountYuan' | 'listing')[];
  /** The party is told some days before it is in force. */
  readonly owesNotice: boolean;
  readonly byCarrier: boolean;
}

const ALL = ['number', 'line', 'merchant', 'party'] as const;
const ORGANISATIONS = ['merchant', 'party'] as const;
const measure = { grounds: ['finding', 'case'], owesNotice: false, byCarrier: true } as const;
const penalty = { targets: ORGANISATIONS, grounds: ['case'], owesNotice: true, byCarrier: false } as const;

export const FORM_RULES: readonly FormRule[] = [
  { ...measure, kind: 'suspend', targets: ALL, asks: ['termDays'] },
  { ...measure, kind: 'cap', targets: ALL, asks: ['perDay', 'termDays'] },
  { ...measure, kind: 'restrict', targets: ['line', 'merchant', 'party'], asks: ['termDays'] },
  { ...penalty, kind: 'correction', grounds: ['case', 'finding'], asks: ['termDays'], owesNotice: false },
  { ...penalty, kind: 'warning', asks: [] },
  { ...penalty, kind: 'fine', asks: ['amountYuan'] },
  { ...penalty, kind: 'publication', asks: ['termDays'] },
  { ...penalty, kind: 'bad-list', grounds: ['penalty'], asks: ['termDays', 'listing'], owesNotice: false },
  { ...penalty, kind: 'revoke', targets: ALL, asks: [] },
  { ...penalty, kind: 'reclaim', targets: ['number'], asks: [] },
];

export const ruleOf = (kind: Kind): FormRule => {
  const rule = FORM_RULES.find((one) => one.kind === kind);
  if (rule === undefined) throw new Error(`no rule for ${kind}`);
  return rule;
};

type State = Schema<'SanctionState'>;
export type Step = Schema<'SanctionStepInput'>['input'];

/** Steps that staff may try from a state; who and when is checked by the server, which names those that are possible. */
export const STEPS_FROM: Readonly<Record<State, readonly Step[]>> = {
  proposed: ['impose', 'notice', 'drop'],
  noticed: ['impose', 'drop'],
  'in-force': ['lift'],
  appealed: ['uphold', 'overturn', 'lift'],
  lifted: [],
  lapsed: [],
  overturned: [],
};

/** Of a proposal either notice is owed or it is imposed at once: the other one is not offered. */
export const stepsOf = ({ state, kind }: Pick<Schema<'Sanction'>, 'state' | 'kind'>): readonly Step[] =>
  STEPS_FROM[state].filter(
    (step) => state !== 'proposed' || step === 'drop' || (step === 'notice') === ruleOf(kind).owesNotice,
  );

export const needsReason = (step: Step): boolean => step !== 'notice' && step !== 'impose';
