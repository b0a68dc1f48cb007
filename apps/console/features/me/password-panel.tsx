import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { useChange } from '../../components/use-change.ts';
import { NewPassword, PresentPassword } from './fields.tsx';
import { FACTORS_KEY, type Member, SESSIONS_KEY } from './questions.ts';

const EMPTY = { password: '', newPassword: '', again: '' };

const PasswordForm = () => {
  const { t } = useTranslation('me');
  const [said, setSaid] = useState(EMPTY);
  const { password, newPassword, again } = said;
  const change = useChange({
    make: () => answerOf(api.PUT('/v1/session/password', { body: { password, newPassword } })),
    touches: [FACTORS_KEY, SESSIONS_KEY],
    done: () => t('password.done'),
    after: () => setSaid(EMPTY),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate(undefined);
  };
  return (
    <form onSubmit={submit} className="stack narrow-form">
      <PresentPassword value={password} onChange={(value) => setSaid({ ...said, password: value })} />
      <NewPassword
        value={newPassword}
        again={again}
        onChange={(value) => setSaid({ ...said, newPassword: value })}
        onAgain={(value) => setSaid({ ...said, again: value })}
      />
      {change.isError ? <ProblemAlert error={change.error} /> : null}
      <Button look="primary" type="submit" isBusy={change.isPending} disabled={again !== newPassword}>
        {t('password.change')}
      </Button>
    </form>
  );
};

export const PasswordPanel = ({ member: { hasPassword } }: { readonly member: Member }) => {
  const { t } = useTranslation('me');
  return (
    <section className="sheet">
      <h2>{t('password.title')}</h2>
      {hasPassword ? <PasswordForm /> : <p className="soft">{t('password.none')}</p>}
    </section>
  );
};
