import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Count } from '../../../components/count.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import type { MerchantFigures, RateStanding } from '../questions.ts';
import { boundOf } from './sums.ts';

const COLOURS = { below: 'green', unsure: 'gold', above: 'volcano' } as const;
const TWO_PLACES = 2;

const Rate = ({ rate }: { readonly rate: RateStanding }) => {
  const { t } = useTranslation('merchant');
  const of = boundOf(rate);
  if (of === undefined) return <Count value={rate.complaints} />;
  const share = rate.attempts === 0 ? 0 : (rate.complaints / rate.attempts) * of;
  return <span className="number">{t('overview.per', { share: share.toFixed(TWO_PLACES), of })}</span>;
};

const Bound = ({ rate }: { readonly rate: RateStanding }) => {
  const { t } = useTranslation('merchant');
  const of = boundOf(rate);
  return (
    <span className="number">
      {of === undefined ? rate.bound.value : t('overview.per', { share: rate.bound.value, of })}
    </span>
  );
};

/** The complaints of each line against the bound of the law: in figures, in words and by colour. */
export const LineRates = ({ lines }: Pick<MerchantFigures, 'lines'>) => {
  const { t } = useTranslation('merchant');
  const rows = lines.flatMap(({ line, rates }) => rates.map((rate) => ({ line, rate })));
  return (
    <section className="sheet">
      <h2>{t('overview.rates')}</h2>
      {rows.length === 0 ? (
        <EmptyState title={t('overview.noRates')} help={t('overview.noRatesHelp')} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <section className="wide-table" aria-label={t('overview.rates')} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th>{t('lines.line')}</th>
                <th>{t('overview.window')}</th>
                <th>{t('case.complaints')}</th>
                <th>{t('overview.attempts')}</th>
                <th>{t('overview.rate')}</th>
                <th>{t('overview.bound')}</th>
                <th>{t('overview.verdict')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ line, rate }) => (
                <tr key={`${line} ${rate.window.days} ${rate.bound.per} ${rate.bound.clause}`}>
                  <th scope="row">
                    <Link to="/merchant/lines">{line}</Link>
                  </th>
                  <td>{t('consents.days', { days: rate.window.days })}</td>
                  <td>
                    <Count value={rate.complaints} />
                  </td>
                  <td>
                    <Count value={rate.attempts} />
                  </td>
                  <td>
                    <Rate rate={rate} />
                  </td>
                  <td>
                    <Bound rate={rate} />
                  </td>
                  <td>
                    <Tag color={COLOURS[rate.verdict]}>{t(`verdict.${rate.verdict}`)}</Tag>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
};
