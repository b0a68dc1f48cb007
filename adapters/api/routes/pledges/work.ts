import { PLEDGE_YUAN_DEFAULT, type PledgeRecord } from '@wurao/casework';
import { asId, type MerchantId } from '@wurao/domain';
import type { Page } from '@wurao/registry';
import { need } from '../../http/need.ts';
import { readSpan } from '../../read/fields.ts';
import { merchantOf } from '../../read/owner.ts';
import { pledgeView } from '../../views/promise-view.ts';
import { changed } from '../changed.ts';
import { pageAnswer, pageOf } from '../list.ts';
import type { Call, Handler } from '../route.ts';

/** A merchant its own; staff of whom they name, or all. */
export const merchantAsked = (call: Call): MerchantId | undefined => {
  const named = call.query['merchant'] === undefined ? undefined : String(call.query['merchant']);
  if (call.actor.role === 'merchant') return merchantOf(call, named);
  return named === undefined ? undefined : asId<MerchantId>(named);
};

/** GET /v1/pledges */
export const listPledges: Handler = async (call, ports) => {
  const page = need(await ports.control.ask({ kind: 'pledges', merchant: merchantAsked(call), ...pageOf(call) }));
  return pageAnswer(page as Page<PledgeRecord>, pledgeView);
};

interface PledgeBody {
  readonly merchant?: string;
  readonly yuan?: number;
  readonly from?: string;
  readonly to?: string;
}

/** POST /v1/pledges */
export const makePledge: Handler = (call, ports) => {
  const { merchant, yuan = PLEDGE_YUAN_DEFAULT, ...span } = call.body as PledgeBody;
  return changed(call, ports, { kind: 'pledge', merchant: merchantOf(call, merchant), yuan, ...readSpan(span) });
};

/** POST /v1/pledges/{id}/end */
export const endPledge: Handler = (call, ports) =>
  changed(call, ports, { kind: 'endPledge', id: call.params['id'] ?? '' });
