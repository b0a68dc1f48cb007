import type { InstantMs, PhoneNumber, Sanction } from '@wurao/domain';
import { CAP_GROUPS, type CapGroup } from '@wurao/law';
import type { ContactReading, Counters } from '../ports.ts';
import { BucketTable } from './bucket-table.ts';
import { ExpectedContacts } from './expected-contacts.ts';
import { firstOf, secondOf } from './number-map.ts';
import { SubscriberPlace } from './subscriber-place.ts';

const MS_PER_DAY = 86_400_000;
const MS_PER_MINUTE = 60_000;

/**
 * A contact entry is one cache line: number (2 words), merchant << 2 | group, day | calls << 16 | messages << 24 (of that
 * local day), count of instants, then the latest instants, newest first, in milliseconds modulo 2^32 (the day says which).
 */
const CONTACT_WORDS = 16;
const DAY_AT = 3;
const COUNT_AT = 4;
const INSTANTS_AT = 5;
/** Window counts are exact up to here and stay here beyond. */
export const MAX_WINDOW = CONTACT_WORDS - INSTANTS_AT;
/** Day counts are exact up to here and stay here beyond. */
export const MAX_DAY = 255;
const GROUP_BITS = 2;
const TWO_32 = 2 ** 32;
/** Groups whose window nothing asks for: their entries give way once their day is over. */
const DAILY_GROUPS: readonly CapGroup[] = ['collection', 'transactional'];

/** Caller and callee (2 words each; callee 0, 0 = the caller's count), day | count << 16. */
const DISTINCT_WORDS = 5;
const DISTINCT_DAY_AT = 4;
const MAX_DISTINCT = 0xffff;
/** Personal lines are a small part of the traffic. */
const DISTINCT_SHARE = 1 / 4;
const MAX_TARGETS = 65_536;

const MAGIC = 0x574e5543;
const FORMAT = 1;
const HEAD_WORDS = 6;
const NOTHING_BEFORE = new Uint8Array(0);

type TargetKind = Sanction['target']['kind'];

export interface GateCountersOptions {
  /** Places for (merchant, subscriber, cap group) in contact within the window; memory is 66 bytes each, taken as used. */
  readonly slots: number;
  readonly windowDays: number;
  /** Minutes east of UTC of the law's days. */
  readonly zoneMinutes: number;
}

/**
 * The counters of one gate: bounded tables whose old entries give way by themselves. A key that finds no place counts as too
 * often, and `refusedPlaces` says so to metrics: an alarm. Time must not run back by more than a day.
 */
export class GateCounters implements Counters {
  /** How often a key found no place. */
  refusedPlaces = 0;
  private readonly contactTable: BucketTable;
  private readonly distinctTable: BucketTable;
  private readonly targets = new Map<string, { day: number; count: number }>();
  /** The day up to which targets were looked through for old ones. */
  private targetsCleared = 0;
  private readonly place = new SubscriberPlace();
  private readonly windowDays: number;
  private readonly zoneMs: number;
  /** The latest day counted on. */
  private day = 0;
  private now = 0;
  private readonly expected = new ExpectedContacts();
  /** Where what was read ahead goes, so that no compiler leaves the reading out. */
  seen = 0;
  private readonly isIdleContact = (at: number): boolean => this.contactIsIdle(at);
  private readonly isIdleDistinct = (at: number): boolean =>
    (this.distinctTable.entries[at + DISTINCT_DAY_AT]! & 0xffff) < this.now;

  constructor({ slots, windowDays, zoneMinutes }: GateCountersOptions) {
    if (windowDays * MS_PER_DAY >= TWO_32 - MS_PER_DAY)
      throw new RangeError(`a window of ${windowDays} days is too long`);
    this.windowDays = windowDays;
    this.zoneMs = zoneMinutes * MS_PER_MINUTE;
    this.contactTable = new BucketTable(slots, 3, CONTACT_WORDS);
    this.distinctTable = new BucketTable(Math.ceil(slots * DISTINCT_SHARE), 4, DISTINCT_WORDS);
  }

