import { byCodeUnits } from './freeze.ts';

/**
 * A count from 1 to 9 may point at a person. It is hidden, and with it as many others as it takes that neither it, nor a sum of
 * hidden ones below this, follows from what is shown.
 */
export const SMALL_NUMBER = 10;

export interface Cell {
  readonly key: string;
  readonly value: number;
  /** Published before, so or so: nothing can be done about it any more. */
  readonly settled?: 'shown' | 'hidden';
}

/** What every reader knows: the parts make the total. */
export interface Sum {
  readonly total: string;
  readonly parts: readonly string[];
}

/** Both sides come to the same, as those who hold two lists of the same things may know. */
export interface Match {
  readonly left: readonly string[];
  readonly right: readonly string[];
}

const bothSides = (sum: Sum | Match): Match => ('total' in sum ? { left: sum.parts, right: [sum.total] } : sum);

/** The largest prime whose products with itself are exact in a double: entries of these sums' minors are nowhere near it. */
const PRIME = 94_906_249;

const inverseOf = (value: number): number => {
  let [base, power, result] = [value, PRIME - 2, 1];
  for (; power > 0; power = Math.floor(power / 2)) {
    if (power % 2 === 1) result = (result * base) % PRIME;
    base = (base * base) % PRIME;
  }
  return result;
};

type Row = Map<number, number>;

const addTimes = (row: Row, factor: number, other: Row): void => {
  for (const [column, value] of other) {
    const sum = ((row.get(column) ?? 0) + factor * value) % PRIME;
    if (sum === 0) row.delete(column);
    else row.set(column, sum);
  }
};

/**
 * Which unknowns of the equations have only one possible value, by elimination modulo a prime: exactly those whose row of the
 * reduced form has no other entry. Row: unknown -> coefficient.
 */
const determinedIn = (equations: readonly Row[]): readonly number[] => {
  const pivots = new Map<number, Row>();
  for (const equation of equations) {
    const row = new Map(equation);
    for (const column of [...row.keys()]) {
      const pivot = pivots.get(column);
      if (pivot) addTimes(row, PRIME - (row.get(column) ?? 0), pivot);
    }
    const [lead] = row.keys();
    if (lead === undefined) continue;
    const inverse = inverseOf(row.get(lead) as number);
    for (const [column, value] of row) row.set(column, (value * inverse) % PRIME);
    for (const other of pivots.values()) {
      const factor = other.get(lead);
      if (factor !== undefined) addTimes(other, PRIME - factor, row);
    }
    pivots.set(lead, row);
  }
  return [...pivots].filter(([, row]) => row.size === 1).map(([column]) => column);
};

class Hiding {
  readonly #cells: ReadonlyMap<string, Cell>;
  readonly #sums: readonly Match[];
  readonly #sumsOf = new Map<string, number[]>();
  readonly #totals: ReadonlySet<string>;
  readonly hidden = new Set<string>();

  constructor(cells: readonly Cell[], sums: readonly (Sum | Match)[]) {
    this.#cells = new Map(cells.map((cell) => [cell.key, cell]));
    this.#sums = sums.map(bothSides);
    this.#totals = new Set(sums.flatMap((sum) => ('total' in sum ? [sum.total] : [])));
    for (const [at, { left, right }] of this.#sums.entries()) {
      for (const key of [...left, ...right]) {
        const list = this.#sumsOf.get(key);
        if (list) list.push(at);
        else this.#sumsOf.set(key, [at]);
      }
    }
    for (const { key, value, settled } of cells) {
      if (settled === 'hidden' || (settled === undefined && this.isSmall(value))) this.hidden.add(key);
    }
  }

  isSmall(value: number): boolean {
    return value > 0 && value < SMALL_NUMBER;
  }

  valueAt(key: string): number {
    return this.#cells.get(key)?.value ?? 0;
  }

