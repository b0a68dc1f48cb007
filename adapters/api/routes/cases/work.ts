import type { AttachmentClaim, CaseParty, HouseCommand, StepInput } from '@wurao/casework';
import { need } from '../../http/need.ts';
import type { ApiPorts } from '../../ports.ts';
import { filedAnswer } from '../complaints/file.ts';
import { ownComplaint } from '../complaints/read.ts';
import type { Answer, Call, Handler } from '../route.ts';

const act = async (call: Call, ports: ApiPorts, command: HouseCommand): Promise<Answer> => {
  const { actor, idempotency } = call;
  return filedAnswer(call, need(await ports.control.execute({ command, actor, idempotency })));
};

const idOf = (call: Call): string => call.params['id'] ?? '';

interface StepBody {
  readonly cases: readonly string[];
  readonly input: StepInput;
  readonly reason?: string;
  readonly party?: CaseParty;
  readonly answer?: { readonly text: string; readonly attachments?: readonly AttachmentClaim[] };
}

/** POST /v1/cases/steps: all of them or none. */
export const stepCases: Handler = async (call, ports) => {
  const { cases: ids, input, reason, party, answer } = call.body as StepBody;
  const strange = await ports.casework.checkHeld(answer?.attachments ?? [], 'answer.attachments');
  if (strange) need(strange);
  return act(call, ports, {
    kind: 'stepCases',
    ids,
    input,
    reason,
    party,
    answer: answer && { text: answer.text, attachments: answer.attachments ?? [] },
  });
};

/** POST /v1/complaints/{id}/appeal: the person's, against how its case was decided. */
export const appealComplaint: Handler = async (call, ports) => {
  const { caseId } = await ownComplaint(call, ports);
  const { reason } = call.body as { readonly reason: string };
  const step = { kind: 'stepCases', ids: [caseId], input: 'appeal', reason } as const;
  return act(call, ports, { ...step, party: undefined, answer: undefined });
};

/** POST /v1/cases/{id}/pause */
export const pauseCase: Handler = (call, ports) => {
  const { reason } = call.body as { readonly reason: string };
  return act(call, ports, { kind: 'pauseCase', id: idOf(call), reason });
};

/** POST /v1/cases/{id}/resumption */
export const resumeCase: Handler = (call, ports) => act(call, ports, { kind: 'resumeCase', id: idOf(call) });

/** POST /v1/cases/assignment */
export const assignCases: Handler = (call, ports) => {
  const { cases: ids, to } = call.body as { readonly cases: readonly string[]; readonly to: string | null };
  return act(call, ports, { kind: 'assignCases', ids, to: to ?? undefined });
};

/** POST /v1/cases/{id}/notes */
export const noteCase: Handler = (call, ports) => {
  const { text } = call.body as { readonly text: string };
  return act(call, ports, { kind: 'noteCase', id: idOf(call), text });
};
