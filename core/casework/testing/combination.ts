type Fraction = readonly [bigint, bigint];

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b));
const fraction = (top: bigint, bottom: bigint): Fraction => {
  const by = gcd(top, bottom) * (bottom < 0n ? -1n : 1n) || 1n;
  return [top / by, bottom / by];
};
const minusTimes = (a: Fraction, factor: Fraction, b: Fraction): Fraction =>
  fraction(a[0] * factor[1] * b[1] - factor[0] * b[0] * a[1], a[1] * factor[1] * b[1]);
const over = (a: Fraction, b: Fraction): Fraction => fraction(a[0] * b[1], a[1] * b[0]);

/** Whether a row is a sum of multiples of others: fractions of big integers, a matrix in full, no modulus. */
export const isCombination = (target: readonly number[], rows: readonly (readonly number[])[]): boolean => {
  const exact = (row: readonly number[]): Fraction[] => row.map((value) => [BigInt(value), 1n]);
  const rest = rows.map(exact);
  const wanted = exact(target);
  for (let column = 0; column < target.length; column++) {
    const at = rest.findIndex((row) => row[column]?.[0] !== 0n);
    if (at < 0) continue;
    const [pivot = []] = rest.splice(at, 1);
    for (const row of [...rest, wanted]) {
      const factor = over(row[column] as Fraction, pivot[column] as Fraction);
      if (factor[0] === 0n) continue;
      for (let i = column; i < row.length; i++) {
        const other = pivot[i] as Fraction;
        if (other[0] !== 0n) row[i] = minusTimes(row[i] as Fraction, factor, other);
      }
    }
  }
  return wanted.every(([top]) => top === 0n);
};
