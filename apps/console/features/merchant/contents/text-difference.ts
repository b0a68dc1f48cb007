/** A run of characters that both texts have, only the new one has, or only the old one had. */
export interface Run {
  readonly kind: 'same' | 'added' | 'gone';
  readonly text: string;
}

/** Above these cells the table would take too long: then the whole middle counts as rewritten. */
const MAX_CELLS = 9_000_000;

const push = (runs: Run[], kind: Run['kind'], text: string): void => {
  if (text === '') return;
  const last = runs.at(-1);
  if (last?.kind === kind) runs[runs.length - 1] = { kind, text: last.text + text };
  else runs.push({ kind, text });
};

const commonStart = (a: readonly string[], b: readonly string[]): number => {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
};

/** Lengths of the longest common subsequence of what lies behind each pair of places. */
const lengthsOf = (a: readonly string[], b: readonly string[]): Uint16Array => {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const here = i * width + j;
      lengths[here] =
        a[i] === b[j]
          ? (lengths[here + width + 1] ?? 0) + 1
          : Math.max(lengths[here + width] ?? 0, lengths[here + 1] ?? 0);
    }
  }
  return lengths;
};

const middleRuns = (a: readonly string[], b: readonly string[], runs: Run[]): void => {
  if (a.length * b.length > MAX_CELLS) {
    push(runs, 'gone', a.join(''));
    push(runs, 'added', b.join(''));
    return;
  }
  const width = b.length + 1;
  const lengths = lengthsOf(a, b);
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      push(runs, 'same', a[i] ?? '');
      i += 1;
      j += 1;
    } else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) {
      push(runs, 'gone', a[i] ?? '');
      i += 1;
    } else {
      push(runs, 'added', b[j] ?? '');
      j += 1;
    }
  }
  push(runs, 'gone', a.slice(i).join(''));
  push(runs, 'added', b.slice(j).join(''));
};

/** How `before` became `after`, by characters as people see them (code points), with as many kept as can be. */
export const differenceOf = (before: string, after: string): readonly Run[] => {
  const a = [...before];
  const b = [...after];
  const start = commonStart(a, b);
  const end = commonStart(a.slice(start).reverse(), b.slice(start).reverse());
  const runs: Run[] = [];
  push(runs, 'same', a.slice(0, start).join(''));
  middleRuns(a.slice(start, a.length - end), b.slice(start, b.length - end), runs);
  push(runs, 'same', a.slice(a.length - end).join(''));
  return runs;
};

/** A place where a checked text differs from its content, as the API tells it. */
export interface Difference {
  readonly position: number;
  readonly found: string;
  readonly expected: string;
}

/** The text with what the content has instead beside what is found. */
export const markedText = (text: string, differences: readonly Difference[]): readonly Run[] => {
  const runs: Run[] = [];
  let at = 0;
  for (const { position, found, expected } of [...differences].sort((a, b) => a.position - b.position)) {
    push(runs, 'same', text.slice(at, position));
    push(runs, 'gone', expected);
    push(runs, 'added', found);
    at = position + found.length;
  }
  push(runs, 'same', text.slice(at));
  return runs;
};
