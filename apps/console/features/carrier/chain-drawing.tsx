import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useShade } from '../../app/theme.tsx';
import { Chart } from '../../components/chart.tsx';
import { useNames } from '../../components/use-names.ts';

interface ChainDrawingProps {
  /** From the carrier that connects to the one that speaks. */
  readonly chain: readonly string[];
  readonly line: string;
  /** Merchants that filed numbers on the line. */
  readonly merchants: readonly string[];
}

const STEP = 180;
const NODE_PX = 46;
const LABEL_CHARS = 12;

const useGraph = ({ chain, line, merchants }: ChainDrawingProps) => {
  const { t } = useTranslation('carrier');
  const nameOf = useNames();
  const { isDark } = useShade();
  return useMemo(() => {
    const others = merchants.filter((merchant) => !chain.includes(merchant));
    const labelOf = (name: string): string =>
      name.length > LABEL_CHARS ? `${name.slice(0, LABEL_CHARS)}\n${name.slice(LABEL_CHARS, LABEL_CHARS * 2)}` : name;
    const ink = isDark ? '#e5e7eb' : '#1f2937';
    const node = (id: string, x: number, y: number, color: string, name = nameOf(id)) => ({
      id,
      name,
      x,
      y,
      symbolSize: NODE_PX,
      itemStyle: { color },
      label: { show: true, position: 'bottom', color: ink, formatter: labelOf(name) },
    });
    const middle = ((others.length - 1) * STEP) / 4;
    const nodes = [
      ...chain.map((id, index) => node(id, index * STEP, middle, index === 0 ? '#0f766e' : '#2563eb')),
      node(`line ${line}`, chain.length * STEP, middle, '#7c3aed', t('chain.line')),
      ...others.map((id, index) => node(id, (chain.length + 1) * STEP, (index * STEP) / 2, '#b45309')),
    ];
    const links = [
      ...chain.slice(1).map((id, index) => ({ source: chain[index] ?? '', target: id })),
      { source: chain.at(-1) ?? '', target: `line ${line}` },
      ...others.map((id) => ({ source: `line ${line}`, target: id })),
    ].filter(({ source }) => source !== '');
    return {
      tooltip: { trigger: 'item' },
      series: [
        {
          type: 'graph',
          layout: 'none',
          roam: false,
          left: 60,
          right: 60,
          top: 24,
          bottom: 64,
          data: nodes,
          links,
          edgeSymbol: ['none', 'arrow'],
          lineStyle: { width: 2, color: isDark ? '#9ca3af' : '#6b7280', opacity: 1 },
        },
      ],
    };
  }, [chain, line, merchants, nameOf, isDark, t]);
};

/** Who connected whom: drawn, and the same as an ordered list. */
export const ChainDrawing = (props: ChainDrawingProps) => {
  const { t } = useTranslation('carrier');
  const nameOf = useNames();
  const option = useGraph(props);
  const { chain, merchants } = props;
  return (
    <section>
      <h2>{t('chain.head')}</h2>
      <Chart
        title={t('chain.title')}
        option={option}
        heightPx={Math.max(200, merchants.length * 70)}
        table={{
          head: [t('chain.place'), t('chain.who')],
          rows: [
            ...chain.map((id, index) => [index + 1, nameOf(id)]),
            ...merchants.map((id) => [t('chain.speaks'), nameOf(id)]),
          ],
        }}
      />
      <ol className="sheet chain">
        {chain.map((id, index) => (
          <li key={id}>
            <strong>{nameOf(id)}</strong>{' '}
            <span className="soft">
              {chain[index + 1] === undefined
                ? t('chain.last')
                : t('chain.connects', { name: nameOf(chain[index + 1] ?? '') })}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
};
