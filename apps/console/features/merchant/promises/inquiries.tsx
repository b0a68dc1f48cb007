import { useQuery } from '@tanstack/react-query';
import { Button, Select, Tag } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import type { components } from '../../../api/contract.generated.ts';
import { Answer } from '../../../components/answer.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { maskedNumber } from '../../../components/masked-number.tsx';
import { useChange } from '../../../components/use-change.ts';
import { When } from '../../../components/when.tsx';
import { Due } from '../../cases/due.tsx';
import { Field } from '../field.tsx';
import { inquiriesQuery, KEPT } from '../questions.ts';

type InquiryAnswer = components['schemas']['InquiryAnswer'];
type ListedInquiry = components['schemas']['InquiryPage']['items'][number];

const SOURCES = ['consent', 'request', 'relation', 'supplier', 'public', 'unknown'] as const;
const BASES: readonly InquiryAnswer['source'][] = ['consent', 'request', 'relation'];
const EMPTY: InquiryAnswer = { source: 'consent', text: '' };

/** Only what belongs to the source: another field would be refused. */
const answerFor = ({ source, text, basis = '', supplier = '' }: InquiryAnswer): InquiryAnswer => ({
  source,
  text,
  ...(BASES.includes(source) && basis !== '' ? { basis } : {}),
  ...(source === 'supplier' && supplier !== '' ? { supplier } : {}),
});

const AnswerForm = ({ id }: { readonly id: string }) => {
  const { t } = useTranslation('merchant');
  const [answer, setAnswer] = useState(EMPTY);
  const sourceId = useId();
  const send = useChange({
    make: (given: InquiryAnswer) =>
      answerOf(
        api.POST('/v1/inquiries/{id}/steps', {
          params: { path: { id } },
          body: { input: 'answer', answer: answerFor(given) },
        }),
      ),
    touches: [KEPT.inquiries],
    done: () => t('inquiry.answered'),
  });
  return (
    <div className="stack no-print">
      <div className="fields">
        <div className="field">
          <label htmlFor={sourceId}>{t('inquiry.source')}</label>
          <Select
            id={sourceId}
            value={answer.source}
            onChange={(source) => setAnswer({ ...answer, source })}
            options={SOURCES.map((source) => ({ value: source, label: t(`inquirySource.${source}`) }))}
          />
        </div>
        {BASES.includes(answer.source) ? (
          <Field
            label={t('inquiry.basis')}
            value={answer.basis ?? ''}
            placeholder="basis-…"
            onChange={(basis) => setAnswer({ ...answer, basis })}
          />
        ) : null}
        {answer.source === 'supplier' ? (
          <Field
            label={t('inquiry.supplier')}
            value={answer.supplier ?? ''}
            onChange={(supplier) => setAnswer({ ...answer, supplier })}
          />
        ) : null}
      </div>
      <Field
        label={t('inquiry.text')}
        rows={3}
        value={answer.text}
        onChange={(text) => setAnswer({ ...answer, text })}
      />
      <Button
        type="primary"
        disabled={answer.text.trim() === ''}
        loading={send.isPending}
        onClick={() => send.mutate(answer)}
      >
        {t('inquiry.answer')}
      </Button>
    </div>
  );
};

const OneInquiry = ({ inquiry }: { readonly inquiry: ListedInquiry }) => {
  const { t } = useTranslation('merchant');
  const { id, state, askedAt, dueAt, subscriber, contact, answer } = inquiry;
  return (
    <li>
      <div className="row">
        <When at={askedAt} />
        <Tag color={state === 'asked' ? 'gold' : 'default'}>{t(`inquiryState.${state}`)}</Tag>
        <span className="number">{maskedNumber(subscriber)}</span>
        {state === 'asked' ? <Due dueAt={dueAt} /> : null}
      </div>
      {contact === undefined ? null : (
        <p className="soft">
          {t('inquiry.about')} <When at={contact.at} />
        </p>
      )}
      {answer === undefined ? null : (
        <p className="words">
          {t(`inquirySource.${answer.source}`)}: {answer.text}
        </p>
      )}
      {state === 'asked' ? <AnswerForm id={id} /> : null}
    </li>
  );
};

/** People who ask where the merchant got their number: each is owed an answer by its day. */
export const Inquiries = () => {
  const { t } = useTranslation('merchant');
  const query = useQuery(inquiriesQuery);
  return (
    <section className="sheet">
      <h2>{t('inquiry.title')}</h2>
      <Answer
        query={query}
        isEmpty={(items) => items.length === 0}
        empty={<EmptyState title={t('inquiry.empty')} help={t('inquiry.emptyHelp')} />}
      >
        {(items) => (
          <ul className="time-line">
            {items.map((inquiry) => (
              <OneInquiry key={inquiry.id} inquiry={inquiry} />
            ))}
          </ul>
        )}
      </Answer>
    </section>
  );
};
