import { useQuery } from '@tanstack/react-query';
import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import { Answer } from '../../../components/answer.tsx';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { PageHead } from '../../../components/page-head.tsx';
import { useChange } from '../../../components/use-change.ts';
import { When } from '../../../components/when.tsx';
import { CopyText } from '../copy-text.tsx';
import { type ConsentForm, formsQuery, KEPT } from '../questions.ts';
import { useWords } from '../scope.tsx';
import { embedTag, formAddress } from './form-address.ts';
import { FormEditor } from './form-editor.tsx';

const EndButton = ({ form }: { readonly form: ConsentForm }) => {
  const { t } = useTranslation('merchant');
  const end = useChange({
    make: (id: string) => answerOf(api.POST('/v1/consent-forms/{id}/end', { params: { path: { id } } })),
    touches: [KEPT.forms],
    done: () => t('form.ended'),
  });
  return (
    <ConfirmButton
      isGrave
      label={t('form.end')}
      title={t('form.endAsk')}
      consequence={t('form.endMeans')}
      onConfirm={() => end.mutateAsync(form.id)}
    />
  );
};

const FormSheet = ({ form, onNext }: { readonly form: ConsentForm; readonly onNext: (form: ConsentForm) => void }) => {
  const { t, i18n } = useTranslation('merchant');
  const words = useWords();
  const language = i18n.language === 'zh' ? 'zh' : 'en';
  const isEnded = form.endedAt !== undefined;
  return (
    <section className="sheet stack">
      <div className="row apart">
        <h2>{form.title[language] ?? form.title.zh}</h2>
        <Tag color={isEnded ? 'default' : 'green'}>{t(isEnded ? 'form.isEnded' : 'form.isLive')}</Tag>
      </div>
      <blockquote className="words">{form.words[language] ?? form.words.zh}</blockquote>
      <p className="soft">
        {t('content.versionOf', { version: form.version })} · <When at={form.publishedAt} /> ·{' '}
        {words('purpose', form.purposes)} · {words('category', form.categories)} · {words('channel', form.channels)}
      </p>
      {isEnded ? null : (
        <>
          <h3>{t('form.embed')}</h3>
          <CopyText text={embedTag(window.location.origin, form.id)} />
          <p className="soft">{t('form.embedHelp', { origins: form.origins.join(', ') })}</p>
          <div className="row no-print">
            <a href={formAddress(window.location.origin, form.id)} target="_blank" rel="noreferrer">
              {t('form.open')}
            </a>
            <Button onClick={() => onNext(form)}>{t('form.nextVersion')}</Button>
            <EndButton form={form} />
          </div>
        </>
      )}
    </section>
  );
};

/** Forms of consent for the merchant's own pages: exact words, shown as they are kept. */
export const FormsPage = () => {
  const { t } = useTranslation('merchant');
  const query = useQuery(formsQuery);
  const [edited, setEdited] = useState<ConsentForm>();
  return (
    <>
      <PageHead title={t('form.title')} help={t('form.help')} />
      <Answer query={query}>
        {(forms) => (
          <>
            <FormEditor
              key={edited?.id ?? 'new'}
              former={edited}
              onStored={() => setEdited(undefined)}
              onCancel={() => setEdited(undefined)}
            />
            {forms.length === 0 ? <EmptyState title={t('form.empty')} help={t('form.emptyHelp')} /> : null}
            {forms.map((form) => (
              <FormSheet key={form.id} form={form} onNext={setEdited} />
            ))}
          </>
        )}
      </Answer>
    </>
  );
};
