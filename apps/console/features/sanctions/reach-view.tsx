import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/schemas.ts';
import { Count } from '../../components/count.tsx';
import { useNames } from '../../components/use-names.ts';
import { useProvinceName } from '../../components/use-province-name.ts';
import { WideTable } from '../../components/wide-table.tsx';

type Reach = Schema<'SanctionPreview'>;

const sumOf = (counts: Schema<'PurposeCounts'>): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

const PurposeFigures = ({ counts, title }: { readonly counts: Schema<'PurposeCounts'>; readonly title: string }) => {
  const { t } = useTranslation('sanctions');
  return (
    <div>
      <div className="soft">{title}</div>
      <div className="figure">
        <Count value={sumOf(counts)} />
      </div>
      {Object.entries(counts).map(([purpose, count]) => (
        <div key={purpose}>
          {t(`purpose.${purpose}`, { defaultValue: purpose })} <Count value={count} />
        </div>
      ))}
    </div>
  );
};

const GroupTable = ({ groups }: { readonly groups: Reach['groups'] }) => {
  const { t } = useTranslation('sanctions');
  const nameOf = useNames();
  const provinceName = useProvinceName();
  return (
    <WideTable
      pagination={false}
      rowKey={({ province, carrier }) => `${province} ${carrier}`}
      dataSource={groups}
      columns={[
        {
          title: t('reach.table.place'),
          render: (_, { province }) => (province === undefined ? t('reach.unknownPlace') : provinceName(province)),
        },
        { title: t('reach.table.carrier'), render: (_, { carrier }) => (carrier ? nameOf(carrier) : '–') },
        { title: t('reach.table.lines'), render: (_, { lines }) => lines.map(({ id }) => id).join(', ') || '–' },
        { title: t('reach.table.numbers'), render: (_, { numbers }) => <Count value={numbers.length} /> },
        { title: t('reach.table.stopped'), render: (_, { stopped }) => <Count value={sumOf(stopped)} /> },
        { title: t('reach.table.passes'), render: (_, { passes }) => <Count value={sumOf(passes)} /> },
      ]}
    />
  );
};

/** Whom a sanction would reach, in numbers, before anybody is. */
export const ReachView = ({ reach, target }: { readonly reach: Reach; readonly target: Schema<'SanctionTarget'> }) => {
  const { t } = useTranslation('sanctions');
  const nameOf = useNames();
  const owners = new Set(reach.groups.flatMap(({ numbers }) => numbers.map(({ merchant }) => merchant)));
  owners.delete(target.id);
  const others = [...owners].map(nameOf);
  const { days, stopped, passes } = reach;
  return (
    <section className="stack" aria-label={t('reach.head')}>
      <h3>{t('reach.head')}</h3>
      {reach.bites ? (
        <div className="grid">
          <PurposeFigures counts={stopped} title={t('reach.stopped', { days })} />
          <PurposeFigures counts={passes} title={t('reach.passes', { days })} />
        </div>
      ) : (
        <p>{t('reach.notBiting')}</p>
      )}
      {reach.bites && sumOf(stopped) + sumOf(passes) === 0 ? <p className="soft">{t('reach.none', { days })}</p> : null}
      {others.length === 0 ? null : (
        <Alert type="warning" showIcon title={t('reach.othersHead', { names: others.join('、') })} />
      )}
      {reach.groups.length === 0 ? null : <GroupTable groups={reach.groups} />}
      <p className="soft">
        {reach.noticeDays === undefined ? null : `${t('reach.notice', { count: reach.noticeDays })} `}
        {reach.longestDays === undefined ? null : t('reach.longest', { count: reach.longestDays })}
      </p>
    </section>
  );
};
