import { useTranslation } from 'react-i18next';
import { When } from '../../components/when.tsx';
import { daysUntil } from './days-until.ts';

const SOON_DAYS = 2;

export interface Timed {
  readonly dueAt?: string | undefined;
  readonly isPaused?: boolean | undefined;
  readonly missingYear?: number | undefined;
}

/** The last day in time; `dueAt` is the first instant that is too late. */
export const LastDay = ({ dueAt }: { readonly dueAt: string }) => <When at={Date.parse(dueAt) - 1} form="day" />;

/** `days`: from today to the last day in time. */
const toneOf = (days: number, isOver: boolean): 'bad' | 'warn' | 'good' =>
  isOver ? 'bad' : days <= SOON_DAYS ? 'warn' : 'good';

/** The last day on which it is in time, and in words how far that is. */
export const Due = ({ dueAt, isPaused = false, missingYear }: Timed) => {
  const { t } = useTranslation('cases');
  if (isPaused) return <span className="soft">{t('paused')}</span>;
  if (missingYear !== undefined) return <span className="soft">{t('missingYear', { year: missingYear })}</span>;
  if (dueAt === undefined) return <span className="soft">{t('none')}</span>;
  const days = daysUntil(dueAt, Date.now());
  const isOver = Date.parse(dueAt) <= Date.now();
  const words = isOver
    ? t('over', { count: Math.max(1, -days) })
    : days === 0
      ? t('today')
      : t('left', { count: days });
  return (
    <span>
      <strong className={toneOf(days, isOver)}>{words}</strong>{' '}
      <span className="soft">
        <LastDay dueAt={dueAt} />
      </span>
    </span>
  );
};
