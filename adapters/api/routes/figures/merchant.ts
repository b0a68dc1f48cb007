import { asId, type MerchantId } from '@wurao/domain';
import { need, notFound } from '../../http/need.ts';
import { merchantOf } from '../../read/owner.ts';
import { merchantFiguresView } from '../../views/figure-view.ts';
import { type Handler, ok } from '../route.ts';

/** GET /v1/figures/merchant: one merchant on one screen, in counts. */
export const readMerchantFigures: Handler = async (call, ports) => {
  const named = call.query['merchant'] === undefined ? undefined : asId<MerchantId>(String(call.query['merchant']));
  const merchant = merchantOf(call, named);
  if (ports.gate.merchant(merchant) === undefined) throw notFound('merchant');
  const lines = call.actor.role === 'merchant' ? (call.key?.lines ?? []) : [];
  return ok(merchantFiguresView(merchant, need(await ports.figures.merchant(merchant, lines))));
};
