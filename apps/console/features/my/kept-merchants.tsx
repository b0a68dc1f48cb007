import { Button } from '../../components/button.tsx';
import type { Preference } from './choices.ts';
import { useNames } from './use-names.ts';
import { useSay } from './use-say.ts';
import { useWish } from './use-wish.ts';

/** Merchants that do-not-disturb does not bar. */
export const KeptMerchants = ({ wish }: { readonly wish: Preference }) => {
  const { t } = useSay();
  const nameOf = useNames();
  const change = useWish();
  return (
    <section className="sheet" aria-labelledby="kept">
      <h2 id="kept">{t('lists.keep')}</h2>
      <p className="soft">{t('lists.keepHelp')}</p>
      <ul className="plain-list">
        {wish.keep.map((merchant) => (
          <li key={merchant} className="row apart">
            {nameOf(merchant)}
            <Button
              look="text"
              aria-label={t('removeOf', { what: nameOf(merchant) })}
              onClick={() =>
                change.mutate({
                  change: ({ keep }) => ({ keep: keep.filter((each) => each !== merchant) }),
                  said: t('merchants.unkeptDone', { name: nameOf(merchant) }),
                })
              }
            >
              {t('remove')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
};
