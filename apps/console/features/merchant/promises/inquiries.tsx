import { useQuery } from '@tanstack/react-query';
import { AutoComplete, Button, Select, Tag } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import type { components } from '../../../api/contract.generated.ts';
import { Answer } from '../../../components/answer.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { maskedNumber } from '../../../components/masked-number.tsx';
import { useChange } from '../../../components/use-change.ts';
import { When, whenText } from '../../../components/when.tsx';
import { Due } from '../../cases/due.tsx';
import { Field } from '../field.tsx';
import { basesOfQuery, inquiriesQuery, KEPT } from '../questions.ts';

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

interface BasisFieldProps {
  readonly subscriber: string;
  readonly kind: InquiryAnswer['source'];
  readonly value: string;
  readonly onChange: (id: string) => void;
}

/** Which basis of this person: those on record are offered. */
const BasisField = ({ subscriber, kind, value, onChange }: BasisFieldProps) => {
  const { t, i18n } = useTranslation('merchant');
  const id = useId();
  const { data } = useQuery(basesOfQuery(subscriber));
  return (
    <div className="field">
      <label htmlFor={id}>{t('inquiry.basis')}</label>
      <AutoComplete
        id={id}
        value={value}
        onChange={onChange}
        placeholder="basis-…"
        notFoundContent={data === undefined ? null : t('inquiry.noBasis')}
        options={(data ?? [])
          .filter((basis) => basis.kind === kind)
          .map((basis) => ({
            value: basis.id,
            label: `${whenText(basis.from, i18n.language, 'day')} · ${basis.words}`,
          }))}
      />
    </div>
  );
};

/** A basis that is on record is named, whoever passed a number on, too. */
const isWhole = ({ source, text, basis = '', supplier = '' }: InquiryAnswer): boolean =>
  text.trim() !== '' && (!BASES.includes(source) || basis !== '') && (source !== 'supplier' || supplier.trim() !== '');

const AnswerForm = ({ inquiry: { id, subscriber } }: { readonly inquiry: ListedInquiry }) => {
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
            onChange={(source) => setAnswer({ ...answer, source, basis: '' })}
            options={SOURCES.map((source) => ({ value: source, label: t(`inquirySource.${source}`) }))}
          />
        </div>
        {BASES.includes(answer.source) ? (
          <BasisField
            subscriber={subscriber}
            kind={answer.source}
            value={answer.basis ?? ''}
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
      <Button type="primary" disabled={!isWhole(answer)} loading={send.isPending} onClick={() => send.mutate(answer)}>
        {t('inquiry.answer')}
      </Button>
    </div>
  );
};

const OneInquiry = ({ inquiry }: { readonly inquiry: ListedInquiry }) => {
  const { t } = useTranslation('merchant');
  const { state, askedAt, dueAt, subscriber, contact, answer } = inquiry;
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
      {state === 'asked' ? <AnswerForm inquiry={inquiry} /> : null}
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
