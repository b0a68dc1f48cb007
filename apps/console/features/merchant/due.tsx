import { useTranslation } from 'react-i18next';
import { When } from '../../components/when.tsx';
import { daysUntil } from './days-until.ts';

const SOON_DAYS = 3;

/** The day something is due, and how far it is; overdue says so in words, not by colour alone. */
export const Due = ({ at, isPaused = false }: { readonly at: string | undefined; readonly isPaused?: boolean }) => {
  const { t } = useTranslation('merchant');
  if (at === undefined) return <span className="soft">{t('due.none')}</span>;
  if (isPaused) return <span className="soft">{t('due.paused')}</span>;
  const days = daysUntil(at, Date.now());
  const tone = days < 0 ? 'bad' : days <= SOON_DAYS ? 'warn' : 'soft';
  const key = days < 0 ? 'due.over' : days === 0 ? 'due.today' : 'due.left';
  return (
    <span>
      <When at={lastInstant(at)} form="day" /> <strong className={tone}>{t(key, { days: Math.abs(days) })}</strong>
    </span>
  );
};

/** `dueAt` is the first instant that is too late: the last day is the one before. */
const lastInstant = (dueAt: string): number => Date.parse(dueAt) - 1;
