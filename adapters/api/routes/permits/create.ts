import { need } from '../../http/need.ts';
import { Stop } from '../../http/problem.ts';
import { type AttemptBody, readAttempt } from '../../read/attempt.ts';
import { decisionView } from '../../views/decision-view.ts';
import { instantText } from '../../views/wire-form.ts';
import type { Handler } from '../route.ts';

/** POST /v1/permits: the decision now, as a single-use permit for the attempt that follows within seconds. */
export const createPermit: Handler = async (call, { gate }) => {
  if (!call.key) throw new Error('a permit without a key');
  const { attempt } = need(readAttempt(call.body as AttemptBody, call.key, gate));
  const answer = await gate.issuePermit(attempt, call.actor);
  if ('ok' in answer) throw new Stop(answer);
  const record = 'permit' in answer ? answer.decision : answer;
  const view = decisionView(call.actor.role, record, gate.lawPack(record.decision.law) ?? gate.law());
  if (!('permit' in answer)) return { status: 200, body: view, decisionId: record.id };
  const body = { id: answer.permitId, permit: answer.permit, expiresAt: instantText(answer.expiresMs), decision: view };
  return { status: 201, body, decisionId: record.id };
};
