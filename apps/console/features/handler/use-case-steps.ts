import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { useChange } from '../../components/use-change.ts';
import { CASES_KEY, useHandName } from './questions.ts';
import { renewQueue } from './queue/use-queue.ts';

export type StepBody = Schema<'CaseStepInput'>;

/** Steps in one case or many: all of them or none. */
export const useCaseSteps = (after?: () => void) => {
  const queries = useQueryClient();
  const { t } = useTranslation('handler');
  return useChange({
    make: (body: StepBody) => answerOf(api.POST('/v1/cases/steps', { body })),
    touches: [CASES_KEY],
    done: (_answer, { input, cases }) => t('step.done', { step: t(`input.${input}`), count: cases.length }),
    after: () => {
      void renewQueue(queries);
      after?.();
    },
  });
};

interface Assignment {
  readonly cases: readonly string[];
  readonly to: string | null;
}

const assign = ({ cases, to }: Assignment) =>
  answerOf(api.POST('/v1/cases/assignment', { body: { cases: [...cases], to } }));

/** Gives cases to a handler, or to nobody. `hadBefore`: who had the one case, so that it can be given back. */
export const useAssign = (after?: () => void, hadBefore?: string | null) => {
  const queries = useQueryClient();
  const handName = useHandName();
  const { t } = useTranslation('handler');
  return useChange({
    make: assign,
    touches: [CASES_KEY],
    done: (_answer, { cases, to }) =>
      to === null
        ? t('assign.doneNobody', { count: cases.length })
        : t('assign.done', { count: cases.length, to: handName(to) }),
    ...(hadBefore === undefined
      ? {}
      : {
          undo: async (_answer: unknown, { cases }: Assignment) => {
            await assign({ cases, to: hadBefore });
            void renewQueue(queries);
          },
        }),
    after: () => {
      void renewQueue(queries);
      after?.();
    },
  });
};
