import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { answerOf, api } from '../../../api/client.ts';
import { Answer } from '../../../components/answer.tsx';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { PageHead } from '../../../components/page-head.tsx';
import { useChange } from '../../../components/use-change.ts';
import { When } from '../../../components/when.tsx';
import { Due } from '../../cases/due.tsx';
import { Field } from '../field.tsx';
import { LinkButton } from '../link-button.tsx';
import { KEPT, type Sanction, sanctionQuery } from '../questions.ts';
import { useWords } from '../scope.tsx';
import { useMerchantChanges } from '../use-merchant-changes.ts';
import { SanctionTag } from './sanction-tag.tsx';

const Facts = ({ sanction }: { readonly sanction: Sanction }) => {
  const { t } = useTranslation('merchant');
  const words = useWords();
  const { state, kind, target, purposes = [], channels = [], perDay, amountYuan, clause, dueAt, endsAt } = sanction;
  const rows = [
    [t('sanction.what'), `${t(`sanctionKind.${kind}`)} · ${t(`targetKind.${target.kind}`)} ${target.id}`],
    [t('word.purposes'), words('purpose', purposes)],
    [t('word.channels'), words('channel', channels)],
    [t('sanction.perDay'), perDay === undefined ? '' : String(perDay)],
    [t('sanction.amount'), amountYuan === undefined ? '' : `¥ ${amountYuan}`],
    [t('sanction.clause'), clause],
  ].filter(([, value]) => value !== '');
  return (
    <section className="sheet">
      <h2>{t('case.facts')}</h2>
      <dl className="facts">
        <dt>{t('consents.state')}</dt>
        <dd>
          <SanctionTag state={state} />
        </dd>
        {rows.map(([name, value]) => (
          <FactRow key={name} name={name ?? ''} value={value ?? ''} />
        ))}
        <dt>{t('sanction.ends')}</dt>
        <dd>{endsAt === undefined ? t('sanction.noEnd') : <When at={endsAt} />}</dd>
        <dt>{t('case.due')}</dt>
        <dd>
          <Due dueAt={dueAt} />
        </dd>
      </dl>
    </section>
  );
};

const FactRow = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </>
);

/** Once, while it is in force. */
const AppealForm = ({ id }: Pick<Sanction, 'id'>) => {
  const { t } = useTranslation('merchant');
  const [reason, setReason] = useState('');
  const appeal = useChange({
    make: () => answerOf(api.POST('/v1/sanctions/steps', { body: { ids: [id], input: 'appeal', reason } })),
    touches: [KEPT.sanctions],
    done: () => t('sanction.appealed'),
  });
  return (
    <section className="sheet stack no-print">
      <h2>{t('sanction.appeal')}</h2>
      <p className="soft">{t('sanction.appealHelp')}</p>
      <Field label={t('case.appealReason')} rows={4} value={reason} onChange={setReason} />
      <ConfirmButton
        label={t('sanction.appeal')}
        title={t('sanction.appealAsk')}
        consequence={t('sanction.appealMeans')}
        disabled={reason.trim() === ''}
        onConfirm={() => appeal.mutateAsync(undefined)}
      />
    </section>
  );
};

export const SanctionPage = () => {
  const { t, i18n } = useTranslation('merchant');
  const { id = '' } = useParams();
  const query = useQuery(sanctionQuery(id));
  useMerchantChanges();
  const language = i18n.language === 'zh' ? 'zh' : 'en';
  return (
    <>
      <PageHead
        title={t('sanction.one')}
        help={id}
        actions={
          <>
            <LinkButton to="/merchant/sanctions">{t('sanction.back')}</LinkButton>
            <Button onClick={() => window.print()}>{t('print')}</Button>
          </>
        }
      />
      <Answer query={query}>
        {(sanction) => (
          <>
            <Facts sanction={sanction} />
            <section className="sheet">
              <h2>{t('case.history')}</h2>
              <ol className="time-line">
                {sanction.steps.map(({ at, input, to, told, reason }) => (
                  <li key={`${at} ${input}`}>
                    <div className="row">
                      <When at={at} />
                      <SanctionTag state={to} />
                    </div>
                    {told === undefined ? null : <p className="words">{told[language]}</p>}
                    {reason === undefined ? null : (
                      <p className="words">
                        {t('case.reason')}: {reason}
                      </p>
                    )}
                  </li>
                ))}
              </ol>
            </section>
            {sanction.state === 'in-force' && (sanction.appeals ?? 0) === 0 ? <AppealForm id={id} /> : null}
          </>
        )}
      </Answer>
    </>
  );
};
