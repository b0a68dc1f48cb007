import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askJson } from '../../api/session.ts';
import { SESSION_KEY } from '../../app/session-of.tsx';
import { Button } from '../../components/button.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { takeFocus } from '../../components/take-focus.ts';

const CODE_DIGITS = 6;
const pathOf = (number: string): string => `/v1/subscribers/${encodeURIComponent(number.replaceAll(/[\s-]/g, ''))}`;

/** The number, then the code that was sent to it. */
export const NumberForm = () => {
  const { t } = useTranslation('sign-in');
  const queries = useQueryClient();
  const [number, setNumber] = useState('');
  const [code, setCode] = useState('');
  const send = useMutation({ mutationFn: () => askJson('POST', `${pathOf(number)}/codes`, {}) });
  const prove = useMutation({
    mutationFn: () => askJson('POST', `${pathOf(number)}/sessions`, { code }),
    onSuccess: () => queries.invalidateQueries({ queryKey: SESSION_KEY }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (send.isSuccess) prove.mutate();
    else send.mutate();
  };
  return (
    <form onSubmit={submit} className="stack">
      <label htmlFor="number">{t('number')}</label>
      <input
        className="input"
        id="number"
        inputMode="tel"
        autoComplete="tel"
        required
        value={number}
        disabled={send.isSuccess}
        onChange={({ target }) => setNumber(target.value)}
      />
      {send.isSuccess ? (
        <>
          <p role="status">{t('sent')}</p>
          <label htmlFor="code">{t('code')}</label>
          <input
            className="input"
            id="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={CODE_DIGITS}
            required
            ref={takeFocus}
            value={code}
            onChange={({ target }) => setCode(target.value)}
          />
        </>
      ) : null}
      {send.isError ? <ProblemAlert error={send.error} /> : null}
      {prove.isError ? <ProblemAlert error={prove.error} /> : null}
      <div className="row">
        <Button look="primary" size="large" type="submit" isBusy={send.isPending || prove.isPending}>
          {t(send.isSuccess ? 'enter' : 'send')}
        </Button>
        {send.isSuccess ? (
          <Button
            size="large"
            onClick={() => {
              send.reset();
              prove.reset();
              setCode('');
            }}
          >
            {t('otherNumber')}
          </Button>
        ) : null}
      </div>
    </form>
  );
};
