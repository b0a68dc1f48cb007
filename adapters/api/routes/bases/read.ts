import { asId, type Basis, type BasisId, type BasisKind } from '@wurao/domain';
import { notFound } from '../../http/need.ts';
import { Stop } from '../../http/problem.ts';
import type { ApiPorts } from '../../ports.ts';
import { nounView } from '../../views/noun-fields.ts';
import { type Call, type Handler, ok } from '../route.ts';
import { visibleSinceMs } from '../subscribers/present-tenure.ts';

/** A merchant's own; a subscriber's own of the present tenure: a new holder never sees what a former one agreed to. */
const isOwn = async (call: Call, ports: ApiPorts, basis: Basis): Promise<boolean> => {
  const { role, party, subscriber } = call.actor;
  if (role === 'merchant') return basis.merchant === (party as string | undefined);
  if (role !== 'subscriber') return true;
  if (basis.subscriber !== subscriber || basis.ended?.how === 'recycled') return false;
  // What a former holder withdrew ended as withdrawn, before the number was recycled.
  const sinceMs = await visibleSinceMs(call, ports, subscriber);
  return sinceMs === undefined || basis.receivedMs >= sinceMs;
};

/** The basis, if it is there, of this kind where one is meant, and the asker's. */
export const ownBasis = async (call: Call, ports: ApiPorts, kind?: BasisKind): Promise<Basis> => {
  const answer = await ports.control.ask({ kind: 'basis', id: asId<BasisId>(call.params['id'] ?? '') });
  if (!answer.ok && answer.code !== 'not-found') throw new Stop(answer);
  const basis = answer.ok ? (answer.value as Basis | undefined | null) : undefined;
  if (!basis || !(await isOwn(call, ports, basis)) || (kind !== undefined && basis.kind !== kind))
    throw notFound(kind ?? 'basis');
  return basis;
};

/** GET /v1/consents/{id}: a basis of any kind by its id. */
export const readBasis: Handler = async (call, ports) =>
  ok(nounView('basis', call.actor.role, await ownBasis(call, ports)));
