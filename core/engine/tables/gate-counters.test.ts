import type { PhoneNumber } from '@wurao/domain';
import { CAP_GROUPS, type CapGroup } from '@wurao/law';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GateCounters } from './gate-counters.ts';

const DAY_MS = 86_400_000;
const ZONE_MINUTES = 480;
const WINDOW_DAYS = 30;
const START_MS = Date.UTC(2026, 0, 1);
const NUMBERS = [
  '+8613800000001',
  '+8613800000002',
  '+861062345678',
  '+85291234567',
  '95588',
  '106900000000000000001',
  '106900000000000000002',
] as PhoneNumber[];

const make = (slots = 1024): GateCounters =>
  new GateCounters({ slots, windowDays: WINDOW_DAYS, zoneMinutes: ZONE_MINUTES });
const dayOf = (atMs: number): number => Math.floor((atMs + ZONE_MINUTES * 60_000) / DAY_MS);

interface Contact {
  readonly key: string;
  readonly voice: boolean;
  readonly atMs: number;
}

const readPlainly = (contacts: readonly Contact[], key: string, voice: boolean, atMs: number, perWindow: number) => {
  const own = contacts.filter((contact) => contact.key === key);
  const within = own.filter((contact) => contact.atMs + WINDOW_DAYS * DAY_MS > atMs).slice(-11);
  const leaving = within.at(-perWindow);
  return {
    today: own.filter((contact) => contact.voice === voice && dayOf(contact.atMs) === dayOf(atMs)).length,
    window: within.length,
    windowFreesAtMs: leaving === undefined ? undefined : leaving.atMs + WINDOW_DAYS * DAY_MS,
    full: false,
  };
};

const step = fc.record({
  laterMs: fc.oneof(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: 0, max: 12 * DAY_MS })),
  merchant: fc.constantFrom(1, 2, 2 ** 26 - 1),
  callee: fc.constantFrom(...NUMBERS),
  group: fc.constantFrom<CapGroup>(...CAP_GROUPS),
  voice: fc.boolean(),
  counts: fc.boolean(),
  perWindow: fc.integer({ min: 1, max: 11 }),
});

