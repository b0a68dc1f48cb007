import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { createElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/problem.ts';

interface Change<Input, Output> {
  readonly make: (input: Input) => Promise<Output>;
  /** What is asked again afterwards. */
  readonly touches: readonly QueryKey[];
  /** Told when it is done. */
  readonly done?: (output: Output, input: Input) => string;
  /** Offered beside what is told: takes it back. */
  readonly undo?: (output: Output, input: Input) => Promise<unknown>;
  readonly after?: (output: Output, input: Input) => void;
}

const UNDO_SECONDS = 8;

const faultText = (error: unknown): string | undefined => {
  if (!(error instanceof ApiProblem)) return undefined;
  const [first] = error.problem.errors ?? [];
  return first === undefined ? error.message : `${error.message}: ${first.message}. ${first.remedy}`;
};

/** A change with what belongs to it: said when done, with its undoing; said when refused, with the remedy. */
export const useChange = <Input, Output>({ make, touches, done, undo, after }: Change<Input, Output>) => {
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { t } = useTranslation();
  const again = (): void => {
    for (const queryKey of touches) void queries.invalidateQueries({ queryKey });
  };
  const takeBack = async (key: string, output: Output, input: Input): Promise<void> => {
    message.destroy(key);
    try {
      await undo?.(output, input);
      void message.success(t('change.undone'));
    } catch (error) {
      void message.error(faultText(error) ?? t('problem.noAnswer'));
    }
    again();
  };
  return useMutation({
    mutationFn: make,
    onSuccess: (output, input) => {
      again();
      after?.(output, input);
      const said = done?.(output, input);
      if (said === undefined) return;
      const key = `change-${performance.now()}`;
      const content =
        undo === undefined
          ? said
          : createElement(
              'span',
              null,
              said,
              ' ',
              createElement(
                Button,
                { type: 'link', size: 'small', onClick: () => void takeBack(key, output, input) },
                t('change.undo'),
              ),
            );
      void message.success({ key, content, ...(undo === undefined ? {} : { duration: UNDO_SECONDS }) });
    },
    onError: (error) => void message.error(faultText(error) ?? t('problem.noAnswer')),
  });
};