  #hiddenOf(keys: readonly string[]): readonly string[] {
    return keys.filter((key) => this.hidden.has(key));
  }

  hiddenIn({ left, right }: Match): readonly string[] {
    return [...this.#hiddenOf(left), ...this.#hiddenOf(right)];
  }

  /** One hidden alone is what is left; several on one side give away what they come to together. */
  isOpen({ left, right }: Match): boolean {
    const [ofLeft, ofRight] = [this.#hiddenOf(left), this.#hiddenOf(right)];
    const count = ofLeft.length + ofRight.length;
    if (count < 2) return count === 1;
    if (ofLeft.length > 0 && ofRight.length > 0) return false;
    return [...ofLeft, ...ofRight].reduce((all, key) => all + this.valueAt(key), 0) < SMALL_NUMBER;
  }

  /** How many sums would then have a hidden cell that have none yet. */
  #harm(key: string): number {
    return (this.#sumsOf.get(key) ?? []).filter((at) => this.hiddenIn(this.#sums[at] as Match).length === 0).length;
  }

  /** Hides the cell that costs least; a total only where no part is left. False = there is none. */
  hideOneOf(keys: readonly string[]): boolean {
    const free = keys.filter((key) => {
      const cell = this.#cells.get(key);
      return cell !== undefined && cell.settled === undefined && cell.value > 0 && !this.hidden.has(key);
    });
    const parts = free.filter((key) => !this.#totals.has(key));
    const [best] = (parts.length > 0 ? parts : free)
      .map((key) => ({ key, harm: this.#harm(key), value: this.valueAt(key) }))
      .sort((a, b) => a.harm - b.harm || a.value - b.value || byCodeUnits(a.key, b.key));
    if (best === undefined) return false;
    this.hidden.add(best.key);
    return true;
  }

  /** Until no single sum gives anything away. */
  closeSums(): void {
    const waiting = new Set(this.#sums.keys());
    for (const at of waiting) {
      waiting.delete(at);
      const sum = this.#sums[at] as Match;
      const before = this.hidden.size;
      while (this.isOpen(sum) && this.hideOneOf([...sum.left, ...sum.right]));
      if (this.hidden.size === before) continue;
      // Whatever shares a cell with this sum is to be looked at again.
      for (const key of this.hiddenIn(sum)) for (const other of this.#sumsOf.get(key) ?? []) waiting.add(other);
    }
  }

  /** Small ones that all sums together give away. */
  given(): readonly string[] {
    const keys = [...this.hidden];
    const columns = new Map(keys.map((key, column) => [key, column]));
    const equations = this.#sums.map(({ left, right }) => {
      const row: Row = new Map();
      const put = (key: string, value: number): void => {
        const column = columns.get(key);
        if (column !== undefined) addTimes(row, value, new Map([[column, 1]]));
      };
      for (const key of left) put(key, 1);
      for (const key of right) put(key, PRIME - 1);
      return row;
    });
    return determinedIn(equations.filter((row) => row.size > 0))
      .map((column) => keys[column] as string)
      .filter((key) => this.isSmall(this.valueAt(key)));
  }

  /** All cells that share a sum with it, then all that share one with those, and so on, nearest first. */
  *around(key: string): Generator<readonly string[]> {
    const seen = new Set([key]);
    for (let ring = [key]; ring.length > 0; ) {
      const sums = new Set(ring.flatMap((one) => this.#sumsOf.get(one) ?? []));
      const near = [...sums].flatMap((at) => {
        const { left, right } = this.#sums[at] as Match;
        return [...left, ...right];
      });
      ring = [...new Set(near)].filter((one) => !seen.has(one));
      for (const one of ring) seen.add(one);
      yield ring;
    }
  }
}

/**
 * The keys of the cells that are not to be shown: small ones, and others so that no small one can be computed from the rest through
 * the sums, alone or taken together. A range may still be narrowed: only the value itself is kept. Sums below `SMALL_NUMBER` that nothing can be hidden in any more (of settled cells) stay.
 */
export const hideSmall = (cells: readonly Cell[], sums: readonly (Sum | Match)[]): ReadonlySet<string> => {
  const hiding = new Hiding(cells, sums);
  for (;;) {
    hiding.closeSums();
    const before = hiding.hidden.size;
    for (const key of hiding.given()) {
      for (const ring of hiding.around(key)) if (hiding.hideOneOf(ring)) break;
    }
    if (hiding.hidden.size === before) return hiding.hidden;
  }
};
