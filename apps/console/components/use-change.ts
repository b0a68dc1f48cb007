import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiProblem, type Problem } from '../api/problem.ts';
import { tell } from './notices.tsx';
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

/** A refusal with the server's remedy for the first of its faults. */
const refusalText = (title: string, { errors = [] }: Problem): string => {
  const [first] = errors;
  return first === undefined ? title : `${title}: ${first.message}. ${first.remedy}`;
};

/** A change with what belongs to it: said when done, with its undoing; said when refused, with the remedy. */
export const useChange = <Input, Output>({ make, touches, turn, done, undo, after }: Change<Input, Output>) => {
  const queries = useQueryClient();
  const { t } = useTranslation();
  const again = (): void => {
    for (const queryKey of touches) void queries.invalidateQueries({ queryKey });
  };
  const titleOf = useProblemTitle();
  const faultText = (error: unknown): string =>
    error instanceof ApiProblem ? refusalText(titleOf(error.problem), error.problem) : t('problem.noAnswer');
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