  contacts(
    merchantIndex: number,
    callee: PhoneNumber,
    group: CapGroup,
    voice: boolean,
    atMs: InstantMs,
    perWindow = 0,
  ): ContactReading {
    // A cap beyond what is kept would never bite: better loud than lax.
    if (perWindow > MAX_WINDOW)
      throw new RangeError(`counters keep ${MAX_WINDOW} contacts; a cap of ${perWindow} needs more`);
    this.setContactKey(merchantIndex, callee, group);
    const at = this.contactTable.find();
    if (at < 0) return this.absent(atMs);
    const { entries } = this.contactTable;
    const dayWord = entries[at + DAY_AT]!;
    const sameDay = (dayWord & 0xffff) === this.dayOf(atMs);
    const window = this.countWithin(at, atMs);
    const leaving =
      window > 0 && window >= perWindow && perWindow > 0 ? entries[at + INSTANTS_AT + perWindow - 1]! : -1;
    const windowMs = this.windowDays * MS_PER_DAY;
    return {
      today: sameDay ? (voice ? (dayWord >>> 16) & 0xff : dayWord >>> 24) : 0,
      window,
      windowFreesAtMs: leaving < 0 ? undefined : this.instantOf(leaving, dayWord & 0xffff) + windowMs,
      full: false,
    };
  }

  /** Contacts will be asked for: forgets those that were expected before. */
  expectNothing(): void {
    this.expected.clear();
  }

  /** Says that contacts of this pair will be asked for: `look` then brings their memory, for all that were named, side by side. */
  expect(merchantIndex: number, callee: PhoneNumber, place: SubscriberPlace): void {
    if (place.isTooLong) return;
    const { contactTable, expected } = this;
    // Of the commercial group, which nearly all ask about: another one is looked for in vain here, and found in its place.
    if (!expected.add(callee, firstOf(place), secondOf(place), merchantIndex << GROUP_BITS)) return;
    expected.copyKey(expected.count - 1, contactTable.key);
    contactTable.locate();
    expected.keepBuckets(contactTable.one, contactTable.two);
  }

  look(): void {
    const { contactTable, expected } = this;
    const { count } = expected;
    this.seen ^= contactTable.touchTags(expected.buckets, count * 2);
    for (let i = 0; i < count; i++) {
      expected.copyKey(i, contactTable.key);
      expected.entries[i] = contactTable.entryOrPlace();
    }
    this.seen ^= contactTable.touchEntries(expected.entries, count);
  }

  /** Instants stand newest first, so those within the window come first. */
  private countWithin(at: number, atMs: InstantMs): number {
    const { entries } = this.contactTable;
    const day = entries[at + DAY_AT]! & 0xffff;
    const sinceMs = atMs - this.windowDays * MS_PER_DAY;
    const count = entries[at + COUNT_AT]!;
    let within = 0;
    while (within < count && this.instantOf(entries[at + INSTANTS_AT + within]!, day) > sinceMs) within++;
    return within;
  }

  private absent(atMs: InstantMs): ContactReading {
    this.now = this.dayOf(atMs);
    if (this.contactTable.hasPlace(this.isIdleContact)) return NOTHING;
    this.refusedPlaces++;
    return FULL;
  }

  countContact(merchantIndex: number, callee: PhoneNumber, group: CapGroup, voice: boolean, atMs: InstantMs): void {
    this.setContactKey(merchantIndex, callee, group);
    this.turn(atMs);
    let at = this.contactTable.find();
    if (at < 0) at = this.contactTable.place(this.isIdleContact);
    if (at < 0) {
      this.refusedPlaces++;
      return;
    }
    const { entries } = this.contactTable;
    // An instant before the entry's day (a clock put back) counts as of that day: never fewer than there were.
    const before = entries[at + DAY_AT]! & 0xffff;
    const day = Math.max(this.dayOf(atMs), before);
    const counts = day === before ? entries[at + DAY_AT]! : 0;
    // Older ones are dropped, so that 32 bits suffice for the rest.
    const kept = this.countWithin(at, atMs);
    for (let i = Math.min(kept, MAX_WINDOW - 1); i > 0; i--)
      entries[at + INSTANTS_AT + i] = entries[at + INSTANTS_AT + i - 1]!;
    entries[at + INSTANTS_AT] = modulo32(atMs);
    entries[at + COUNT_AT] = Math.min(kept + 1, MAX_WINDOW);
    const calls = Math.min(((counts >>> 16) & 0xff) + (voice ? 1 : 0), MAX_DAY);
    const messages = Math.min((counts >>> 24) + (voice ? 0 : 1), MAX_DAY);
    entries[at + DAY_AT] = day | (calls << 16) | (messages << 24);
  }

  distinctCallees(caller: PhoneNumber, callee: PhoneNumber, atMs: InstantMs): { count: number; seen: boolean } {
    const day = this.dayOf(atMs);
    this.now = day;
    this.setDistinctKey(caller, undefined);
    const total = this.countOn(this.distinctTable.find(), day);
    this.setDistinctKey(caller, callee);
    const seen = this.countOn(this.distinctTable.find(), day) > 0;
    if (seen || this.distinctTable.hasPlace(this.isIdleDistinct)) return { count: total, seen };
    this.refusedPlaces++;
    return { count: MAX_DISTINCT, seen: false };
  }

