import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failure, type Result, success } from '@wurao/domain';
import type { ImportOptions } from '@wurao/registry';
import { type ImportStore, openStore, type Store } from '@wurao/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DeskParts, ImportDesk } from './desk.ts';

const held = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result));
};

const OPTIONS: ImportOptions = {
  kind: 'ownerships',
  name: 'list',
  format: 'csv',
  encoding: 'utf-8',
  columns: {},
  constants: {},
  dryRun: false,
  onError: 'stop',
  thresholds: {},
};
const HEAD = Buffer.from('number,carrier\n');
const ADMIN = { keyId: undefined, role: 'admin', party: undefined, lines: [] } as const;

let root = '';
let store: Store;
const desks: ImportDesk[] = [];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'wurao-desk-'));
  store = held(await openStore({ directory: root, clock: () => 1 }));
});
afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.close();
  await store.close();
  rmSync(root, { recursive: true, force: true });
});

const deskOver = (changed: Partial<ImportStore> = {}, parts: Partial<DeskParts> = {}): ImportDesk => {
  const desk = new ImportDesk({
    directory: join(root, 'imports'),
    imports: { ...store.imports, ...changed },
    importPort: undefined,
    archive: { reachedBy: async () => failure('not-found', 'no journal') },
    clock: () => 1,
    newId: () => 'import-1',
    log: () => {},
    ...parts,
  });
  desks.push(desk);
  return desk;
};

const ended = async (desk: ImportDesk): Promise<string> => {
  for (;;) {
    const { record } = held(await desk.byId('import-1'));
    if (record.state !== 'checking' && record.state !== 'running') return record.state;
    await new Promise((resolve) => setImmediate(resolve));
  }
};

describe('a start', () => {
  it('comes after the pieces that were sent before it', async () => {
    const gate = Promise.withResolvers<void>();
    let asked = 0;
    const desk = deskOver({
      byId: async (id) => {
        if (asked++ === 0) await gate.promise;
        return store.imports.byId(id);
      },
    });
    held(await desk.create(ADMIN, OPTIONS));
    const received = desk.receive('import-1', 0, HEAD);
    const started = desk.start('import-1');
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked, 'nothing is looked at before the piece is kept').toBe(1);
    gate.resolve();
    expect(held(await received).bytes).toBe(HEAD.length);
    held(await started);
    expect(await ended(desk)).toBe('done');
  });

  it('never opens again what came to its end meanwhile', async () => {
    const desk = deskOver({
      byId: async (id) => {
        const found = await store.imports.byId(id);
        return found.ok ? success({ ...found.value, state: 'running' }) : found;
      },
    });
    held(await desk.create(ADMIN, OPTIONS));
    held(await store.imports.setState('import-1', { state: 'done', problem: undefined }));
    expect(await desk.start('import-1')).toMatchObject({ ok: false, code: 'conflict', errors: [{ field: 'state' }] });
    expect(held(await store.imports.byId('import-1')).state).toBe('done');
  });

  it('writes nothing while the import runs', async () => {
    const written: string[] = [];
    const gate = Promise.withResolvers<void>();
    const desk = deskOver({
      setState: async (id, next) => {
        written.push(next.state);
        if (next.state === 'done') await gate.promise;
        return store.imports.setState(id, next);
      },
    });
    held(await desk.create(ADMIN, OPTIONS));
    held(await desk.receive('import-1', 0, HEAD));
    held(await desk.start('import-1'));
    while (!written.includes('done')) await new Promise((resolve) => setImmediate(resolve));
    const before = written.length;
    held(await desk.start('import-1'));
    expect(written.length).toBe(before);
    gate.resolve();
    expect(await ended(desk)).toBe('done');
  });

  it('of an import that was rolled back is refused with what to do', async () => {
    const desk = deskOver();
    held(await desk.create(ADMIN, OPTIONS));
    held(await store.imports.setState('import-1', { state: 'rolled-back', problem: undefined }));
    expect(await desk.start('import-1')).toMatchObject({
      code: 'conflict',
      errors: [{ message: 'the import is rolled-back already', remedy: 'Make another import to state more.' }],
    });
  });
});

describe('an import that failed', () => {
  it('says so once the store takes it, however often it did not', async () => {
    const gone = failure('store-unavailable', 'The store is away');
    const waits: number[] = [];
    let asked = 0;
    const desk = deskOver(
      {
        byId: async (id) => (asked++ === 2 ? gone : store.imports.byId(id)),
        setState: async (id, next) =>
          next.state === 'failed' && waits.length < 3 ? gone : store.imports.setState(id, next),
      },
      {
        pause: async (ms) => {
          waits.push(ms);
        },
      },
    );
    held(await desk.create(ADMIN, OPTIONS));
    held(await desk.receive('import-1', 0, HEAD));
    held(await desk.start('import-1'));
    expect(await ended(desk)).toBe('failed');
    expect(waits).toEqual([500, 1_000, 2_000]);
  });
});
