import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chart } from '../../components/chart.tsx';
import { useLive } from '../../components/live.ts';
import { useReasonText } from '../../components/use-reasons.ts';
import { whenText } from '../../components/when.tsx';
import { kindsOf, type TrafficFrame, type TrafficPart, withFrame } from './frames.ts';
import { ReachedFigures } from './reached-figures.tsx';

const KINDS_MAX = 8;
const BAR_MAX_PX = 48;
const GREENS = ['#0f766e', '#14b8a6', '#5eead4'];
const REDS = ['#c2410c', '#ea580c', '#fb923c', '#fdba74', '#b45309', '#d97706', '#fbbf24', '#9a3412'];

/** Greens for what was let through, reds for what was refused; the legend names each. */
const colourOf = (kinds: readonly string[], key: string): string => {
  const isAllow = key.startsWith('allow ');
  const alike = kinds.filter((kind) => kind.startsWith('allow ') === isAllow);
  const colours = isAllow ? GREENS : REDS;
  return colours[alike.indexOf(key) % colours.length] ?? '#888888';
};

const useParts = (line: string | undefined): readonly TrafficPart[] => {
  const [parts, setParts] = useState<readonly TrafficPart[]>([]);
  useLive<TrafficFrame>('traffic', (frame) => setParts((before) => withFrame(before, frame, line)));
  return parts;
};

/** Decisions as they are made, of the last five minutes, by reason; of one line, or of all that the reader sees. */
export const LiveTraffic = ({ line }: { readonly line?: string }) => {
  const { t, i18n } = useTranslation('traffic');
  const reasonText = useReasonText();
  const parts = useParts(line);
  const kinds = useMemo(() => kindsOf(parts), [parts]);
  const shown = kinds.slice(0, KINDS_MAX).map(([key]) => key);
  const nameOf = (key: string): string => {
    const [decision, reason] = key.split(' ');
    return `${t(`trend.${decision}`)} · ${reasonText(reason ?? '')}`;
  };
  const option = {
    grid: { left: 48, right: 16, top: 16, bottom: 56 },
    // In one line that is leafed through: so many reasons wrap into the axis.
    legend: { bottom: 0, type: 'scroll' },
    xAxis: { type: 'category', data: parts.map(({ fromMs }) => whenText(fromMs, i18n.language, 'second').slice(-8)) },
    yAxis: { type: 'value', minInterval: 1 },
    series: shown.map((key) => ({
      type: 'bar',
      stack: 'all',
      barMaxWidth: BAR_MAX_PX,
      name: nameOf(key),
      itemStyle: { color: colourOf(shown, key) },
      data: parts.map(({ counts }) => counts.get(key) ?? 0),
    })),
  };
  const sum = (decision: string): number =>
    kinds.filter(([key]) => key.startsWith(`${decision} `)).reduce((all, [, count]) => all + count, 0);
  return (
    <section>
      <h2>{t('live.head')}</h2>
      {kinds.length === 0 ? (
        <p className="sheet soft">{t('live.waiting')}</p>
      ) : (
        <>
          <ReachedFigures allowed={sum('allow')} refused={sum('refuse')} />
          <Chart
            title={t('live.title')}
            option={option}
            heightPx={280}
            table={{ head: [t('live.kind'), t('live.count')], rows: kinds.map(([key, count]) => [nameOf(key), count]) }}
          />
        </>
      )}
    </section>
  );
};
