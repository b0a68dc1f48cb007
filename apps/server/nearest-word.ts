/** Further off than this, a suggestion would be a guess. */
const MAX_SUGGESTED_EDITS = 3;

/** Insertions, deletions and replacements that turn one word into the other. */
const editsBetween = (a: string, b: string): number => {
  let before = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (before[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    before = row;
  }
  return before[b.length] ?? 0;
};

/** The known word that was most likely meant; undefined when none is near. */
export const nearestWord = (
  word: string,
  known: readonly string[],
  maxEdits = MAX_SUGGESTED_EDITS,
): string | undefined => {
  let best: string | undefined;
  let bestEdits = maxEdits + 1;
  for (const candidate of known) {
    const edits = editsBetween(word, candidate);
    if (edits < bestEdits) [best, bestEdits] = [candidate, edits];
  }
  return best;
};
