import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { Button } from '../../components/button.tsx';
import { NumberText } from '../../components/masked-number.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { useShownNumber } from './shown-number.ts';
import { useMyLive } from './use-my-live.ts';
import { useSay } from './use-say.ts';

interface MyPageProps {
  readonly title: string;
  readonly help?: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page of the part: says clearly when it shows a ward's number, and follows what changes. */
export const MyPage = ({ title, help, actions, children }: MyPageProps) => {
  const { t } = useSay();
  const { number, isWard, showOwn } = useShownNumber();
  const go = useNavigate();
  // What is open may be of the ward alone.
  const goHome = (): void => {
    showOwn();
    void go('/my');
  };
  useMyLive();
  return (
    <>
      {isWard ? (
        <aside className="ward-mark row apart">
          <span>
            {t('ward.shown')} <NumberText number={number} />
          </span>
          <Button onClick={goHome}>{t('ward.backToMine')}</Button>
        </aside>
      ) : null}
      <PageHead
        title={title}
        {...(help === undefined ? {} : { help })}
        {...(actions === undefined ? {} : { actions })}
      />
      {children}
    </>
  );
};
