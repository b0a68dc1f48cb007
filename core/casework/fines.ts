import { type Failure, invalid, type Result, success } from '@wurao/domain';
import type { SanctionClauseId } from './sanction-clauses.ts';

/** The draft's range for an organisation. */
export const FINE_YUAN_MIN = 10_000;
export const FINE_YUAN_MAX = 30_000;
/** So that a product with a fine stays exact. */
export const FINE_CONTACTS_MAX = 10_000_000_000;

/** Whole yuan within the range of the penalty clause. */
export const checkFine = (amountYuan: number | undefined, field = 'amountYuan'): Failure | undefined =>
  amountYuan !== undefined && Number.isInteger(amountYuan) && amountYuan >= FINE_YUAN_MIN && amountYuan <= FINE_YUAN_MAX
    ? undefined
    : invalid(field, 'outside the range of the clause', `Name ${FINE_YUAN_MIN} to ${FINE_YUAN_MAX} whole yuan.`);

/** Unlawful contacts of one case: all that the firm answers for, and those of them that one agent made. */
export interface AgentShare {
  readonly firmYuan: number;
  readonly firmContacts: number;
  readonly agentContacts: number;
}

export interface AgentFine {
  readonly agentYuan: number;
  readonly clause: SanctionClauseId;
}

const isCount = (value: number, most: number): boolean => Number.isInteger(value) && value >= 0 && value <= most;

/**
 * What an individual agent owes beside the firm: the firm's fine times the agent's share of its unlawful contacts, in whole yuan, rounded
 * down. So an agent never owes more than the firm, all agents together never do, and the range of the clause, which is made for
 * organisations, does not lift one call to 10,000 yuan. No clause says so (`house-agent-share`). Fails with `invalid`.
 */
export const agentFine = ({ firmYuan, firmContacts, agentContacts }: AgentShare): Result<AgentFine> => {
  const bad = checkFine(firmYuan, 'firmYuan');
  if (bad) return bad;
  if (!isCount(firmContacts, FINE_CONTACTS_MAX) || firmContacts === 0)
    return invalid('firmContacts', 'no number of contacts', `Count 1 to ${FINE_CONTACTS_MAX}.`);
  if (!isCount(agentContacts, firmContacts))
    return invalid('agentContacts', 'no part of the firm’s contacts', `Count 0 to ${firmContacts}.`);
  const agentYuan = Math.floor((firmYuan * agentContacts) / firmContacts);
  return success({ agentYuan, clause: 'house-agent-share' });
};
