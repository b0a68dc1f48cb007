import { Button, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { Answer } from '../../components/answer.tsx';
import { DownloadButton } from '../../components/download-button.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { PROVINCE_PLACES } from '../../components/province-places.ts';
import { useNames } from '../../components/use-names.ts';
import { When } from '../../components/when.tsx';
import { WideTable } from '../../components/wide-table.tsx';
import { type Bulletin, BulletinChart, useBulletin } from './category-charts.tsx';
import { useFrozen } from './use-frozen.ts';

const FORMS = ['json', 'csv', 'html'] as const;

/** Places that the period's counts know of. */
const useScopes = (period: string) => {
  const { t, i18n } = useTranslation('regulator');
  const nameOf = useNames();
  const { data } = useFrozen(period);
  const isZh = i18n.language === 'zh';
  const rows = data === undefined ? [] : [...data.subscribers, ...data.complaints, ...data.decisions];
  const provinces = new Set(rows.map(({ province }) => province));
  const carriers = [...new Set(rows.map(({ carrier }) => carrier))].filter((carrier) => carrier !== 'unknown');
  return [
    { value: 'country', label: t('map.country') },
    ...PROVINCE_PLACES.filter(({ code }) => provinces.has(code)).map(({ code, zh, en }) => ({
      value: `province:${code}`,
      label: isZh ? zh : en,
    })),
    ...carriers.map((carrier) => ({ value: `carrier:${carrier}`, label: nameOf(carrier) })),
  ];
};

const Exposed = ({ exposed }: { readonly exposed: Bulletin['exposed'] }) => {
  const { t } = useTranslation('regulator');
  return (
    <section className="sheet">
      <h2>{t('bulletin.exposed', { count: exposed.count, acted: exposed.acted })}</h2>
      {exposed.firms.length === 0 ? (
        <p className="soft">{t('bulletin.noExposed')}</p>
      ) : (
        <WideTable
          pagination={false}
          rowKey={({ name, onDay }) => `${name} ${onDay}`}
          dataSource={[...exposed.firms]}
          columns={(['name', 'creditCode', 'reason', 'onDay'] as const).map((name) => ({
            title: t(`badList.${name}`),
            dataIndex: name,
          }))}
        />
      )}
    </section>
  );
};

const BulletinBody = ({ bulletin }: { readonly bulletin: Bulletin }) => {
  const { t, i18n } = useTranslation('regulator');
  const language = i18n.language === 'zh' ? 'zh' : 'en';
  return (
    <>
      <section className="sheet">
        <h2>{`${bulletin.scopeLabel[language]} ${bulletin.period}`}</h2>
        <p className="soft">
          {t('bulletin.taken')} <When at={bulletin.takenAt} /> · {bulletin.law} ·{' '}
          {t('bulletin.small', { count: bulletin.smallNumber })}
        </p>
        <ul>
          {bulletin.notes.map((note) => (
            <li key={note.en} className="soft">
              {note[language]}
            </li>
          ))}
        </ul>
      </section>
      <h2>{t('bulletin.tables')}</h2>
      <div className="grid wide">
        {bulletin.tables
          .filter(({ rows }) => rows.length > 0)
          .map((table) => (
            <BulletinChart key={table.id} table={table} />
          ))}
      </div>
      <Exposed exposed={bulletin.exposed} />
    </>
  );
};

/** One bulletin, as it was frozen, of the country or a place; to download and to print. */
export const BulletinPage = () => {
  const { period = '' } = useParams();
  const { t, i18n } = useTranslation('regulator');
  const [scope, setScope] = useState('country');
  const scopes = useScopes(period);
  const bulletin = useBulletin(period, scope);
  const addressOf = (form: string): string =>
    `/v1/bulletins/${period}?${new URLSearchParams({ scope, format: form, lang: i18n.language === 'zh' ? 'zh' : 'en' })}`;
  return (
    <>
      <PageHead
        title={t('bulletin.title', { period })}
        help={t('bulletin.help')}
        actions={
          <>
            <Select
              aria-label={t('bulletin.scope')}
              value={scope}
              onChange={setScope}
              options={scopes}
              style={{ minWidth: 140 }}
            />
            {FORMS.map((form) => (
              <DownloadButton
                key={form}
                address={addressOf(form)}
                name={`bulletin-${period}-${scope.replace(':', '-')}.${form}`}
              >
                {form.toUpperCase()}
              </DownloadButton>
            ))}
            <Button onClick={() => window.print()}>{t('printPdf')}</Button>
          </>
        }
      />
      <Answer query={bulletin}>{(one) => <BulletinBody bulletin={one} />}</Answer>
    </>
  );
};
