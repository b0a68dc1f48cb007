import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';
import { useMaybeSession } from '../../app/session-of.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { HOME_OF } from '../../pages.ts';
import { MemberForm } from './member-form.tsx';
import { NumberForm } from './number-form.tsx';

/** An address of this console only: never one that a link from elsewhere brings. */
const placeAfter = (asked: string | null, home: string): string =>
  asked?.startsWith('/') && !asked.startsWith('//') && !asked.startsWith('/sign-in') ? asked : home;

/** A person proves the number; staff, merchants and carriers sign in as members. */
export const SignInPage = () => {
  const { t } = useTranslation('sign-in');
  const session = useMaybeSession();
  const [query] = useSearchParams();
  const asked = query.get('to');
  const [who, setWho] = useState<'person' | 'member'>(asked === null || asked.startsWith('/my') ? 'person' : 'member');
  if (session !== null) return <Navigate to={placeAfter(asked, HOME_OF[session.role])} replace />;
  return (
    <>
      <PageHead title={t('title')} help={t(`help.${who}`)} />
      <div className="stack">
        <Segmented
          block
          aria-label={t('who')}
          value={who}
          onChange={setWho}
          options={[
            { value: 'person', label: t('person') },
            { value: 'member', label: t('member') },
          ]}
        />
        <div className="sheet">{who === 'person' ? <NumberForm /> : <MemberForm />}</div>
      </div>
    </>
  );
};
