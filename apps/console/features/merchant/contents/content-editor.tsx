import { useQuery } from '@tanstack/react-query';
import { Button, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import { useSession } from '../../../app/session-of.tsx';
import { useChange } from '../../../components/use-change.ts';
import { Field } from '../field.tsx';
import { KEPT, merchantQuery } from '../questions.ts';
import { CATEGORIES, CHANNELS, PURPOSES, WordChoice } from '../scope.tsx';
import { CheckButton } from './content-check.tsx';
import { ContentPreview } from './content-preview.tsx';
import { type Draft, withText } from './draft.ts';
import type { Slot } from './variables.ts';

const SLOT_TYPES = ['number', 'amount', 'date', 'url', 'name', 'text'] as const satisfies readonly Slot['type'][];
const MAX_SLOT_CHARS = 400;

interface PartProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

const Kind = ({ draft, onChange }: PartProps) => {
  const { t } = useTranslation('merchant');
  const { party = '' } = useSession();
  const { data: merchant } = useQuery(merchantQuery(party));
  return (
    <div className="fields">
      <WordChoice
        kind="channel"
        label={t('word.channel_')}
        values={CHANNELS}
        value={draft.channel}
        onChange={(channel) => channel !== undefined && onChange({ ...draft, channel })}
      />
      <WordChoice
        kind="purpose"
        label={t('word.purpose_')}
        values={PURPOSES}
        value={draft.purpose}
        onChange={(purpose) => purpose !== undefined && onChange({ ...draft, purpose })}
      />
      <WordChoice
        kind="category"
        label={t('word.category_')}
        values={merchant?.categories ?? CATEGORIES}
        value={draft.category}
        onChange={(category) => category !== undefined && onChange({ ...draft, category })}
      />
    </div>
  );
};

const Slots = ({ draft, onChange }: PartProps) => {
  const { t } = useTranslation('merchant');
  const change = (name: string, more: Partial<Slot>): void =>
    onChange({
      ...draft,
      variables: draft.variables.map((slot) => (slot.name === name ? { ...slot, ...more } : slot)),
    });
  if (draft.variables.length === 0) return <p className="soft">{t('content.noVariables')}</p>;
  return (
    <section className="wide-table" aria-label={t('content.variables')}>
      <table>
        <thead>
          <tr>
            <th>{t('content.variable')}</th>
            <th>{t('content.variableType')}</th>
            <th>{t('content.variableLength')}</th>
          </tr>
        </thead>
        <tbody>
          {draft.variables.map(({ name, type, maxLength }) => (
            <tr key={name}>
              <th scope="row">
                <code>{`{${name}}`}</code>
              </th>
              <td>
                <Select
                  className="column-choice"
                  aria-label={`${name}: ${t('content.variableType')}`}
                  value={type}
                  onChange={(chosen) => change(name, { type: chosen })}
                  options={SLOT_TYPES.map((value) => ({ value, label: t(`slotType.${value}`) }))}
                />
              </td>
              <td>
                <InputNumber
                  aria-label={`${name}: ${t('content.variableLength')}`}
                  min={1}
                  max={MAX_SLOT_CHARS}
                  value={maxLength}
                  onChange={(value) => change(name, { maxLength: value ?? 1 })}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

interface ContentEditorProps {
  /** Of a content that is there: what is written becomes its next version. */
  readonly id?: string;
  readonly first: Draft;
  readonly onStored: (id: string) => void;
}

/** Writing a script or template: its variables, how it will read, what is missing, and handing it in. */
export const ContentEditor = ({ id, first, onStored }: ContentEditorProps) => {
  const { t } = useTranslation('merchant');
  const [draft, setDraft] = useState(first);
  const store = useChange({
    make: (submit: boolean) =>
      answerOf(
        api.POST('/v1/contents', {
          body: { ...draft, variables: [...draft.variables], submit, ...(id === undefined ? {} : { id }) },
        }),
      ),
    touches: [KEPT.contents],
    done: (_, submit) => t(submit ? 'content.submitted' : 'content.kept'),
    after: (content) => onStored(content.id.split('@')[0] ?? content.id),
  });
  const isEmpty = draft.text.trim() === '';
  return (
    <section className="sheet stack">
      <h2>{t(id === undefined ? 'content.write' : 'content.writeNext')}</h2>
      <Kind draft={draft} onChange={setDraft} />
      <Field
        label={t('content.text')}
        rows={5}
        value={draft.text}
        placeholder={t('content.example')}
        onChange={(text) => setDraft(withText(draft, text))}
      />
      <p className="soft">{t('content.textHelp')}</p>
      <h3>{t('content.variables')}</h3>
      <Slots draft={draft} onChange={setDraft} />
      <ContentPreview draft={draft} />
      <CheckButton draft={draft} {...(id === undefined ? {} : { content: id })} />
      <div className="row">
        <Button type="primary" disabled={isEmpty} loading={store.isPending} onClick={() => store.mutate(true)}>
          {t('content.submit')}
        </Button>
        <Button disabled={isEmpty || store.isPending} onClick={() => store.mutate(false)}>
          {t('content.keepDraft')}
        </Button>
      </div>
    </section>
  );
};
