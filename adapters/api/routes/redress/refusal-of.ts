import type { JournalledDecision } from '@wurao/domain';
import { stop } from '../../http/need.ts';
import { Stop } from '../../http/problem.ts';
import type { ApiPorts } from '../../ports.ts';

/** The refusal that a reference names. One answer for what never was, what is gone and what was allowed. */
export const refusalOf = async ({ redress, archive }: ApiPorts, reference: string): Promise<JournalledDecision> => {
  const id = redress.decisionOf(reference);
  const found = id === undefined ? undefined : await archive.byId(id);
  if (found?.ok && found.value.decision.decision === 'refuse') return found.value;
  if (found !== undefined && !found.ok && found.code !== 'not-found') throw new Stop(found);
  throw stop(
    'not-found',
    'reference',
    'there is no such reference',
    'Copy it whole, as the refusal gave it. Records are kept for the time the law asks, then deleted.',
  );
};
