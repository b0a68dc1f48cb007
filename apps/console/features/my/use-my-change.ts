import { mineKey } from '../../api/preference.ts';
import { useChange } from '../../components/use-change.ts';
import { useShownNumber } from './shown-number.ts';
import { useSay } from './use-say.ts';

/** What a change answers where it says how soon every gate had it. */
interface Effective {
  readonly effectiveAfterMs?: number;
}

/** From when a change holds. */
export const useEffectText = (): ((changed: unknown) => string) => {
  const { t } = useSay();
  return (changed) => {
    const { effectiveAfterMs } = (changed ?? {}) as Effective;
    return effectiveAfterMs === undefined ? t('saved') : t('effect', { ms: Math.max(1, Math.ceil(effectiveAfterMs)) });
  };
};

interface MyChange<Input, Output> {
  readonly make: (input: Input) => Promise<Output>;
  readonly done: (output: Output, input: Input) => string;
  readonly turn?: string;
  readonly undo?: (output: Output, input: Input) => Promise<unknown>;
  readonly after?: (output: Output, input: Input) => void;
}

/** A change of what the part shows: says what was done and from when it holds, and asks everything of the number again. */
export const useMyChange = <Input, Output>({ done, ...change }: MyChange<Input, Output>) => {
  const { number, own } = useShownNumber();
  const effectOf = useEffectText();
  return useChange<Input, Output>({
    ...change,
    touches: [mineKey(number), mineKey(own)],
    done: (output, input) => {
      const { effectiveAfterMs } = (output ?? {}) as Effective;
      return effectiveAfterMs === undefined ? done(output, input) : `${done(output, input)} ${effectOf(output)}`;
    },
  });
};
