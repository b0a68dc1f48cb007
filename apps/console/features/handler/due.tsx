import { useTranslation } from 'react-i18next';
import { When } from '../../components/when.tsx';
import { daysUntil } from './days-until.ts';

const SOON_DAYS = 2;

export interface Timed {
  readonly dueAt?: string;
  readonly isPaused?: boolean;
  readonly missingYear?: number;
}

/** `days`: from today to the last day in time. */
const toneOf = (days: number, isOver: boolean): 'bad' | 'warn' | 'good' =>
  isOver ? 'bad' : days <= SOON_DAYS ? 'warn' : 'good';

/** The last day on which it is in time, and in words how far that is. */
export const Due = ({ dueAt, isPaused = false, missingYear }: Timed) => {
  const { t } = useTranslation('handler');
  if (isPaused) return <span className="soft">{t('due.paused')}</span>;
  if (missingYear !== undefined) return <span className="soft">{t('due.missingYear', { year: missingYear })}</span>;
  if (dueAt === undefined) return <span className="soft">{t('due.none')}</span>;
  const days = daysUntil(dueAt, Date.now());
  const isOver = Date.parse(dueAt) <= Date.now();
  const words = isOver
    ? t('due.over', { count: Math.max(1, -days) })
    : days === 0
      ? t('due.today')
      : t('due.left', { count: days });
  return (
    <span>
      <strong className={toneOf(days, isOver)}>{words}</strong>{' '}
      <span className="soft">
        <When at={Date.parse(dueAt) - 1} form="day" />
      </span>
    </span>
  );
};
