// What every store must do with what a person wishes for a while.
import { asSequence, categoryBit, channelMask } from '@wurao/domain';
import { type Command, MAX_EXPECTATION_HOURS } from '@wurao/registry';
import { expect, it } from 'vitest';
import {
  ANNA,
  actorOf,
  BANK,
  BEN,
  codeOf,
  held,
  type Open,
  ofBasis,
  ofExpectation,
  ofPreference,
  type Run,
  subscriber,
  T0,
} from './store-commands.ts';
import { NaiveTables } from './store-model.ts';

const HOUR_MS = 3_600_000;

export const wishCases = (open: Open, run: Run, pass: (ms: number) => void): void => {
  it('opens what is expected until it is over, and loads it no longer then', async () => {
    const store = await open();
    const said = { categories: categoryBit('loan'), channels: channelMask(['voice']), hours: 2 };
    const done = held(await run(store, ofExpectation(ANNA, said), subscriber(ANNA)));
    expect(done.body).toMatchObject({ subscriber: ANNA, categories: ['loan'], channels: ['voice'] });
    const { from, until } = done.body as { from: string; until: string };
    expect(Date.parse(until) - Date.parse(from)).toBe(2 * HOUR_MS);
    const loaded = async () => {
      const tables = new NaiveTables();
      for await (const piece of held(await store.loadTables()).pieces) for (const body of piece) tables.put(body);
      return tables.rows.get(`expectation/${ANNA}`);
    };
    expect(await loaded()).toMatchObject({ expiresMs: Date.parse(until), sequence: done.sequence });
    pass(2 * HOUR_MS);
    expect(await loaded()).toBeUndefined();
    expect(held(await store.ask({ kind: 'expectation', subscriber: ANNA }))).toMatchObject({ sequence: done.sequence });
  });

  it('puts a later expectation in the place of the former, keeps both as of their time, and ends one once', async () => {
    const store = await open();
    const first = held(await run(store, ofExpectation(ANNA, { hours: 1 }), subscriber(ANNA)));
    const second = held(await run(store, ofExpectation(ANNA, { hours: 3 }), subscriber(ANNA)));
    const ended = held(await run(store, { kind: 'endExpectation', subscriber: ANNA }, subscriber(ANNA)));
    const again = held(await run(store, { kind: 'endExpectation', subscriber: ANNA }, subscriber(ANNA)));
    expect([ended.sequence, again.sequence, store.head()]).toEqual([
      second.sequence + 1,
      ended.sequence,
      ended.sequence,
    ]);
    const asOf = async (sequence: number) => {
      const tables = new NaiveTables();
      for (const body of held(await store.factsAsOf(asSequence(sequence), { numbers: [ANNA] }))) tables.put(body);
      return tables.rows.get(`expectation/${ANNA}`) as { sequence: number } | undefined;
    };
    expect((await asOf(first.sequence))?.sequence).toBe(first.sequence);
    expect((await asOf(second.sequence))?.sequence).toBe(second.sequence);
    expect(await asOf(ended.sequence)).toBeUndefined();
  });

  it('lets nobody but the person and an operator expect a call, and for no longer than a day', async () => {
    const store = await open();
    for (const actor of [subscriber(BEN), actorOf('merchant'), actorOf('carrier')])
      expect(codeOf(await run(store, ofExpectation(ANNA), actor))).toBe('forbidden');
    for (const hours of [0, 1.5, MAX_EXPECTATION_HOURS + 1])
      expect(codeOf(await run(store, ofExpectation(ANNA, { hours }), subscriber(ANNA)))).toBe('invalid');
    expect(codeOf(await run(store, ofExpectation(ANNA, { categories: 0 }), subscriber(ANNA)))).toBe('invalid');
    expect(codeOf(await run(store, ofExpectation(ANNA, { hours: MAX_EXPECTATION_HOURS })))).toBe('ok');
  });
};

/** What undoes the latest change of a preference or a list. */
export const undoCases = (open: Open, run: Run): void => {
  const undo = (undone: number): Command => ({ kind: 'undoPreference', subscriber: ANNA, undone: asSequence(undone) });

  it('undoes the latest change as if it had not been: what a consent had lifted is lifted again', async () => {
    const store = await open(BANK);
    const tables = new NaiveTables();
    store.onCommit((changes) => {
      for (const { body } of changes) tables.put(body);
    });
    held(await run(store, ofPreference(ANNA), subscriber(ANNA)));
    held(await run(store, ofBasis(ANNA), subscriber(ANNA)));
    const before = tables.of('pair/');
    expect(tables.mayContact(ANNA, BANK, T0)).toBe(true);
    const off = held(await run(store, ofPreference(ANNA, { on: false }), subscriber(ANNA)));
    held(await run(store, undo(off.sequence), subscriber(ANNA)));
    expect(tables.of('pair/')).toEqual(before);
    expect(held(await store.ask({ kind: 'preference', subscriber: ANNA }))).toMatchObject({ on: true, barredSince: 2 });
  });

  it('undoes a list entry, and an undoing; the first change of all leaves no preference behind', async () => {
    const store = await open();
    const entry: Command = { kind: 'addListEntry', subscriber: ANNA, list: 'deny', caller: BEN };
    const put = held(await run(store, entry, subscriber(ANNA)));
    const undone = held(await run(store, undo(put.sequence), subscriber(ANNA)));
    expect(undone.body).toMatchObject({ on: false, deny: [] });
    expect(held(await store.ask({ kind: 'preference', subscriber: ANNA }))).toBeUndefined();
    expect(codeOf(await run(store, undo(undone.sequence), subscriber(ANNA)))).toBe('conflict');
    const allowed = held(await run(store, { ...entry, list: 'allow' }, subscriber(ANNA)));
    const denied = held(await run(store, entry, subscriber(ANNA)));
    expect(codeOf(await run(store, undo(allowed.sequence), subscriber(ANNA)))).toBe('conflict');
    const again = held(await run(store, undo(denied.sequence), subscriber(ANNA)));
    expect(again.body).toMatchObject({ allow: [BEN], deny: [] });
    expect(held(await run(store, undo(again.sequence), subscriber(ANNA))).body).toMatchObject({
      allow: [],
      deny: [BEN],
    });
  });

  it('undoes nobody else’s change, nor brings back a former holder’s wish', async () => {
    const store = await open();
    const first = held(await run(store, ofPreference(ANNA), subscriber(ANNA)));
    expect(codeOf(await run(store, undo(first.sequence), subscriber(BEN)))).toBe('forbidden');
    held(await run(store, { kind: 'recycleNumber', number: ANNA }));
    expect(codeOf(await run(store, undo(first.sequence), subscriber(ANNA)))).toBe('conflict');
    const next = held(await run(store, ofPreference(ANNA, { on: false }), subscriber(ANNA)));
    held(await run(store, undo(next.sequence), subscriber(ANNA)));
    expect(held(await store.ask({ kind: 'preference', subscriber: ANNA }))).toBeUndefined();
  });
};
