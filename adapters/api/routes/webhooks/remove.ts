import { asId, type MerchantId } from '@wurao/domain';
import type { Page } from '@wurao/registry';
import { need, notFound } from '../../http/need.ts';
import type { ApiPorts } from '../../ports.ts';
import type { Call, Handler } from '../route.ts';
import { write } from '../write.ts';

/** More addresses than this a merchant never has: one page shows all. */
const WEBHOOKS_MAX = 200;

const isOwn = async (call: Call, ports: ApiPorts, id: string): Promise<boolean> => {
  if (call.actor.role !== 'merchant') return true;
  const merchant = asId<MerchantId>(call.actor.party ?? '');
  const query = { kind: 'nouns', noun: 'webhook', merchant, after: undefined, limit: WEBHOOKS_MAX } as const;
  const page = need(await ports.control.ask(query)) as Page<Readonly<Record<string, unknown>>>;
  return page.items.some((webhook) => webhook['id'] === id);
};

/** DELETE /v1/webhooks/{id} */
export const removeWebhook: Handler = async (call, ports) => {
  const id = call.params['id'] ?? '';
  if (!(await isOwn(call, ports, id))) throw notFound('webhook');
  return write(call, ports, { kind: 'removeWebhook', id }, 'webhook', { id });
};
