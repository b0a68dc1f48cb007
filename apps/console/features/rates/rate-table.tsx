import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/schemas.ts';
import { Count } from '../../components/count.tsx';
import { maskedNumber } from '../../components/masked-number.tsx';
import { useNames } from '../../components/use-names.ts';
import { When } from '../../components/when.tsx';
import { WideTable } from '../../components/wide-table.tsx';

export type RateFinding = Schema<'ComplaintRateFinding'>;

const PER = 10_000;

/** Complaints for each ten thousand attempts, as thresholds are written. */
export const PerTenThousand = ({ rate }: { readonly rate: number }) => {
  const { i18n } = useTranslation();
  const form = new Intl.NumberFormat(i18n.language === 'zh' ? 'zh-CN' : 'en-GB', { maximumFractionDigits: 2 });
  return <span className="number">{form.format(rate * PER)}</span>;
};

/** Whoever lies surely above a threshold of complaints: what was counted, what it was divided by, the exact bound, the clause. */
export const RateTable = ({ findings }: { readonly findings: readonly RateFinding[] }) => {
  const { t } = useTranslation('rates');
  const nameOf = useNames();
  return (
    <WideTable
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      rowKey={({ kind, subject, window }) => `${kind} ${subject.kind} ${subject.id} ${window.days}`}
      dataSource={[...findings]}
      columns={[
        {
          title: t('subject'),
          render: (_, { subject }) => (
            <>
              <span className="soft">{t(`kind.${subject.kind}`)}</span>{' '}
              {subject.kind === 'number' ? maskedNumber(subject.id) : nameOf(subject.id)}
            </>
          ),
        },
        { title: t('how'), render: (_, { kind }) => <Tag color="volcano">{t(`by.${kind}`)}</Tag> },
        { title: t('complaints'), render: (_, { complaints }) => <Count value={complaints} /> },
        { title: t('attempts'), render: (_, { attempts }) => <Count value={attempts} /> },
        { title: t('rate'), render: (_, { complaints, attempts }) => <PerTenThousand rate={complaints / attempts} /> },
        { title: t('atLeast'), render: (_, { lowerBound }) => <PerTenThousand rate={lowerBound} /> },
        {
          title: t('threshold'),
          render: (_, { threshold }) =>
            t('thresholdText', {
              value: threshold.value,
              per: t(`per.${threshold.per}`, { defaultValue: threshold.per }),
            }),
        },
        { title: t('clause'), render: (_, { threshold }) => threshold.clause },
        {
          title: t('window'),
          render: (_, { window }) => (
            <>
              <When at={window.from} form="day" /> – <When at={window.to} form="day" />
            </>
          ),
        },
      ]}
    />
  );
};
