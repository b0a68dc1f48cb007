import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDecisionId } from './decision-id.ts';
import { decodeRecord } from './decode.ts';
import { BatchEncoder } from './encode.ts';
import { FRAME_BYTES } from './layout.ts';
import { asJournalSequence, type JournalEntry, MAX_RECORD_BYTES } from './record.ts';
import { anyEntry, someEntries } from './testing/entries.ts';

const EPOCH = 7;

const roundTrip = (entries: readonly JournalEntry[], encoder = new BatchEncoder()): unknown[] => {
  entries.forEach((entry, index) => {
    encoder.add(asJournalSequence(index + 1), entry);
  });
  const bytes = encoder.finish(1234);
  const records: unknown[] = [];
  for (let start = 0; start < bytes.length; start += FRAME_BYTES + bytes.readUInt32LE(start)) {
    records.push(decodeRecord(bytes, start + FRAME_BYTES, EPOCH));
  }
  return records;
};

describe('a journalled record', () => {
  it('comes back as it went in', () => {
    fc.assert(
      fc.property(fc.array(anyEntry(), { maxLength: 5 }), (entries) => {
        const records = roundTrip(entries) as ({ id: string; sequence: number } & JournalEntry)[];
        expect(records.map(({ id: _, sequence: __, ...entry }) => entry)).toEqual(entries);
        expect(records.map(({ id }) => parseDecisionId(id))).toEqual(
          entries.map((_, index) => ({ sequence: index + 1, epoch: EPOCH })),
        );
      }),
    );
  });

  it('may be larger than the buffer, which is used again', () => {
    const [entry] = someEntries(1, 5);
    const large = { ...entry!, attempt: { ...entry!.attempt, text: '号'.repeat(MAX_RECORD_BYTES / 4) } };
    const encoder = new BatchEncoder();
    for (let round = 0; round < 2; round++) {
      expect(roundTrip([large, entry!], encoder)).toMatchObject([large, entry]);
      encoder.clear();
    }
  });

  it('is refused beyond its bound, and the batch stays as it was', () => {
    const [entry] = someEntries(1, 6);
    const encoder = new BatchEncoder();
    encoder.add(asJournalSequence(1), entry!);
    const before = encoder.bytes;
    const huge = { ...entry!, attempt: { ...entry!.attempt, text: 'x'.repeat(MAX_RECORD_BYTES + 1) } };
    expect(() => encoder.add(asJournalSequence(2), huge)).toThrow(RangeError);
    expect([encoder.bytes, encoder.records]).toEqual([before, 1]);
  });

  it('with a word outside the lists is a programmer error', () => {
    const [entry] = someEntries(1, 7);
    const wrong = { ...entry!, attempt: { ...entry!.attempt, purpose: 'spam' } } as unknown as JournalEntry;
    expect(() => new BatchEncoder().add(asJournalSequence(1), wrong)).toThrow(TypeError);
  });
});
