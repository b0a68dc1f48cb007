import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import { BigList, type BigListColumn } from '../../../components/big-list.tsx';
import { PagesAnswer } from '../../../components/pages-answer.tsx';
import { csvOf, saveFile } from '../../../components/save-file.ts';
import { useChange } from '../../../components/use-change.ts';
import { useFaultText } from '../../../components/use-fault-text.ts';
import { usePages } from '../../../components/use-pages.ts';
import { everyPage } from '../every-page.ts';
import { type Import, type ImportRow, KEPT } from '../questions.ts';

const LIMIT = 200;

const rowsAfter = (id: string, query: { readonly limit: number; readonly after?: string }) =>
  answerOf(api.GET('/v1/imports/{id}/rows', { params: { path: { id }, query } }));

type FaultText = ReturnType<typeof useFaultText>;

const reportOf = (rows: readonly ImportRow[], told: FaultText): string =>
  csvOf([
    ['row', 'line', 'state', 'column', 'field', 'message', 'remedy', 'patterns'],
    ...rows.flatMap(({ row, line, state, errors = [], patterns = [] }) =>
      errors.length === 0
        ? [[row, line, state, '', '', '', '', patterns.join(' ')]]
        : errors.map((error) => {
            const { message, remedy } = told(error);
            return [row, line, state, error.column, error.field, message, remedy, ''];
          }),
    ),
  ]);

const useColumns = (): readonly BigListColumn<ImportRow>[] => {
  const { t } = useTranslation('merchant');
  const told = useFaultText();
  const first = ({ errors }: ImportRow) => errors?.[0];
  return [
    { title: t('import.line'), width: '5rem', cell: ({ line }) => line },
    { title: t('consents.state'), width: '6rem', cell: ({ state }) => t(`rowState.${state}`) },
    { title: t('import.columnNumber'), width: '5rem', cell: (row) => first(row)?.column ?? '' },
    { title: t('import.field'), width: '8rem', cell: (row) => first(row)?.field ?? '' },
    {
      title: t('import.why'),
      width: 'minmax(16rem, 1fr)',
      cell: (row) => {
        const error = first(row);
        const why =
          error === undefined
            ? (row.patterns ?? []).map((pattern) => t(`pattern.${pattern}`, pattern)).join(t('word.and'))
            : Object.values(told(error)).join(t('import.afterWhy'));
        return <span title={why}>{why}</span>;
      },
    },
  ];
};

/** Rows that were bad or are held, asked for again when the import is at its end; each with its line, its column, and what to do. */
export const ImportRows = ({ one: { id, name, state } }: { readonly one: Import }) => {
  const { t } = useTranslation('merchant');
  const columns = useColumns();
  const told = useFaultText();
  const pages = usePages<ImportRow>([...KEPT.imports, id, 'rows', state], (after) =>
    rowsAfter(id, { limit: LIMIT, ...after }),
  );
  const save = useChange({
    make: () => everyPage((page) => rowsAfter(id, page), Number.POSITIVE_INFINITY),
    touches: [],
    after: (rows) => saveFile(`${name}-report.csv`, reportOf(rows, told), 'text/csv'),
  });
  return (
    <>
      <div className="row apart">
        <h3>{t('import.report')}</h3>
        <Button className="no-print" loading={save.isPending} onClick={() => save.mutate(undefined)}>
          {t('import.reportCsv')}
        </Button>
      </div>
      <p className="soft">{t('import.heldHelp')}</p>
      <PagesAnswer pages={pages} empty={null}>
        {(rows) => (
          <BigList
            label={t('import.report')}
            rows={rows}
            columns={columns}
            keyOf={({ row }) => row}
            heightPx={320}
            onNearEnd={pages.onNearEnd}
          />
        )}
      </PagesAnswer>
    </>
  );
};
