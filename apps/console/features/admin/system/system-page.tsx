import { useTranslation } from 'react-i18next';
import { PageHead } from '../../../components/page-head.tsx';
import { Backups } from './backups.tsx';
import { Health } from './health.tsx';
import { LawInForce } from './law-in-force.tsx';
import { NumberingPlan } from './numbering-plan.tsx';
import '../admin.css';

/** How this server is, and what it goes by. */
export const SystemPage = () => {
  const { t } = useTranslation('admin');
  return (
    <>
      <PageHead title={t('system.title')} help={t('system.help')} />
      <Health />
      <div className="grid">
        <Backups />
        <LawInForce />
        <NumberingPlan />
      </div>
    </>
  );
};