describe('GateCounters', () => {
  it('reads contacts as a plain list of them does, also after a checkpoint', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.nat(80), (steps, restoreAt) => {
        let counters = make();
        const contacts: Contact[] = [];
        let atMs = START_MS;
        for (const [i, { laterMs, merchant, callee, group, voice, counts, perWindow }] of steps.entries()) {
          atMs += laterMs;
          if (i === restoreAt) {
            const bytes = counters.checkpoint();
            counters = make(4096);
            expect(counters.restore(bytes)).toBe(true);
          }
          const key = `${merchant} ${callee} ${group}`;
          const reading = counters.contacts(merchant, callee, group, voice, atMs, perWindow);
          const daily = group === 'collection' || group === 'transactional';
          const plainly = readPlainly(contacts, key, voice, atMs, perWindow);
          if (!daily) expect(reading).toEqual(plainly);
          expect(reading.today).toBe(plainly.today);
          if (!counts) continue;
          counters.countContact(merchant, callee, group, voice, atMs);
          contacts.push({ key, voice, atMs });
        }
      }),
      { numRuns: 150 },
    );
  });

  it('refuses a cap that it could not keep', () => {
    expect(() => make().contacts(1, NUMBERS[0]!, 'care', true, START_MS, 12)).toThrow(/keep 11/);
  });

  it('counts different callees of a caller by local day', () => {
    const counters = make();
    const [caller, ...callees] = NUMBERS as [PhoneNumber, ...PhoneNumber[]];
    const evening = Date.UTC(2026, 0, 1, 15, 59);
    for (const callee of [...callees, ...callees]) counters.countDistinct(caller, callee, evening);
    expect(counters.distinctCallees(caller, callees[0]!, evening)).toEqual({ count: 6, seen: true });
    expect(counters.distinctCallees(caller, '+8613911111111' as PhoneNumber, evening)).toEqual({
      count: 6,
      seen: false,
    });
    expect(counters.distinctCallees(caller, callees[0]!, evening + 60_000)).toEqual({ count: 0, seen: false });
    const restored = make();
    restored.restore(counters.checkpoint());
    expect(restored.distinctCallees(caller, callees[0]!, evening)).toEqual({ count: 6, seen: true });
  });

  it('counts targets by local day', () => {
    const counters = make();
    const evening = Date.UTC(2026, 0, 1, 15, 59);
    counters.countTarget('line', 'line-1', evening);
    counters.countTarget('line', 'line-1', evening);
    expect(counters.targetToday('line', 'line-1', evening)).toBe(2);
    expect(counters.targetToday('party', 'line-1', evening)).toBe(0);
    expect(counters.targetToday('line', 'line-1', evening + 60_000)).toBe(0);
    const restored = make();
    restored.restore(counters.checkpoint());
    expect(restored.targetToday('line', 'line-1', evening)).toBe(2);
  });

  it('says full when it is, raises the alarm, and has room again once entries are old', () => {
    const counters = make(64);
    const numberOf = (i: number): PhoneNumber => `+86137${String(i).padStart(8, '0')}` as PhoneNumber;
    let placed = 0;
    for (let i = 0; i < 200; i++) {
      const callee = numberOf(i);
      if (counters.contacts(1, callee, 'commercial', true, START_MS).full) continue;
      counters.countContact(1, callee, 'commercial', true, START_MS);
      expect(counters.contacts(1, callee, 'commercial', true, START_MS).today).toBe(1);
      placed++;
    }
    expect(placed).toBeGreaterThan(50);
    expect(placed).toBeLessThanOrEqual(64);
    expect(counters.figures().refusedPlaces).toBe(200 - placed);
    const later = START_MS + 32 * DAY_MS;
    for (let i = 0; i < 200; i++) {
      expect(counters.contacts(2, numberOf(i), 'commercial', true, later).full).toBe(false);
    }
    expect(counters.contacts(2, numberOf(0), 'commercial', true, later).window).toBe(0);
  });

  it('lets daily groups give way the next day, and windows stay', () => {
    const counters = make(16);
    for (let i = 0; i < 40; i++) counters.countContact(i, NUMBERS[0]!, 'transactional', false, START_MS);
    expect(counters.contacts(99, NUMBERS[0]!, 'commercial', true, START_MS).full).toBe(true);
    expect(counters.contacts(99, NUMBERS[0]!, 'commercial', true, START_MS + DAY_MS).full).toBe(false);
  });

  it('lets the capped targets of days that are over give way, never those of the day, whatever instant is asked about', () => {
    const counters = make();
    for (let i = 0; i < 65_536; i++) counters.countTarget('number', String(i), START_MS);
    expect(counters.targetToday('number', 'another', START_MS)).toBeGreaterThan(1_000_000);
    expect(counters.targetToday('number', 'another', START_MS + 9 * DAY_MS), 'a screen').toBeGreaterThan(1_000_000);
    expect(counters.targetToday('number', '7', START_MS)).toBe(1);
    counters.countTarget('number', '7', START_MS + DAY_MS);
    counters.countTarget('number', 'another', START_MS + DAY_MS);
    expect(counters.targetToday('number', 'another', START_MS + DAY_MS)).toBe(1);
    expect(counters.targetToday('number', '7', START_MS + DAY_MS)).toBe(1);
  });

  it('fills to nine tenths before it refuses a place', () => {
    const counters = make(80_000);
    let i = 0;
    while (counters.figures().refusedPlaces === 0)
      counters.countContact(i++, NUMBERS[0]!, 'commercial', true, START_MS);
    expect(i).toBeGreaterThan(72_000);
  });

  it('takes no checkpoint of another zone or format', () => {
    const bytes = make().checkpoint();
    const elsewhere = new GateCounters({ slots: 64, windowDays: 30, zoneMinutes: 0 });
    expect(elsewhere.restore(bytes)).toBe(false);
    expect(make().restore(bytes.subarray(0, 20))).toBe(false);
    expect(make().restore(new Uint8Array(100))).toBe(false);
  });
});
