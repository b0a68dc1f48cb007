import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/problem.ts';
import { tell } from './notices.tsx';
import { useFaultText } from './use-fault-text.ts';
import { useOnce } from './use-once.ts';
import { useProblemTitle } from './use-problem-title.ts';

interface Change<Input, Output> {
  readonly make: (input: Input) => Promise<Output>;
  /** What is asked again afterwards. */
  readonly touches: readonly QueryKey[];
  /** Changes of one name are made one after the other. */
  readonly turn?: string;
  /** Told when it is done. */
  readonly done?: (output: Output, input: Input) => string;
  /** Offered beside what is told: takes it back. */
  readonly undo?: (output: Output, input: Input) => Promise<unknown>;
  readonly after?: (output: Output, input: Input) => void;
}

/** A change with what belongs to it: said when done, with its undoing; said when refused, with the remedy. */
export const useChange = <Input, Output>({ make, touches, turn, done, undo, after }: Change<Input, Output>) => {
  const queries = useQueryClient();
  const { t } = useTranslation();
  const again = (): void => {
    for (const queryKey of touches) void queries.invalidateQueries({ queryKey });
  };
  const titleOf = useProblemTitle();
  const toldFault = useFaultText();
  /** A refusal with the remedy for the first of its faults. */
  const faultText = (error: unknown): string => {
    if (!(error instanceof ApiProblem)) return t('problem.noAnswer');
    const [first] = error.problem.errors ?? [];
    const title = titleOf(error.problem);
    return first === undefined ? title : `${title}: ${t('problem.fault', { ...toldFault(first) })}`;
  };
  const tellFault = (error: Error): void => tell({ tone: 'bad', words: faultText(error) });
  const takeBack = async (output: Output, input: Input): Promise<void> => {
    try {
      await undo?.(output, input);
      tell({ tone: 'good', words: t('change.undone') });
    } catch (error) {
      tellFault(error as Error);
    }
    again();
  };
  const mutation = useMutation({
    mutationFn: make,
    ...(turn === undefined ? {} : { scope: { id: turn } }),
    onSuccess: (output, input) => {
      again();
      after?.(output, input);
      const said = done?.(output, input);
      if (said === undefined) return;
      const act = { label: t('change.undo'), run: () => void takeBack(output, input) };
      tell({ tone: 'good', words: said, ...(undo === undefined ? {} : { act }) });
    },
    onError: tellFault,
  });
  return useOnce(mutation);
};
