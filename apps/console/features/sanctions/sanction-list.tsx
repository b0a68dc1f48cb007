import { Button, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { BigList, type BigListColumn } from '../../components/big-list.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PagesAnswer } from '../../components/pages-answer.tsx';
import { csvOf, saveFile } from '../../components/save-file.ts';
import { useChanged } from '../../components/use-changed.ts';
import { useNames } from '../../components/use-names.ts';
import { usePages } from '../../components/use-pages.ts';
import { When } from '../../components/when.tsx';
import { STEPS_FROM } from './form-rules.ts';
import { SanctionStateTag, TargetText } from './sanction-tags.tsx';

type Sanction = Schema<'Sanction'>;
type State = Schema<'SanctionState'>;
const STATES = Object.keys(STEPS_FROM) as readonly State[];
const LIMIT = 200;

interface SanctionListProps {
  /** Where a sanction's own page is: `/regulator/sanctions`. */
  readonly base: string;
  /** Only of this merchant or party. */
  readonly owner?: string;
}

const csvRow = ({ id, state, kind, target, owner, inForceAt, endsAt, clause }: Sanction): readonly unknown[] => [
  id,
  state,
  kind,
  target.kind,
  target.id,
  owner,
  inForceAt,
  endsAt,
  clause,
];
const CSV_HEAD = ['id', 'state', 'kind', 'targetKind', 'target', 'owner', 'inForceAt', 'endsAt', 'clause'];

const useColumns = (base: string): readonly BigListColumn<Sanction>[] => {
  const { t } = useTranslation('sanctions');
  const nameOf = useNames();
  return [
    {
      title: t('list.what'),
      width: 'minmax(150px, 1.2fr)',
      cell: ({ id, kind }) => <Link to={`${base}/${encodeURIComponent(id)}`}>{`${t(`kind.${kind}`)} ${id}`}</Link>,
    },
    { title: t('list.filter'), width: '100px', cell: ({ state }) => <SanctionStateTag state={state} /> },
    { title: t('list.target'), width: 'minmax(150px, 1.5fr)', cell: ({ target }) => <TargetText target={target} /> },
    {
      title: t('list.owner'),
      width: 'minmax(120px, 1.2fr)',
      cell: ({ owner }) => (owner === undefined ? '–' : nameOf(owner)),
    },
    {
      title: t('list.since'),
      width: '150px',
      cell: ({ inForceAt }) => (inForceAt === undefined ? '–' : <When at={inForceAt} />),
    },
    {
      title: t('list.ends'),
      width: '150px',
      cell: ({ endsAt }) => (endsAt === undefined ? '–' : <When at={endsAt} />),
    },
  ];
};

/** Sanctions that the reader may see, by state. */
export const SanctionList = ({ base, owner }: SanctionListProps) => {
  const { t } = useTranslation('sanctions');
  const [state, setState] = useState<State | ''>('');
  useChanged({ sanction: [['sanctions']], appeal: [['sanctions']] });
  const pages = usePages<Sanction>(['sanctions', state, owner], (after) =>
    answerOf(
      api.GET('/v1/sanctions', {
        params: { query: { limit: LIMIT, ...after, ...(state !== '' && { state }), ...(owner && { owner }) } },
      }),
    ),
  );
  const columns = useColumns(base);
  return (
    <section className="stack">
      <div className="row apart no-print">
        <Select
          aria-label={t('list.filter')}
          value={state}
          onChange={setState}
          options={[
            { value: '' as const, label: t('list.all') },
            ...STATES.map((value) => ({ value, label: t(`state.${value}`) })),
          ]}
          style={{ minWidth: 150 }}
        />
        <Button
          disabled={pages.rows.length === 0}
          onClick={() => saveFile('sanctions.csv', csvOf([CSV_HEAD, ...pages.rows.map(csvRow)]), 'text/csv')}
        >
          {t('list.csv')}
        </Button>
      </div>
      <PagesAnswer pages={pages} empty={<EmptyState title={t('list.emptyTitle')} help={t('list.empty')} />}>
        {(rows) => (
          <BigList
            label={t('list.label')}
            rows={rows}
            columns={columns}
            keyOf={({ id }) => id}
            onNearEnd={pages.onNearEnd}
          />
        )}
      </PagesAnswer>
    </section>
  );
};
