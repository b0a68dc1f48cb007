import { fileIdOf, type SanctionStepInput } from '@wurao/casework';
import { sanctionView } from '../../views/sanction-view.ts';
import type { Handler } from '../route.ts';
import { writeAs } from '../write.ts';
import { sanctionsLeft } from './propose.ts';
import { seenSanction } from './read.ts';

interface StepBody {
  readonly ids: readonly string[];
  readonly input: SanctionStepInput;
  readonly reason?: string;
}

/** POST /v1/sanctions/steps: all of them or none. */
export const stepSanctions: Handler = (call, ports) => {
  const { ids, input, reason } = call.body as StepBody;
  const command = { kind: 'stepSanctions', ids, input, reason } as const;
  return writeAs(call, ports, command, (left) => sanctionsLeft(call, ports, left));
};

/** POST /v1/sanctions/{id}/lifting: the step `lift` of one, also of one of the register that has no file. */
export const liftSanction: Handler = async (call, ports) => {
  const { note } = call.body as { readonly note: string };
  const id = call.params['id'] ?? '';
  const sheet = await seenSanction(call, ports, id);
  if (sheet.kind === 'file') {
    const command = { kind: 'stepSanctions', ids: [fileIdOf(id)], input: 'lift', reason: note } as const;
    return writeAs(call, ports, command, (left) => sanctionsLeft(call, ports, left));
  }
  const lifted = { ...sheet.noun, status: 'lifted', note } as const;
  return writeAs(call, ports, { kind: 'liftSanction', id, note }, ({ sequence }) => ({
    ...sanctionView(call.actor, { kind: 'noun', noun: lifted }, ports.gate.nowMs()),
    sequence,
  }));
};
