import { useQuery } from '@tanstack/react-query';
import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answerOf, api } from '../../../api/client.ts';
import { Answer } from '../../../components/answer.tsx';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { maskedNumber } from '../../../components/masked-number.tsx';
import { useChange } from '../../../components/use-change.ts';
import { When } from '../../../components/when.tsx';
import { Field } from '../field.tsx';
import { KEPT, type Obligation, obligationsQuery } from '../questions.ts';

const useStep = (id: string) => {
  const { t } = useTranslation('merchant');
  return useChange({
    make: (step: { readonly input: 'pay' } | { readonly input: 'dispute'; readonly reason: string }) =>
      answerOf(api.POST('/v1/obligations/steps', { body: { obligations: [id], ...step } })),
    touches: [KEPT.obligations],
    done: (_, { input }) => t(`obligation.${input}Done`),
  });
};

const Steps = ({ obligation: { id, amountYuan } }: { readonly obligation: Obligation }) => {
  const { t } = useTranslation('merchant');
  const [reason, setReason] = useState('');
  const step = useStep(id);
  return (
    <div className="fields no-print">
      <ConfirmButton
        label={t('obligation.pay')}
        title={t('obligation.payAsk')}
        consequence={t('obligation.payMeans', { yuan: amountYuan })}
        onConfirm={() => step.mutateAsync({ input: 'pay' })}
      />
      <Field label={t('obligation.reason')} value={reason} onChange={setReason} />
      <Button disabled={reason.trim() === ''} onClick={() => step.mutate({ input: 'dispute', reason })}>
        {t('obligation.dispute')}
      </Button>
    </div>
  );
};

export const Obligations = () => {
  const { t } = useTranslation('merchant');
  const query = useQuery(obligationsQuery);
  return (
    <section className="sheet">
      <h2>{t('obligation.title')}</h2>
      <Answer
        query={query}
        isEmpty={(items) => items.length === 0}
        empty={<p className="soft">{t('obligation.empty')}</p>}
      >
        {(items) => (
          <ul className="time-line">
            {items.map((obligation) => (
              <li key={obligation.id}>
                <div className="row">
                  <When at={obligation.owedAt} form="day" />
                  <strong className="number">¥ {obligation.amountYuan}</strong>
                  <Tag color={obligation.state === 'owed' ? 'gold' : 'default'}>
                    {t(`obligationState.${obligation.state}`)}
                  </Tag>
                  <span className="number">{maskedNumber(obligation.subscriber)}</span>
                  <Link to={`/merchant/cases/${encodeURIComponent(obligation.case)}`}>{obligation.case}</Link>
                </div>
                {obligation.reason === undefined ? null : <p className="words">{obligation.reason}</p>}
                {obligation.state === 'owed' ? <Steps obligation={obligation} /> : null}
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </section>
  );
};
