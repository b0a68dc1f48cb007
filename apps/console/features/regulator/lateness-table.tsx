import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Count, Share } from '../../components/count.tsx';
import { CsvButton } from '../../components/csv-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { csvOf, saveFile } from '../../components/save-file.ts';
import { WideTable } from '../../components/wide-table.tsx';
import type { FrozenCounts } from './province-figures.ts';

/** Steps that were due in the period, party by party, the latest first. */
export const LatenessTable = ({ frozen }: { readonly frozen: FrozenCounts }) => {
  const { t } = useTranslation('regulator');
  const names = new Map(frozen.names);
  const rows = frozen.lateness
    .map((row) => ({ ...row, name: names.get(row.party) ?? row.party, share: row.due === 0 ? 0 : row.late / row.due }))
    .sort((a, b) => b.share - a.share || b.late - a.late);
  if (rows.length === 0) return <EmptyState title={t('lateness.emptyTitle')} help={t('lateness.empty')} />;
  const save = () =>
    saveFile(
      `lateness-${frozen.period}.csv`,
      csvOf([['party', 'name', 'due', 'late'], ...rows.map(({ party, name, due, late }) => [party, name, due, late])]),
      'text/csv',
    );
  return (
    <div className="stack">
      <CsvButton onSave={save} />
      <WideTable
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        rowKey="party"
        dataSource={rows}
        columns={[
          {
            title: t('party.name'),
            render: (_, { party, name }) => <Link to={`/regulator/parties/${encodeURIComponent(party)}`}>{name}</Link>,
          },
          { title: t('lateness.due'), render: (_, { due }) => <Count value={due} /> },
          { title: t('lateness.late'), render: (_, { late }) => <Count value={late} /> },
          {
            title: t('lateness.share'),
            render: (_, { share }) => (
              <span className={share > 0 ? 'bad' : 'good'}>
                <Share value={share} />
              </span>
            ),
          },
        ]}
      />
    </div>
  );
};
