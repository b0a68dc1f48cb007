import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type Key, memo, type ReactNode, useEffect, useEffectEvent, useRef } from 'react';
import './big-list.css';

export interface BigListColumn<Row> {
  readonly title: string;
  /** Of the grid: `120px`, `2fr`. */
  readonly width: string;
  readonly cell: (row: Row) => ReactNode;
}

interface BigListProps<Row> {
  /** What the list holds, for screen readers. */
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly BigListColumn<Row>[];
  readonly keyOf: (row: Row, index: number) => Key;
  readonly rowPx?: number;
  readonly heightPx?: number;
  /** The end is near: there may be more to ask for. */
  readonly onNearEnd?: () => void;
  /** The row that the keyboard is at: marked, and scrolled to when it changes. */
  readonly current?: number;
}

const ROW_PX = 44;
const HEAD_PX = 40;
const NEAR_ROWS = 20;
const SPARE_ROWS = 4;

interface BigRowProps<Row> {
  readonly row: Row;
  readonly columns: readonly BigListColumn<Row>[];
  readonly index: number;
  readonly startPx: number;
  readonly heightPx: number;
  readonly isCurrent: boolean;
}

const BigRowOf = <Row,>({ row, columns, index, startPx, heightPx, isCurrent }: BigRowProps<Row>) => (
  <tr
    className="big-list-row"
    aria-rowindex={index + 2}
    {...(isCurrent ? { 'aria-current': true } : {})}
    style={{ height: heightPx, transform: `translateY(${startPx}px)` }}
  >
    {columns.map(({ title, cell }) => (
      <td key={title}>{cell(row)}</td>
    ))}
  </tr>
);

/** Scrolling draws the rows that come into sight, and no other again. */
const BigRow = memo(BigRowOf) as typeof BigRowOf;

/** A list of any length: only what is seen is drawn. The first column says whose row it is: it stays in sight. The whole count is told to screen readers. */
export const BigList = <Row,>({
  label,
  rows,
  columns,
  keyOf,
  rowPx = ROW_PX,
  heightPx = 560,
  onNearEnd,
  current,
}: BigListProps<Row>) => {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: SPARE_ROWS,
    useFlushSync: false,
    paddingStart: HEAD_PX,
    scrollPaddingStart: HEAD_PX,
    onChange: ({ range }) => {
      if (range !== null && range.endIndex >= rows.length - NEAR_ROWS) onNearEnd?.();
    },
  });
  const scrollTo = useEffectEvent((index: number) => list.scrollToIndex(index, { align: 'auto' }));
  useEffect(() => {
    if (current !== undefined && current >= 0) scrollTo(current);
  }, [current]);
  const height = Math.min(heightPx, HEAD_PX + rows.length * rowPx + 2);
  const widths = { '--columns': columns.map(({ width }) => width).join(' ') } as CSSProperties;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section ref={scroller} className="big-list" style={{ height }} aria-label={label} tabIndex={0}>
      <table aria-rowcount={rows.length + 1} aria-label={label} style={{ ...widths, height: list.getTotalSize() }}>
        <thead>
          <tr className="big-list-head" aria-rowindex={1}>
            {columns.map(({ title }) => (
              <th key={title}>{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {list.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <BigRow
                key={keyOf(row, index)}
                row={row}
                columns={columns}
                index={index}
                startPx={start}
                heightPx={rowPx}
                isCurrent={index === current}
              />
            );
          })}
        </tbody>
      </table>
    </section>
  );
};
