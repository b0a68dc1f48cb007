import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useShade } from '../../app/shade.tsx';
import { Chart } from '../../components/chart.tsx';
import { useNames } from '../../components/use-names.ts';

interface ChainDrawingProps {
  /** From the carrier that connects to the one that speaks. */
  readonly chain: readonly string[];
  readonly line: string;
  /** Merchants that filed numbers on the line. */
  readonly merchants: readonly string[];
}

const STEP = 240;
const FAN_STEP = 90;
const NARROW_STEP = 80;
const NODE_PX = 36;
const LABEL_PX = 130;
const MIN_PX = 200;
const NARROW = '(width < 600px)';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** From left to right at a desk, from above on a telephone; merchants fan out from the line. */
const placesOf = (steps: number, fan: number, isNarrow: boolean): readonly Place[] => {
  if (isNarrow)
    return Array.from({ length: steps + fan }, (_, index) => ({
      x: index < steps ? 0 : STEP / 2,
      y: index * NARROW_STEP,
    }));
  const middle = ((fan - 1) * FAN_STEP) / 2;
  return [
    ...Array.from({ length: steps }, (_, index) => ({ x: index * STEP, y: Math.max(0, middle) })),
    ...Array.from({ length: fan }, (_, index) => ({ x: steps * STEP, y: index * FAN_STEP })),
  ];
};

const useGraph = ({ chain, line, merchants }: ChainDrawingProps, isNarrow: boolean) => {
  const { t } = useTranslation('carrier');
  const nameOf = useNames();
  const { isDark } = useShade();
  return useMemo(() => {
    const others = merchants.filter((merchant) => !chain.includes(merchant));
    const places = placesOf(chain.length + 1, others.length, isNarrow);
    const own = `line ${line}`;
    const named = [
      ...chain.map((id, index) => ({ id, name: nameOf(id), color: index === 0 ? '#0f766e' : '#2563eb' })),
      { id: own, name: t('chain.line'), color: '#7c3aed' },
      ...others.map((id) => ({ id, name: nameOf(id), color: '#b45309' })),
    ];
    const links = [
      ...chain.slice(1).map((id, index) => ({ source: chain[index] ?? own, target: id })),
      ...chain.slice(-1).map((id) => ({ source: id, target: own })),
      ...others.map((id) => ({ source: own, target: id })),
    ];
    return {
      tooltip: { trigger: 'item' },
      series: [
        {
          type: 'graph',
          layout: 'none',
          roam: false,
          preserveAspect: 'contain',
          preserveAspectAlign: isNarrow ? 'left' : 'center',
          nodeScaleRatio: 0,
          left: isNarrow ? 24 : 70,
          right: isNarrow ? 130 : 70,
          top: 24,
          bottom: isNarrow ? 24 : 64,
          data: named.map(({ id, name, color }, index) => ({
            id,
            name,
            ...places[index],
            symbolSize: NODE_PX,
            itemStyle: { color },
            label: {
              show: true,
              position: isNarrow ? 'right' : 'bottom',
              color: isDark ? '#e5e7eb' : '#1f2937',
              width: LABEL_PX,
              overflow: 'break',
              formatter: '{b}',
            },
          })),
          links,
          edgeSymbol: ['none', 'arrow'],
          lineStyle: { width: 2, color: isDark ? '#9ca3af' : '#6b7280', opacity: 1 },
        },
      ],
    };
  }, [chain, line, merchants, nameOf, isDark, isNarrow, t]);
};

/** Who connected whom: drawn, and the same as an ordered list. */
export const ChainDrawing = (props: ChainDrawingProps) => {
  const { t } = useTranslation('carrier');
  const nameOf = useNames();
  const { chain, merchants } = props;
  const isNarrow = window.matchMedia(NARROW).matches;
  const option = useGraph(props, isNarrow);
  const heightPx = isNarrow
    ? (chain.length + 1 + merchants.length) * NARROW_STEP
    : Math.max(MIN_PX, merchants.length * FAN_STEP + FAN_STEP);
  return (
    <section>
      <h2>{t('chain.head')}</h2>
      <Chart
        title={t('chain.title')}
        option={option}
        heightPx={heightPx}
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