  countDistinct(caller: PhoneNumber, callee: PhoneNumber, atMs: InstantMs): void {
    const day = this.turn(atMs);
    this.setDistinctKey(caller, callee);
    if (!this.addOn(day, true)) return;
    this.setDistinctKey(caller, undefined);
    this.addOn(day, false);
  }

  private countOn(at: number, day: number): number {
    if (at < 0) return 0;
    const word = this.distinctTable.entries[at + DISTINCT_DAY_AT]!;
    return (word & 0xffff) === day ? word >>> 16 : 0;
  }

  /** One more under the key on that day; false when `once` and it was there already, or when there is no place. */
  private addOn(day: number, once: boolean): boolean {
    const table = this.distinctTable;
    let at = table.find();
    if (once && this.countOn(at, day) > 0) return false;
    if (at < 0) at = table.place(this.isIdleDistinct);
    if (at < 0) {
      this.refusedPlaces++;
      return false;
    }
    const count = Math.min(this.countOn(at, day) + 1, MAX_DISTINCT);
    table.entries[at + DISTINCT_DAY_AT] = day | (count << 16);
    return true;
  }

  targetToday(kind: TargetKind, id: string, atMs: InstantMs): number {
    const target = this.targets.get(`${kind} ${id}`);
    if (target !== undefined) return target.day === this.dayOf(atMs) ? target.count : 0;
    return this.hasTargetPlace() ? 0 : Number.MAX_SAFE_INTEGER;
  }

  countTarget(kind: TargetKind, id: string, atMs: InstantMs): void {
    const day = this.turn(atMs);
    const key = `${kind} ${id}`;
    const target = this.targets.get(key);
    if (target !== undefined) {
      target.count = target.day === day ? target.count + 1 : 1;
      target.day = day;
    } else if (this.hasTargetPlace()) {
      this.targets.set(key, { day, count: 1 });
    } else {
      this.refusedPlaces++;
    }
  }

  /** Targets of days that are over (not of the day that a screen asks about) give way; looked for once a day when full. */
  private hasTargetPlace(): boolean {
    if (this.targets.size < MAX_TARGETS) return true;
    if (this.day <= this.targetsCleared) return false;
    this.targetsCleared = this.day;
    for (const [key, target] of this.targets) if (target.day < this.day) this.targets.delete(key);
    return this.targets.size < MAX_TARGETS;
  }

  /** For metrics: places taken (idle ones included) of those there are, and memory. */
  figures(): { readonly used: number; readonly slots: number; readonly bytes: number; readonly refusedPlaces: number } {
    return {
      used: this.contactTable.used + this.distinctTable.used,
      slots: this.contactTable.slots + this.distinctTable.slots,
      bytes: this.contactTable.bytes + this.distinctTable.bytes,
      refusedPlaces: this.refusedPlaces,
    };
  }

  /**
   * Everything still of use, as bytes for `restore`, after `before` (whole words); the table sizes need not be the same then.
   * Decisions wait for it: some 50 ns an entry.
   */
  checkpoint(before: Uint8Array = NOTHING_BEFORE): Uint8Array {
    this.now = this.day;
    const today = [...this.targets].filter(([, { day }]) => day === this.day);
    const targets = new TextEncoder().encode(JSON.stringify(today));
    const { contactTable, distinctTable } = this;
    const atMost = contactTable.used * contactTable.width + distinctTable.used * distinctTable.width;
    const bytes = new Uint8Array(before.length + (HEAD_WORDS + atMost) * 4 + targets.length);
    const words = new Uint32Array(bytes.buffer, before.length, HEAD_WORDS + atMost);
    const contactsEnd = copyLive(contactTable, this.isIdleContact, words, HEAD_WORDS);
    const end = copyLive(distinctTable, this.isIdleDistinct, words, contactsEnd);
    words.set([MAGIC, FORMAT, this.zoneMs, contactsEnd - HEAD_WORDS, end - contactsEnd, targets.length]);
    bytes.set(before);
    bytes.set(targets, before.length + end * 4);
    return bytes.subarray(0, before.length + end * 4 + targets.length);
  }

