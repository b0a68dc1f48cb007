import type { ObligationInput, ObligationRecord, ObligationState } from '@wurao/casework';
import { pageSubject } from '@wurao/casework';
import type { Page } from '@wurao/registry';
import { need } from '../../http/need.ts';
import { readLogged } from '../../read/read-logged.ts';
import { obligationView } from '../../views/promise-view.ts';
import { changed } from '../changed.ts';
import { pageAnswer, pageOf } from '../list.ts';
import { merchantAsked } from '../pledges/work.ts';
import type { Handler } from '../route.ts';

/** GET /v1/obligations: a merchant's own, a subscriber those owed to them, staff all. */
export const listObligations: Handler = async (call, ports) => {
  const { role, subscriber } = call.actor;
  const { case: caseId, state } = call.query;
  const filter = {
    merchant: merchantAsked(call),
    subscriber: role === 'subscriber' ? subscriber : undefined,
    caseId: caseId === undefined ? undefined : String(caseId),
    state: state as ObligationState | undefined,
  };
  const found = need(await ports.control.ask({ kind: 'obligations', filter, ...pageOf(call) }));
  const page = found as Page<ObligationRecord>;
  await readLogged(call, ports, pageSubject('obligations', page.items.length), 'listObligations');
  return pageAnswer(page, (record) => obligationView(role, record));
};

interface StepBody {
  readonly obligations: readonly string[];
  readonly input: ObligationInput;
  readonly reason?: string;
}

/** POST /v1/obligations/steps: all of them or none. */
export const stepObligations: Handler = (call, ports) => {
  const { obligations: ids, input, reason } = call.body as StepBody;
  return changed(call, ports, { kind: 'stepObligations', ids, input, reason });
};
