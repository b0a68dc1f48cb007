import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asId, asSequence, type Change, type ChangeBody, type PartyId } from '@wurao/domain';
import { openHistory, openStore, type Store } from '@wurao/store';
import { makeWorld, toCommands } from '@wurao/vectors';
import { afterEach, expect, test } from 'vitest';
import { held } from './store-commands.ts';
import { NaiveTables } from './store-model.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const write = async (store: Store, seed: number, clock: { nowMs: number }): Promise<void> => {
  const ids = new Map<string, string>();
  for (const { atMs, actor, command, as } of toCommands(
    makeWorld(seed).facts.filter(({ given }) => !given.merchantClosed),
  )) {
    clock.nowMs = atMs;
    const done = await store.execute({ command: command(ids), actor, idempotency: undefined });
    if (as !== undefined && done.ok) ids.set(as, String(done.value.body['id'] ?? as));
    // Its merchant takes a recycled basis back, too: it is told an end of its own.
    if (command(ids).kind === 'recycleNumber') await takeBack(store, ids);
  }
};

const takeBack = async (store: Store, ids: ReadonlyMap<string, string>): Promise<void> => {
  for (const [name, id] of ids) {
    if (!name.startsWith('basis-')) continue;
    const basis = await store.ask({ kind: 'basis', id: asId(id) });
    const merchant = basis.ok ? (basis.value as { readonly merchant?: string } | undefined)?.merchant : undefined;
    if (merchant === undefined) continue;
    const actor = {
      role: 'merchant',
      party: asId<PartyId>(merchant),
      keyId: undefined,
      subscriber: undefined,
    } as const;
    await store.execute({ command: { kind: 'withdrawBasis', id: asId(id) }, actor, idempotency: undefined });
    return;
  }
};

const tablesOf = (bodies: Iterable<ChangeBody>): unknown => {
  const tables = new NaiveTables();
  // Keys decide nothing, and are left out of the past.
  for (const body of bodies) if (body.kind !== 'noun' || body.noun !== 'key') tables.put(body);
  return tables.of('');
};

test.each([1, 2])('the state as of each sequence is what the feed had made of it (world %i)', async (seed) => {
  const directory = mkdtempSync(join(tmpdir(), 'wurao-history-'));
  folders.push(directory);
  const clock = { nowMs: 0 };
  const store = held(await openStore({ directory, clock: () => clock.nowMs }));
  await write(store, seed, clock);
  // Beside the process that serves.
  const history = held(await openHistory(directory));
  const changes: Change[] = [];
  for (let from = asSequence(0); ; from = changes.at(-1)!.sequence) {
    const more = await history.changesAfter(from, 100);
    if (more.length === 0) break;
    changes.push(...more);
  }
  expect(history.head).toBe(store.head());
  for (let at = 0; at <= history.head; at++) {
    const folded = changes.filter(({ sequence }) => sequence <= at).map(({ body }) => body);
    expect(tablesOf(history.loadAsOf(asSequence(at)).changes), `as of ${at}`).toEqual(tablesOf(folded));
  }
  history.close();
  await store.close();
});
