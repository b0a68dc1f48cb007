/** East Asian wide and fullwidth characters take two columns of a terminal. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/gu;

export const columnsOf = (text: string): number => text.length + (text.match(WIDE)?.length ?? 0);

const GAP = '  ';

/** Rows as aligned columns; the last one is not padded. */
export const textTable = (rows: readonly (readonly string[])[]): string => {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, columnsOf(cell));
  }
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : cell + ' '.repeat((widths[i] ?? 0) - columnsOf(cell))))
      .join(GAP);
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
};
