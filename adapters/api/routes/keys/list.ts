import { listNouns, pageOf } from '../list.ts';
import type { Handler } from '../route.ts';

/** GET /v1/keys: every key by its id, never the key. */
export const listKeys: Handler = (call, ports) =>
  listNouns(call, ports, { kind: 'nouns', noun: 'key', merchant: undefined, ...pageOf(call) }, 'key');
