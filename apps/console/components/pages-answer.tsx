import type { ReactNode } from 'react';
import { Loading } from './loading.tsx';
import { ProblemAlert } from './problem-alert.tsx';
import type { Pages } from './use-pages.ts';

interface PagesAnswerProps<Row> {
  readonly pages: Pages<Row>;
  /** What to show while there is nothing in the list. */
  readonly empty: ReactNode;
  readonly children: (rows: readonly Row[]) => ReactNode;
}

/** As `Answer`, of a list that comes page by page. */
export const PagesAnswer = <Row,>({ pages: { query, rows, isWhole }, empty, children }: PagesAnswerProps<Row>) => {
  if (query.isPending) return <Loading />;
  if (query.isError) return <ProblemAlert error={query.error} again={() => void query.refetch()} />;
  return <>{rows.length === 0 && isWhole ? empty : children(rows)}</>;
};
