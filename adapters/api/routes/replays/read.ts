import { asId, type DecisionId } from '@wurao/domain';
import { need } from '../../http/need.ts';
import { explanationView } from '../../views/explanation-view.ts';
import { jobSummary, jobView } from '../../views/replay-view.ts';
import { type Handler, ok } from '../route.ts';

/** GET /v1/replays: the latest first, without their figures. */
export const listReplays: Handler = (_call, { replays }) => ok({ items: replays.list().map(jobSummary) });

/** GET /v1/replays/{id} */
export const readReplay: Handler = (call, { replays }) =>
  ok(
    jobView(call.actor.role, need(replays.find(call.params['id'] ?? '')), call.query['by'] === 'day' ? 'day' : 'hour'),
  );

/** POST /v1/replays/{id}/cancellation */
export const cancelReplay: Handler = async (call, { replays }) =>
  ok(jobView(call.actor.role, need(await replays.cancel(call.params['id'] ?? ''))));

/** GET /v1/replays/{id}/examples/{decision}: what was decided beside what would be, step by step. */
export const explainExample: Handler = async (call, { replays, gate }) => {
  const { id = '', decision = '' } = call.params;
  const { recorded, replayed } = need(await replays.explain(id, asId<DecisionId>(decision)));
  const { role } = call.actor;
  const lawOf = (law: string) => gate.lawPack(law) ?? gate.law();
  return {
    status: 200,
    body: {
      recorded: explanationView(role, recorded, lawOf(recorded.record.decision.law)),
      replayed: explanationView(role, replayed, lawOf(replayed.record.decision.law)),
    },
    decisionId: recorded.record.id,
  };
};
