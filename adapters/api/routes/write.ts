import type { HouseCommand } from '@wurao/casework';
import { need } from '../http/need.ts';
import type { ApiPorts } from '../ports.ts';
import { type NounName, nounView } from '../views/noun-fields.ts';
import type { WireRecord } from '../views/wire-form.ts';
import type { Answer, Call } from './route.ts';

/** Three decimals: finer than that is noise. */
const toMicroseconds = (ms: number): number => Math.round(ms * 1000) / 1000;

/**
 * One command to the control plane and its answer: the fact in the noun's fields, where it stands in the feed, and how soon it
 * bit. `known`: what the call said, for facts that do not repeat it.
 */
export const write = (
  call: Call,
  ports: ApiPorts,
  command: HouseCommand,
  noun: NounName,
  known: object = {},
): Promise<Answer> => writeAs(call, ports, command, (left) => nounView(noun, call.actor.role, { ...known, ...left }));

/** The same, for what has a view of its own. `view`: of what the command left, with its `sequence`. */
export const writeAs = async (
  call: Call,
  ports: ApiPorts,
  command: HouseCommand,
  view: (left: Readonly<Record<string, unknown>>) => WireRecord,
): Promise<Answer> => {
  const envelope = { command, actor: call.actor, idempotency: call.idempotency };
  const outcome = need(await ports.control.execute(envelope));
  const fact = view({ ...outcome.body, sequence: outcome.sequence });
  return {
    status: outcome.created ? 201 : 200,
    body: { ...fact, ...(call.wait ? { effectiveAfterMs: toMicroseconds(outcome.effectiveAfterMs) } : {}) },
    headers: {
      ...(call.wait ? { 'preference-applied': 'wait' } : {}),
      ...(outcome.repeated ? { 'idempotency-replayed': 'true' } : {}),
    },
  };
};
