import { useTranslation } from 'react-i18next';
import { Count, Share } from '../../components/count.tsx';

/** How many were let through, how many refused, and their share. */
export const ReachedFigures = ({ allowed, refused }: { readonly allowed: number; readonly refused: number }) => {
  const { t } = useTranslation('traffic');
  const all = allowed + refused;
  return (
    <div className="row">
      <span>
        {t('trend.allow')}{' '}
        <strong className="good">
          <Count value={allowed} />
        </strong>
      </span>
      <span>
        {t('trend.refuse')}{' '}
        <strong className="bad">
          <Count value={refused} />
        </strong>
        {all === 0 ? null : (
          <>
            {' ('}
            <Share value={refused / all} />
            {')'}
          </>
        )}
      </span>
    </div>
  );
};
