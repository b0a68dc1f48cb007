import { Answer } from '../../components/answer.tsx';
import { Count } from '../../components/count.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { When } from '../../components/when.tsx';
import { MyPage } from './my-page.tsx';
import { useAskers } from './questions.ts';
import { useSay } from './use-say.ts';

const COUNTS = ['attempts', 'screens', 'allowed', 'refused'] as const;

/** Whoever asked for a decision about this number. */
export const AskersPage = () => {
  const { t } = useSay();
  const askers = useAskers();
  return (
    <MyPage title={t('askers.title')} help={t('askers.help')}>
      <Answer
        query={askers}
        isEmpty={({ items }) => items.length === 0}
        empty={<EmptyState title={t('askers.emptyTitle')} help={t('askers.emptyHelp')} />}
      >
        {({ items }) =>
          items.map((asker) => (
            <article key={`${asker.merchant} ${asker.role}`} className="sheet stack">
              <h2>
                {asker.name ?? asker.merchant ?? t('askers.unnamed')}{' '}
                <span className="soft">{t(`askers.role.${asker.role}`)}</span>
              </h2>
              <dl className="counts">
                {COUNTS.map((count) => (
                  <div key={count}>
                    <dt>{t(`askers.${count}`)}</dt>
                    <dd>
                      <Count value={asker[count]} />
                    </dd>
                  </div>
                ))}
              </dl>
              <p className="soft">
                {t('askers.first')} <When at={asker.firstAt} /> · {t('askers.last')} <When at={asker.lastAt} />
              </p>
            </article>
          ))
        }
      </Answer>
    </MyPage>
  );
};
