import { BigSwitch } from './big-switch.tsx';
import type { Preference } from './choices.ts';
import { useSay } from './use-say.ts';
import { useWish } from './use-wish.ts';
import { wishSentences } from './wish-sentence.ts';

/** Do-not-disturb on or off, and what that means. */
export const ProtectionPanel = ({ wish }: { readonly wish: Preference }) => {
  const { t, join } = useSay();
  const change = useWish();
  const turn = (): void => {
    const on = !wish.on;
    change.mutate({ change: () => ({ on }), said: t(on ? 'number.turnedOn' : 'number.turnedOff') });
  };
  return (
    <section className={`sheet protection${wish.on ? ' is-on' : ''}`} aria-labelledby="protection">
      <div className="row apart switch-row">
        <h2 id="protection">{t(wish.on ? 'number.on' : 'number.off')}</h2>
        <BigSwitch label={t('number.protection')} isOn={wish.on} isBusy={change.isPending} onTurn={turn} />
      </div>
      <div aria-live="polite">
        {wishSentences(wish, t, join).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
    </section>
  );
};
