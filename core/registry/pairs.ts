import {
  type ChangeBody,
  compileHours,
  type MerchantId,
  type PairState,
  type PhoneNumber,
  type Preference,
  type Refusal,
  type Sequence,
} from '@wurao/domain';
import type { BasisRecord } from './answers.ts';
import { pairStateOf } from './pair-state.ts';
import type { RegisterTransaction } from './ports.ts';

/** States the pair as it now stands. Called after the facts were written. */
export const appendPair = async (tx: RegisterTransaction, number: PhoneNumber, merchant: MerchantId): Promise<void> => {
  // Asked together: where the store is another machine, one way there and back instead of four.
  const [bases, refusals, preference, tenureFrom] = await Promise.all([
    tx.bases(number, merchant),
    tx.refusals(number, merchant),
    tx.preference(number),
    tx.tenureFrom(number),
  ]);
  await tx.append({
    kind: 'pair',
    number,
    merchant,
    state: pairStateOf({ merchant, bases, refusals, preference, tenureFrom }),
  });
};

/** Every fact of one number that pairs are made of. */
export interface NumberFacts {
  readonly bases: readonly BasisRecord[];
  readonly refusals: readonly Refusal[];
  readonly preference: Preference | undefined;
  readonly tenureFrom: Sequence;
}

export const numberFacts = async (tx: RegisterTransaction, number: PhoneNumber): Promise<NumberFacts> => {
  const [bases, refusals, preference, tenureFrom] = await Promise.all([
    tx.bases(number),
    tx.refusals(number),
    tx.preference(number),
    tx.tenureFrom(number),
  ]);
  return { bases, refusals, preference, tenureFrom };
};

/** The pairs of one number, by merchant. */
export const pairsOfNumber = (facts: NumberFacts): ReadonlyMap<MerchantId, PairState> => {
  const bases = Map.groupBy(facts.bases, (basis) => basis.merchant);
  const refusals = Map.groupBy(facts.refusals, (refusal) => refusal.merchant);
  const merchants = new Set([...bases.keys(), ...refusals.keys(), ...(facts.preference?.keep ?? [])]);
  const pairs = new Map<MerchantId, PairState>();
  for (const merchant of merchants) {
    const state = pairStateOf({
      ...facts,
      merchant,
      bases: bases.get(merchant) ?? [],
      refusals: refusals.get(merchant) ?? [],
    });
    if (state) pairs.set(merchant, state);
  }
  return pairs;
};

/** States each pair that differs, in order of merchant id, so that a repeat states the same. */
export const appendChangedPairs = async (
  tx: RegisterTransaction,
  number: PhoneNumber,
  before: ReadonlyMap<MerchantId, PairState>,
  after: ReadonlyMap<MerchantId, PairState>,
): Promise<void> => {
  for (const merchant of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const state = after.get(merchant);
    if (isSameState(before.get(merchant), state)) continue;
    await tx.append({ kind: 'pair', number, merchant, state });
  }
};

/** Both were made by `pairStateOf`, so that their text has one order of keys. */
const isSameState = (a: PairState | undefined, b: PairState | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** What the tables hold of a preference. */
export const preferenceChange = (
  number: PhoneNumber,
  preference: Preference | undefined,
  sequence: Sequence,
): ChangeBody => {
  if (!preference) return { kind: 'preference', number, profile: undefined, lists: undefined, fact: sequence };
  const { allow, deny, prefixes } = preference;
  const hasLists = allow.length + deny.length + prefixes.length > 0;
  return {
    kind: 'preference',
    number,
    profile: {
      on: preference.on,
      channels: preference.channels,
      categories: preference.categories,
      purposes: preference.purposes,
      hours: preference.hours && compileHours(preference.hours),
      hasLists,
    },
    lists: hasLists ? { allow, deny, prefixes } : undefined,
    fact: preference.sequence,
  };
};
