// What every store must do with the wish to read what is refused.
import { expect, it } from 'vitest';
import { ADMIN, ANNA, BEN, codeOf, held, merchant, type Open, type Run, subscriber } from './store-commands.ts';

export const heldCases = (open: Open, run: Run): void => {
  it('keeps the wish to read what is refused, until it is taken back or the tenure ends', async () => {
    const store = await open();
    const wishOf = async (number = ANNA) => held(await store.ask({ kind: 'heldWish', subscriber: number }));
    const wish = (on: boolean, number = ANNA) => ({ kind: 'setHeldWish', subscriber: number, on }) as const;
    for (const actor of [ADMIN, merchant('m'), subscriber(BEN)])
      expect(codeOf(await run(store, wish(true), actor))).toBe('forbidden');
    expect(await wishOf()).toBeUndefined();
    expect(held(await run(store, wish(true), subscriber(ANNA))).body).toEqual({ subscriber: ANNA, on: true });
    const since = (await wishOf())?.sinceMs;
    held(await run(store, wish(true), subscriber(ANNA)));
    expect((await wishOf())?.sinceMs).toBe(since);
    held(await run(store, wish(true, BEN), subscriber(BEN)));
    const page = held(await store.ask({ kind: 'heldWishes', after: undefined, limit: 1 }));
    const rest = held(await store.ask({ kind: 'heldWishes', after: page.next, limit: 1 }));
    expect([...page.items, ...rest.items].map(({ subscriber: number }) => number).sort()).toEqual([ANNA, BEN]);
    held(await run(store, wish(false), subscriber(ANNA)));
    expect(await wishOf()).toBeUndefined();
    held(await run(store, wish(true), subscriber(ANNA)));
    expect((await wishOf())?.sinceMs).toBeGreaterThan(since ?? 0);
    held(await run(store, { kind: 'recycleNumber', number: ANNA }));
    expect(await wishOf()).toBeUndefined();
    expect((await wishOf(BEN))?.subscriber).toBe(BEN);
  });
};
