import type { HouseCommand } from '@wurao/casework';
import { need } from '../http/need.ts';
import type { ApiPorts } from '../ports.ts';
import { instantText } from '../views/wire-form.ts';
import type { Answer, Call } from './route.ts';

const INSTANTS: Readonly<Record<string, string>> = {
  dueMs: 'dueAt',
  askedMs: 'askedAt',
  madeMs: 'madeAt',
  updatedMs: 'updatedAt',
  fromMs: 'from',
  toMs: 'to',
};

const told = (body: object): object =>
  Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => {
      if (value === undefined) return [];
      const instant = INSTANTS[name];
      if (instant !== undefined && typeof value === 'number') return [[instant, instantText(value)]];
      return [[name, Array.isArray(value) ? value.map((one) => (typeof one === 'object' ? told(one) : one)) : value]];
    }),
  );

/** One command of casework, and what it left in the words of the contract. */
export const changed = async (call: Call, ports: ApiPorts, command: HouseCommand): Promise<Answer> => {
  const { actor, idempotency } = call;
  const outcome = need(await ports.control.execute({ command, actor, idempotency }));
  return {
    status: outcome.created ? 201 : 200,
    body: told(outcome.body),
    headers: outcome.repeated ? { 'idempotency-replayed': 'true' } : {},
  };
};
