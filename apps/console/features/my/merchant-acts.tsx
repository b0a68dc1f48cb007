import { answerOf, api } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { whenText } from '../../components/when.tsx';
import { lastInTime } from './china-clock.ts';
import { usePreference } from './questions.ts';
import { useShownNumber } from './shown-number.ts';
import { useMyChange } from './use-my-change.ts';
import { useSay } from './use-say.ts';
import { useWish } from './use-wish.ts';

interface MerchantProps {
  readonly merchant: string;
  readonly name: string;
}

const KeepButton = ({ merchant, name }: MerchantProps) => {
  const { t } = useSay();
  const { data: wish } = usePreference();
  const change = useWish();
  if (wish === undefined) return null;
  const isKept = wish.keep.includes(merchant);
  return (
    <Button
      aria-pressed={isKept}
      look={isKept ? 'primary' : 'plain'}
      isBusy={change.isPending}
      onClick={() =>
        change.mutate({
          change: ({ keep }) => {
            const others = keep.filter((each) => each !== merchant);
            return { keep: isKept ? others : [...others, merchant] };
          },
          said: t(isKept ? 'merchants.unkeptDone' : 'merchants.keptDone', { name }),
        })
      }
    >
      {t(isKept ? 'merchants.kept' : 'merchants.keep')}
    </Button>
  );
};

export const RefuseButton = ({ merchant, name, permissions }: MerchantProps & { readonly permissions: number }) => {
  const { t } = useSay();
  const { number, forShown } = useShownNumber();
  const refuse = useMyChange({
    make: () =>
      answerOf(
        api.POST('/v1/refusals', {
          ...forShown,
          params: { header: { Prefer: 'wait' } },
          body: { subscriber: number, merchant },
        }),
      ),
    done: () => t('merchants.refused', { name }),
  });
  return (
    <ConfirmButton
      label={t('merchants.refuse')}
      title={t('merchants.refuseTitle', { name })}
      consequence={t('merchants.refuseHelp', { count: permissions })}
      isGrave
      onConfirm={() => refuse.mutateAsync(undefined)}
    />
  );
};

export const AskButton = ({ merchant, name }: MerchantProps) => {
  const { t, language } = useSay();
  const { forShown } = useShownNumber();
  const ask = useMyChange({
    make: () => answerOf(api.POST('/v1/inquiries', { ...forShown, body: { merchant } })),
    done: ({ dueAt }) =>
      dueAt === undefined
        ? t('merchants.asked', { name })
        : t('merchants.askedDue', { name, due: whenText(lastInTime(dueAt), language, 'day') }),
  });
  return (
    <Button isBusy={ask.isPending} onClick={() => ask.mutate(undefined)}>
      {t('merchants.ask')}
    </Button>
  );
};

/** What one can do about a merchant as a whole. */
export const MerchantActs = ({ merchant, name, permissions }: MerchantProps & { readonly permissions: number }) => (
  <div className="row no-print">
    <KeepButton merchant={merchant} name={name} />
    <AskButton merchant={merchant} name={name} />
    <RefuseButton merchant={merchant} name={name} permissions={permissions} />
  </div>
);
