import { useState } from 'react';
import { Link } from 'react-router';
import { Button } from '../../components/button.tsx';
import { whenText } from '../../components/when.tsx';
import { useShownNumber } from './shown-number.ts';
import { useEffectText } from './use-my-change.ts';
import { useSay } from './use-say.ts';
import { type Basis, useAgreeAgain } from './use-withdrawal.ts';

interface ReceiptProps {
  readonly withdrawn: Basis;
  readonly name: string;
}

/** What was withdrawn just now, from when it holds, and the way back. */
export const Receipt = ({ withdrawn, name }: ReceiptProps) => {
  const { t, language } = useSay();
  const effectOf = useEffectText();
  const [isAgreed, setAgreed] = useState(false);
  const { isWard } = useShownNumber();
  const again = useAgreeAgain(() => setAgreed(true));
  const at = withdrawn.ended?.at;
  return (
    <article className="sheet receipt stack">
      <h2>{name}</h2>
      <p className="good">
        {at === undefined
          ? t('merchants.withdrawn')
          : t('merchants.withdrawnAt', { at: whenText(at, language, 'second') })}{' '}
        {effectOf(withdrawn)}
      </p>
      <div className="row">
        <Link to={`/my/consents/${withdrawn.id}`} state={{ effectiveAfterMs: withdrawn.effectiveAfterMs }}>
          {t('merchants.receipt')}
        </Link>
        {!isWard && withdrawn.kind === 'consent' && withdrawn.words !== '' && !isAgreed ? (
          <Button size="small" isBusy={again.isPending} onClick={() => again.mutate(withdrawn)}>
            {t('merchants.again')}
          </Button>
        ) : null}
      </div>
    </article>
  );
};
