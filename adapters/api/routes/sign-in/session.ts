import type { ApiKey } from '@wurao/domain';
import { need } from '../../http/need.ts';
import { endedCookie } from '../../http/session-cookie.ts';
import { type Handler, ok } from '../route.ts';
import { sessionView } from './session-answer.ts';

/** GET /v1/session: who I am. */
export const readSession: Handler = async ({ key }, ports) => ok(await sessionView(ports, key as ApiKey));

/** DELETE /v1/session: signs out. A standing key is no session, and goes on. */
export const endSession: Handler = async (call, ports) => {
  const { id, expiresMs } = call.key as ApiKey;
  const ended = expiresMs !== undefined;
  if (ended)
    need(
      await ports.control.execute({
        command: { kind: 'revokeKey', id },
        actor: call.actor,
        idempotency: undefined,
      }),
    );
  return { status: 200, body: { ended }, headers: { 'set-cookie': endedCookie(call.browser.isSecure) } };
};
