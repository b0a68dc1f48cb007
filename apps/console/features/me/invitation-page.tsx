import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { answerOf, api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import type { Schema } from '../../api/schemas.ts';
import { SESSION_KEY } from '../../app/session-of.tsx';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Loading } from '../../components/loading.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { useOnce } from '../../components/use-once.ts';
import { When } from '../../components/when.tsx';
import { HOME_OF } from '../../pages.ts';
import { NewPassword, TextField } from './fields.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { TotpPicture } from './totp-picture.tsx';

type Invitation = Schema<'Invitation'>;
type WhoIAm = Schema<'WhoIAm'>;
interface FormProps {
  readonly token: string;
  readonly invitation: Invitation;
  readonly onAccepted: (who: WhoIAm) => void;
}

const NOT_FOUND = 404;

const Invited = ({ name, displayName, role, expiresAt }: Invitation) => {
  const { t } = useTranslation('me');
  const { t: common } = useTranslation();
  return (
    <>
      <p>{t('invitation.for', { name: displayName, role: common(`role.${role}`) })}</p>
      <dl className="facts">
        <dt>{t('invitation.name')}</dt>
        <dd>{name}</dd>
        <dt>{t('invitation.until')}</dt>
        <dd>
          <When at={expiresAt} />
        </dd>
      </dl>
    </>
  );
};

const AcceptForm = ({ token, invitation, onAccepted }: FormProps) => {
  const { t } = useTranslation('me');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [code, setCode] = useState('');
  const { totp, secondFactor } = invitation;
  const isAsked = secondFactor === 'required';
  const accept = useOnce(
    useMutation({
      mutationFn: () =>
        answerOf(
          api.POST('/v1/invitations/acceptance', {
            body: { token, password, ...(isAsked ? { enrolment: totp.enrolment, code } : {}) },
          }),
        ),
      onSuccess: onAccepted,
    }),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    accept.mutate(undefined);
  };
  return (
    <form onSubmit={submit} className="sheet stack">
      <Invited {...invitation} />
      <NewPassword value={password} again={again} onChange={setPassword} onAgain={setAgain} />
      {isAsked ? (
        <>
          <TotpPicture {...totp} />
          <TextField label={t('totp.code')} value={code} onChange={setCode} isCode />
        </>
      ) : null}
      {accept.isError ? <ProblemAlert error={accept.error} /> : null}
      <Button look="primary" size="large" type="submit" isBusy={accept.isPending} disabled={again !== password}>
        {t('invitation.accept')}
      </Button>
    </form>
  );
};

const WithToken = ({ token }: { readonly token: string }) => {
  const { t } = useTranslation('me');
  const queries = useQueryClient();
  const go = useNavigate();
  const [accepted, setAccepted] = useState<WhoIAm>();
  // Once: each asking brings another secret, and the authenticator has the first.
  const asked = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => answerOf(api.POST('/v1/invitations', { body: { token } })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const enter = async (who: WhoIAm): Promise<void> => {
    await queries.invalidateQueries({ queryKey: SESSION_KEY });
    await go(HOME_OF[who.role], { replace: true });
  };
  const take = (who: WhoIAm): void => {
    if ((who.recoveryCodes ?? []).length === 0) void enter(who);
    else setAccepted(who);
  };
  if (accepted !== undefined)
    return (
      <RecoveryCodes
        codes={accepted.recoveryCodes ?? []}
        keptText={`${t('codes.kept')} · ${t('invitation.go')}`}
        onKept={() => void enter(accepted)}
      />
    );
  if (asked.isPending) return <Loading />;
  if (asked.isError)
    return asked.error instanceof ApiProblem && asked.error.status === NOT_FOUND ? (
      <EmptyState title={t('invitation.none')} help={t('invitation.noneHelp')} />
    ) : (
      <ProblemAlert error={asked.error} again={() => void asked.refetch()} />
    );
  return <AcceptForm token={token} invitation={asked.data} onAccepted={take} />;
};

/** Of the link `/invitation#TOKEN`: behind the #, the token goes to no server's log. */
export const InvitationPage = () => {
  const { t } = useTranslation('me');
  const { hash } = useLocation();
  const token = hash.slice(1);
  return (
    <>
      <PageHead title={t('invitation.title')} help={t('invitation.help')} />
      {token === '' ? (
        <EmptyState title={t('invitation.missing')} help={t('invitation.missingHelp')} />
      ) : (
        <WithToken key={token} token={token} />
      )}
    </>
  );
};
