import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';

/** Runs of the simulator have no home in the API yet: what will stand here, and what one can ask today instead. */
export const SimulatorPage = () => {
  const { t } = useTranslation('regulator');
  return (
    <>
      <PageHead title={t('simulator.title')} help={t('simulator.help')} />
      <section className="sheet">
        <EmptyState title={t('simulator.emptyTitle')} help={t('simulator.empty')}>
          <ul className="plain">
            {(['runs', 'auditors', 'compare'] as const).map((what) => (
              <li key={what}>{t(`simulator.will.${what}`)}</li>
            ))}
          </ul>
        </EmptyState>
      </section>
    </>
  );
};
