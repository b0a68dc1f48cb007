import type { Attempt } from './choices.ts';
import { useSay } from './use-say.ts';

interface Went {
  readonly answered?: boolean;
  readonly delivered?: boolean;
  readonly durationMs?: number;
}

const SECOND_MS = 1_000;

/** How the call or message went, where somebody told. */
export const OutcomeText = ({
  outcome,
  before = '',
}: {
  readonly outcome: Attempt['outcome'];
  readonly before?: string;
}) => {
  const { t } = useSay();
  const { answered, delivered, durationMs = 0 } = (outcome ?? {}) as Went;
  if (answered !== undefined) {
    const said = answered
      ? t('attempt.answered', { seconds: Math.round(durationMs / SECOND_MS) })
      : t('attempt.unanswered');
    return <span>{before + said}</span>;
  }
  if (delivered === undefined) return null;
  return <span>{before + t(delivered ? 'attempt.delivered' : 'attempt.undelivered')}</span>;
};
