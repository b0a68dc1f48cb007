import { Checkbox } from 'antd';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { BigList, type BigListColumn } from '../../../components/big-list.tsx';
import { Count } from '../../../components/count.tsx';
import { Due } from '../../cases/due.tsx';
import { CaseTag } from '../case-tag.tsx';
import { type Case, useHandName } from '../questions.ts';
import { useWords } from '../use-words.ts';

interface CaseListProps {
  readonly rows: readonly Case[];
  readonly selected: ReadonlySet<string>;
  readonly onToggle: (id: string) => void;
  readonly onNearEnd: () => void;
}

const placeOf = (id: string): string => `/handler/cases/${encodeURIComponent(id)}`;
const TAKES_KEYS =
  'input:not([type="checkbox"]), textarea, select, [contenteditable="true"], [role="dialog"], .ant-select';
const ACTS_ON_ENTER = 'a, button, input';

/** `j` and `k` go down and up, `x` chooses, Enter opens; not while somebody writes. */
const useListKeys = (rows: readonly Case[], onToggle: (id: string) => void): number => {
  const [current, setCurrent] = useState(-1);
  const go = useNavigate();
  const press = useEffectEvent((event: KeyboardEvent): void => {
    const target = event.target as Element;
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest(TAKES_KEYS) !== null) return;
    const row = rows[current];
    if (event.key === 'j') setCurrent(Math.min(rows.length - 1, current + 1));
    else if (event.key === 'k') setCurrent(Math.max(0, current - 1));
    else if (event.key === 'x' && row !== undefined) onToggle(row.id);
    else if (event.key === 'Enter' && row !== undefined && !target.matches(ACTS_ON_ENTER)) void go(placeOf(row.id));
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => press(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
  return current;
};

export const CaseList = ({ rows, selected, onToggle, onNearEnd }: CaseListProps) => {
  const { t } = useTranslation('handler');
  const { source, category, province } = useWords();
  const handName = useHandName();
  const current = useListKeys(rows, onToggle);
  const columns: readonly BigListColumn<Case>[] = [
    {
      title: t('column.case'),
      width: 'minmax(180px, 1.2fr)',
      cell: ({ id }) => (
        <>
          <Checkbox checked={selected.has(id)} onChange={() => onToggle(id)} aria-label={t('queue.choose', { id })} />{' '}
          <Link to={placeOf(id)} title={id}>
            {id}
          </Link>
        </>
      ),
    },
    { title: t('column.state'), width: '110px', cell: (row) => <CaseTag state={row.state} /> },
    { title: t('column.due'), width: 'minmax(210px, 1fr)', cell: (row) => <Due {...row} /> },
    { title: t('column.source'), width: 'minmax(180px, 1.4fr)', cell: source },
    { title: t('column.category'), width: '110px', cell: (row) => category(row.category) },
    { title: t('column.province'), width: '90px', cell: (row) => province(row.province) },
    { title: t('column.complaints'), width: '90px', cell: (row) => <Count value={row.complaints} /> },
    {
      title: t('column.assignee'),
      width: 'minmax(110px, 1fr)',
      cell: ({ assignee }) => (assignee === undefined ? t('assign.nobody') : handName(assignee)),
    },
  ];
  return (
    <BigList
      label={t('queue.title')}
      rows={rows}
      columns={columns}
      keyOf={({ id }) => id}
      onNearEnd={onNearEnd}
      current={current}
    />
  );
};
