import { type NumberingPlan, type NumberPlace, PROVINCES } from '@wurao/domain';
import { readNumber } from '../../read/fields.ts';
import { instantText } from '../../views/wire-form.ts';
import { type Handler, ok } from '../route.ts';

const placeView = (place: NumberPlace) => ({
  province: place.province,
  ...(place.city === undefined ? {} : { city: place.city }),
  areaCode: place.areaCode,
  ...(place.assignedTo === undefined ? {} : { originallyAssignedTo: place.assignedTo }),
});

/** GET /v1/numbering/{number}: public facts of a number that one already holds; nothing of who holds it. */
export const readNumbering: Handler = (call, { numbering }) => {
  const number = readNumber(call.params['number'] ?? '', 'number');
  const plan = numbering.current();
  const place = plan.placeOf(number);
  return ok({ number, ...(place === undefined ? {} : placeView(place)), plan: plan.version });
};

/** GET /v1/numbering: the plan in force. */
export const readNumberingPlan: Handler = (_call, { numbering }) => {
  const plan = numbering.current();
  const sinceMs = numbering.sinceMs();
  const { asOf, source, prefixes } = plan.head;
  const since = sinceMs === undefined ? {} : { since: instantText(sinceMs) };
  return ok({ plan: plan.version, asOf, source, ...since, prefixes, ...countsOf(plan) });
};

const countsOf = (plan: NumberingPlan) => {
  const provinces = new Map(PROVINCES.map((province) => [province, 0]));
  const carriers = new Map<string, number>();
  for (const [{ province, assignedTo }, count] of plan.counts()) {
    provinces.set(province, (provinces.get(province) ?? 0) + count);
    const carrier = assignedTo?.zh ?? '';
    carriers.set(carrier, (carriers.get(carrier) ?? 0) + count);
  }
  return {
    provinces: [...provinces]
      .filter(([, count]) => count > 0)
      .map(([province, count]) => ({ ...province, prefixes: count })),
    carriers: [...carriers].sort((a, b) => b[1] - a[1]).map(([zh, count]) => ({ zh, prefixes: count })),
  };
};
