import { ALL_CHANNELS, ALL_PURPOSES, type Failure, invalid, type Mask, type Success, success } from '@wurao/domain';
import { checkFine } from './fines.ts';
import {
  type CaseSanctionKind,
  DEFAULT_SANCTION_SCOPE,
  SANCTION_KIND_RULES,
  type SanctionGround,
  type SanctionScope,
  type SanctionTargetKind,
} from './sanction-kinds.ts';

export const SANCTION_GROUNDS_MAX = 1_000;

export interface SanctionProposal {
  readonly kind: CaseSanctionKind;
  readonly target: { readonly kind: SanctionTargetKind; readonly id: string };
  /** Ids of cases, findings and penalties; only those that are there are to be named. */
  readonly grounds: readonly { readonly kind: SanctionGround; readonly id: string }[];
  /** Left out: commercial purposes, all channels. Only for kinds that bite. */
  readonly scope?: SanctionScope | undefined;
  /** Days in force. Only for kinds with a term. */
  readonly termDays?: number | undefined;
  /** Attempts a day that are left. Only for a cap. */
  readonly perDay?: number | undefined;
  /** Only for a fine. */
  readonly amountYuan?: number | undefined;
}

/** The same, with the scope that it will have; none where it bites nowhere. */
export interface CheckedProposal extends SanctionProposal {
  readonly scope: SanctionScope | undefined;
}

export const PROPOSAL_REFUSALS = ['wrong-target', 'no-ground', 'wrong-scope', 'wrong-term', 'wrong-amount'] as const;
export interface ProposalRefusal extends Failure {
  readonly refusal: (typeof PROPOSAL_REFUSALS)[number];
}

type Obstacle = { readonly refusal: ProposalRefusal['refusal']; readonly failure: Failure } | undefined;
const obstacle = (refusal: ProposalRefusal['refusal'], failure: Failure | undefined): Obstacle =>
  failure && { refusal, failure };

const checkTarget = ({ kind, target }: SanctionProposal): Obstacle => {
  const { targets } = SANCTION_KIND_RULES[kind];
  if (!targets.includes(target.kind)) {
    const message = `a ${kind} is not laid on a ${target.kind}`;
    return obstacle('wrong-target', invalid('target.kind', message, `It may be laid on: ${targets.join(', ')}.`));
  }
  return target.id.trim() === ''
    ? obstacle('wrong-target', invalid('target.id', 'empty', `Name the ${target.kind}.`))
    : undefined;
};

const checkGrounds = ({ kind, grounds }: SanctionProposal): Obstacle => {
  const wanted = SANCTION_KIND_RULES[kind].grounds;
  if (grounds.length > SANCTION_GROUNDS_MAX)
    return obstacle('no-ground', invalid('grounds', `more than ${SANCTION_GROUNDS_MAX}`, 'Name the weightiest.'));
  return grounds.some((one) => wanted.includes(one.kind) && one.id.trim() !== '')
    ? undefined
    : obstacle('no-ground', invalid('grounds', `a ${kind} rests on nothing here`, `Name a ${wanted.join(' or ')}.`));
};

const isMask = (mask: Mask, all: Mask): boolean => Number.isInteger(mask) && mask > 0 && (mask & ~all) === 0;

const checkScope = ({ kind, scope }: SanctionProposal): Obstacle => {
  if (scope === undefined) return undefined;
  if (SANCTION_KIND_RULES[kind].bites === undefined)
    return obstacle('wrong-scope', invalid('scope', `a ${kind} bites at no gate`, 'Leave it out.'));
  if (!isMask(scope.purposes, ALL_PURPOSES))
    return obstacle('wrong-scope', invalid('scope.purposes', 'none, or an unknown one', 'Name at least one purpose.'));
  return isMask(scope.channels, ALL_CHANNELS)
    ? undefined
    : obstacle('wrong-scope', invalid('scope.channels', 'none, or an unknown one', 'Name at least one channel.'));
};

const isWhole = (value: number | undefined, least: number, most: number): boolean =>
  value !== undefined && Number.isInteger(value) && value >= least && value <= most;

const checkTerm = ({ kind, termDays }: SanctionProposal): Obstacle => {
  const { term } = SANCTION_KIND_RULES[kind];
  if (term === undefined)
    return termDays === undefined
      ? undefined
      : obstacle('wrong-term', invalid('termDays', `a ${kind} has no term`, 'Leave it out.'));
  return isWhole(termDays, 1, term.longestDays)
    ? undefined
    : obstacle('wrong-term', invalid('termDays', `a ${kind} ends`, `Give it 1 to ${term.longestDays} days.`));
};

const checkAmounts = ({ kind, perDay, amountYuan }: SanctionProposal): Obstacle => {
  if (kind !== 'cap' && perDay !== undefined)
    return obstacle('wrong-amount', invalid('perDay', `a ${kind} has no daily number`, 'Leave it out.'));
  // A cap of nothing would be a suspension under another name.
  if (kind === 'cap' && !isWhole(perDay, 1, Number.MAX_SAFE_INTEGER))
    return obstacle('wrong-amount', invalid('perDay', 'a cap leaves something', 'Leave at least one attempt a day.'));
  if (kind !== 'fine' && amountYuan !== undefined)
    return obstacle('wrong-amount', invalid('amountYuan', `a ${kind} costs nothing`, 'Leave it out.'));
  return kind === 'fine' ? obstacle('wrong-amount', checkFine(amountYuan)) : undefined;
};

/** Is it a sanction that its kind allows? Whether its target and grounds exist is the caller's to find out. */
export const checkProposal = (proposal: SanctionProposal): Success<CheckedProposal> | ProposalRefusal => {
  const found =
    checkTarget(proposal) ??
    checkGrounds(proposal) ??
    checkScope(proposal) ??
    checkTerm(proposal) ??
    checkAmounts(proposal);
  if (found) return { ...found.failure, refusal: found.refusal };
  const scope = SANCTION_KIND_RULES[proposal.kind].bites && (proposal.scope ?? DEFAULT_SANCTION_SCOPE);
  return success({ ...proposal, scope });
};
