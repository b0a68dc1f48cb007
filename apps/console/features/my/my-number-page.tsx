import { Answer } from '../../components/answer.tsx';
import { NumberText } from '../../components/masked-number.tsx';
import { BarsPanel } from './bars-panel.tsx';
import { ExpectationPanel } from './expectation-panel.tsx';
import { HoursPanel } from './hours-panel.tsx';
import { KeptMerchants } from './kept-merchants.tsx';
import { ListPanel } from './list-panel.tsx';
import { MyPage } from './my-page.tsx';
import { PrefixPanel } from './prefix-panel.tsx';
import { ProtectionPanel } from './protection-panel.tsx';
import { usePreference } from './questions.ts';
import { useShownNumber } from './shown-number.ts';
import { useSay } from './use-say.ts';

/** All wishes of one number on one page. */
export const MyNumberPage = () => {
  const { t } = useSay();
  const { number, isWard } = useShownNumber();
  const preference = usePreference();
  return (
    <MyPage title={t(isWard ? 'number.wardTitle' : 'number.title')}>
      <p className="my-number">
        <NumberText number={number} />
      </p>
      <Answer query={preference}>
        {(wish) => (
          <>
            <ProtectionPanel wish={wish} />
            <ExpectationPanel />
            {/* What is not yet saved of one number is never another's. */}
            <BarsPanel key={`bars ${number}`} wish={wish} />
            <HoursPanel key={`hours ${number}`} wish={wish} />
            <section className="sheet stack">
              <h2>{t('lists.title')}</h2>
              <ListPanel list="allow" callers={wish.allow} />
              <ListPanel list="deny" callers={wish.deny} />
              <PrefixPanel wish={wish} />
            </section>
            {wish.keep.length === 0 ? null : <KeptMerchants wish={wish} />}
          </>
        )}
      </Answer>
    </MyPage>
  );
};
