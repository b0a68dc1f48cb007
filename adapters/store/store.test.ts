import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ALL_CATEGORIES,
  ALL_CHANNELS,
  asId,
  asSequence,
  type PhoneNumber,
  purposeBit,
  type Result,
} from '@wurao/domain';
import type { Actor, Command, Envelope } from '@wurao/registry';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { restoreStore } from './backup.ts';
import { checkStoreFile } from './check.ts';
import { MAX_GROUP_COMMANDS } from './group.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';
import type { Store } from './ports.ts';
import { openStore, openStoreParts } from './store.ts';

const KNOWN = MIGRATIONS.length;
const ADMIN: Actor = { keyId: asId('key-admin'), role: 'admin', party: undefined, subscriber: undefined };
const envelope = (command: Command): Envelope => ({ command, actor: ADMIN, idempotency: undefined });
const numberAt = (i: number) => `+86138${String(10_000_000 + i)}` as PhoneNumber;
const preferenceOf = (i: number, allow: readonly PhoneNumber[] = []): Envelope =>
  envelope({
    kind: 'setPreference',
    subscriber: numberAt(i),
    preference: {
      on: true,
      channels: ALL_CHANNELS,
      categories: ALL_CATEGORIES,
      purposes: purposeBit('marketing'),
      hours: undefined,
      allow,
      deny: [],
      prefixes: [],
      keep: [],
    },
  });
const held = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(`${result.code}: ${result.errors.map((e) => e.message).join('; ')}`);
};
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.code);

