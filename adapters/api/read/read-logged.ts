import type { AuditSubject } from '@wurao/casework';
import { need } from '../http/need.ts';
import type { ApiPorts } from '../ports.ts';
import type { Call } from '../routes/route.ts';

/**
 * Puts down who reads what, before it is answered: what cannot be logged is not told. `what`: the call by its operation id.
 * Nothing is put down where nothing was found.
 */
export const readLogged = async (
  { actor }: Call,
  { control }: ApiPorts,
  subjects: readonly AuditSubject[],
  what: string,
): Promise<void> => {
  if (subjects.length === 0) return;
  const command = { kind: 'noteReads', subjects, what } as const;
  need(await control.execute({ command, actor, idempotency: undefined }));
};
