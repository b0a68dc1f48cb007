import { useId } from 'react';
import { ChoiceRow } from '../../components/choice-row.tsx';
import { CATEGORIES, type Category, CHANNELS } from './choices.ts';
import type { ComplaintDraft } from './complaint-input.ts';
import { useSay } from './use-say.ts';

interface FieldsProps {
  readonly draft: ComplaintDraft;
  readonly onChange: (change: Partial<ComplaintDraft>) => void;
}

const REPORTED_CHARS = 40;
const TEXT_CHARS = 2_000;

const CallFields = ({ draft, onChange }: FieldsProps) => {
  const { t } = useSay();
  const id = useId();
  return (
    <>
      <label htmlFor={`${id}reported`}>{t('form.reported')}</label>
      <input
        className="input"
        id={`${id}reported`}
        inputMode="tel"
        maxLength={REPORTED_CHARS}
        disabled={draft.isHidden}
        value={draft.reported}
        onChange={({ target }) => onChange({ reported: target.value })}
      />
      <label>
        <input
          type="checkbox"
          checked={draft.isHidden}
          onChange={({ target }) => onChange({ isHidden: target.checked })}
        />{' '}
        {t('form.hidden')}
      </label>
      <ChoiceRow
        label={t('form.channel')}
        value={draft.channel}
        onChange={(channel) => onChange({ channel })}
        options={CHANNELS.map((value) => ({ value, label: t(`channel.${value}`) }))}
      />
      <label htmlFor={`${id}at`}>{t('form.at')}</label>
      <input
        id={`${id}at`}
        type="datetime-local"
        className="input"
        value={draft.at}
        onChange={({ target }) => onChange({ at: target.value })}
      />
      {draft.channel === 'voice' ? (
        <>
          <label htmlFor={`${id}seconds`}>
            {t('form.duration')} <span className="soft">{t('form.durationHelp')}</span>
          </label>
          <input
            id={`${id}seconds`}
            type="number"
            min={0}
            max={86_400}
            className="input"
            value={draft.seconds}
            onChange={({ target }) => onChange({ seconds: target.value })}
          />
        </>
      ) : (
        <>
          <label htmlFor={`${id}text`}>{t('form.text')}</label>
          <textarea
            className="input area"
            id={`${id}text`}
            rows={3}
            maxLength={TEXT_CHARS}
            value={draft.text}
            onChange={({ target }) => onChange({ text: target.value })}
          />
        </>
      )}
    </>
  );
};

const StoryFields = ({ draft, onChange }: FieldsProps) => {
  const { t } = useSay();
  const id = useId();
  return (
    <>
      <label htmlFor={`${id}description`}>{t('form.description')}</label>
      <textarea
        className="input area"
        id={`${id}description`}
        rows={4}
        maxLength={TEXT_CHARS}
        value={draft.description}
        onChange={({ target }) => onChange({ description: target.value })}
      />
      <label htmlFor={`${id}category`}>
        {t('form.category')} <span className="soft">{t('optional')}</span>
      </label>
      <select
        id={`${id}category`}
        className="input"
        value={draft.category}
        onChange={({ target }) => onChange({ category: target.value as Category | '' })}
      >
        <option value="">{t('form.noCategory')}</option>
        {CATEGORIES.map((category) => (
          <option key={category} value={category}>
            {t(`category.${category}`)}
          </option>
        ))}
      </select>
    </>
  );
};

/** What happened; of a contact that is on record only what the record does not have. */
export const ComplaintFields = ({ isListed, ...fields }: FieldsProps & { readonly isListed: boolean }) => (
  <>
    {isListed ? null : <CallFields {...fields} />}
    <StoryFields {...fields} />
  </>
);
