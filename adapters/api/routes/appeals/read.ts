import { asId, type MerchantId } from '@wurao/domain';
import type { Appeal } from '@wurao/registry';
import { need, notFound } from '../../http/need.ts';
import type { ApiPorts } from '../../ports.ts';
import { ownsLine } from '../../read/attempt.ts';
import { isOwnMerchant } from '../../read/owner.ts';
import { nounView } from '../../views/noun-fields.ts';
import { listNouns, pageOf } from '../list.ts';
import { type Call, type Handler, ok } from '../route.ts';

/** Staff see all; a carrier those of its lines, a merchant those of its own decisions: as with the decisions themselves. */
const sees = (call: Call, ports: ApiPorts, { line, merchant, carrier }: Appeal): boolean => {
  const { role, party } = call.actor;
  if (role !== 'carrier') return isOwnMerchant(call, merchant);
  const onLine = line !== undefined && call.key !== undefined && ownsLine(call.key, line, ports.gate);
  return onLine || (party !== undefined && carrier === party);
};

/** GET /v1/appeals */
export const listAppeals: Handler = (call, ports) => {
  const { role, party } = call.actor;
  const merchant = role === 'merchant' && party !== undefined ? asId<MerchantId>(party) : undefined;
  const query = { kind: 'appeals', merchant, ...pageOf(call) } as const;
  return listNouns(call, ports, query, 'appeal', (fact) => sees(call, ports, fact as unknown as Appeal));
};

/** GET /v1/appeals/{id} */
export const readAppeal: Handler = async (call, ports) => {
  const appeal = need(await ports.control.ask({ kind: 'appeal', id: call.params['id'] ?? '' })) as Appeal | undefined;
  if (!appeal || !sees(call, ports, appeal)) throw notFound('appeal');
  return ok(nounView('appeal', call.actor.role, appeal));
};
