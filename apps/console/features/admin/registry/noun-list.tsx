import { Drawer } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { BigList, type BigListColumn } from '../../../components/big-list.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { PagesAnswer } from '../../../components/pages-answer.tsx';
import { usePages } from '../../../components/use-pages.ts';

interface Noun {
  readonly id: string;
  readonly name: string;
}

interface NounListProps<Row extends Noun> {
  readonly tab: 'merchants' | 'parties' | 'lines';
  readonly ask: (after: {
    readonly after?: string;
  }) => Promise<{ readonly items: readonly Row[]; readonly next?: string }>;
  readonly columns: readonly BigListColumn<Row>[];
  readonly facts: (row: Row) => readonly (readonly [string, ReactNode])[];
  /** Registers another, or changes the one that is shown. */
  readonly form: (row: Row | undefined) => ReactNode;
}

export const registryKey = (tab: string) => ['registry', tab] as const;

/** A list of the register; the address names the one whose sheet is open. */
export const NounList = <Row extends Noun>({ tab, ask, columns, facts, form }: NounListProps<Row>) => {
  const { t } = useTranslation('admin');
  const [params, setParams] = useSearchParams();
  const pages = usePages<Row>(registryKey(tab), ask);
  const open = pages.rows.find(({ id }) => id === params.get('id'));
  const named: BigListColumn<Row> = {
    title: t('registry.name'),
    width: 'minmax(180px, 1.6fr)',
    cell: ({ id, name }) => <Link to={`?${new URLSearchParams({ tab, id })}`}>{name}</Link>,
  };
  return (
    <section className="stack">
      <div className="row no-print">{form(undefined)}</div>
      <PagesAnswer
        pages={pages}
        empty={<EmptyState title={t(`registry.none.${tab}`)} help={t(`registry.noneHelp.${tab}`)} />}
      >
        {(rows) => (
          <BigList
            label={t(`registry.tab.${tab}`)}
            rows={rows}
            columns={[named, ...columns]}
            keyOf={({ id }) => id}
            onNearEnd={pages.onNearEnd}
          />
        )}
      </PagesAnswer>
      <Drawer
        open={open !== undefined}
        title={open?.name}
        onClose={() => setParams({ tab }, { replace: true })}
        size={460}
      >
        {open === undefined ? null : (
          <div className="stack">
            <dl className="facts">
              <dt>{t('key.id')}</dt>
              <dd>{open.id}</dd>
              {facts(open).map(([name, value]) => [
                <dt key={`${name} name`}>{name}</dt>,
                <dd key={name}>{value ?? '–'}</dd>,
              ])}
            </dl>
            {form(open)}
          </div>
        )}
      </Drawer>
    </section>
  );
};
