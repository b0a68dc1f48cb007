import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Chart } from '../../../components/chart.tsx';
import { whenText } from '../../../components/when.tsx';
import type { MerchantFigures } from '../questions.ts';
import { boundOf, trailingRates } from './sums.ts';

type Line = MerchantFigures['lines'][number];
/** A day alone has few attempts, and one complaint would be a peak. */
const OVER_DAYS = 7;
const TWO_PLACES = 2;
const BOUND = '#c2410c';

/** The complaints of one line over time, and the bound of the law as a line across. */
const OneTrend = ({ line, of, bound }: { readonly line: Line; readonly of: number; readonly bound: number }) => {
  const { t, i18n } = useTranslation('merchant');
  const drawn = useMemo(() => {
    const rates = trailingRates(line.trend, of, OVER_DAYS);
    const days = rates.map(({ day }) => whenText(day, i18n.language, 'day'));
    const name = t('overview.bound');
    return {
      option: {
        grid: { left: 48, right: 24, top: 24, bottom: 32 },
        xAxis: { type: 'category', data: days },
        // The bound is seen even where every rate lies far below it.
        yAxis: {
          type: 'value',
          min: 0,
          max: (drawnTo: { readonly max: number }) => Math.ceil(Math.max(drawnTo.max, bound) * 1.2),
        },
        series: [
          {
            type: 'line',
            name: t('overview.rate'),
            data: rates.map(({ rate }) => (rate === undefined ? null : Number(rate.toFixed(TWO_PLACES)))),
            markLine: {
              symbol: 'none',
              lineStyle: { color: BOUND },
              label: { formatter: `${name} ${bound}`, position: 'insideEndTop' },
              data: [{ yAxis: bound, name }],
            },
          },
        ],
      },
      table: {
        head: [t('overview.day'), t('case.complaints'), t('overview.attempts'), t('overview.rate'), name],
        rows: rates.map(({ complaints, attempts, rate }, place) => [
          days[place] ?? '',
          complaints,
          attempts,
          rate === undefined ? '–' : rate.toFixed(TWO_PLACES),
          bound,
        ]),
      },
    };
  }, [line.trend, of, bound, t, i18n.language]);
  return <Chart title={t('overview.rateTrend', { line: line.line, of, days: OVER_DAYS })} heightPx={200} {...drawn} />;
};

/** How the rate of each line with complaints has moved. A line that is judged by nothing but a count has none. */
export const RateTrends = ({ lines }: Pick<MerchantFigures, 'lines'>) => {
  const shown = lines.flatMap((line) => {
    const standing = line.rates.find((rate) => boundOf(rate) !== undefined && rate.province === undefined);
    const of = standing && boundOf(standing);
    return standing === undefined || of === undefined || line.trend.length < OVER_DAYS
      ? []
      : [{ line, of, bound: standing.bound.value }];
  });
  if (shown.length === 0) return null;
  return (
    <div className="grid">
      {shown.map((one) => (
        <OneTrend key={one.line.line} {...one} />
      ))}
    </div>
  );
};
