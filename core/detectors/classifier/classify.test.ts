import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify, scoresOf, shareOf } from './classify.ts';
import { WORD_CHARS_MAX } from './deciding-words.ts';
import { Grams, HEAD_CHARS, readBounded, TAIL_CHARS } from './grams.ts';
import {
  COMMERCIAL_AT,
  FRAUD_AT,
  FRAUD_KINDS,
  OUTPUTS,
  PURPOSES_AT,
  SEEN_PURPOSES,
  TRADES,
  TRADES_AT,
} from './labels.ts';
import { type Model, type ModelParts, readModel, withSlots, writeModel } from './model.ts';
import { Tokens } from './tokens.ts';

const gramsOf = (text: string): readonly number[] => {
  const [tokens, grams] = [new Tokens(), new Grams()];
  readBounded(tokens, text);
  grams.read(tokens);
  return [...grams.hashes.subarray(0, grams.count)].filter((hash) => hash !== 0);
};
const lastGramOf = (text: string): number => gramsOf(text).at(-4)!;

const purposeAt = (name: string): number => PURPOSES_AT + (SEEN_PURPOSES as readonly string[]).indexOf(name);
const tradeAt = (name: string): number => TRADES_AT + TRADES.findIndex(([trade]) => trade === name);

/** A model that knows four words. */
const WORDS: readonly (readonly [string, Readonly<Record<number, number>>])[] = [
  ['贷款', { [COMMERCIAL_AT]: 100, [purposeAt('marketing')]: 90, [tradeAt('loan')]: 100 }],
  ['账单', { [COMMERCIAL_AT]: -60, [purposeAt('service')]: 100, [tradeAt('bank')]: 60, [purposeAt('disguised')]: 60 }],
  ['领取', { [COMMERCIAL_AT]: 80, [purposeAt('disguised')]: 60, [tradeAt('retail')]: 20 }],
  ['彩金', { [COMMERCIAL_AT]: 80, [FRAUD_AT + 1 + FRAUD_KINDS.indexOf('gambling')]: 120 }],
];
const partsOf = (words = WORDS): ModelParts => {
  const rows = words.map(([word, weights]) => ({ hash: lastGramOf(word), weights })).sort((a, b) => a.hash - b.hash);
  const weights = new Int8Array(rows.length * OUTPUTS);
  for (const [row, { weights: some }] of rows.entries()) {
    for (const [output, weight] of Object.entries(some)) weights[row * OUTPUTS + Number(output)] = weight;
  }
  return {
    hashes: Uint32Array.from(rows, ({ hash }) => hash),
    weights,
    scales: new Float32Array(OUTPUTS).fill(0.25),
    biases: new Float32Array(OUTPUTS),
    calibration: Float32Array.of(1, -0.5),
  };
};
const model = withSlots(partsOf());

/** The score as it is defined, weight by weight. */
const plainScores = (text: string, { hashes, weights, scales, biases }: Model): readonly number[] => {
  const [tokens, grams] = [new Tokens(), new Grams()];
  readBounded(tokens, text);
  grams.read(tokens);
  return Array.from({ length: OUTPUTS }, (_, output) => {
    let sum = 0;
    for (const hash of gramsOf(text)) {
      const row = hashes.indexOf(hash);
      if (row >= 0) sum += weights[row * OUTPUTS + output]!;
    }
    return biases[output]! + scales[output]! * sum * shareOf(grams.count);
  });
};

describe('classify', () => {
  it('weighs words towards purpose, industry and commerce, and names them', () => {
    expect(classify('低息贷款', model)).toMatchObject({
      purpose: 'marketing',
      seen: 'marketing',
      category: 'loan',
      commercial: true,
    });
    expect(classify('低息贷款', model).words).toEqual(['贷款']);
    expect(classify('您的账单', model)).toMatchObject({ purpose: 'service', commercial: false, category: 'other' });
  });

  it('tells promotion hidden in a service text', () => {
    expect(classify('您的账单，领取贷-款，领取', model)).toMatchObject({
      purpose: 'marketing',
      seen: 'disguised',
      commercial: true,
    });
  });

  it('names words as they stand in the text', () => {
    expect(classify('低息貸*款', model).words).toEqual(['貸*款']);
    expect(classify('急用dai kuan找我', model).words).toEqual(['dai kuan']);
  });

  it('names the beginning of a long word, whole characters of it', () => {
    const wide = (letters: number): string => '\u{1d41a}'.repeat(letters);
    for (const word of ['a'.repeat(WORD_CHARS_MAX + 1), `a${wide(WORD_CHARS_MAX)}`, `http://${'a'.repeat(99)}.cn/`]) {
      const heavy = withSlots(partsOf([[word, { [COMMERCIAL_AT]: 100 }]]));
      const [named = ''] = classify(word, heavy).words;
      expect([WORD_CHARS_MAX, WORD_CHARS_MAX - 1]).toContain(named.length);
      expect([word.startsWith(named), named.isWellFormed()]).toEqual([true, true]);
    }
  });

  it('names a kind of fraud when it is likely', () => {
    expect(classify('送彩金', model).fraud).toBe('gambling');
    expect(classify('您的账单', model).fraud).toBeUndefined();
  });

  it('answers what holds nothing known, by where it begins', () => {
    expect(classify('', model)).toMatchObject({ commercial: false, words: [], probability: expect.closeTo(0.622, 3) });
  });

  it('sums whole rows as weight by weight', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('贷款', '账单', '领取', '彩金', '您', '\ud83d', ' '), { maxLength: 900 }),
        (parts) => {
          const text = parts.join('');
          const expected = plainScores(text, model);
          expect([...scoresOf(text, model)]).toEqual(expected.map((score) => expect.closeTo(score, 6)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reads the beginning and the end of a long text, and no more', () => {
    const filler = (count: number): string => '好'.repeat(count);
    const commerce = (text: string): number => scoresOf(text, model)[COMMERCIAL_AT]!;
    expect(commerce(`${filler(HEAD_CHARS)}贷款${filler(4 * TAIL_CHARS)}`)).toBe(0);
    expect(commerce(`贷款${filler(8000)}`)).toBeGreaterThan(0);
    expect(commerce(`${filler(8000)}贷款`)).toBeGreaterThan(0);
  });

  it('throws at nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_500 }), (text) => {
        const { probability, words } = classify(text, model);
        expect(probability).toBeGreaterThanOrEqual(0.5);
        expect(words.every((word) => text.includes(word))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('readModel', () => {
  const bytes = writeModel(partsOf());

  it('gives back what was written', () => {
    expect(readModel(bytes)).toEqual({ ok: true, value: model });
  });

  it('reads bytes that are part of a larger buffer, as files come', () => {
    const larger = new Uint8Array(bytes.length + 16).fill(7);
    larger.set(bytes, 8);
    expect(readModel(Buffer.from(larger.buffer, 8, bytes.length))).toEqual({ ok: true, value: model });
  });

  it.each([
    ['too short', bytes.subarray(0, 10)],
    ['another kind', bytes.with(0, 0)],
    ['another version', bytes.with(4, 9)],
    ['cut off', bytes.subarray(0, bytes.length - 1)],
    ['damaged', bytes.with(bytes.length - 1, 99)],
  ])('refuses a file that is %s', (_what, wrong) => {
    expect(readModel(wrong)).toMatchObject({ ok: false, code: 'malformed', errors: [{ field: 'model' }] });
  });
});
