import { need } from '../../http/need.ts';
import { readSubscriber } from '../../read/fields.ts';
import { nounView } from '../../views/noun-fields.ts';
import type { Handler } from '../route.ts';
import { sessionHeaders } from '../sign-in/session-answer.ts';

/** POST /v1/subscribers/{number}/sessions: a code becomes a key for this number; to our own page, a cookie. */
export const openSession: Handler = async (call, ports) => {
  if (call.browser.isPage) call.browser.needPage();
  const subscriber = readSubscriber(call.params['number'] ?? '', 'number');
  call.limitNumber(subscriber);
  const { code } = call.body as { readonly code: string };
  const envelope = {
    command: { kind: 'openSession', subscriber, code },
    actor: call.actor,
    idempotency: undefined,
  } as const;
  const { body, sequence } = need(await ports.control.execute(envelope));
  const { key, ...told } = nounView('session', call.actor.role, { ...body, sequence }) as Readonly<
    Record<string, unknown>
  >;
  const session = { key: String(key), expiresMs: Date.parse(String(told['expiresAt'])) };
  return {
    status: 201,
    body: call.browser.isPage ? told : { key, ...told },
    headers: sessionHeaders(call, ports, session),
  };
};
