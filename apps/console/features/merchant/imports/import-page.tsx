import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { Answer } from '../../../components/answer.tsx';
import { PageHead } from '../../../components/page-head.tsx';
import { When } from '../../../components/when.tsx';
import { LinkButton } from '../link-button.tsx';
import { type Import, importsQuery } from '../questions.ts';
import { ImportProgress, POLL_MS, RUNS } from './import-progress.tsx';
import { NewImport } from './new-import.tsx';
import type { AskedImport } from './use-begin-import.ts';

const Earlier = ({ onOpen }: { readonly onOpen: (id: string) => void }) => {
  const { t } = useTranslation('merchant');
  const query = useQuery({
    ...importsQuery,
    refetchInterval: ({ state }) => (state.data?.some((one) => RUNS.includes(one.state)) ? POLL_MS : false),
  });
  return (
    <section className="sheet">
      <h2>{t('import.earlier')}</h2>
      <Answer
        query={query}
        isEmpty={(items) => items.length === 0}
        empty={<p className="soft">{t('import.noEarlier')}</p>}
      >
        {(items) => (
          <section className="wide-table" aria-label={t('import.earlier')}>
            <table>
              <thead>
                <tr>
                  <th>{t('import.file')}</th>
                  <th>{t('import.begun')}</th>
                  <th>{t('consents.state')}</th>
                  <th>{t('import.stated')}</th>
                  <th>{t('import.bad')}</th>
                  <th>{t('import.held')}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((one) => (
                  <EarlierRow key={one.id} one={one} onOpen={onOpen} />
                ))}
              </tbody>
            </table>
          </section>
        )}
      </Answer>
    </section>
  );
};

const EarlierRow = ({ one, onOpen }: { readonly one: Import; readonly onOpen: (id: string) => void }) => {
  const { t } = useTranslation('merchant');
  return (
    <tr>
      <td>
        <button type="button" className="text-button" onClick={() => onOpen(one.id)}>
          {one.name}
        </button>
      </td>
      <td>
        <When at={one.createdAt} />
      </td>
      <td>
        {t(`importState.${one.state}`)}
        {one.dryRun ? ` · ${t('import.dry')}` : ''}
      </td>
      <td>{one.stated}</td>
      <td>{one.bad}</td>
      <td>{one.held}</td>
    </tr>
  );
};

/** Consents by the file: mapped, tried, sent in pieces, reported on by row. The import that is looked at stands in the address. */
export const ImportPage = () => {
  const { t } = useTranslation('merchant');
  const [query, setQuery] = useSearchParams();
  // Kept for the step from trying to stating, and for going on: the browser lets no page open a file by itself.
  const [file, setFile] = useState<File>();
  const [asked, setAsked] = useState<AskedImport>();
  const id = query.get('id');
  const open = (next?: string): void => setQuery(next === undefined ? {} : { id: next });
  const begun = (next: string, asking: AskedImport): void => {
    setAsked(asking);
    open(next);
  };
  return (
    <>
      <PageHead
        title={t('import.title')}
        help={t('import.help')}
        actions={<LinkButton to="/merchant/consents">{t('import.back')}</LinkButton>}
      />
      {id === null ? (
        <NewImport file={file} onFile={setFile} onBegun={begun} />
      ) : (
        <ImportProgress
          key={id}
          id={id}
          file={file}
          onFile={setFile}
          asked={asked}
          onBegun={begun}
          onNew={() => open()}
        />
      )}
      <Earlier onOpen={open} />
    </>
  );
};