let directory = '';
const openedStores: Store[] = [];
const open = async (): Promise<Store> => {
  const store = held(await openStore({ directory }));
  openedStores.push(store);
  return store;
};
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-store-'));
});
afterEach(async () => {
  for (const store of openedStores.splice(0)) await store.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('a listener that fails after the commit', () => {
  it('fails every command of the group, and none is run a second time', async () => {
    const store = await open();
    store.onCommit(() => Promise.reject(new Error('the tables are full')));
    const asked = await Promise.allSettled([1, 2, 3].map((i) => store.execute(preferenceOf(i))));
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await store.ask({ kind: 'preference', subscriber: numberAt(1) });
    expect(store.head()).toBe(3);
    expect(held(await store.changesSince(asSequence(0))).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });
});

describe('a failing disk', () => {
  it('answers store-unavailable to the whole group, applies nothing of it, and serves on when there is room', async () => {
    const { store, writer } = held(await openStoreParts({ directory }));
    openedStores.push(store);
    held(await store.execute(preferenceOf(0)));
    const head = store.head();
    const told: number[] = [];
    store.onCommit((changes) => void told.push(changes.length));
    const pages = writer.pragma('page_count', { simple: true }) as number;
    writer.pragma(`max_page_count = ${pages + 2}`);
    const lists = Array.from({ length: 900 }, (_, i) => numberAt(1_000 + i));
    const group = Array.from({ length: 50 }, (_, i) => preferenceOf(i + 1, lists));
    const results = await store.executeGroup(group);
    expect(new Set(results.map(codeOf))).toEqual(new Set(['store-unavailable']));
    expect(results[0]).toMatchObject({
      errors: [{ message: expect.stringContaining('disk is full') }],
      retryAfterMs: expect.any(Number),
    });
    expect(store.head()).toBe(head);
    expect(told).toEqual([]);
    expect(held(await store.changesSince(head))).toEqual([]);
    expect(held(await store.ask({ kind: 'preference', subscriber: numberAt(1) }))).toBeUndefined();
    writer.pragma('max_page_count = 1000000000');
    expect(held(await store.execute(preferenceOf(1, lists))).sequence).toBe(head + 1);
  });

  it('gives up on a lock that another holds too long, and serves on when it is free', async () => {
    const { store, writer } = held(await openStoreParts({ directory }));
    openedStores.push(store);
    writer.pragma('busy_timeout = 0');
    const other = new Database(join(directory, 'store.sqlite'));
    other.exec('begin immediate');
    expect(codeOf(await store.execute(preferenceOf(0)))).toBe('store-unavailable');
    other.exec('rollback');
    other.close();
    expect(held(await store.execute(preferenceOf(0))).sequence).toBe(1);
  });

  it('has nothing to tell of a number too long to hold facts', async () => {
    const store = await open();
    const long = '955881234567890123456' as PhoneNumber;
    expect(held(await store.ask({ kind: 'preference', subscriber: long }))).toBeUndefined();
    expect(held(await store.factsAsOf(asSequence(0), { numbers: [long], callers: [long] }))).toEqual([]);
    expect(codeOf(await store.execute(envelope({ kind: 'openSession', subscriber: long, code: '123456' })))).toBe(
      'unauthenticated',
    );
  });

  it('answers after it was closed as a store that does not answer', async () => {
    const store = await open();
    await store.close();
    openedStores.pop();
    expect(codeOf(await store.execute(preferenceOf(0)))).toBe('store-unavailable');
    expect(codeOf(await store.ask({ kind: 'changeCount' }))).toBe('store-unavailable');
    expect(codeOf(await store.loadTables())).toBe('store-unavailable');
  });
});

describe('groups', () => {
  it('takes many waiting commands together, in the order they came', async () => {
    const store = await open();
    const sizes: number[] = [];
    store.onCommit((changes) => void sizes.push(changes.length));
    const count = MAX_GROUP_COMMANDS + 10;
    const outcomes = await Promise.all(Array.from({ length: count }, (_, i) => store.execute(preferenceOf(i))));
    expect(outcomes.map((outcome) => held(outcome).sequence)).toEqual(Array.from({ length: count }, (_, i) => i + 1));
    expect(sizes).toEqual([MAX_GROUP_COMMANDS, 10]);
  });

  it('lets a programmer’s error fail its own command only', async () => {
    const store = await open();
    const broken = envelope({ kind: 'setPreference', subscriber: numberAt(1) } as unknown as Command);
    const [first, second, third] = await Promise.allSettled([
      store.execute(preferenceOf(0)),
      store.execute(broken),
      store.execute(preferenceOf(2)),
    ]);
    expect([first?.status, second?.status, third?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(store.head()).toBe(2);
  });

  it('refuses a second process on the directory', async () => {
    await open();
    expect(codeOf(await openStore({ directory }))).toBe('locked');
  });
});

describe('migrations', () => {
  const path = () => join(directory, 'some.sqlite');
  const options = { nowMs: 1, backupPath: (from: number) => join(directory, 'backups', `schema-${from}.sqlite`) };
  const next = { version: KNOWN + 1, name: 'a column', statements: ['alter table outbox add column priority integer'] };

  it('copies a store that holds anything before the next step, and not an empty one', () => {
    const db = new Database(path());
    expect(held(migrate(db, MIGRATIONS, options))).toEqual({ from: 0, to: KNOWN, backup: undefined });
    const report = held(migrate(db, [...MIGRATIONS, next], options));
    expect(report).toMatchObject({
      from: KNOWN,
      to: KNOWN + 1,
      backup: join(directory, 'backups', `schema-${KNOWN}.sqlite`),
    });
    expect(checkStoreFile(report.backup ?? '')).toMatchObject({ ok: true, value: { schema: KNOWN } });
    expect(held(migrate(db, [...MIGRATIONS, next], options)).backup).toBeUndefined();
    db.close();
  });

  it('leaves the store as it was when a step fails', () => {
    const db = new Database(path());
    held(migrate(db, MIGRATIONS, options));
    const broken = {
      version: KNOWN + 1,
      name: 'broken',
      statements: ['create table half (id integer)', 'create table nonsense ('],
    };
    expect(() => migrate(db, [...MIGRATIONS, broken], options)).toThrow();
    expect(db.prepare("select count(*) as n from sqlite_master where name = 'half'").get()).toEqual({ n: 0 });
    expect(held(migrate(db, MIGRATIONS, options))).toMatchObject({ from: KNOWN, to: KNOWN });
    db.close();
  });

  it('refuses a newer schema, naming both versions', async () => {
    await (await open()).close();
    openedStores.pop();
    const db = new Database(join(directory, 'store.sqlite'));
    db.prepare('insert into schema_version (version, name, at) values (99, ?, 0)').run('from the future');
    db.close();
    const refused = await openStore({ directory });
    expect(refused).toMatchObject({
      ok: false,
      code: 'newer-schema',
      errors: [{ message: expect.stringMatching(new RegExp(`version 99.*up to ${KNOWN}$`)) }],
    });
    const again = await openStore({ directory });
    expect(codeOf(again), 'the lock was given back').toBe('newer-schema');
  });
});

describe('backup and restore', () => {
  it('copies while commands go on, checks the copy, and restores it elsewhere row by row', async () => {
    const store = await open();
    await store.executeGroup(Array.from({ length: 500 }, (_, i) => preferenceOf(i)));
    const path = join(directory, 'copies', 'one.sqlite');
    const copying = store.backup(path);
    const writing = Promise.all(Array.from({ length: 20 }, (_, i) => store.execute(preferenceOf(1_000 + i))));
    const report = held(await copying);
    await writing;
    expect(report.sequence).toBeGreaterThanOrEqual(500);
    expect(codeOf(await store.backup(path)), 'never over another').toBe('conflict');
    const elsewhere = join(directory, 'elsewhere');
    expect(held(await restoreStore({ backup: path, directory: elsewhere })).sequence).toBe(report.sequence);
    const restored = held(await openStore({ directory: elsewhere }));
    openedStores.push(restored);
    const original = held(await store.changesSince(asSequence(0), 100_000)).filter(
      (change) => change.sequence <= report.sequence,
    );
    expect(held(await restored.changesSince(asSequence(0), 100_000))).toEqual(original);
  });

  it('does not restore under a serving store, nor over one unless asked to', async () => {
    const store = await open();
    held(await store.execute(preferenceOf(0)));
    const backup = join(directory, 'copy.sqlite');
    held(await store.backup(backup));
    held(await store.execute(preferenceOf(1)));
    expect(codeOf(await restoreStore({ backup, directory, replace: true }))).toBe('locked');
    await store.close();
    openedStores.pop();
    expect(codeOf(await restoreStore({ backup, directory }))).toBe('conflict');
    const report = held(await restoreStore({ backup, directory, replace: true }));
    expect(checkStoreFile(report.movedAside ?? '')).toMatchObject({ ok: true, value: { sequence: 2 } });
    expect((await open()).head()).toBe(1);
  });

  it('turns away what is no whole store', async () => {
    const store = await open();
    held(await store.execute(preferenceOf(0)));
    const backup = join(directory, 'copy.sqlite');
    held(await store.backup(backup));
    const db = new Database(backup);
    db.exec('update feed_head set sequence = 7');
    db.close();
    expect(checkStoreFile(backup)).toMatchObject({
      ok: false,
      code: 'invalid',
      errors: [{ message: expect.stringContaining('its feed ends at 1') }],
    });
    writeFileSync(join(directory, 'noise.sqlite'), 'not a database, however long this text may be');
    expect(codeOf(checkStoreFile(join(directory, 'noise.sqlite')))).toBe('invalid');
    expect(codeOf(checkStoreFile(join(directory, 'none.sqlite')))).toBe('not-found');
  });
});
