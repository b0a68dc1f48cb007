import { asId, type Basis, type BasisId, type BasisKind } from '@wurao/domain';
import { notFound } from '../../http/need.ts';
import { Stop } from '../../http/problem.ts';
import type { ApiPorts } from '../../ports.ts';
import { nounView } from '../../views/noun-fields.ts';
import { type Call, type Handler, ok } from '../route.ts';

/** A merchant's own; a subscriber's own of the present tenure: a new holder never sees what a former one agreed to. */
const isOwn = (call: Call, basis: Basis): boolean => {
  if (call.actor.role === 'merchant') return basis.merchant === (call.actor.party as string | undefined);
  if (call.actor.role === 'subscriber')
    return basis.subscriber === call.actor.subscriber && basis.ended?.how !== 'recycled';
  return true;
};

/** The basis, if it is there, of this kind where one is meant, and the asker's. */
export const ownBasis = async (call: Call, ports: ApiPorts, kind?: BasisKind): Promise<Basis> => {
  const answer = await ports.control.ask({ kind: 'basis', id: asId<BasisId>(call.params['id'] ?? '') });
  if (!answer.ok && answer.code !== 'not-found') throw new Stop(answer);
  const basis = answer.ok ? (answer.value as Basis | undefined | null) : undefined;
  if (!basis || !isOwn(call, basis) || (kind !== undefined && basis.kind !== kind)) throw notFound(kind ?? 'basis');
  return basis;
};

/** GET /v1/consents/{id}: a basis of any kind by its id. */
export const readBasis: Handler = async (call, ports) =>
  ok(nounView('basis', call.actor.role, await ownBasis(call, ports)));
