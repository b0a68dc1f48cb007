import { useTranslation } from 'react-i18next';
import { Answer } from '../../components/answer.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { PasskeyPanel } from './passkey-panel.tsx';
import { PasswordPanel } from './password-panel.tsx';
import { useFactors } from './questions.ts';
import { SessionPanel } from './session-panel.tsx';
import { TotpPanel } from './totp-panel.tsx';
import './me.css';

/** What proves a member, and where it is signed in. */
export const MePage = () => {
  const { t } = useTranslation('me');
  const factors = useFactors();
  return (
    <>
      <PageHead title={t('title')} help={t('help')} />
      <Answer query={factors}>
        {(member) => (
          <>
            <PasswordPanel member={member} />
            <TotpPanel member={member} />
            <PasskeyPanel member={member} />
          </>
        )}
      </Answer>
      <SessionPanel />
    </>
  );
};
