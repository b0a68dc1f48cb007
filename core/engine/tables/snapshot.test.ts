import {
  asId,
  asSequence,
  type Change,
  type ChangeBody,
  type Merchant,
  type MerchantId,
  type PairState,
  type PhoneNumber,
} from '@wurao/domain';
import { describe, expect, it } from 'vitest';
import { decodeSnapshot, PlainFacts, TableWriter } from './mod.ts';

const MERCHANT: Merchant = {
  id: asId<MerchantId>('merchant-1'),
  name: 'One',
  creditCode: '91310000MA1K00000X',
  categories: 1,
  index: 1,
  status: 'active',
};

const numberOf = (i: number): PhoneNumber =>
  (i % 10 === 0 ? `+8610${20_000_000 + i}` : `+86138${String(i * 37).padStart(8, '0')}`) as PhoneNumber;

const stateOf = (i: number): PairState => ({
  entries: [
    {
      kind: 'consent',
      purposes: 1,
      categories: i & 0xfff,
      channels: 7,
      confirmed: true,
      migrated: false,
      withdrawn: false,
      former: false,
      lifts: false,
      fromSec: i % 3,
      toSec: i,
      receivedSec: i,
      matter: undefined,
      sequence: asSequence(i + 1),
    },
  ],
  refusals: [],
  kept: i % 7 === 0,
  lastNoSec: 0,
  lastNoSequence: asSequence(0),
});

/** Enough changes that tables grow, slide and are caught in the middle of growing. */
const changes = (count: number): Change[] => {
  const bodies: ChangeBody[] = [{ kind: 'noun', noun: 'merchant', id: MERCHANT.id, body: MERCHANT }];
  for (let i = 0; i < count; i++) {
    const number = numberOf(i);
    const hasLists = i % 50 === 0;
    const profile = { on: true, channels: 1 + (i % 7), categories: 1, purposes: 1, hours: undefined, hasLists };
    const lists = hasLists ? { allow: [numberOf(i + 1)], deny: [], prefixes: [] } : undefined;
    bodies.push({ kind: 'preference', number, profile, lists, fact: asSequence(1) });
    bodies.push({ kind: 'pair', number, merchant: MERCHANT.id, state: stateOf(i) });
    if (i % 4 === 0) bodies.push({ kind: 'pair', number, merchant: MERCHANT.id, state: stateOf(i + 1) });
  }
  return bodies.map((body, i) => ({ sequence: asSequence(i + 1), atMs: 0, body }));
};

const bytesOf = (chunks: Iterable<Uint8Array>): Uint8Array => new Uint8Array(Buffer.concat([...chunks]));

function* inPieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

const COUNT = 9_000;
const all = changes(COUNT);
const model = PlainFacts.from(all);

const expectWhole = (writer: TableWriter): void => {
  expect(writer.applied).toBe(all.length);
  expect(writer.facts.merchant(MERCHANT.id)).toEqual(MERCHANT);
  for (let i = 0; i < COUNT; i += 7) {
    expect(writer.facts.profile(numberOf(i))).toEqual(model.profile(numberOf(i)));
    expect(writer.facts.lists(numberOf(i))).toEqual(model.lists(numberOf(i)));
    expect(writer.facts.pair(numberOf(i), MERCHANT)).toEqual(model.pair(numberOf(i), MERCHANT));
  }
};

describe('a table snapshot', () => {
  const original = new TableWriter({ seed: 77 });
  original.apply(all);
  const bytes = bytesOf(original.encodeSnapshot());

  it('brings the tables back, whatever the pieces it is read in', () => {
    for (const size of [7_777, 1 << 16, bytes.length]) {
      const restored = decodeSnapshot(inPieces(bytes, size), { seed: 5 });
      if (!restored.ok) throw new Error(restored.title);
      expectWhole(restored.value);
    }
  });

  it('leaves a writer that goes on where the other stopped', () => {
    const restored = decodeSnapshot([bytes]);
    if (!restored.ok) throw new Error(restored.title);
    const writer = restored.value;
    const more = changes(2 * COUNT).slice(all.length);
    writer.apply(more.map((change, i) => ({ ...change, sequence: asSequence(all.length + 1 + i) })));
    const later = PlainFacts.from(changes(2 * COUNT));
    for (let i = 0; i < 2 * COUNT; i += 11) {
      expect(writer.facts.pair(numberOf(i), MERCHANT)).toEqual(later.pair(numberOf(i), MERCHANT));
      expect(writer.facts.profile(numberOf(i))).toEqual(later.profile(numberOf(i)));
    }
    expect(writer.tables.preferences.size + writer.tables.rest.table.size).toBe(2 * COUNT);
  });

  it('is refused when damaged anywhere, cut short, of another version, or no snapshot', () => {
    const refusal = (changed: Uint8Array): string | undefined => {
      const read = decodeSnapshot([changed]);
      return read.ok ? undefined : `${read.code}: ${read.errors[0]?.message}`;
    };
    for (let at = 32; at < bytes.length; at += Math.floor(bytes.length / 40)) {
      const damaged = bytes.slice();
      damaged[at]! ^= 1 << (at % 8);
      expect(refusal(damaged)).toMatch(/^malformed: .*(damaged|cut short)/);
    }
    expect(refusal(bytes.slice(0, bytes.length - 1))).toMatch(/cut short/);
    expect(refusal(bytes.slice(0, 1000))).toMatch(/cut short/);
    expect(refusal(new Uint8Array(0))).toMatch(/no table snapshot/);
    expect(refusal(new Uint8Array(5000).fill(65))).toMatch(/no table snapshot/);
    const newer = bytes.slice();
    newer[8] = 2;
    expect(refusal(newer)).toMatch(/^newer-schema: .*format 2/);
  });

  it('is given up when a change is applied while it is taken', () => {
    const writer = new TableWriter();
    writer.apply(all.slice(0, 100));
    const chunks = writer.encodeSnapshot();
    expect(() => {
      for (const _ of chunks) writer.apply([{ ...all[0]!, sequence: asSequence(writer.applied + 1) }]);
    }).toThrow(/changed/);
  });
});
