import { asSequence } from '@wurao/domain';
import { need } from '../../http/need.ts';
import { PAGE_ITEMS_DEFAULT } from '../../options.ts';
import { merchantOf } from '../../read/owner.ts';
import { nounView } from '../../views/noun-fields.ts';
import { type Handler, ok } from '../route.ts';

/** GET /v1/events: withdrawals and refusals that touch a merchant's own bases; `wait` holds the answer until one comes. */
export const listEvents: Handler = async (call, ports) => {
  const merchant = merchantOf(call, call.query['merchant'] as string | undefined);
  const after = asSequence(Number(call.query['after'] ?? 0));
  const limit = Number(call.query['limit'] ?? PAGE_ITEMS_DEFAULT);
  const waitMs = Number(call.query['wait'] ?? 0) * 1000;
  const events = need(await ports.control.eventsAfter(merchant, after, limit, waitMs));
  const next = String(events.at(-1)?.sequence ?? after);
  return ok({ items: events.map((event) => nounView('event', call.actor.role, event)), next });
};