  /** Take over what `checkpoint` gave; false (and nothing taken) when it is of another format or zone. */
  restore(bytes: Uint8Array): boolean {
    const words = new Uint32Array(new Uint8Array(bytes.subarray(0, bytes.length & ~3)).buffer);
    const [magic, format, zoneMs, contacts = 0, distinct = 0, targets = 0] = words;
    const sound = magic === MAGIC && format === FORMAT && zoneMs === this.zoneMs >>> 0;
    const start = HEAD_WORDS + contacts + distinct;
    if (!sound || bytes.length !== start * 4 + targets) return false;
    this.contactTable.clear();
    this.distinctTable.clear();
    this.targets.clear();
    this.take(this.contactTable, words.subarray(HEAD_WORDS, HEAD_WORDS + contacts), DAY_AT);
    this.take(this.distinctTable, words.subarray(HEAD_WORDS + contacts, start), DISTINCT_DAY_AT);
    const text = new TextDecoder().decode(bytes.subarray(start * 4));
    for (const [key, target] of JSON.parse(text) as [string, { day: number; count: number }][]) {
      this.targets.set(key, target);
    }
    return true;
  }

  private take(table: BucketTable, words: Uint32Array, dayAt: number): void {
    const { key, width, entries } = table;
    const nothingIsIdle = (): boolean => false;
    // Word by word: a view for each of millions of entries takes longer than all the rest.
    for (let from = 0; from < words.length; from += width) {
      for (let i = 0; i < key.length; i++) key[i] = words[from + i]!;
      const at = table.find() < 0 ? table.place(nothingIsIdle) : -1;
      if (at < 0) this.refusedPlaces++;
      else for (let i = 0; i < width; i++) entries[at + i] = words[from + i]!;
      this.day = Math.max(this.day, words[from + dayAt]! & 0xffff);
    }
  }

  private dayOf(atMs: InstantMs): number {
    return Math.floor((atMs + this.zoneMs) / MS_PER_DAY);
  }

  private turn(atMs: InstantMs): number {
    const day = this.dayOf(atMs);
    this.now = day;
    if (day > this.day) this.day = day;
    return day;
  }

  /** The latest instant up to the end of the day that has these 32 bits. */
  private instantOf(low: number, day: number): InstantMs {
    const endMs = (day + 1) * MS_PER_DAY - this.zoneMs;
    return endMs - modulo32(endMs - low);
  }

  private contactIsIdle(at: number): boolean {
    const { entries } = this.contactTable;
    const day = entries[at + DAY_AT]! & 0xffff;
    const group = CAP_GROUPS[entries[at + 2]! & ((1 << GROUP_BITS) - 1)];
    const keepDays = group !== undefined && DAILY_GROUPS.includes(group) ? 0 : this.windowDays;
    return day + keepDays < this.now;
  }

  private setContactKey(merchantIndex: number, callee: PhoneNumber, group: CapGroup): void {
    const { key } = this.contactTable;
    const index = this.expected.count === 0 ? -1 : this.expected.indexOf(callee);
    if (index < 0) this.setNumber(key, 0, callee);
    else this.expected.copyKey(index, key);
    key[2] = (merchantIndex << GROUP_BITS) | CAP_GROUPS.indexOf(group);
  }

  private setDistinctKey(caller: PhoneNumber, callee: PhoneNumber | undefined): void {
    const { key } = this.distinctTable;
    this.setNumber(key, 0, caller);
    if (callee !== undefined) this.setNumber(key, 2, callee);
    else key.fill(0, 2);
  }

  private setNumber(key: Uint32Array, at: number, number: PhoneNumber): void {
    const place = this.place.read(number);
    key[at] = place.isTooLong ? LONG_FIRST | (fold(number, 17) >>> 2) : firstOf(place);
    key[at + 1] = place.isTooLong ? fold(number, 31) : secondOf(place);
  }
}

const NOTHING: ContactReading = { today: 0, window: 0, windowFreesAtMs: undefined, full: false };
const FULL: ContactReading = { today: 0, window: 0, windowFreesAtMs: undefined, full: true };

/** Service codes beyond fifteen digits, by 62 bits of their digits; other numbers' first words are below or above these. */
const LONG_FIRST = 0x40000000;
const fold = (number: string, by: number): number => {
  let hash = by;
  for (let i = 0; i < number.length; i++) hash = Math.imul(hash ^ number.charCodeAt(i), 0x01000193) + by;
  return hash >>> 0;
};

const modulo32 = (value: number): number => ((value % TWO_32) + TWO_32) % TWO_32;

/** From a word of `into` on; the word after the last. */
const copyLive = (table: BucketTable, isIdle: (at: number) => boolean, into: Uint32Array, from: number): number => {
  const { entries, width } = table;
  let end = from;
  table.forEach((at) => {
    if (isIdle(at)) return;
    for (let i = 0; i < width; i++) into[end + i] = entries[at + i]!;
    end += width;
  });
  return end;
};
