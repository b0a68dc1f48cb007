import { listNouns, pageOf } from '../list.ts';
import type { Handler } from '../route.ts';

/** GET /v1/outbox: what waits to be sent, codes included, until an SMS gate sends it. */
export const listOutbox: Handler = (call, ports) =>
  listNouns(call, ports, { kind: 'outbox', ...pageOf(call) }, 'outbox');
