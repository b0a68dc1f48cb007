import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALL_CATEGORIES, ALL_CHANNELS, ALL_PURPOSES, type PhoneNumber, type Result } from '@wurao/domain';
import type { Actor, Envelope } from '@wurao/registry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Control } from './control.ts';

const ADMIN: Actor = { role: 'admin', keyId: undefined, party: undefined, subscriber: undefined };
const ANNA = '+8613800000001' as PhoneNumber;
const BEN = '+8613800000002' as PhoneNumber;

let directory = '';
let nowMs = Date.parse('2026-11-20T10:00:00+08:00');
const open: Control[] = [];
const broken: Error[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-control-'));
  broken.length = 0;
});
afterEach(async () => {
  for (const control of open.splice(0)) await control.close();
  rmSync(directory, { recursive: true, force: true });
});

const held = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.value;
};

const openControl = async (): Promise<Control> => {
  const control = held(
    await Control.open({
      directory,
      clock: () => nowMs,
      log: () => {},
      allowPrivateWebhooks: false,
      post: () => {},
      onMoved: () => {},
      onBroken: (error) => void broken.push(error),
    }),
  );
  open.push(control);
  return control;
};

const close = async (control: Control): Promise<void> => {
  open.splice(open.indexOf(control), 1);
  await control.close();
};

const wish = (subscriber: PhoneNumber, on: boolean): Envelope => ({
  command: {
    kind: 'setPreference',
    subscriber,
    preference: {
      on,
      channels: ALL_CHANNELS,
      categories: ALL_CATEGORIES,
      purposes: ALL_PURPOSES,
      hours: undefined,
      allow: [],
      deny: [],
      prefixes: [],
      keep: [],
    },
  },
  actor: ADMIN,
  idempotency: undefined,
});

const put = async (control: Control, subscriber: PhoneNumber, on: boolean): Promise<void> => {
  nowMs += 1;
  held(await control.execute(wish(subscriber, on)));
};

describe('tables that cannot follow the store', () => {
  it('are told of, and no later write is acknowledged either', async () => {
    const control = await openControl();
    await put(control, ANNA, true);
    const fails = () => {
      throw new Error('the tables are full');
    };
    Object.defineProperty(control.tables, 'apply', { value: fails, configurable: true });
    const asked = await Promise.allSettled([control.execute(wish(ANNA, false)), control.execute(wish(BEN, true))]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(broken.length).toBeGreaterThan(0);
    Reflect.deleteProperty(control.tables, 'apply');
    await expect(control.execute(wish(BEN, false))).rejects.toThrow();
    await expect(close(control)).resolves.toBeUndefined();
    const again = await openControl();
    expect(again.tables.facts.profile(ANNA)?.on).toBe(false);
  });
});

describe('the snapshot at a start', () => {
  it('is taken when it is of this history, and what came after it is read from the store', async () => {
    const first = await openControl();
    await put(first, ANNA, true);
    await first.snapshot();
    copyFileSync(join(directory, 'tables.snapshot'), join(directory, 'kept'));
    await put(first, BEN, true);
    await close(first);
    copyFileSync(join(directory, 'kept'), join(directory, 'tables.snapshot'));
    const again = await openControl();
    expect(again.figures().loadedFrom).toBe('snapshot');
    expect([again.tables.facts.profile(ANNA)?.on, again.tables.facts.profile(BEN)?.on]).toEqual([true, true]);
  });

  it('is passed over when the store was put back and has gone on differently, however far', async () => {
    const first = await openControl();
    await put(first, ANNA, true);
    await close(first);
    copyFileSync(join(directory, 'store.sqlite'), join(directory, 'earlier'));
    const second = await openControl();
    await put(second, BEN, true);
    await close(second);
    // An operator puts the store back by hand; the server that runs on it is killed before it writes a snapshot.
    const left = join(directory, 'left.snapshot');
    copyFileSync(join(directory, 'tables.snapshot'), left);
    copyFileSync(join(directory, 'earlier'), join(directory, 'store.sqlite'));
    const third = await openControl();
    await put(third, ANNA, false);
    await put(third, ANNA, true);
    await close(third);
    copyFileSync(left, join(directory, 'tables.snapshot'));
    const fourth = await openControl();
    expect(fourth.figures().loadedFrom).toBe('store');
    expect(fourth.tables.facts.profile(BEN)).toBeUndefined();
  });
});
