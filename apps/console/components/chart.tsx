import { Button, Table } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShade } from '../app/shade.tsx';
import type { ChartOption } from './chart-kinds.ts';
import { csvOf, saveFile } from './save-file.ts';

interface ChartProps {
  readonly title: string;
  readonly option: ChartOption;
  /** The same as a table: for screen readers, for whoever wants figures, and as a file. */
  readonly table: { readonly head: readonly string[]; readonly rows: readonly (readonly (string | number)[])[] };
  readonly heightPx?: number;
}

/** A drawing with the figures behind it. The chart library is loaded with the first one. */
export const Chart = ({ title, option, table, heightPx = 280 }: ChartProps) => {
  const { t } = useTranslation();
  const { isDark } = useShade();
  const place = useRef<HTMLDivElement>(null);
  const [isTable, setTable] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (element === null || isTable) return;
    let dispose: (() => void) | undefined;
    let isGone = false;
    void import('./chart-kinds.ts').then(({ drawChart }) => {
      if (!isGone) dispose = drawChart(element, option, isDark);
    });
    return () => {
      isGone = true;
      dispose?.();
    };
  }, [option, isDark, isTable]);
  return (
    <figure className="sheet">
      <figcaption className="row apart">
        <h3>{title}</h3>
        <span className="row no-print">
          <Button size="small" onClick={() => setTable(!isTable)} aria-pressed={isTable}>
            {t(isTable ? 'chart.drawing' : 'chart.figures')}
          </Button>
          <Button size="small" onClick={() => saveFile(`${title}.csv`, csvOf([table.head, ...table.rows]), 'text/csv')}>
            CSV
          </Button>
        </span>
      </figcaption>
      {isTable ? (
        <Table
          size="small"
          pagination={false}
          rowKey={(row) => row.join('|')}
          dataSource={table.rows as (string | number)[][]}
          columns={table.head.map((name, index) => ({ title: name, render: (_, row) => row[index] }))}
          scroll={{ y: heightPx }}
        />
      ) : (
        <div ref={place} className="chart" style={{ height: heightPx }} role="img" aria-label={title} />
      )}
    </figure>
  );
};
