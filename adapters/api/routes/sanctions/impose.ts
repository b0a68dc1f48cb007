import { ALL_CATEGORIES, ALL_CHANNELS, ALL_PURPOSES, asId, type LineId, type Sanction } from '@wurao/domain';
import { stop, stopInvalid } from '../../http/need.ts';
import type { ApiPorts } from '../../ports.ts';
import { ownsLine } from '../../read/attempt.ts';
import { readNumber, readScope, readSpan, type Scope } from '../../read/fields.ts';
import type { Call, Handler } from '../route.ts';
import { write } from '../write.ts';

interface SanctionBody extends Omit<Scope, 'categories'> {
  readonly id?: string;
  readonly kind: Sanction['kind'];
  readonly target: Sanction['target'];
  readonly perDay?: number;
  readonly from?: string;
  readonly to?: string | null;
  readonly clause: string;
  readonly note?: string;
}

const EVERYTHING = { purposes: ALL_PURPOSES, categories: ALL_CATEGORIES, channels: ALL_CHANNELS };

const targetOf = (call: Call, ports: ApiPorts, { kind, id }: Sanction['target']): Sanction['target'] => {
  if (
    kind === 'line' &&
    call.actor.role === 'carrier' &&
    !(call.key && ownsLine(call.key, asId<LineId>(id), ports.gate))
  ) {
    throw stop('forbidden', 'target.id', 'this key does not own the line', 'A carrier sanctions its own lines.');
  }
  return kind === 'number' ? { kind, id: readNumber(id, 'target.id') } : { kind, id };
};

/** POST /v1/sanctions */
export const imposeSanction: Handler = (call, ports) => {
  const body = call.body as SanctionBody;
  if ((body.kind === 'cap') !== (body.perDay !== undefined)) {
    const message = body.kind === 'cap' ? 'missing' : `does not belong to a ${body.kind}`;
    throw stopInvalid('perDay', message, 'Give perDay with kind "cap", and only with it.');
  }
  const { purposes, channels } = readScope(body, EVERYTHING);
  const { fromMs, toMs } = readSpan(body);
  const sanction = {
    id: body.id,
    kind: body.kind,
    target: targetOf(call, ports, body.target),
    purposes,
    channels,
    perDay: body.perDay,
    fromMs: fromMs ?? ports.gate.nowMs(),
    toMs,
    clause: body.clause,
    note: body.note ?? '',
  };
  return write(call, ports, { kind: 'imposeSanction', sanction }, 'sanction');
};
