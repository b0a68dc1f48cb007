import { asId, type MerchantId } from '@wurao/domain';
import { need, stopInvalid } from '../../http/need.ts';
import { merchantOf } from '../../read/owner.ts';
import { instantText } from '../../views/wire-form.ts';
import { type Handler, ok } from '../route.ts';
import { DAY_MS, LENGTHS_MS, linesAsked, spanAsked } from './span.ts';

/** Points of one chart. */
const PARTS_MAX = 1_500;

/** GET /v1/figures/traffic: attempts by decision and reason over time. */
export const readTraffic: Handler = async (call, ports) => {
  const by = (call.query['by'] ?? 'hour') as keyof typeof LENGTHS_MS;
  const everyMs = LENGTHS_MS[by];
  const { fromMs, toMs } = spanAsked(call, ports, everyMs, DAY_MS);
  if ((toMs - fromMs) / everyMs > PARTS_MAX)
    throw stopInvalid('by', `more than ${PARTS_MAX} parts`, 'Name a longer part, or a shorter span.');
  const asMerchant = call.actor.role === 'merchant';
  const named = call.query['merchant'] === undefined ? undefined : asId<MerchantId>(String(call.query['merchant']));
  const merchant = asMerchant ? merchantOf(call, named) : named;
  const lines = await linesAsked(call, ports);
  const parts = need(await ports.figures.traffic({ fromMs, toMs, everyMs, lines, merchant, asMerchant }));
  return ok({
    from: instantText(fromMs),
    to: instantText(toMs),
    by,
    rows: parts.map(({ atMs, ...row }) => ({ at: instantText(atMs), ...row })),
  });
};
