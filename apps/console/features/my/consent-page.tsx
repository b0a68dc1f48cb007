import { useState } from 'react';
import { useLocation, useParams } from 'react-router';
import { Answer } from '../../components/answer.tsx';
import { Button } from '../../components/button.tsx';
import { NumberText } from '../../components/masked-number.tsx';
import { When, whenText } from '../../components/when.tsx';
import { BasisFacts } from './basis-facts.tsx';
import { MyPage } from './my-page.tsx';
import { useBasis } from './questions.ts';
import { useShownNumber } from './shown-number.ts';
import { useEffectText } from './use-my-change.ts';
import { useNames } from './use-names.ts';
import { useSay } from './use-say.ts';
import { type Basis, useAgreeAgain, useWithdrawal } from './use-withdrawal.ts';

const State = ({ basis, effect }: { readonly basis: Basis; readonly effect: string | undefined }) => {
  const { t, language } = useSay();
  const { ended } = basis;
  if (ended === undefined) return <span className="good">{t('consent.stands')}</span>;
  if (ended.how === 'recycled') return <span>{t('consent.recycled')}</span>;
  return (
    <strong>
      {t('merchants.withdrawnAt', { at: whenText(ended.at, language, 'second') })} {effect}
    </strong>
  );
};

const Acts = ({ basis, onWithdrawn }: { readonly basis: Basis; readonly onWithdrawn: (basis: Basis) => void }) => {
  const { t } = useSay();
  const withdraw = useWithdrawal(onWithdrawn);
  const { isWard } = useShownNumber();
  const again = useAgreeAgain();
  return (
    <div className="row no-print">
      {basis.ended === undefined ? (
        <Button isGrave isBusy={withdraw.isPending} onClick={() => withdraw.mutate(basis)}>
          {t('merchants.withdraw')}
        </Button>
      ) : null}
      {!isWard && basis.ended !== undefined && basis.kind === 'consent' && basis.words !== '' ? (
        <Button isBusy={again.isPending} disabled={again.isSuccess} onClick={() => again.mutate(basis)}>
          {t('merchants.again')}
        </Button>
      ) : null}
      <Button onClick={() => window.print()}>{t('print')}</Button>
    </div>
  );
};

/** One consent, request or relation with its proof; once withdrawn, the receipt. */
export const ConsentPage = () => {
  const { t } = useSay();
  const { id = '' } = useParams();
  const basis = useBasis(id);
  const nameOf = useNames();
  const effectOf = useEffectText();
  // How soon it held was told once, to whoever withdrew it.
  const told: unknown = useLocation().state;
  const [withdrawn, setWithdrawn] = useState<unknown>(told);
  const isReceipt = basis.data?.ended?.how === 'withdrawn';
  return (
    <MyPage title={t(isReceipt ? 'consent.receiptTitle' : 'consent.title')}>
      <Answer query={basis}>
        {(found) => (
          <article className="sheet stack">
            <h2>{nameOf(found.merchant)}</h2>
            <dl className="facts">
              <dt>{t('consent.state')}</dt>
              <dd>
                <State basis={found} effect={withdrawn ? effectOf(withdrawn) : undefined} />
              </dd>
              <dt>{t('consent.subscriber')}</dt>
              <dd>
                <NumberText number={found.subscriber} />
              </dd>
              <dt>{t('consent.reference')}</dt>
              <dd>{found.id}</dd>
            </dl>
            <BasisFacts facts={found} />
            <p className="print-only soft">
              Wurao 勿扰 · <When at={Date.now()} form="second" />
            </p>
            <Acts basis={found} onWithdrawn={setWithdrawn} />
          </article>
        )}
      </Answer>
    </MyPage>
  );
};
