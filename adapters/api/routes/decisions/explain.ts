import { asId, type DecisionId, type JournalledDecision } from '@wurao/domain';
import { releasedFrom } from '@wurao/engine';
import { need, notFound } from '../../http/need.ts';
import { Stop } from '../../http/problem.ts';
import type { ApiPorts } from '../../ports.ts';
import { ownsLine } from '../../read/attempt.ts';
import { explanationView } from '../../views/explanation-view.ts';
import type { Call, Handler } from '../route.ts';

/** Whose decision is it? A merchant's own commerce, a carrier's lines, a subscriber's own number since it holds it. */
const isOwn = async (
  call: Call,
  ports: ApiPorts,
  { attempt, decision, atMs }: JournalledDecision,
): Promise<boolean> => {
  const { role, party, subscriber } = call.actor;
  if (role === 'merchant') {
    const isTheirs = party !== undefined && (decision.merchant ?? attempt.merchant) === (party as string);
    // That its callee wanted a message after all, its sender does not hear.
    return isTheirs && releasedFrom(attempt) === undefined;
  }
  if (role === 'carrier') {
    const onLine = attempt.line !== undefined && call.key !== undefined && ownsLine(call.key, attempt.line, ports.gate);
    return onLine || (party !== undefined && decision.carrier === party);
  }
  if (role !== 'subscriber') return true;
  if (attempt.callee !== subscriber) return false;
  const sinceMs = need(await ports.control.tenureFromMs(subscriber));
  return sinceMs === undefined || atMs >= sinceMs;
};

/** GET /v1/decisions/{id}/explanation */
export const explainDecision: Handler = async (call, ports) => {
  const answer = await ports.archive.explain(asId<DecisionId>(call.params['id'] ?? ''));
  if (!answer.ok) throw answer.code === 'not-found' ? notFound('decision') : new Stop(answer);
  const { record } = answer.value;
  if (!(await isOwn(call, ports, record))) throw notFound('decision');
  const law = ports.gate.lawPack(record.decision.law) ?? ports.gate.law();
  return { status: 200, body: explanationView(call.actor.role, answer.value, law), decisionId: record.id };
};
