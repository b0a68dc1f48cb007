import { LAW_PACKS, type LawPack, REASONS } from '@wurao/law';
import { notFound } from '../../http/need.ts';
import { type Handler, ok } from '../route.ts';

const summary = ({ id, title, effectiveFrom, source }: LawPack) => ({ id, title, effectiveFrom, source });

/** GET /v1/law */
export const listLaw: Handler = (_call, { gate }) =>
  ok({ inForce: gate.law().id, items: [...LAW_PACKS.values()].map(summary) });

/** GET /v1/law/{id}: the whole pack, clause by clause. */
export const readLaw: Handler = (call, { gate }) => {
  const pack = LAW_PACKS.get(call.params['id'] ?? '');
  if (!pack) throw notFound('law pack');
  return ok({ ...pack, inForce: gate.law().id === pack.id });
};

/** GET /v1/reasons */
export const listReasons: Handler = () => ok({ items: REASONS });
