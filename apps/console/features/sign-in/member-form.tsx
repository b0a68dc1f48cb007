import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askJson } from '../../api/session.ts';
import { SESSION_KEY } from '../../app/session-of.tsx';
import { Button } from '../../components/button.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { SecretInput } from '../../components/secret-input.tsx';
import { takeFocus } from '../../components/take-focus.ts';
import { useOnce } from '../../components/use-once.ts';

interface SignedIn {
  /** The second factor is wanted. */
  readonly next?: 'code';
}

/** Name and password, then the code of the second factor where the member has one. */
export const MemberForm = () => {
  const { t } = useTranslation('sign-in');
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const signIn = useOnce(
    useMutation({
      mutationFn: () =>
        askJson<SignedIn>('POST', '/v1/sign-in/password', { name, password, ...(code === '' ? {} : { code }) }),
      onSuccess: ({ next }) => (next === undefined ? queries.invalidateQueries({ queryKey: SESSION_KEY }) : undefined),
    }),
  );
  const wantsCode = signIn.data?.next === 'code' || code !== '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    signIn.mutate(undefined);
  };
  return (
    <form onSubmit={submit} className="stack">
      <label htmlFor="name">{t('name')}</label>
      <input
        className="input"
        id="name"
        autoComplete="username"
        required
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <label htmlFor="password">{t('password')}</label>
      <SecretInput
        id="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={({ target }) => setPassword(target.value)}
      />
      {wantsCode ? (
        <>
          <label htmlFor="second">{t('secondFactor')}</label>
          <input
            className="input"
            id="second"
            inputMode="numeric"
            autoComplete="one-time-code"
            ref={takeFocus}
            aria-describedby="second-help"
            value={code}
            onChange={({ target }) => setCode(target.value)}
          />
          <p id="second-help" className="soft">
            {t('secondFactorHelp')}
          </p>
        </>
      ) : null}
      {signIn.isError ? <ProblemAlert error={signIn.error} /> : null}
      <Button look="primary" size="large" type="submit" isBusy={signIn.isPending}>
        {t('enter')}
      </Button>
    </form>
  );
};
