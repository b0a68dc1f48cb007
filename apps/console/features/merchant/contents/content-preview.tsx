import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Count } from '../../../components/count.tsx';
import { Field } from '../field.tsx';
import type { Draft } from './draft.ts';
import { filledText } from './variables.ts';

/** Characters of one message; of a longer one each part has three fewer. */
const MESSAGE_CHARS = 70;
const PART_CHARS = 67;

const partsOf = (chars: number): number => (chars <= MESSAGE_CHARS ? 1 : Math.ceil(chars / PART_CHARS));

/** How it reads with these values; of a message how many it makes. */
export const ContentPreview = ({ draft }: { readonly draft: Draft }) => {
  const { t } = useTranslation('merchant');
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  if (draft.text === '') return null;
  const pieces = filledText(draft.text, values).map((piece, place) => ({ ...piece, key: `${place} ${piece.slot}` }));
  const chars = pieces.reduce((sum, { text }) => sum + text.length, 0);
  return (
    <>
      <h3>{t('content.preview')}</h3>
      {draft.variables.length === 0 ? null : (
        <div className="fields">
          {draft.variables.map(({ name }) => (
            <Field
              key={name}
              label={t('content.valueOf', { name })}
              value={values[name] ?? ''}
              onChange={(value) => setValues({ ...values, [name]: value })}
            />
          ))}
        </div>
      )}
      <p className="message-preview words">
        {pieces.map(({ key, text, slot }) =>
          slot === undefined ? (
            <span key={key}>{text}</span>
          ) : (
            <mark key={key} className="slot">
              {text}
            </mark>
          ),
        )}
      </p>
      <p className="soft">
        <Count value={chars} /> {t('content.characters')}
        {draft.channel === 'sms' ? ` · ${t('content.parts', { parts: partsOf(chars) })}` : ''}
      </p>
    </>
  );
};
