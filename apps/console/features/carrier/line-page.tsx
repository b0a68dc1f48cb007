import { useQuery } from '@tanstack/react-query';
import { Tag } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { useSession } from '../../app/session-of.tsx';
import { Answer } from '../../components/answer.tsx';
import { BigList } from '../../components/big-list.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { maskedNumber } from '../../components/masked-number.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { PagesAnswer } from '../../components/pages-answer.tsx';
import { useChanged } from '../../components/use-changed.ts';
import { useNames } from '../../components/use-names.ts';
import { type Pages, usePages } from '../../components/use-pages.ts';
import { RateTable } from '../rates/rate-table.tsx';
import { useComplaintRates } from '../rates/use-complaint-rates.ts';
import { ImposeButton } from '../sanctions/impose-button.tsx';
import { LiveTraffic } from '../traffic/live-traffic.tsx';
import { TrafficTrend } from '../traffic/traffic-trend.tsx';
import { ChainDrawing } from './chain-drawing.tsx';
import { EnforcementSheet } from './enforcement-sheet.tsx';
import { useFilled } from './use-filled.ts';

type Line = Schema<'Line'>;
type Filing = Schema<'Filing'>;
const LIMIT = 200;
/** Merchants in the drawing; the list below has all. */
const DRAWN_MAX = 8;

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) =>
  children === undefined || children === '' ? null : (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );

const Entries = ({ line }: { readonly line: Line }) => {
  const { t } = useTranslation('carrier');
  const { entry, sip, sms } = line;
  return (
    <section className="sheet">
      <h2>{t('entry.head')}</h2>
      <dl className="facts">
        <Fact name={t('entry.addresses')}>{entry?.addresses.join(', ')}</Fact>
        <Fact name={t('entry.certificates')}>{entry?.certificates.map((one) => one.slice(0, 16)).join(', ')}</Fact>
        <Fact name={t('entry.digest')}>
          {entry?.digest === undefined ? undefined : `${entry.digest.user}@${entry.digest.realm}`}
        </Fact>
        <Fact name={t('entry.sip')}>
          {sip === undefined ? undefined : `${sip.mode} ${(sip.nextHops ?? []).join(', ')}`}
        </Fact>
        <Fact name={t('entry.sms')}>
          {sms === undefined ? undefined : t('entry.smsText', { account: sms.account, perSecond: sms.perSecond })}
        </Fact>
        <Fact name={t('entry.trusted')}>{t(line.trusted === true ? 'entry.yes' : 'entry.no')}</Fact>
        <Fact name={t('entry.unknownCallers')}>{t(`entry.unknown.${line.unknownCallers ?? 'refuse'}`)}</Fact>
      </dl>
      {entry === undefined && sip === undefined && sms === undefined ? <p className="soft">{t('entry.none')}</p> : null}
    </section>
  );
};

const Filings = ({ pages, rows }: { readonly pages: Pages<Filing>; readonly rows: readonly Filing[] }) => {
  const { t } = useTranslation('carrier');
  const { t: words } = useTranslation('sanctions');
  const nameOf = useNames();
  return (
    <section>
      <h2>{t('filing.head')}</h2>
      <PagesAnswer
        pages={{ ...pages, rows }}
        empty={<EmptyState title={t('filing.emptyTitle')} help={t('filing.empty')} />}
      >
        {(filings) => (
          <BigList
            label={t('filing.head')}
            rows={filings}
            keyOf={({ id }) => id}
            heightPx={360}
            onNearEnd={pages.onNearEnd}
            columns={[
              {
                title: t('filing.caller'),
                width: 'minmax(120px, 1fr)',
                cell: ({ caller, prefix, line }) =>
                  `${maskedNumber(caller)}${prefix ? '…' : ''}${line === undefined ? ` · ${t('filing.shared')}` : ''}`,
              },
              { title: t('filing.merchant'), width: 'minmax(160px, 2fr)', cell: ({ merchant }) => nameOf(merchant) },
              {
                title: t('filing.purposes'),
                width: 'minmax(140px, 2fr)',
                cell: ({ purposes }) => purposes.map((purpose) => words(`purpose.${purpose}`)).join('、'),
              },
              {
                title: t('filing.status'),
                width: '100px',
                cell: ({ status }) => (
                  <Tag color={status === 'active' ? 'green' : 'default'}>{t(`filing.statuses.${status}`)}</Tag>
                ),
              },
            ]}
          />
        )}
      </PagesAnswer>
    </section>
  );
};

const Rates = ({ id }: { readonly id: string }) => {
  const { t } = useTranslation('carrier');
  const rates = useComplaintRates();
  return (
    <section className="sheet">
      <h2>{t('line.rates')}</h2>
      <Answer query={rates}>
        {({ findings }) => {
          const own = findings.filter(({ subject }) => subject.id === id);
          return own.length === 0 ? <p className="soft">{t('line.noRates')}</p> : <RateTable findings={own} />;
        }}
      </Answer>
    </section>
  );
};

const LineBody = ({ line }: { readonly line: Line }) => {
  const filings = usePages<Filing>(['filings'], (after) =>
    answerOf(api.GET('/v1/filings', { params: { query: { limit: LIMIT, ...after } } })),
  );
  // One without a line is good on every line; the line's own come first.
  const own = useMemo(
    () => [
      ...filings.rows.filter((filing) => filing.line === line.id),
      ...filings.rows.filter((filing) => filing.line === undefined),
    ],
    [filings.rows, line.id],
  );
  useFilled(filings, own.length);
  const merchants = useMemo(
    () =>
      [...new Set(own.filter(({ status }) => status === 'active').map(({ merchant }) => merchant))].slice(0, DRAWN_MAX),
    [own],
  );
  const chain = useMemo(() => line.chain ?? [], [line.chain]);
  return (
    <>
      <ChainDrawing chain={chain} line={line.id} merchants={merchants} />
      <div className="grid wide">
        <EnforcementSheet key={JSON.stringify(line.enforcement)} line={line} />
        <Entries line={line} />
      </div>
      <Rates id={line.id} />
      <TrafficTrend line={line.id} />
      <LiveTraffic line={line.id} />
      <Filings pages={filings} rows={own} />
    </>
  );
};

/** One line: who connected whom, how it enforces, what it carries. */
export const LinePage = () => {
  const { id = '' } = useParams();
  const { t } = useTranslation('carrier');
  const { role } = useSession();
  const rates = useComplaintRates();
  const query = useQuery({
    queryKey: ['line', id],
    queryFn: () => answerOf(api.GET('/v1/lines/{id}', { params: { path: { id } } })),
  });
  useChanged({ line: [['line', id]], filing: [['filings']], finding: [['complaint-rates']] });
  const hasRate = rates.data?.findings.some(({ subject }) => subject.id === id) === true;
  return (
    <div className="stack">
      <PageHead
        title={query.data?.name ?? id}
        help={query.data === undefined ? '' : `${id} · ${t(`class.${query.data.class}`)}`}
        actions={
          <ImposeButton
            isCarrier={role === 'carrier'}
            target={{ kind: 'line', id }}
            ground={{ kind: hasRate ? 'finding' : 'case', id: '' }}
            label={t('line.suspend')}
          />
        }
      />
      <Answer query={query}>{(line) => <LineBody line={line} />}</Answer>
    </div>
  );
};
