import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { answerOf, api } from '../../../api/client.ts';
import { Answer } from '../../../components/answer.tsx';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { maskedNumber, NumberText } from '../../../components/masked-number.tsx';
import { PageHead } from '../../../components/page-head.tsx';
import { useChange } from '../../../components/use-change.ts';
import { useChanged } from '../../../components/use-changed.ts';
import { When } from '../../../components/when.tsx';
import { type Basis, basisQuery, KEPT } from '../questions.ts';
import { useWords } from '../scope.tsx';
import { basisState, rowOf } from './basis-row.ts';
import { BasisTag } from './basis-tag.tsx';

/** Masked until it is asked for: that asks the server again, which writes down who read it. */
const RevealedNumber = ({ basis }: { readonly basis: Basis }) => {
  const { t } = useTranslation('merchant');
  const reveal = useChange({
    make: () => answerOf(api.GET('/v1/consents/{id}', { params: { path: { id: basis.id } } })),
    touches: [],
  });
  if (reveal.data !== undefined) return <NumberText number={reveal.data.subscriber} />;
  return (
    <span className="row">
      <span className="number">{maskedNumber(basis.subscriber)}</span>
      <Button className="no-print" size="small" loading={reveal.isPending} onClick={() => reveal.mutate(undefined)}>
        {t('consents.reveal')}
      </Button>
    </span>
  );
};

const WITHDRAWALS = {
  consent: '/v1/consents/{id}/withdrawal',
  request: '/v1/requests/{id}/withdrawal',
  relation: '/v1/relations/{id}/withdrawal',
} as const;

const WithdrawButton = ({ basis }: { readonly basis: Basis }) => {
  const { t } = useTranslation('merchant');
  const withdraw = useChange({
    make: ({ id, kind }: Basis) => answerOf(api.POST(WITHDRAWALS[kind], { params: { path: { id } }, body: {} })),
    touches: [KEPT.basis],
    done: () => t('consent.withdrawn'),
  });
  return (
    <ConfirmButton
      isGrave
      label={t('consent.withdraw')}
      title={t('consent.withdrawAsk')}
      consequence={t('consent.withdrawMeans')}
      onConfirm={() => withdraw.mutateAsync(basis)}
    />
  );
};

const Scope = ({ basis }: { readonly basis: Basis }) => {
  const { t } = useTranslation('merchant');
  const words = useWords();
  return (
    <section className="sheet">
      <h2>{t('consent.scope')}</h2>
      <dl className="facts">
        <dt>{t('consents.number')}</dt>
        <dd>
          <RevealedNumber basis={basis} />
        </dd>
        <dt>{t('consents.state')}</dt>
        <dd>
          <BasisTag state={basisState(rowOf(basis), Date.now())} />
        </dd>
        <dt>{t('consents.kind')}</dt>
        <dd>{t(`basisKind.${basis.kind}`)}</dd>
        <dt>{t('word.purposes')}</dt>
        <dd>{words('purpose', basis.purposes)}</dd>
        <dt>{t('word.categories')}</dt>
        <dd>{words('category', basis.categories)}</dd>
        <dt>{t('word.channels')}</dt>
        <dd>{words('channel', basis.channels)}</dd>
        {basis.matter === undefined ? null : (
          <>
            <dt>{t('consent.matter')}</dt>
            <dd>{basis.matter}</dd>
          </>
        )}
        <dt>{t('consents.from')}</dt>
        <dd>
          <When at={basis.from} />
        </dd>
        <dt>{t('consents.to')}</dt>
        <dd>{basis.to === undefined ? t('consents.untilWithdrawn') : <When at={basis.to} />}</dd>
      </dl>
    </section>
  );
};

const Proof = ({ basis }: { readonly basis: Basis }) => {
  const { t } = useTranslation('merchant');
  return (
    <section className="sheet">
      <h2>{t('consent.proof')}</h2>
      <h3>{t('consent.words')}</h3>
      <blockquote className="words">{basis.words}</blockquote>
      <dl className="facts">
        <dt>{t('consent.method')}</dt>
        <dd>{t(`word.method.${basis.method}`)}</dd>
        <dt>{t('consent.confirmed')}</dt>
        <dd>{t(basis.confirmed ? 'consent.isConfirmed' : 'consent.notConfirmed')}</dd>
        <dt>{t('consent.evidence')}</dt>
        <dd>{basis.evidence?.reference ?? t('consent.noEvidence')}</dd>
        {basis.evidence?.sha256 === undefined ? null : (
          <>
            <dt>SHA-256</dt>
            <dd>
              <code>{basis.evidence.sha256}</code>
            </dd>
          </>
        )}
      </dl>
    </section>
  );
};

const History = ({ basis }: { readonly basis: Basis }) => {
  const { t } = useTranslation('merchant');
  return (
    <section className="sheet">
      <h2>{t('consent.history')}</h2>
      <ol className="time-line">
        <li>
          <When at={basis.receivedAt} form="second" /> — {t('consent.received', { sequence: basis.sequence })}
        </li>
        {basis.ended === undefined ? null : (
          <li>
            <When at={basis.ended.at} form="second" /> —{' '}
            {t(`consent.ended.${basis.ended.how}`, { sequence: basis.ended.sequence })}
          </li>
        )}
      </ol>
    </section>
  );
};

/** The proof of one basis: exact words, method, evidence, history; to be printed. */
export const ConsentPage = () => {
  const { t } = useTranslation('merchant');
  const { id = '' } = useParams();
  const query = useQuery(basisQuery(id));
  useChanged({ basis: [[...KEPT.basis, id]] });
  return (
    <>
      <PageHead
        title={t('consent.title')}
        help={id}
        actions={
          <>
            <Button onClick={() => window.print()}>{t('print')}</Button>
            {query.data === undefined || query.data.ended !== undefined ? null : <WithdrawButton basis={query.data} />}
          </>
        }
      />
      <Answer query={query}>
        {(basis) => (
          <>
            <Proof basis={basis} />
            <Scope basis={basis} />
            <History basis={basis} />
          </>
        )}
      </Answer>
    </>
  );
};
