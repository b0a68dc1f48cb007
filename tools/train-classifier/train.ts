// Linear heads over hashed grams, trained together by AdaGrad: once over all grams, then over those that weighed most.
import {
  COMMERCIAL_AT,
  FRAUD_AT,
  FRAUD_KINDS,
  Grams,
  type Model,
  OUTPUTS,
  PURPOSES_AT,
  readBounded,
  SEEN_PURPOSES,
  shareOf,
  Tokens,
  TRADES,
  TRADES_AT,
  withSlots,
} from '@wurao/detectors';
import type { Example } from './corpus.ts';
import { seeded } from './seeded.ts';

const ROWS = 28_000;
/** A gram that fewer messages hold says nothing about others. */
const MESSAGES_MIN = 3;
const FIRST_ROUNDS = 2;
const LAST_ROUNDS = 7;
const STEP = 0.35;
const DECAY = 2e-5;
/** Share of the grams left out at random each time, so that no few of them decide alone. */
const LEFT_OUT = 0.25;
/** Weights beyond so many times their root mean square are cut there, for the sake of the many small ones. */
const CUT_AT = 8;
const STEPS = 127;

interface Learnt {
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

/** Grams of each example, one after the other. */
interface Encoded {
  readonly hashes: Uint32Array;
  readonly starts: Int32Array;
  readonly shares: Float32Array;
}

const encode = (examples: readonly Example[]): Encoded => {
  const tokens = new Tokens();
  const grams = new Grams();
  const parts: Uint32Array[] = [];
  const starts = new Int32Array(examples.length + 1);
  const shares = new Float32Array(examples.length);
  for (const [index, { text }] of examples.entries()) {
    readBounded(tokens, text);
    grams.read(tokens);
    const present = grams.hashes.slice(0, grams.count).filter((hash) => hash !== 0);
    parts.push(present);
    starts[index + 1] = starts[index]! + present.length;
    shares[index] = shareOf(grams.count);
  }
  const hashes = new Uint32Array(starts[examples.length]!);
  for (const [index, part] of parts.entries()) hashes.set(part, starts[index]);
  return { hashes, starts, shares };
};

/** The grams that enough messages hold, and how many do. */
const commonGrams = ({ hashes, starts }: Encoded): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>();
  for (let example = 0; example + 1 < starts.length; example++) {
    for (const hash of new Set(hashes.subarray(starts[example], starts[example + 1]))) {
      counts.set(hash, (counts.get(hash) ?? 0) + 1);
    }
  }
  for (const [hash, count] of counts) if (count < MESSAGES_MIN) counts.delete(hash);
  return counts;
};

const HEADS: readonly (readonly [keyof Example, number, number])[] = [
  ['purpose', PURPOSES_AT, SEEN_PURPOSES.length],
  ['trade', TRADES_AT, TRADES.length],
  ['fraud', FRAUD_AT, FRAUD_KINDS.length + 1],
];

/** What each output should move by: nothing where the example does not say. */
const gradients = (example: Example, scores: Float64Array, out: Float64Array): void => {
  out.fill(0);
  if (example.commercial !== undefined) {
    out[COMMERCIAL_AT] = example.weight * (1 / (1 + Math.exp(-scores[COMMERCIAL_AT]!)) - (example.commercial ? 1 : 0));
  }
  for (const [head, from, size] of HEADS) {
    const wanted = example[head];
    if (wanted === undefined) continue;
    let [highest, total] = [Number.NEGATIVE_INFINITY, 0];
    for (let index = 0; index < size; index++) highest = Math.max(highest, scores[from + index]!);
    for (let index = 0; index < size; index++) total += Math.exp(scores[from + index]! - highest);
    for (let index = 0; index < size; index++) {
      const probability = Math.exp(scores[from + index]! - highest) / total;
      out[from + index] = (example.labelWeight ?? example.weight) * (probability - (index === wanted ? 1 : 0));
    }
  }
};

const shuffled = (count: number, random: () => number): Int32Array => {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
};

