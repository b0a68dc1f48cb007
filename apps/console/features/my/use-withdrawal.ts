import { answerOf, api } from '../../api/client.ts';
import type { components } from '../../api/contract.generated.ts';
import { useShownNumber } from './shown-number.ts';
import { useMyChange } from './use-my-change.ts';
import { useSay } from './use-say.ts';

export type Basis = components['schemas']['Basis'];

/** What a withdrawal needs to know of a basis. */
interface Withdrawable {
  readonly id: string;
  readonly kind: Basis['kind'];
}

const PATHS = {
  consent: '/v1/consents/{id}/withdrawal',
  request: '/v1/requests/{id}/withdrawal',
  relation: '/v1/relations/{id}/withdrawal',
} as const;

/** Withdraws at once; what is answered is the receipt. */
export const useWithdrawal = (after?: (withdrawn: Basis) => void) => {
  const { t } = useSay();
  const { forShown } = useShownNumber();
  return useMyChange({
    make: ({ id, kind }: Withdrawable): Promise<Basis> =>
      answerOf(api.POST(PATHS[kind], { ...forShown, params: { path: { id }, header: { Prefer: 'wait' } }, body: {} })),
    done: () => t('merchants.withdrawn'),
    ...(after === undefined ? {} : { after }),
  });
};

/** Nothing undoes a withdrawal: to the same words one agrees anew. */
export const useAgreeAgain = (after?: () => void) => {
  const { t } = useSay();
  return useMyChange({
    make: ({ subscriber, merchant, purposes, categories, channels, words, to }: Basis) =>
      answerOf(
        api.POST('/v1/consents', {
          params: { header: { Prefer: 'wait' } },
          body: {
            subscriber,
            merchant,
            purposes,
            categories,
            channels,
            words,
            ...(to === undefined || Date.parse(to) < Date.now() ? {} : { to }),
          },
        }),
      ),
    done: () => t('merchants.agreedAgain'),
    ...(after === undefined ? {} : { after }),
  });
};
