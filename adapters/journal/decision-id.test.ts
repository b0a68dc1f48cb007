import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDecisionId, parseDecisionId } from './decision-id.ts';
import { asJournalSequence } from './record.ts';

const place = fc.record({
  sequence: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  epoch: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
});
const CHARACTERS = '0123456789abcdefghijklmnopqrstuvwxyz-';

describe('decision ids', () => {
  it('say where the record is', () => {
    fc.assert(
      fc.property(place, ({ sequence, epoch }) => {
        const id = formatDecisionId(asJournalSequence(sequence), epoch);
        expect(parseDecisionId(id)).toEqual({ sequence, epoch });
      }),
    );
  });

  it('show every single wrong character and every swap', () => {
    fc.assert(
      fc.property(place, fc.nat(), fc.nat(), fc.constantFrom(...CHARACTERS), ({ sequence, epoch }, a, b, character) => {
        const id = [...formatDecisionId(asJournalSequence(sequence), epoch)];
        const one = a % id.length;
        const other = b % id.length;
        const wrong = id.with(one, character);
        const swapped = id.with(one, id[other] ?? '').with(other, id[one] ?? '');
        for (const mistyped of [wrong, swapped]) {
          if (mistyped.join('') !== id.join('')) expect(parseDecisionId(mistyped.join(''))).toBeUndefined();
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are refused in any other shape', () => {
    for (const id of ['', 'd', 'd1', 'd-100', 'd0-100', 'D1-1ab', ' d1-1ab', 'd1-1ab/..', `d${'z'.repeat(12)}-1ab`]) {
      expect(parseDecisionId(id)).toBeUndefined();
    }
  });
});
