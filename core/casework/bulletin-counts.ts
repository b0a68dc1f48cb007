import { type Category, type Failure, invalid, type PartyId, type Result, success } from '@wurao/domain';
import { HOUSE, HOUSE_NAME, type StoreCounts } from './count-period.ts';
import { type DecisionCount, type Place, type SubscriberCount, UNKNOWN_PLACE } from './frozen-counts.ts';
import type { BulletinCounts } from './ports.ts';

/** Attempts that the journal has decided alike. */
export interface DecidedAlike {
  /** Undefined: not known. */
  readonly province: string | undefined;
  readonly carrier: PartyId | undefined;
  readonly decision: 'allow' | 'refuse';
  readonly reason: string;
  readonly category: Category;
  readonly count: number;
}

/** Numbers held, by the carriers' own count. */
export interface HeldNumbers extends Place {
  readonly subscribers: number;
}

const keyOf = ({ province, carrier }: Place): string => `${province} ${carrier}`;

/**
 * Numbers held and, of these, protected. The carriers' count is the operator's to give; without one nobody knows how many there are, and
 * nothing is said. A place that it leaves out has at least those that are protected. `invalid` where it has fewer.
 */
export const subscribersOf = (
  protectedHere: StoreCounts['protectedNumbers'],
  held: readonly HeldNumbers[] | undefined,
): Result<readonly SubscriberCount[]> => {
  if (held === undefined) return success([]);
  const rows = new Map<string, SubscriberCount>();
  for (const { province, carrier, subscribers } of held) {
    const before = rows.get(keyOf({ province, carrier }))?.subscribers ?? 0;
    rows.set(keyOf({ province, carrier }), { province, carrier, subscribers: before + subscribers, protected: 0 });
  }
  for (const { province, carrier, count } of protectedHere) {
    const row = rows.get(keyOf({ province, carrier }));
    if (row !== undefined && row.subscribers < count) return tooFew({ province, carrier });
    rows.set(keyOf({ province, carrier }), {
      province,
      carrier,
      subscribers: row?.subscribers ?? count,
      protected: count,
    });
  }
  return success([...rows.values()]);
};

const tooFew = ({ province, carrier }: Place): Failure =>
  invalid(
    'subscribers',
    `fewer numbers are held in ${province} with ${carrier} than are protected there`,
    'Ask the carrier for its count at the end of the period.',
  );

export interface CountedParts {
  readonly store: StoreCounts;
  readonly decided: readonly DecidedAlike[];
  readonly subscribers: readonly SubscriberCount[];
  /** Names of carriers and parties; whoever has none keeps its id. */
  readonly names: BulletinCounts['names'];
}

const placeOf = ({ province, carrier }: Pick<DecidedAlike, 'province' | 'carrier'>): Place => ({
  province: province ?? UNKNOWN_PLACE,
  carrier: carrier ?? UNKNOWN_PLACE,
});

/** Counts that were taken, as `freeze` asks for them. */
export const bulletinCountsOf = ({ store, decided, subscribers, names }: CountedParts): BulletinCounts => ({
  subscribers: async () => subscribers,
  complaints: async () => store.complaints,
  lateness: async () => store.lateness,
  exposed: async () => store.exposed,
  // The words of another release's reason are not ours to publish: `freeze` names the row.
  decisions: async () =>
    decided.map(
      (row): DecisionCount => ({ ...placeOf(row), reason: row.reason as DecisionCount['reason'], count: row.count }),
    ),
  protections: async (_, reasons) =>
    decided
      .filter(({ decision, reason }) => decision === 'refuse' && reasons.some((one) => one === reason))
      .map((row) => ({ ...placeOf(row), category: row.category, count: row.count })),
  names: async (ids) => [
    ...(ids.includes(HOUSE) ? [[HOUSE, HOUSE_NAME] as const] : []),
    ...(await names(ids.filter((id) => id !== HOUSE))),
  ],
});
