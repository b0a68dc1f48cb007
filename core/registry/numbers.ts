import { type Failure, invalid, numberKey, type PhoneNumber, type Result } from '@wurao/domain';
import { checkSubscriber } from './checks.ts';
import { endConsentRequests } from './consent-requests.ts';
import type { Actor, CommandOf } from './envelope.ts';
import { dropExpectation } from './expectations.ts';
import { endGuardianships } from './guardians.ts';
import { stateNoun } from './nouns.ts';
import { appendChangedPairs, numberFacts, pairsOfNumber, preferenceChange } from './pairs.ts';
import type { CommandContext, RegisterTransaction, Reply } from './ports.ts';
import { forbidden, replaced } from './replies.ts';

const mayRecycle = async (actor: Actor, tx: RegisterTransaction, number: PhoneNumber): Promise<Failure | undefined> => {
  if (actor.role === 'admin') return undefined;
  if (actor.role === 'carrier' && actor.party !== undefined && (await tx.ownership(number))?.carrier === actor.party)
    return undefined;
  return forbidden(
    'only the carrier that holds the number recycles it',
    'Record the ownership of the number first, or ask its carrier.',
  );
};

/**
 * A new tenure: wishes, lists, refusals and bases of the former holder end with it. No merchant is told: that a number
 * was recycled is known to its carrier, and to everyone else it answers as any number without a basis.
 */
export const recycleNumber = async (
  { number, beganMs }: CommandOf<'recycleNumber'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const bad = checkSubscriber(number, 'number') ?? (await mayRecycle(actor, tx, number));
  if (bad) return bad;
  const { nowMs } = context;
  const before = await numberFacts(tx, number);
  const pairsBefore = pairsOfNumber(before);
  await tx.startTenure(number, nowMs, beganMs);
  const by = actor.role === 'carrier' ? 'carrier' : 'admin';
  for (const basis of before.bases) if (!basis.ended) await tx.endBasis(basis, { how: 'recycled', by, atMs: nowMs });
  await tx.endRefusals(number, nowMs);
  if (before.preference) await tx.putPreference(number, undefined, nowMs);
  await dropExpectation(tx, number);
  await endGuardianships(tx, number, nowMs);
  await revokeSessions(tx, number);
  await endConsentRequests(tx, number, nowMs);
  await tx.endHeldWish(number, nowMs);
  // Also when nothing stood: the tenure itself is a fact, and every fact has its place in the feed.
  await tx.append(preferenceChange(number, undefined, tx.sequence));
  await appendChangedPairs(tx, number, pairsBefore, pairsOfNumber(await numberFacts(tx, number)));
  return replaced({ number, tenureFrom: new Date(nowMs).toISOString(), sequence: tx.sequence });
};

/** The former holder's keys and codes open nothing any more. */
const revokeSessions = async (tx: RegisterTransaction, number: PhoneNumber): Promise<void> => {
  for (const { id, body, owner } of await tx.nounsByLookup('key', number)) {
    if (body.status === 'active')
      await stateNoun(tx, 'key', id, { ...body, status: 'revoked' }, { owner, lookup: number });
  }
  const code = await tx.liveCode(number);
  if (code) await tx.updateCode(code.id, code.tries, true);
};

/** Whose network serves a number (portability feed). Porting is no new tenure. */
export const recordOwnership = async (
  { number, carrier }: CommandOf<'recordOwnership'>,
  actor: Actor,
  tx: RegisterTransaction,
): Promise<Result<Reply>> => {
  if (actor.role !== 'admin' && actor.role !== 'carrier')
    return forbidden(`role ${actor.role} keeps no portability feed`, "Use a carrier's key.");
  if (numberKey(number) === 0)
    return invalid('number', 'longer than 15 digits', 'Name the number without its extension.');
  const party = (await tx.noun('party', carrier))?.body;
  if (party?.kind !== 'carrier')
    return invalid('carrier', `there is no carrier ${carrier}`, 'Register it as a party of kind carrier.');
  const present = await tx.ownership(number);
  // Who holds a number may end its tenure, so that another carrier's is not for the taking.
  if (actor.role === 'carrier' && present !== undefined && present.carrier !== actor.party)
    return forbidden('the number is another carrier’s', 'Let the operator of the portability feed record the porting.');
  if (present?.carrier === carrier) return replaced({ number, carrier });
  await tx.putOwnership({ number, carrier });
  await tx.append({ kind: 'ownership', ownership: { number, carrier } });
  return replaced({ number, carrier, sequence: tx.sequence });
};
