import { readSubscriber } from '../../read/fields.ts';
import type { Handler } from '../route.ts';
import { write } from '../write.ts';

/** POST /v1/subscribers/{number}/sessions: a code becomes a key for this number. */
export const openSession: Handler = async (call, ports) => {
  const subscriber = readSubscriber(call.params['number'] ?? '', 'number');
  call.limitNumber(subscriber);
  const { code } = call.body as { readonly code: string };
  const answer = await write(call, ports, { kind: 'openSession', subscriber, code }, 'session');
  return { ...answer, status: 201 };
};
