import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askJson } from '../../api/session.ts';
import { SESSION_KEY } from '../../app/session-of.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';

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
  const signIn = useMutation({
    mutationFn: () =>
      askJson<SignedIn>('POST', '/v1/sign-in/password', { name, password, ...(code === '' ? {} : { code }) }),
    onSuccess: ({ next }) => (next === undefined ? queries.invalidateQueries({ queryKey: SESSION_KEY }) : undefined),
  });
  const wantsCode = signIn.data?.next === 'code' || code !== '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <form onSubmit={submit} className="stack">
      <label htmlFor="name">{t('name')}</label>
      <Input
        id="name"
        size="large"
        autoComplete="username"
        required
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <label htmlFor="password">{t('password')}</label>
      <Input.Password
        id="password"
        size="large"
        autoComplete="current-password"
        required
        value={password}
        onChange={({ target }) => setPassword(target.value)}
      />
      {wantsCode ? (
        <>
          <label htmlFor="second">{t('secondFactor')}</label>
          <Input
            id="second"
            size="large"
            inputMode="numeric"
            autoComplete="one-time-code"
            autoFocus
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
      <Button type="primary" size="large" htmlType="submit" loading={signIn.isPending}>
        {t('enter')}
      </Button>
    </form>
  );
};
