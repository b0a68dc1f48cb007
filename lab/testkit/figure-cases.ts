// What every store must count for the figures of a merchant.
import { asId, type BasisId } from '@wurao/domain';
import type { BasisScope } from '@wurao/registry';
import type { Store } from '@wurao/store';
import { expect, it } from 'vitest';
import {
  ANNA,
  BANK,
  BEN,
  held,
  merchant,
  type Open,
  ofBasis,
  ofRefusal,
  type Run,
  SHOP,
  subscriber,
  T0,
} from './store-commands.ts';

const ZONE_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

const scopesOf = async (store: Store, limit = 10): Promise<readonly BasisScope[]> => {
  const scopes: BasisScope[] = [];
  let after: string | undefined;
  do {
    const page = held(await store.ask({ kind: 'basisScopes', merchant: BANK, after, limit }));
    scopes.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return scopes;
};

export const figureCases = (open: Open, run: Run, pass: (ms: number) => void): void => {
  it('counts the bases of a merchant page by page, ended ones as such', async () => {
    const store = await open(BANK, SHOP);
    held(await run(store, ofBasis(ANNA, { toMs: T0 + DAY_MS }), subscriber(ANNA)));
    const id = asId<BasisId>(String(held(await run(store, ofBasis(BEN), merchant(BANK))).body['id']));
    held(await run(store, ofBasis(BEN, { merchant: SHOP }), merchant(SHOP)));
    held(await run(store, { kind: 'withdrawBasis', id }, subscriber(BEN)));
    const scopes = await scopesOf(store, 1);
    expect(scopes).toMatchObject([
      { kind: 'consent', confirmed: true, toMs: T0 + DAY_MS, ended: false },
      { method: 'app', confirmed: false, toMs: undefined, ended: true },
    ]);
    expect(new Set(scopes.map(({ person }) => person)).size).toBe(2);
  });

  it('does not count for a merchant that a number changed hands', async () => {
    const store = await open(BANK);
    held(await run(store, ofBasis(ANNA), merchant(BANK)));
    held(await run(store, { kind: 'recycleNumber', number: ANNA }));
    expect(await scopesOf(store)).toMatchObject([{ ended: false }]);
  });

  it('counts the events of a merchant by day', async () => {
    const store = await open(BANK);
    const today = Math.floor((T0 + ZONE_MS) / DAY_MS) * DAY_MS - ZONE_MS;
    for (const number of [ANNA, BEN]) {
      held(await run(store, ofBasis(number), merchant(BANK)));
      held(await run(store, ofRefusal(number), subscriber(number)));
    }
    pass(DAY_MS);
    const id = asId<BasisId>(String(held(await run(store, ofBasis(ANNA), subscriber(ANNA))).body['id']));
    held(await run(store, { kind: 'withdrawBasis', id }, subscriber(ANNA)));
    const daysSince = async (sinceMs: number) =>
      held(await store.ask({ kind: 'eventDays', merchant: BANK, sinceMs, zoneMs: ZONE_MS }));
    const withdrawn = { dayMs: today + DAY_MS, type: 'basis-withdrawn', events: 1 };
    expect(await daysSince(today)).toEqual([{ dayMs: today, type: 'refused', events: 2 }, withdrawn]);
    expect(await daysSince(today + DAY_MS)).toEqual([withdrawn]);
  });
};
