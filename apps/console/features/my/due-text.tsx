import { When } from '../../components/when.tsx';
import { lastInTime } from './china-clock.ts';
import { useSay } from './use-say.ts';

interface DueTextProps {
  readonly clock?: string | undefined;
  readonly dueAt?: string | undefined;
  readonly missingYear?: number | undefined;
  /** The wall's clock, to say what is late. */
  readonly now?: number;
}

/** By which day what comes next is due; nothing where no clock runs. */
export const DueText = ({ clock, dueAt, missingYear, now = Date.now() }: DueTextProps) => {
  const { t } = useSay();
  if (missingYear !== undefined) return <span>{t('complaints.noDay', { year: missingYear })}</span>;
  if (clock === undefined || dueAt === undefined) return null;
  const isLate = Date.parse(dueAt) <= now;
  return (
    <span className={isLate ? 'bad' : undefined}>
      {t(`complaints.clock.${clock}`)}{' '}
      <strong>
        <When at={lastInTime(dueAt)} form="day" />
      </strong>
      {isLate ? ` · ${t('complaints.overdue')}` : null}
    </span>
  );
};
