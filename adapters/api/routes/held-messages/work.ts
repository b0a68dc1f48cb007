import { asId, type DecisionId } from '@wurao/domain';
import type { HeldItem, HeldSetting } from '../../held-port.ts';
import { need } from '../../http/need.ts';
import type { ApiPorts } from '../../ports.ts';
import { ownNumberOf } from '../../read/owner.ts';
import { readLogged } from '../../read/read-logged.ts';
import { reasonForSubscriber } from '../../views/subscriber-sight.ts';
import { instantText } from '../../views/wire-form.ts';
import { type Call, type Handler, ok } from '../route.ts';

const idOf = (call: Call): DecisionId => asId<DecisionId>(call.params['id'] ?? '');

const settingView = ({ on, sinceMs }: HeldSetting): object => ({
  on,
  ...(sinceMs === undefined ? {} : { since: instantText(sinceMs) }),
});

const itemView = ({ gate }: ApiPorts, { id, atMs, expiresMs, reason, purpose, merchant, parts }: HeldItem): object => ({
  id,
  at: instantText(atMs),
  expiresAt: instantText(expiresMs),
  reason: reasonForSubscriber(reason),
  ...(purpose === undefined ? {} : { purpose }),
  ...(merchant === undefined ? {} : { merchant: { id: merchant, name: gate.merchant(merchant)?.name ?? merchant } }),
  parts,
});

/** PUT /v1/subscribers/{number}/held-messages/setting */
export const setHeldMessages: Handler = async (call, ports) => {
  const { on } = call.body as { readonly on: boolean };
  return ok(settingView(need(await ports.held.set(ownNumberOf(call), on, call.actor, call.idempotency))));
};

/** GET /v1/subscribers/{number}/held-messages */
export const listHeldMessages: Handler = async (call, ports) => {
  const list = need(await ports.held.list(ownNumberOf(call)));
  return ok({ ...settingView(list), items: list.items.map((item) => itemView(ports, item)) });
};

/** GET /v1/subscribers/{number}/held-messages/{id}: the text, and nobody else's. */
export const readHeldMessage: Handler = async (call, ports) => {
  const message = need(await ports.held.read(ownNumberOf(call), idOf(call)));
  await readLogged(call, ports, [{ kind: 'held-message', id: message.id }], 'readHeldMessage');
  return ok({ ...itemView(ports, message), text: message.text });
};

/** POST /v1/subscribers/{number}/held-messages/{id}/release */
export const releaseHeldMessage: Handler = async (call, ports) => {
  const released = need(await ports.held.release(ownNumberOf(call), idOf(call), call.actor));
  return { ...ok({ id: idOf(call), decision: released.decision }), decisionId: released.decision };
};
