import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { answerOf, api } from '../../../api/client.ts';
import type { Schema } from '../../../api/schemas.ts';
import { Answer } from '../../../components/answer.tsx';
import { maskedNumber } from '../../../components/masked-number.tsx';
import { PageHead } from '../../../components/page-head.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { useChange } from '../../../components/use-change.ts';
import { useChanged } from '../../../components/use-changed.ts';
import { When } from '../../../components/when.tsx';
import { Due } from '../../cases/due.tsx';
import { ReasonField } from '../reason-field.tsx';
import { useWords } from '../use-words.ts';
import { INQUIRIES_KEY } from './inquiry-list.tsx';
import '../handler.css';

type Inquiry = Schema<'Inquiry'>;

/** A handler takes up what the merchant did not answer, and closes it with a reason. */
const Work = ({ inquiry: { id, state, dueAt } }: { readonly inquiry: Inquiry }) => {
  const { t } = useTranslation('handler');
  const [reason, setReason] = useState('');
  const isLate = state === 'asked' && dueAt !== undefined && Date.parse(dueAt) <= Date.now();
  const input = state === 'escalated' ? 'close' : isLate ? 'escalate' : undefined;
  const step = useChange({
    make: (taken: 'close' | 'escalate') =>
      answerOf(
        api.POST('/v1/inquiries/{id}/steps', {
          params: { path: { id } },
          body: { input: taken, ...(taken === 'close' ? { reason } : {}) },
        }),
      ),
    touches: [INQUIRIES_KEY],
    done: (_answer, taken) => t(`inquiry.done.${taken}`),
  });
  if (input === undefined) return <p className="soft">{t(`inquiry.waits.${state}`)}</p>;
  return (
    <div className="stack no-print">
      {input === 'close' ? <ReasonField label={t('decide.reason')} value={reason} onChange={setReason} /> : null}
      {step.isError ? <ProblemAlert error={step.error} /> : null}
      <Button
        type="primary"
        disabled={input === 'close' && reason.trim() === ''}
        loading={step.isPending}
        onClick={() => step.mutate(input)}
      >
        {t(`inquiry.input.${input}`)}
      </Button>
    </div>
  );
};

const Steps = ({ steps }: { readonly steps: Inquiry['steps'] }) => {
  const { t } = useTranslation('handler');
  return (
    <ol className="timeline">
      {steps.map(({ at, input, to, reason, answer, wasLate, role, who }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps are written down in their order for good
        <li key={index}>
          <p className="row">
            <When at={at} /> <strong>{t(`inquiry.input.${input}`)}</strong> {t(`inquiry.state.${to}`)}
            <span className="soft">{[role === undefined ? '' : t(`role.${role}`), who].join(' ')}</span>
            {wasLate ? <strong className="bad">{t('history.late')}</strong> : null}
          </p>
          {reason === undefined ? null : <p className="words">{reason}</p>}
          {answer === undefined ? null : (
            <p className="told words">
              {t(`inquiry.source.${answer.source}`)} {answer.basis ?? answer.supplier} {answer.text}
            </p>
          )}
        </li>
      ))}
    </ol>
  );
};

export const InquiryPage = () => {
  const { t } = useTranslation('handler');
  const { nameOf } = useWords();
  const { id = '' } = useParams();
  const inquiry = useQuery({
    queryKey: [...INQUIRIES_KEY, id],
    queryFn: () => answerOf(api.GET('/v1/inquiries/{id}', { params: { path: { id } } })),
  });
  useChanged({ inquiry: [[...INQUIRIES_KEY, id]] });
  return (
    <>
      <PageHead
        title={t('inquiry.title', { id })}
        help={t('inquiry.help')}
        actions={<Link to="/handler/promises?tab=inquiries">{t('inquiry.back')}</Link>}
      />
      <Answer query={inquiry}>
        {(found) => (
          <section className="sheet stack">
            <dl className="facts">
              <dt>{t('subject.merchant')}</dt>
              <dd>{nameOf(found.merchant)}</dd>
              <dt>{t('promise.person')}</dt>
              <dd>{maskedNumber(found.subscriber)}</dd>
              <dt>{t('inquiry.asked')}</dt>
              <dd>
                <When at={found.askedAt} />
              </dd>
              <dt>{t('column.due')}</dt>
              <dd>
                <Due {...found} />
              </dd>
              <dt>{t('column.state')}</dt>
              <dd>{t(`inquiry.state.${found.state}`)}</dd>
            </dl>
            <Steps steps={found.steps} />
            <Work inquiry={found} />
          </section>
        )}
      </Answer>
    </>
  );
};
