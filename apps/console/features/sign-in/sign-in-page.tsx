import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';
import { useMaybeSession } from '../../app/session-of.tsx';
import { Alert } from '../../components/alert.tsx';
import { ChoiceRow } from '../../components/choice-row.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { HOME_OF } from '../../pages.ts';
import { MemberForm } from './member-form.tsx';
import { NumberForm } from './number-form.tsx';
import { OtherWays } from './other-ways.tsx';

/** Browsers read a backslash as a slash, and two of them as the name of another server. */
const PLACE = /^\/[^/\\]/;

/** An address of this console only: never one that a link from elsewhere brings. */
const placeAfter = (asked: string | null, home: string): string =>
  asked !== null && PLACE.test(asked) && !asked.startsWith('/sign-in') ? asked : home;

const FAILURES = ['forbidden', 'unauthenticated'] as const;

/** Back from the staff's own provider with nothing: why, by the server's code. */
const FailedTrip = ({ code }: { readonly code: string }) => {
  const { t } = useTranslation('sign-in');
  const known = FAILURES.find((failure) => failure === code) ?? 'other';
  return (
    <Alert tone="bad" title={t('failed.title')}>
      {t(`failed.${known}`)}
    </Alert>
  );
};

/** A person proves the number; staff, merchants and carriers sign in as members. */
export const SignInPage = () => {
  const { t } = useTranslation('sign-in');
  const session = useMaybeSession();
  const [query] = useSearchParams();
  const asked = query.get('to');
  const failed = query.get('failed');
  const isPerson = failed === null && (asked === null || asked.startsWith('/my'));
  const [who, setWho] = useState<'person' | 'member'>(isPerson ? 'person' : 'member');
  if (session !== null) return <Navigate to={placeAfter(asked, HOME_OF[session.role])} replace />;
  return (
    <>
      <PageHead title={t('title')} help={t(`help.${who}`)} />
      <div className="stack">
        {failed === null ? null : <FailedTrip code={failed} />}
        <ChoiceRow
          label={t('who')}
          value={who}
          onChange={setWho}
          options={[
            { value: 'person', label: t('person') },
            { value: 'member', label: t('member') },
          ]}
        />
        <div className="sheet">{who === 'person' ? <NumberForm /> : <MemberForm />}</div>
        {who === 'member' ? <OtherWays /> : null}
      </div>
    </>
  );
};
