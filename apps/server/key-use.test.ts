import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiKey, asId, type KeyId, type Role } from '@wurao/domain';
import { afterAll, expect, it } from 'vitest';
import { KeyUses } from './key-use.ts';

const directory = mkdtempSync(join(tmpdir(), 'wurao-key-use-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const EVENING_MS = Date.parse('2026-03-02T23:59:30+08:00');
const ID = asId<KeyId>('key-1');
const key = (role: Role): ApiKey => ({ id: ID, role }) as ApiKey;
const usesAt = (name: string, clock: { nowMs: number }, told: string[] = [], keysMax = 100): KeyUses =>
  new KeyUses({
    path: join(directory, name),
    nowMs: () => clock.nowMs,
    log: (_level, event) => void told.push(event),
    keysMax,
  });

it('counts the calls of a day in China, and knows the last minute', () => {
  const clock = { nowMs: EVENING_MS };
  const uses = usesAt('counts.json', clock);
  expect(uses.of(ID)).toBeUndefined();
  uses.note(key('merchant'));
  uses.note(key('merchant'));
  expect(uses.of(ID)).toEqual({ lastUsedMs: Date.parse('2026-03-02T23:59:00+08:00'), callsToday: 2 });
  clock.nowMs += 60_000;
  expect(uses.of(ID)?.callsToday).toBe(0);
  uses.note(key('merchant'));
  expect(uses.of(ID)).toEqual({ lastUsedMs: Date.parse('2026-03-03T00:00:00+08:00'), callsToday: 1 });
  uses.close();
});

it('keeps nothing of subscribers', () => {
  const uses = usesAt('subscribers.json', { nowMs: EVENING_MS });
  uses.note(key('subscriber'));
  expect(uses.of(ID)).toBeUndefined();
  uses.close();
});

it('forgets what was used longest ago when there are too many, never to count a new one', () => {
  const clock = { nowMs: EVENING_MS };
  const uses = usesAt('many.json', clock, [], 10);
  const others = Array.from({ length: 9 }, (_, i) => ({ ...key('admin'), id: asId<KeyId>(`session-${i}`) }));
  uses.note(key('merchant'));
  for (const other of others) {
    clock.nowMs += 60_000;
    uses.note(other);
  }
  uses.note(key('merchant'));
  clock.nowMs += 60_000;
  uses.note({ ...key('admin'), id: asId<KeyId>('session-9') });
  expect(['key-1', 'session-0', 'session-1', 'session-9'].map((id) => uses.of(asId(id)) !== undefined)).toEqual([
    true,
    false,
    true,
    true,
  ]);
  uses.close();
});

it('outlives a restart, and a broken file', () => {
  const clock = { nowMs: EVENING_MS };
  const first = usesAt('kept.json', clock);
  first.note(key('carrier'));
  first.close();
  const second = usesAt('kept.json', clock);
  expect(second.of(ID)?.callsToday).toBe(1);
  second.close();
  writeFileSync(join(directory, 'kept.json'), '[["key-1",{"minute":"x"}],["key-2"');
  const told: string[] = [];
  const third = usesAt('kept.json', clock, told);
  expect([third.of(ID), told]).toEqual([undefined, ['use of keys not read']]);
  third.close();
});
