import { HeavyHitters } from './heavy-hitters.ts';
import { HOUSE_THRESHOLDS, type PatternMask, type PatternThresholds, patternBit } from './patterns.ts';

/** What the detectors see of one imported basis. */
export interface SeenRow {
  /** Place among the rows, from 0, in order of the file. */
  readonly row: number;
  /** Index that the import gave the merchant. */
  readonly merchant: number;
  /** When it was agreed to, as claimed; milliseconds. */
  readonly fromMs: number;
  /** `textHash` of the evidence's hash, or of its reference when it has none. */
  readonly evidence: number;
}

const DAY_MS = 86_400_000;
const CHINA_MS = 8 * 3_600_000;
const SECOND_MS = 1_000;
/** Merchants share an instant's key from here on; an import names a handful. */
const MERCHANTS = 4_096;

const isDayOnly = (atMs: number): boolean => atMs % DAY_MS === 0 || (atMs + CHINA_MS) % DAY_MS === 0;

const instantKey = (row: SeenRow): number => row.fromMs * MERCHANTS + (row.merchant % MERCHANTS);

interface Cadence {
  lastMs: number;
  stepMs: number;
  /** Rows at this step so far, and where they began. */
  rows: number;
  firstRow: number;
  lastRow: number;
  /** First and last row of each stretch found, in order. Grows with a hundredth of the rows at most. */
  readonly found: number[];
}

/** In order of the file: counts instants and evidence, and follows the cadence. Memory is bounded. */
export class FirstLook {
  readonly thresholds: PatternThresholds;
  readonly #instants = new HeavyHitters();
  readonly #evidence = new HeavyHitters();
  readonly #cadences = new Map<number, Cadence>();

  constructor(thresholds: PatternThresholds = HOUSE_THRESHOLDS) {
    this.thresholds = thresholds;
  }

  see(row: SeenRow): void {
    this.#instants.add(instantKey(row));
    this.#evidence.add(row.evidence);
    this.#follow(row);
  }

  /** After the last row. */
  finish(): void {
    for (const cadence of this.#cadences.values()) this.#close(cadence);
    this.#instants.keepAtLeast(Math.min(this.thresholds.oneInstantRows, this.thresholds.oneDayRows));
    this.#evidence.keepAtLeast(this.thresholds.oneEvidenceRows);
  }

  /** What a row is part of, by what all rows said. After `finish`. */
  patternsOf(row: SeenRow): PatternMask {
    const { thresholds } = this;
    const instants = isDayOnly(row.fromMs) ? thresholds.oneDayRows : thresholds.oneInstantRows;
    let mask = 0;
    if (this.#instants.count(instantKey(row)) >= instants) mask |= patternBit('one-instant');
    if (this.#evidence.count(row.evidence) >= thresholds.oneEvidenceRows) mask |= patternBit('one-evidence');
    const cadence = this.#cadences.get(row.merchant);
    if (cadence !== undefined && isWithin(cadence.found, row.row)) mask |= patternBit('regular-cadence');
    return mask;
  }

  #follow({ row, merchant, fromMs }: SeenRow): void {
    const cadence = this.#cadences.get(merchant);
    if (cadence === undefined) {
      this.#cadences.set(merchant, { lastMs: fromMs, stepMs: 0, rows: 1, firstRow: row, lastRow: row, found: [] });
      return;
    }
    const stepMs = fromMs - cadence.lastMs;
    if (stepMs === cadence.stepMs) cadence.rows++;
    else {
      this.#close(cadence);
      cadence.stepMs = stepMs;
      cadence.rows = 2;
      cadence.firstRow = cadence.lastRow;
    }
    cadence.lastMs = fromMs;
    cadence.lastRow = row;
  }

  /** Rows of one instant are another pattern; whole days are how days are written. */
  #close({ stepMs, rows, firstRow, lastRow, found }: Cadence): void {
    const isCadence = Math.abs(stepMs) >= SECOND_MS && stepMs % DAY_MS !== 0;
    if (isCadence && rows >= this.thresholds.cadenceRows) found.push(firstRow, lastRow);
  }
}

/** Stretches stand in order and share at most their ends. */
const isWithin = (stretches: readonly number[], row: number): boolean => {
  let low = 0;
  let high = stretches.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (row < (stretches[2 * middle] ?? 0)) high = middle - 1;
    else if (row > (stretches[2 * middle + 1] ?? 0)) low = middle + 1;
    else return true;
  }
  return false;
};
