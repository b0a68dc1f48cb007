import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import { isStoppedByPerson, signInWithPasskey } from '../../api/passkeys.ts';
import { SESSION_KEY } from '../../app/session-of.tsx';
import { Alert } from '../../components/alert.tsx';
import { Button, buttonClass } from '../../components/button.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';

const PasskeyButton = () => {
  const { t } = useTranslation('sign-in');
  const queries = useQueryClient();
  const signIn = useMutation({
    mutationFn: signInWithPasskey,
    onSuccess: () => queries.invalidateQueries({ queryKey: SESSION_KEY }),
  });
  return (
    <>
      <Button isWide size="large" isBusy={signIn.isPending} onClick={() => signIn.mutate()}>
        {t('passkey')}
      </Button>
      {signIn.isError ? (
        isStoppedByPerson(signIn.error) ? (
          <Alert tone="warn" title={t('passkeyStopped')} />
        ) : (
          <ProblemAlert error={signIn.error} />
        )
      ) : null}
    </>
  );
};

/** What this server offers besides the password. */
export const OtherWays = () => {
  const { t } = useTranslation('sign-in');
  const { data } = useQuery({
    queryKey: ['sign-in-methods'],
    queryFn: () => answerOf(api.GET('/v1/sign-in/methods')),
  });
  if (data === undefined || (!data.passkey && data.oidc === undefined)) return null;
  return (
    <section className="sheet stack">
      <h2>{t('otherWays')}</h2>
      {data.passkey ? <PasskeyButton /> : null}
      {data.oidc === undefined ? null : (
        <a className={buttonClass({ isWide: true, size: 'large' })} href="/v1/sign-in/oidc">
          {t('provider', { name: data.oidc.name })}
        </a>
      )}
    </section>
  );
};
