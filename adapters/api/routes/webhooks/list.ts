import { merchantOf } from '../../read/owner.ts';
import { listNouns, pageOf } from '../list.ts';
import type { Handler } from '../route.ts';

/** GET /v1/webhooks */
export const listWebhooks: Handler = (call, ports) => {
  const merchant = merchantOf(call, call.query['merchant'] as string | undefined);
  const query = { kind: 'nouns', noun: 'webhook', merchant, ...pageOf(call) } as const;
  return listNouns(
    call,
    ports,
    query,
    'webhook',
    (fact) => fact['merchant'] === undefined || fact['merchant'] === (merchant as string),
  );
};
