import type { Page } from '@wurao/registry';

/** One row more than asked for tells whether there is a following page. */
export const pageOf = <Row, T>(
  rows: readonly Row[],
  limit: number,
  item: (row: Row) => T,
  cursor: (row: Row) => string,
): Page<T> => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(item), next: rows.length > limit && last !== undefined ? cursor(last) : undefined };
};
