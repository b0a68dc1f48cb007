import {
  asId,
  asSequence,
  type Change,
  type Merchant,
  type MerchantId,
  type PairState,
  type PersonalLists,
  type PhoneNumber,
  type PreferenceProfile,
} from '@wurao/domain';

/**
 * A history whose every version is known without being remembered: command s rewrites number s mod `numbers`, all its facts at
 * once. So a reader that claims version V can be checked to the last word, whatever it reads.
 */
export const MERCHANT: Merchant = {
  id: asId<MerchantId>('merchant-hammer'),
  name: 'Hammer',
  creditCode: undefined,
  categories: 1,
  index: 12_345,
  status: 'active',
};

/** Words that reader and writer share: the reader has seen enough; the last command of a writer that has ended. */
export const ENOUGH = 0;
export const LAST = 1;
export const CONTROL_WORDS = 2;

export interface NumberFacts {
  readonly profile: PreferenceProfile | undefined;
  readonly lists: PersonalLists | undefined;
  readonly pair: PairState | undefined;
}

/** Crowded pages (lists and bitmaps), and some numbers that are no mobiles. */
export const numberOf = (k: number): PhoneNumber =>
  (k % 16 === 0 ? `+8657${80_000_000 + k}` : `+8615${String(k * 3).padStart(9, '0')}`) as PhoneNumber;

/** The command that last wrote number k as of version V, 0 = none. Sequence 1 is the merchant. */
export const lastWriteOf = (k: number, version: number, numbers: number): number => {
  const last = version - ((((version - k) % numbers) + numbers) % numbers);
  return last > 1 ? last : 0;
};

export const factsAfter = (s: number): NumberFacts => {
  if (s === 0 || s % 5 === 0) return { profile: undefined, lists: undefined, pair: undefined };
  const hasLists = s % 4 === 0;
  return {
    profile: { on: true, channels: s & 7, categories: s % 4096, purposes: 1, hours: undefined, hasLists },
    lists: hasLists ? { allow: [numberOf(s % 1000)], deny: [], prefixes: [] } : undefined,
    pair: pairAfter(s),
  };
};

const pairAfter = (s: number): PairState => ({
  entries: Array.from({ length: 1 + (s % 3) }, () => ({
    kind: 'consent' as const,
    purposes: 1,
    categories: s % 4096,
    channels: s & 7,
    confirmed: true,
    migrated: false,
    withdrawn: false,
    former: false,
    lifts: false,
    fromSec: 0,
    toSec: s,
    receivedSec: s,
    matter: undefined,
    sequence: asSequence(s),
  })),
  refusals: [],
  kept: s % 7 === 0,
  lastNoSec: 0,
  lastNoSequence: asSequence(0),
});

export const commandOf = (s: number, numbers: number): Change[] => {
  const number = numberOf(s % numbers);
  const { profile, lists, pair } = factsAfter(s);
  const sequence = asSequence(s);
  return [
    { sequence, atMs: 0, body: { kind: 'preference', number, profile, lists, fact: sequence } },
    { sequence, atMs: 0, body: { kind: 'pair', number, merchant: MERCHANT.id, state: pair } },
  ];
};
