import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HouseCommand, keyedReference } from '@wurao/casework';
import { ALL_CATEGORIES, asId, type PhoneNumber } from '@wurao/domain';
import type { Actor } from '@wurao/registry';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../ports.ts';
import { openStore } from '../store.ts';
import { faultIn, fillLog, HANDLER, held, reading, TAMPERINGS, testMac } from '../testing/tamper-audit.ts';

const START_MS = Date.UTC(2026, 2, 2, 2);
const ANNA = '+8613800000001' as PhoneNumber;
const ADMIN: Actor = { ...HANDLER, keyId: asId('key-admin'), role: 'admin' };
const HOUSE: Actor = { ...ADMIN, keyId: undefined };
const SUBSCRIBER: Actor = { ...HANDLER, keyId: asId('key-anna'), role: 'subscriber', subscriber: ANNA };

let directory = '';
let store: Store;
let nowMs = START_MS;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-audit-'));
  nowMs = START_MS;
  store = held(await openStore({ directory, clock: () => nowMs, mac: testMac }));
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

const run = (command: HouseCommand, actor: Actor = ADMIN, key?: string) => {
  nowMs += 1_000;
  const idempotency = key === undefined ? undefined : { key, bodyHash: 'x' };
  return store.execute({ command, actor, idempotency });
};
const merchant = (id: string): HouseCommand => ({
  kind: 'registerMerchant',
  id,
  name: id,
  creditCode: undefined,
  categories: ALL_CATEGORIES,
});
const complaint = (number: PhoneNumber): HouseCommand => ({
  kind: 'fileComplaint',
  claim: {
    complainant: number,
    proved: true,
    reported: '01012345678',
    channel: 'voice',
    atMs: nowMs - 60_000,
    durationMs: 0,
    description: 'a call',
    source: 'api',
  },
  gathered: { attempt: undefined, evidence: { gatheredMs: nowMs, attempt: undefined, noAttempt: [], earlier: [] } },
});
const rows = async () => {
  const { items } = held(
    await store.ask({ kind: 'auditRows', subject: undefined, sinceMs: undefined, after: undefined, limit: 100 }),
  );
  return items.map(({ who, act, what, subject }) => `${who} ${act} ${what} ${subject.kind} ${subject.id}`);
};

describe('the log of who read and who changed what', () => {
  it('has a row for each change of a case, by whomever, and each of the register by staff', async () => {
    held(await run(merchant('bank')));
    held(await run(merchant('shop'), HOUSE));
    held(await run({ kind: 'requestCode', subscriber: ANNA }, { ...ADMIN, role: 'carrier' }));
    const filed = held(await run(complaint(ANNA), SUBSCRIBER)).body as { id: string; case: string };
    held(await run({ kind: 'noteCase', id: filed.case, text: 'seen' }, HANDLER));
    expect(await rows()).toEqual([
      'key-admin change registerMerchant merchant bank',
      `key-admin change requestCode subscriber ${keyedReference(testMac, ANNA)}`,
      `key-anna change fileComplaint complaint ${filed.id}`,
      `key-anna change fileComplaint case ${filed.case}`,
      `key-handler change noteCase case ${filed.case}`,
    ]);
    expect(await faultIn({ directory })).toBeUndefined();
  });

  it('has nothing of what was refused, of an answer given again, and of time that changed nothing', async () => {
    const refused = await run({ kind: 'noteCase', id: 'none', text: 'seen' }, HANDLER);
    expect(refused.ok).toBe(false);
    held(await run(merchant('bank'), ADMIN, 'once'));
    held(await run(merchant('bank'), ADMIN, 'once'));
    held(await run({ kind: 'lapseCases' }, HOUSE));
    expect(await rows()).toEqual(['key-admin change registerMerchant merchant bank']);
  });

  it('names each case of a bulk action, and the input', async () => {
    const first = held(await run(complaint(ANNA))).body as { case: string };
    const second = held(await run(complaint('+8613800000002' as PhoneNumber))).body as { case: string };
    const ids = [...new Set([first.case, second.case])];
    held(await run({ kind: 'assignCases', ids, to: undefined }, HANDLER));
    expect((await rows()).slice(4)).toEqual(ids.map((id) => `key-handler change assignCases case ${id}`));
  });

  it('takes no row without its command, nor a command without its row', async () => {
    held(await run(merchant('bank')));
    const bad = store.execute({
      command: { kind: 'noteReads', subjects: [{ kind: 'case', id: 'case-1' }], what: 'no name' },
      actor: HANDLER,
      idempotency: { key: 'once', bodyHash: 'x' },
    });
    const good = store.execute({ command: merchant('shop'), actor: ADMIN, idempotency: undefined });
    await expect(bad).rejects.toThrow('no entry of the log: what');
    held(await good);
    expect(await rows()).toEqual([
      'key-admin change registerMerchant merchant bank',
      'key-admin change registerMerchant merchant shop',
    ]);
    expect(await faultIn({ directory })).toBeUndefined();
  });

  it('is found by subject and by instant', async () => {
    await fillLog(store, 3);
    nowMs = START_MS + 60_000;
    held(await run(reading('case-1'), HANDLER));
    const asked = { kind: 'auditRows', after: undefined, limit: 2 } as const;
    const ofCase = held(
      await store.ask({ ...asked, subject: { kind: 'case', id: 'case-1' }, sinceMs: undefined }),
    ).items;
    expect(ofCase.map(({ sequence }) => sequence)).toEqual([1, 4]);
    const late = held(await store.ask({ ...asked, subject: undefined, sinceMs: START_MS + 60_000 }));
    expect(late.items.map(({ sequence }) => sequence)).toEqual([4]);
    const page = held(await store.ask({ ...asked, subject: undefined, sinceMs: undefined }));
    expect(page).toMatchObject({ items: [{ sequence: 1 }, { sequence: 2 }], next: '2' });
    expect(held(await store.ask({ kind: 'auditHead' })).sequence).toBe(4);
  });

  it('goes on where it ended when the store is opened again', async () => {
    await fillLog(store, 2);
    await store.close();
    store = held(await openStore({ directory, clock: () => nowMs, mac: testMac }));
    await fillLog(store, 2);
    expect(held(await store.ask({ kind: 'auditHead' })).sequence).toBe(4);
    expect(await faultIn({ directory })).toBeUndefined();
  });

  it.each(TAMPERINGS)('is found out when $how', async ({ run: tamper, needsCheckpoint, fault }) => {
    await fillLog(store, 10);
    const checkpoint = held(await store.ask({ kind: 'auditHead' }));
    expect(await faultIn({ directory }, [checkpoint])).toBeUndefined();
    const db = new Database(join(directory, 'store.sqlite'));
    await tamper(async (sql) => db.prepare(sql).run());
    db.close();
    expect(await faultIn({ directory }, [checkpoint])).toEqual(fault);
    expect(await faultIn({ directory })).toEqual(needsCheckpoint ? undefined : fault);
  });
});
