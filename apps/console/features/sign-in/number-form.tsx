import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askJson } from '../../api/session.ts';
import { SESSION_KEY } from '../../app/session-of.tsx';
import { Button } from '../../components/button.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { takeFocus } from '../../components/take-focus.ts';
import { useOnce } from '../../components/use-once.ts';

const CODE_DIGITS = 6;
const pathOf = (number: string): string => `/v1/subscribers/${encodeURIComponent(number.replaceAll(/[\s-]/g, ''))}`;

const CodeField = ({ code, onChange }: { readonly code: string; readonly onChange: (code: string) => void }) => {
  const { t } = useTranslation('sign-in');
  return (
    <>
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
        onChange={({ target }) => onChange(target.value)}
      />
    </>
  );
};

/** The number, then the code that was sent to it. */
export const NumberForm = () => {
  const { t } = useTranslation('sign-in');
  const queries = useQueryClient();
  const [number, setNumber] = useState('');
  const [code, setCode] = useState('');
  const sendCode = () => askJson('POST', `${pathOf(number)}/codes`, {});
  const send = useOnce(useMutation({ mutationFn: sendCode }));
  // Of its own: while another code is asked for, and where it is refused, the first can be written still.
  const resend = useOnce(useMutation({ mutationFn: sendCode }));
  const prove = useOnce(
    useMutation({
      mutationFn: () => askJson('POST', `${pathOf(number)}/sessions`, { code: code.trim() }),
      onSuccess: () => queries.invalidateQueries({ queryKey: SESSION_KEY }),
    }),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (send.isSuccess) prove.mutate(undefined);
    else send.mutate(undefined);
  };
  const beginAnew = (): void => {
    for (const asked of [send, resend, prove]) asked.reset();
    setCode('');
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
          <p role="status">{t(resend.isSuccess ? 'resent' : 'sent')}</p>
          <CodeField code={code} onChange={setCode} />
        </>
      ) : null}
      {send.isError ? <ProblemAlert error={send.error} /> : null}
      {resend.isError ? <ProblemAlert error={resend.error} /> : null}
      {prove.isError ? <ProblemAlert error={prove.error} /> : null}
      <div className="row">
        <Button look="primary" size="large" type="submit" isBusy={send.isPending || prove.isPending}>
          {t(send.isSuccess ? 'enter' : 'send')}
        </Button>
        {send.isSuccess ? (
          <>
            <Button size="large" isBusy={resend.isPending} onClick={() => resend.mutate(undefined)}>
              {t('resend')}
            </Button>
            <Button size="large" onClick={beginAnew}>
              {t('otherNumber')}
            </Button>
          </>
        ) : null}
      </div>
    </form>
  );
};
