import { useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import { Answer } from '../../../components/answer.tsx';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { useChange } from '../../../components/use-change.ts';
import { When } from '../../../components/when.tsx';
import { CopyText } from '../copy-text.tsx';
import { Field } from '../field.tsx';
import { KEPT, webhooksQuery } from '../questions.ts';

const RemoveButton = ({ id, url }: { readonly id: string; readonly url: string }) => {
  const { t } = useTranslation('merchant');
  const remove = useChange({
    make: () => answerOf(api.DELETE('/v1/webhooks/{id}', { params: { path: { id } } })),
    touches: [KEPT.webhooks],
    done: () => t('webhook.removed'),
  });
  return (
    <ConfirmButton
      isGrave
      button={{ size: 'small' }}
      label={t('webhook.remove')}
      title={t('webhook.removeAsk', { url })}
      consequence={t('webhook.removeMeans')}
      onConfirm={() => remove.mutateAsync(undefined)}
    />
  );
};

const NewWebhook = () => {
  const { t } = useTranslation('merchant');
  const [url, setUrl] = useState('');
  const register = useChange({
    make: (address: string) => answerOf(api.POST('/v1/webhooks', { body: { url: address } })),
    touches: [KEPT.webhooks],
    done: () => t('webhook.registered'),
    after: () => setUrl(''),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    register.mutate(url);
  };
  return (
    <form className="stack" onSubmit={submit}>
      <Field
        label={t('webhook.url')}
        type="url"
        required
        value={url}
        placeholder="https://bank.example.com/wurao"
        onChange={setUrl}
      />
      <Button htmlType="submit" type="primary" loading={register.isPending}>
        {t('webhook.register')}
      </Button>
      {register.data?.secret === undefined ? null : (
        <Alert
          type="success"
          showIcon
          title={t('webhook.secretOnce')}
          description={<CopyText text={register.data.secret} />}
        />
      )}
    </form>
  );
};

export const Webhooks = () => {
  const { t } = useTranslation('merchant');
  const query = useQuery(webhooksQuery);
  return (
    <section className="sheet stack">
      <h2>{t('webhook.title')}</h2>
      <p className="soft">{t('webhook.help')}</p>
      <Answer
        query={query}
        isEmpty={(items) => items.every(({ status }) => status !== 'active')}
        empty={<p className="soft">{t('webhook.empty')}</p>}
      >
        {(items) => (
          <ul className="time-line">
            {items
              .filter(({ status }) => status === 'active')
              .map(({ id, url = '', createdAt }) => (
                <li key={id} className="row apart">
                  <span className="words">
                    {url}{' '}
                    {createdAt === undefined ? null : (
                      <span className="soft">
                        <When at={createdAt} form="day" />
                      </span>
                    )}
                  </span>
                  <RemoveButton id={id} url={url} />
                </li>
              ))}
          </ul>
        )}
      </Answer>
      <NewWebhook />
    </section>
  );
};
