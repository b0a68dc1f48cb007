import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/problem.ts';
import { Alert } from './alert.tsx';
import { Button } from './button.tsx';
import { useFaultText } from './use-fault-text.ts';
import { useProblemTitle } from './use-problem-title.ts';

/** What went wrong and what to do: the server's own words for each field, or that it does not answer. */
export const ProblemAlert = ({ error, again }: { readonly error: unknown; readonly again?: () => void }) => {
  const { t } = useTranslation();
  const told = useFaultText();
  const titleOf = useProblemTitle();
  const problem = error instanceof ApiProblem ? error.problem : undefined;
  const faults = problem?.errors ?? [];
  return (
    <Alert
      tone="bad"
      title={problem === undefined ? t('problem.noAnswer') : titleOf(problem)}
      action={again === undefined ? undefined : <Button onClick={again}>{t('problem.again')}</Button>}
    >
      {faults.length > 0 ? (
        <ul>
          {faults.map((fault) => {
            const { lang, ...words } = told(fault);
            return (
              <li key={`${fault.field} ${fault.message}`} lang={lang}>
                {fault.field === '' ? null : <strong>{fault.field}: </strong>}
                {t('problem.fault', words)}
              </li>
            );
          })}
        </ul>
      ) : problem === undefined ? (
        t('problem.tryAgain')
      ) : null}
    </Alert>
  );
};
