import { Mark, type MarkTone } from '../../components/mark.tsx';
import type { Complaint } from './choices.ts';
import { useSay } from './use-say.ts';

const TONES: Readonly<Record<string, MarkTone>> = { incomplete: 'warn', upheld: 'good', rejected: 'bad' };

/** Where a complaint stands: its own state while it does not stand, else its case's. */
export const stateOf = ({ state, timeline }: Pick<Complaint, 'state' | 'timeline'>): string =>
  state === 'stands' ? (timeline?.case.state ?? 'stands') : state;

export const ComplaintState = ({ complaint }: { readonly complaint: Complaint }) => {
  const { t } = useSay();
  const state = stateOf(complaint);
  const decision = state === 'closed' ? complaint.timeline?.case.decision : undefined;
  return (
    <>
      <Mark tone={TONES[state] ?? 'soft'}>{t(`complaints.state.${state}`)}</Mark>
      {decision === undefined ? null : ' '}
      {decision === undefined ? null : (
        <Mark tone={TONES[decision] ?? 'soft'}>{t(`complaints.state.${decision}`)}</Mark>
      )}
    </>
  );
};
