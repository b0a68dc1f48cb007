import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { useChange } from '../../components/use-change.ts';
import { PresentPassword, TextField } from './fields.tsx';
import { FACTORS_KEY, type Member, type TotpOffer } from './questions.ts';
import { RecoveryCodes } from './recovery-codes.tsx';
import { TotpPicture } from './totp-picture.tsx';

type TakeCodes = (codes: readonly string[]) => void;

const TotpForm = ({ offer, onSet }: { readonly offer: TotpOffer; readonly onSet: TakeCodes }) => {
  const { t } = useTranslation('me');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const set = useChange({
    make: () => answerOf(api.PUT('/v1/session/totp', { body: { password, enrolment: offer.enrolment, code } })),
    touches: [FACTORS_KEY],
    after: ({ recoveryCodes }) => onSet(recoveryCodes),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    set.mutate(undefined);
  };
  return (
    <form onSubmit={submit} className="stack narrow-form">
      <TotpPicture {...offer} />
      <TextField label={t('totp.code')} value={code} onChange={setCode} isCode />
      <PresentPassword value={password} onChange={setPassword} />
      {set.isError ? <ProblemAlert error={set.error} /> : null}
      <Button look="primary" type="submit" isBusy={set.isPending}>
        {t('totp.set')}
      </Button>
    </form>
  );
};

const NewCodesForm = ({ onMade }: { readonly onMade: TakeCodes }) => {
  const { t } = useTranslation('me');
  const [password, setPassword] = useState('');
  const renew = useChange({
    make: () => answerOf(api.POST('/v1/session/recovery-codes', { body: { password } })),
    touches: [FACTORS_KEY],
    after: ({ recoveryCodes }) => {
      setPassword('');
      onMade(recoveryCodes);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    renew.mutate(undefined);
  };
  return (
    <details>
      <summary>{t('codes.renew')}</summary>
      <form onSubmit={submit} className="stack narrow-form">
        <p className="soft">{t('codes.renewHelp')}</p>
        <PresentPassword value={password} onChange={setPassword} />
        {renew.isError ? <ProblemAlert error={renew.error} /> : null}
        <Button type="submit" isBusy={renew.isPending}>
          {t('codes.renew')}
        </Button>
      </form>
    </details>
  );
};

/** The second factor: one-time codes, and what stands in for them. */
export const TotpPanel = ({ member }: { readonly member: Member }) => {
  const { t } = useTranslation('me');
  const [codes, setCodes] = useState<readonly string[]>();
  const [offer, setOffer] = useState<TotpOffer>();
  const begin = useChange({
    make: () => answerOf(api.POST('/v1/session/totp')),
    touches: [],
    after: setOffer,
  });
  if (!member.hasPassword) return null;
  const { hasTotp, recoveryCodesLeft } = member;
  return (
    <section className="sheet stack">
      <h2>{t('totp.title')}</h2>
      <p>{hasTotp ? t('totp.has') : t('totp.none')}</p>
      {codes === undefined ? null : (
        <RecoveryCodes codes={codes} keptText={t('codes.kept')} onKept={() => setCodes(undefined)} />
      )}
      {offer === undefined ? (
        <Button isBusy={begin.isPending} onClick={() => begin.mutate(undefined)}>
          {hasTotp ? t('totp.renew') : t('totp.begin')}
        </Button>
      ) : (
        <>
          {hasTotp ? <p className="soft">{t('totp.renewHelp')}</p> : null}
          <TotpForm
            offer={offer}
            onSet={(made) => {
              setOffer(undefined);
              setCodes(made);
            }}
          />
        </>
      )}
      {hasTotp ? (
        <>
          <h3>{t('codes.title')}</h3>
          <p>{t('codes.left', { count: recoveryCodesLeft })}</p>
          <NewCodesForm onMade={setCodes} />
        </>
      ) : null}
    </section>
  );
};
