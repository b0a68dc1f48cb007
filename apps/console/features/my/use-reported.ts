import { nationalNumber } from '../../components/masked-number.tsx';
import type { Complaint } from './choices.ts';
import { useSay } from './use-say.ts';

const NOT_SHOWN = 'not shown';

/** What a complaint is about, in a few words. */
export const useReported = (): ((complaint: Pick<Complaint, 'reported'>) => string) => {
  const { t } = useSay();
  return ({ reported }) =>
    t('complaints.about', {
      number: reported === undefined || reported === NOT_SHOWN ? t('complaints.hidden') : nationalNumber(reported),
    });
};
