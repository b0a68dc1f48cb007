// A new INVITE: asks whether it may go on, at once or later, and does what was said.
import type { RequestFields, SipMessage } from '@wurao/wire';
import type { Calls } from './calls.ts';
import type { Routing } from './dialog-route.ts';
import { CLOSING, type Follower, Forwarding, type Way } from './forwarding.ts';
import { ADMISSION_MS, type Admission, type ForwardOrder } from './proxy-port.ts';
import type { OwnAnswer, ServerTransaction } from './server-transaction.ts';
import { isSecure, recordRouteOf } from './signed-route.ts';
import type { Switchboard } from './switchboard.ts';

export interface NewCall {
  readonly board: Switchboard;
  readonly calls: Calls;
  readonly server: ServerTransaction;
  readonly fields: RequestFields;
  readonly routing: Routing;
  readonly loopMark: string;
}

const TERMINATED: OwnAnswer = { status: 487, phrase: 'Request Terminated' };

/** The message is read during the call only; what waits lives on the server transaction's copy. */
export function admitted(call: NewCall, message: SipMessage): void {
  const { server, board } = call;
  let admission: Admission | Promise<Admission>;
  try {
    admission = board.options.port.admit(message, server.link);
  } catch {
    server.answer(CLOSING);
    return;
  }
  if (admission instanceof Promise) wait(call, admission);
  else obey(call, admission);
}

/** The caller may give up meanwhile, the answer may never come. A decision that comes after that still has its outcome. */
function wait(call: NewCall, admission: Promise<Admission>): void {
  const { server, board } = call;
  let gaveUp: { readonly status: number; readonly isCancelled: boolean } | undefined;
  let isSettled = false;
  const giveUp = (answer: OwnAnswer, isCancelled: boolean) => {
    if (gaveUp !== undefined || isSettled) return;
    gaveUp = { status: answer.status, isCancelled };
    callOff();
    server.answer(answer);
  };
  const callOff = board.options.later(() => giveUp(CLOSING, false), ADMISSION_MS);
  server.whenCancelled = () => giveUp(TERMINATED, true);
  server.whenClosed = () => giveUp(CLOSING, false);
  admission.then(
    (said) => {
      if (gaveUp === undefined) {
        isSettled = true;
        callOff();
        obey(call, said);
      } else if ('forward' in said) follow(call, said.forward).refused(gaveUp.status, gaveUp.isCancelled);
    },
    () => giveUp(CLOSING, false),
  );
}

const follow = ({ calls, fields, server }: NewCall, order: ForwardOrder): Follower =>
  calls.begin({
    decision: order.decisionId,
    callId: fields.callId,
    callerTag: fields.fromTag,
    link: server.link,
    recordRoute: order.recordRoute,
  });

function obey(call: NewCall, admission: Admission): void {
  const { board, server, fields, routing, loopMark } = call;
  if ('answer' in admission) {
    server.answer(admission.answer);
    return;
  }
  const order = admission.forward;
  const { outbound, secret } = board.options;
  const ways = order.targets.map((target, index): Way => {
    const uri = order.uris[index] ?? routing.uri;
    return { target, uri, link: () => outbound.linkTo(target) };
  });
  const named = { callId: fields.callId, decision: order.decisionId };
  new Forwarding(board, server, {
    ways: ways.length > 0 ? ways : [{ target: undefined, uri: routing.uri, link: () => undefined }],
    changes: { drop: order.dropHeaders, dropOther: order.dropOther, headers: order.addHeaders },
    route: routing.route,
    loopMark,
    recordRoute: order.recordRoute
      ? (to) => recordRouteOf(secret, named, { from: server.link, to }, isSecure(fields))
      : undefined,
    follower: follow(call, order),
  });
}
