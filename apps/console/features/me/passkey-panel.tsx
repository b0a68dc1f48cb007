import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import { createPasskey, isStoppedByPerson } from '../../api/passkeys.ts';
import { Alert } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { useChange } from '../../components/use-change.ts';
import { useOnce } from '../../components/use-once.ts';
import { When } from '../../components/when.tsx';
import { PresentPassword, TextField } from './fields.tsx';
import { FACTORS_KEY, type Member, useMethods } from './questions.ts';

type Passkey = Member['passkeys'][number];

const PasskeyRow = ({ id, label, addedAt }: Passkey) => {
  const { t } = useTranslation('me');
  const remove = useChange({
    make: () => answerOf(api.DELETE('/v1/session/passkeys/{id}', { params: { path: { id } } })),
    touches: [FACTORS_KEY],
    done: () => t('passkey.removed', { label }),
  });
  return (
    <li className="row apart">
      <span>
        <strong>{label}</strong>{' '}
        <span className="soft">
          {t('passkey.addedAt')} <When at={addedAt} />
        </span>
      </span>
      <ConfirmButton
        label={t('passkey.remove')}
        title={t('passkey.removeTitle', { label })}
        consequence={t('passkey.removeMeans')}
        isGrave
        button={{ size: 'small' }}
        onConfirm={() => remove.mutateAsync(undefined)}
      />
    </li>
  );
};

const PasskeyForm = () => {
  const { t } = useTranslation('me');
  const queries = useQueryClient();
  const [label, setLabel] = useState('');
  const [password, setPassword] = useState('');
  const add = useOnce(
    useMutation({
      mutationFn: () => createPasskey(label, password),
      onSuccess: () => {
        setLabel('');
        setPassword('');
        return queries.invalidateQueries({ queryKey: FACTORS_KEY });
      },
    }),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate(undefined);
  };
  return (
    <details>
      <summary>{t('passkey.add')}</summary>
      <form onSubmit={submit} className="stack narrow-form">
        <TextField label={t('passkey.label')} help={t('passkey.labelHelp')} value={label} onChange={setLabel} />
        <PresentPassword value={password} onChange={setPassword} />
        {add.isError ? (
          isStoppedByPerson(add.error) ? (
            <Alert tone="warn" title={t('passkey.stopped')} />
          ) : (
            <ProblemAlert error={add.error} />
          )
        ) : null}
        <p role="status">{add.isSuccess ? t('passkey.added') : ''}</p>
        <Button look="primary" type="submit" isBusy={add.isPending}>
          {t('passkey.add')}
        </Button>
      </form>
    </details>
  );
};

export const PasskeyPanel = ({ member: { passkeys, hasPassword } }: { readonly member: Member }) => {
  const { t } = useTranslation('me');
  const { data: methods } = useMethods();
  return (
    <section className="sheet stack">
      <h2>{t('passkey.title')}</h2>
      <p className="soft">{t('passkey.help')}</p>
      {passkeys.length === 0 ? (
        <p>{t('passkey.none')}</p>
      ) : (
        <ul className="plain stack">
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} {...passkey} />
          ))}
        </ul>
      )}
      {methods?.passkey === false ? <p className="soft">{t('passkey.notHere')}</p> : null}
      {methods?.passkey && hasPassword ? <PasskeyForm /> : null}
    </section>
  );
};
