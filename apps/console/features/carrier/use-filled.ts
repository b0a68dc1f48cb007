import { useEffect } from 'react';
import type { Pages } from '../../components/use-pages.ts';

/** More than a list shows at once. */
const ENOUGH_ROWS = 40;

/** Of a list that shows some rows of its pages only: asks on while too few are shown to scroll to its end. */
export const useFilled = <Row>({ isWhole, onNearEnd, rows }: Pages<Row>, shown: number): void => {
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page that came is looked at, whether it shows more or not
  useEffect(() => {
    if (!isWhole && shown < ENOUGH_ROWS) onNearEnd();
  }, [rows, isWhole, shown]);
};
