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

/** As `Answer`, of a list that comes page by page. What is shown stays when a page after it does not come. */
export const PagesAnswer = <Row,>({
  pages: { query, rows, isWhole, again },
  empty,
  children,
}: PagesAnswerProps<Row>) => {
  if (query.isPending) return <Loading />;
  const alert = query.isError ? <ProblemAlert error={query.error} again={again} /> : null;
  if (rows.length === 0 && alert !== null) return alert;
  return (
    <>
      {rows.length === 0 && isWhole ? empty : children(rows)}
      {alert}
    </>
  );
};
