/** Chance that a positive scores above a negative; ties count half. */
export const areaUnderCurve = (positives: readonly number[], negatives: readonly number[]): number => {
  const all = [...positives.map((score) => ({ score, is: 1 })), ...negatives.map((score) => ({ score, is: 0 }))];
  all.sort((a, b) => a.score - b.score);
  let ranks = 0;
  for (let from = 0, to = 0; from < all.length; from = to) {
    while (to < all.length && all[to]!.score === all[from]!.score) to++;
    const rank = (from + 1 + to) / 2;
    for (let at = from; at < to; at++) ranks += all[at]!.is * rank;
  }
  return (ranks - (positives.length * (positives.length + 1)) / 2) / (positives.length * negatives.length);
};

/** The score that at most `share` of the negatives exceed. */
export const thresholdAt = (negatives: readonly number[], share: number): number =>
  negatives.toSorted((a, b) => b - a)[Math.floor(negatives.length * share)] ?? Number.NEGATIVE_INFINITY;

export const shareAbove = (scores: readonly number[], threshold: number): number =>
  scores.filter((score) => score > threshold).length / scores.length;

/** Counts of [what it is, what it was taken for]. */
export class Confusion {
  readonly labels: readonly string[];
  readonly #counts = new Map<string, number>();

  constructor(labels: readonly string[]) {
    this.labels = labels;
  }

  add(is: string, taken: string): void {
    const key = `${is}\t${taken}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  count(is: string, taken: string): number {
    return this.#counts.get(`${is}\t${taken}`) ?? 0;
  }

  #sum(side: 0 | 1, label: string): number {
    let total = 0;
    for (const [key, count] of this.#counts) if (key.split('\t')[side] === label) total += count;
    return total;
  }

  of(label: string): {
    readonly rows: number;
    readonly precision: number;
    readonly recall: number;
    readonly f1: number;
  } {
    const [hit, rows, taken] = [this.count(label, label), this.#sum(0, label), this.#sum(1, label)];
    const [precision, recall] = [hit / Math.max(1, taken), hit / Math.max(1, rows)];
    return { rows, precision, recall, f1: hit === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
  }

  get macroF1(): number {
    const present = this.labels.filter((label) => this.of(label).rows > 0);
    return present.reduce((sum, label) => sum + this.of(label).f1, 0) / present.length;
  }
}

/** Slope and offset that turn scores into log odds (Platt's way, by Newton's steps). */
export const fitLogOdds = (positives: readonly number[], negatives: readonly number[]): readonly [number, number] => {
  let [slope, offset] = [1, 0];
  const ROUNDS = 30;
  for (let round = 0; round < ROUNDS; round++) {
    let [gs, go, ss, so, oo] = [0, 0, 1e-6, 0, 1e-6];
    const step = (score: number, is: number): void => {
      const probability = 1 / (1 + Math.exp(-(slope * score + offset)));
      const [error, weight] = [probability - is, probability * (1 - probability)];
      gs += error * score;
      go += error;
      ss += weight * score * score;
      so += weight * score;
      oo += weight;
    };
    for (const score of positives) step(score, 1);
    for (const score of negatives) step(score, 0);
    const determinant = ss * oo - so * so;
    slope -= (oo * gs - so * go) / determinant;
    offset -= (ss * go - so * gs) / determinant;
  }
  return [slope, offset];
};