const learn = (
  examples: readonly Example[],
  encoded: Encoded,
  rowOf: ReadonlyMap<number, number>,
  rounds: number,
): Learnt => {
  const random = seeded(rounds);
  const rows = Int32Array.from(encoded.hashes, (hash) => rowOf.get(hash) ?? -1);
  const [weights, squares] = [
    new Float32Array(rowOf.size * OUTPUTS),
    new Float32Array(rowOf.size * OUTPUTS).fill(1e-3),
  ];
  const [biases, biasSquares] = [new Float32Array(OUTPUTS), new Float32Array(OUTPUTS).fill(1)];
  const [scores, slopes] = [new Float64Array(OUTPUTS), new Float64Array(OUTPUTS)];
  let used = new Int32Array(1024);
  for (let round = 0; round < rounds; round++) {
    for (const index of shuffled(examples.length, random)) {
      const [from, to] = [encoded.starts[index]!, encoded.starts[index + 1]!];
      if (used.length < to - from) used = new Int32Array((to - from) * 2);
      let count = 0;
      for (let at = from; at < to; at++)
        if (rows[at]! >= 0 && random() >= LEFT_OUT) used[count++] = rows[at]! * OUTPUTS;
      const share = encoded.shares[index]! / (1 - LEFT_OUT);
      scores.fill(0);
      for (let at = 0; at < count; at++) {
        const row = used[at]!;
        for (let output = 0; output < OUTPUTS; output++) scores[output]! += weights[row + output]!;
      }
      for (let output = 0; output < OUTPUTS; output++) scores[output] = biases[output]! + scores[output]! * share;
      gradients(examples[index]!, scores, slopes);
      for (let output = 0; output < OUTPUTS; output++) {
        const slope = slopes[output]!;
        if (slope === 0) continue;
        biasSquares[output]! += slope * slope;
        biases[output]! -= (STEP * slope) / Math.sqrt(biasSquares[output]!);
        const gradient = slope * share;
        for (let at = 0; at < count; at++) {
          const cell = used[at]! + output;
          const whole = gradient + DECAY * weights[cell]!;
          squares[cell]! += whole * whole;
          weights[cell]! -= (STEP * whole) / Math.sqrt(squares[cell]!);
        }
      }
    }
  }
  return { weights, biases };
};

/** The grams whose weights matter most, by their largest weight and how often they are met. */
const weightiest = (counts: ReadonlyMap<number, number>, hashes: readonly number[], { weights }: Learnt): number[] => {
  const worth = hashes.map((hash, row) => {
    let largest = 0;
    for (let output = 0; output < OUTPUTS; output++)
      largest = Math.max(largest, Math.abs(weights[row * OUTPUTS + output]!));
    return [hash, largest * Math.sqrt(counts.get(hash)!)] as const;
  });
  const kept = worth.sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, ROWS);
  return kept.map(([hash]) => hash).sort((a, b) => a - b);
};

const rowsOf = (hashes: readonly number[]): ReadonlyMap<number, number> =>
  new Map(hashes.map((hash, row) => [hash, row]));

/** A model without calibration. The same examples in the same order give the same model. */
export const train = (examples: readonly Example[]): Model => {
  const encoded = encode(examples);
  const counts = commonGrams(encoded);
  const all = [...counts.keys()].sort((a, b) => a - b);
  const kept = weightiest(counts, all, learn(examples, encoded, rowsOf(all), FIRST_ROUNDS));
  return rounded(kept, learn(examples, encoded, rowsOf(kept), LAST_ROUNDS));
};

/** Weights in whole steps, each output with a step of its own. */
const rounded = (hashes: readonly number[], { weights, biases }: Learnt): Model => {
  const scales = new Float32Array(OUTPUTS);
  const whole = new Int8Array(weights.length);
  for (let output = 0; output < OUTPUTS; output++) {
    let [squares, largest] = [0, 0];
    for (let cell = output; cell < weights.length; cell += OUTPUTS) {
      squares += weights[cell]! ** 2;
      largest = Math.max(largest, Math.abs(weights[cell]!));
    }
    const cut = Math.min(largest, CUT_AT * Math.sqrt(squares / hashes.length));
    scales[output] = cut / STEPS || 1;
    for (let cell = output; cell < weights.length; cell += OUTPUTS) {
      whole[cell] = Math.round(Math.max(-STEPS, Math.min(STEPS, weights[cell]! / scales[output]!)));
    }
  }
  return withSlots({
    hashes: Uint32Array.from(hashes),
    weights: whole,
    scales,
    biases,
    calibration: Float32Array.of(1, 0),
  });
};
