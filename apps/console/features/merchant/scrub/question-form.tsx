import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { filingsQuery, linesQuery } from '../questions.ts';
import { CATEGORIES, CHANNELS, PURPOSES, WordChoice } from '../scope.tsx';
import type { ScrubQuestion } from './use-scrub.ts';

interface QuestionFormProps {
  readonly question: ScrubQuestion;
  readonly onChange: (question: ScrubQuestion) => void;
}

/** Without one field: the address takes no empty ones. */
const without = (question: ScrubQuestion, field: 'category' | 'line' | 'caller'): ScrubQuestion => {
  const { [field]: _, ...rest } = question;
  return rest;
};

export const QuestionForm = ({ question, onChange }: QuestionFormProps) => {
  const { t } = useTranslation('merchant');
  const lines = useQuery(linesQuery);
  const filings = useQuery(filingsQuery);
  const lineId = useId();
  const callerId = useId();
  const set = (field: 'category' | 'line' | 'caller', value: string | undefined): void =>
    onChange(value === undefined ? without(question, field) : { ...question, [field]: value });
  const callers = (filings.data ?? []).filter(({ status, prefix }) => status === 'active' && !prefix);
  return (
    <section className="sheet stack">
      <h2>{t('scrub.question')}</h2>
      <div className="fields">
        <WordChoice
          kind="channel"
          label={t('word.channel_')}
          values={CHANNELS}
          value={CHANNELS.find((channel) => channel === question.channel)}
          onChange={(channel) => channel !== undefined && onChange({ ...question, channel })}
        />
        <WordChoice
          kind="purpose"
          label={t('word.purpose_')}
          values={PURPOSES}
          value={PURPOSES.find((purpose) => purpose === question.purpose)}
          onChange={(purpose) => purpose !== undefined && onChange({ ...question, purpose })}
        />
        <WordChoice
          kind="category"
          label={t('word.category_')}
          values={CATEGORIES}
          value={CATEGORIES.find((category) => category === question.category)}
          onChange={(category) => set('category', category)}
          none={t('scrub.asFiled')}
        />
        <div className="field">
          <label htmlFor={lineId}>{t('scrub.line')}</label>
          <Select
            id={lineId}
            allowClear
            placeholder={t('scrub.anyLine')}
            value={question.line ?? null}
            onChange={(line) => set('line', line ?? undefined)}
            options={(lines.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          />
        </div>
        <div className="field">
          <label htmlFor={callerId}>{t('scrub.caller')}</label>
          <Select
            id={callerId}
            allowClear
            placeholder={t('scrub.anyCaller')}
            value={question.caller ?? null}
            onChange={(caller) => set('caller', caller ?? undefined)}
            options={callers.map(({ id, caller }) => ({ key: id, value: caller, label: caller }))}
          />
        </div>
      </div>
    </section>
  );
};
