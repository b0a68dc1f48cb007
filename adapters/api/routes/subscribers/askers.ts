import { need } from '../../http/need.ts';
import { subscriberOf } from '../../read/owner.ts';
import { askerView } from '../../views/contact-view.ts';
import { type Handler, ok } from '../route.ts';
import { visibleSinceMs } from './present-tenure.ts';

/** GET /v1/subscribers/{number}/askers: who asked about me, screens included. */
export const listAskers: Handler = async (call, ports) => {
  const subscriber = subscriberOf(call, call.params['number'] ?? '', 'number');
  const sinceMs = await visibleSinceMs(call, ports, subscriber);
  const askers = need(await ports.archive.askersOf(subscriber, sinceMs));
  return ok({
    items: askers.map((asker) => askerView(asker, asker.merchant && ports.gate.merchant(asker.merchant)?.name)),
  });
};
