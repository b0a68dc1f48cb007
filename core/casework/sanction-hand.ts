import { type Failure, type Result, success } from '@wurao/domain';
import { type Actor, forbidden, maySanction } from '@wurao/registry';
import type { CaseTransaction } from './case-ports.ts';
import type { SanctionFile } from './sanction-file.ts';
import type { SanctionHand, SanctionInput } from './sanction-states.ts';

/** Whoever has no key is the house itself. An operator acts as the regulator does. */
export const sanctionHand = ({ keyId, role, party }: Actor): SanctionHand | undefined => {
  if (keyId === undefined) return { actor: 'system', name: '', hand: 'system' };
  if (role === 'admin' || role === 'regulator') return { actor: 'regulator', name: keyId, hand: 'regulator' };
  if (role === 'handler') return { actor: 'handler', name: keyId, hand: 'handler' };
  if (role === 'carrier') return { actor: 'carrier', name: keyId, hand: party ?? 'carrier' };
  return role === 'merchant' ? { actor: 'party', name: keyId, hand: party ?? '' } : undefined;
};

/** Of a line, its carrier may speak, too: the others on the chain may have no key. */
export const isSanctioned = async (tx: CaseTransaction, actor: Actor, file: SanctionFile): Promise<boolean> => {
  if (actor.role !== 'merchant' && actor.role !== 'carrier') return false;
  if (actor.party !== undefined && (actor.party as string) === file.owner) return true;
  if (actor.role !== 'carrier' || file.target.kind !== 'line') return false;
  return (await tx.noun('line', file.target.id))?.body.chain[0] === actor.party;
};

/** A carrier goes on with what it proposed itself, on what is its own; whom a sanction hits may appeal, and nothing else. */
export const handIn = async (
  tx: CaseTransaction,
  actor: Actor,
  file: SanctionFile,
  input: SanctionInput,
): Promise<Result<SanctionHand> | undefined> => {
  const by = sanctionHand(actor);
  if (by === undefined) return undefined;
  if (by.actor !== 'carrier' && by.actor !== 'party') return success(by);
  if (input === 'appeal' && (await isSanctioned(tx, actor, file))) return success({ ...by, actor: 'party' });
  if (by.actor === 'party') return (await isSanctioned(tx, actor, file)) ? success(by) : undefined;
  return (await notThisCarriers(tx, actor, file, by, input)) ?? success(by);
};

const notThisCarriers = async (
  tx: CaseTransaction,
  actor: Actor,
  file: SanctionFile,
  by: SanctionHand,
  input: SanctionInput,
): Promise<Failure | undefined> => {
  const isOpen = input === 'notice' || input === 'impose' || input === 'drop';
  const { proposedBy } = file;
  if (isOpen && (proposedBy.actor !== 'carrier' || proposedBy.hand !== by.hand))
    return forbidden(`${file.id} was proposed by another hand`, 'Propose one of your own, or leave it to them.');
  return isOpen ? maySanction(tx, actor, file.target) : undefined;
};
