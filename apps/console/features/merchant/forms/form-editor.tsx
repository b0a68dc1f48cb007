import { Button } from 'antd';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import type { components } from '../../../api/contract.generated.ts';
import { useSession } from '../../../app/session-of.tsx';
import { useChange } from '../../../components/use-change.ts';
import { Field } from '../field.tsx';
import { type Category, type Channel, type ConsentForm, type FormTexts, KEPT, type Purpose } from '../questions.ts';
import { CATEGORIES, CHANNELS, PURPOSES, WordChoices } from '../scope.tsx';
import { originsOf } from './form-address.ts';

type Texts = Required<FormTexts>;

interface Draft {
  readonly purposes: readonly Purpose[];
  readonly categories: readonly Category[];
  readonly channels: readonly Channel[];
  readonly title: Texts;
  readonly words: Texts;
  readonly origins: string;
  readonly validDays: string;
}

const NOTHING: Texts = { zh: '', en: '' };
const EMPTY: Draft = {
  purposes: ['marketing'],
  categories: [],
  channels: ['sms'],
  title: NOTHING,
  words: NOTHING,
  origins: '',
  validDays: '365',
};

const draftOf = ({ purposes, categories, channels, title, words, origins, validDays }: ConsentForm): Draft => ({
  purposes,
  categories,
  channels,
  title: { ...NOTHING, ...title },
  words: { ...NOTHING, ...words },
  origins: origins.join('\n'),
  validDays: validDays === undefined ? '' : String(validDays),
});

/** English may be left out. */
const textsOf = ({ zh, en }: Texts): FormTexts => (en === '' ? { zh } : { zh, en });

const inputOf = (draft: Draft, id: string | undefined): components['schemas']['ConsentFormInput'] => {
  const { origins, validDays, purposes, categories, channels, title, words } = draft;
  return {
    purposes: [...purposes],
    categories: [...categories],
    channels: [...channels],
    title: textsOf(title),
    words: textsOf(words),
    origins: [...originsOf(origins)],
    ...(validDays === '' ? {} : { validDays: Number(validDays) }),
    ...(id === undefined ? {} : { id }),
  };
};

/** The form as a person will read it. */
const Preview = ({ draft }: { readonly draft: Draft }) => {
  const { t, i18n } = useTranslation('merchant');
  const { partyName } = useSession();
  const language = i18n.language === 'zh' ? 'zh' : 'en';
  return (
    <section className="message-preview stack" aria-label={t('form.preview')}>
      <strong>{draft.title[language] || t('form.titleExample')}</strong>
      {partyName === undefined ? null : <p className="soft">{partyName}</p>}
      <p className="words">{draft.words[language] || t('form.wordsExample')}</p>
      <Button type="primary" disabled>
        {t('form.agree')}
      </Button>
    </section>
  );
};

interface PartProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

const Scope = ({ draft, onChange }: PartProps) => {
  const { t } = useTranslation('merchant');
  return (
    <div className="fields">
      <WordChoices
        kind="purpose"
        label={t('word.purposes')}
        values={PURPOSES}
        value={draft.purposes}
        onChange={(purposes) => onChange({ ...draft, purposes })}
      />
      <WordChoices
        kind="category"
        label={t('word.categories')}
        values={CATEGORIES}
        value={draft.categories}
        onChange={(categories) => onChange({ ...draft, categories })}
      />
      <WordChoices
        kind="channel"
        label={t('word.channels')}
        values={CHANNELS}
        value={draft.channels}
        onChange={(channels) => onChange({ ...draft, channels })}
      />
      <Field
        label={t('form.validDays')}
        type="number"
        value={draft.validDays}
        onChange={(validDays) => onChange({ ...draft, validDays })}
      />
    </div>
  );
};

const Words = ({ draft, onChange }: PartProps) => {
  const { t } = useTranslation('merchant');
  return (
    <>
      {(['zh', 'en'] as const).map((language) => (
        <div key={language} className="stack" lang={language === 'zh' ? 'zh-CN' : 'en'}>
          <Field
            label={t(`form.titleIn.${language}`)}
            required={language === 'zh'}
            value={draft.title[language]}
            onChange={(title) => onChange({ ...draft, title: { ...draft.title, [language]: title } })}
          />
          <Field
            label={t(`form.wordsIn.${language}`)}
            required={language === 'zh'}
            rows={3}
            value={draft.words[language]}
            onChange={(words) => onChange({ ...draft, words: { ...draft.words, [language]: words } })}
          />
        </div>
      ))}
      <Field
        label={t('form.origins')}
        rows={2}
        required
        value={draft.origins}
        placeholder="https://shop.example"
        onChange={(origins) => onChange({ ...draft, origins })}
      />
    </>
  );
};

interface FormEditorProps {
  /** Of a form that is there: what is written becomes its next version. */
  readonly former: ConsentForm | undefined;
  readonly onStored: () => void;
  readonly onCancel: () => void;
}

export const FormEditor = ({ former, onStored, onCancel }: FormEditorProps) => {
  const { t } = useTranslation(['merchant', 'common']);
  const head = useRef<HTMLHeadingElement>(null);
  const isNext = former !== undefined;
  // The next version is asked for further down the page.
  useEffect(() => {
    if (isNext) head.current?.focus();
  }, [isNext]);
  const [draft, setDraft] = useState(former === undefined ? EMPTY : draftOf(former));
  const publish = useChange({
    make: (written: Draft) => answerOf(api.POST('/v1/consent-forms', { body: inputOf(written, former?.id) })),
    touches: [KEPT.forms],
    done: () => t('form.published'),
    after: () => {
      setDraft(EMPTY);
      onStored();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    publish.mutate(draft);
  };
  return (
    <form className="sheet stack" onSubmit={submit}>
      <h2 ref={head} tabIndex={-1}>
        {t(isNext ? 'form.nextVersion' : 'form.write')}
      </h2>
      <p className="soft">{t('form.writeHelp')}</p>
      <Scope draft={draft} onChange={setDraft} />
      <Words draft={draft} onChange={setDraft} />
      <h3>{t('form.preview')}</h3>
      <Preview draft={draft} />
      <div className="row">
        <Button type="primary" htmlType="submit" loading={publish.isPending}>
          {t('form.publish')}
        </Button>
        {isNext ? <Button onClick={onCancel}>{t('common:change.cancel')}</Button> : null}
      </div>
    </form>
  );
};
