import { ALL_CATEGORIES, ALL_CHANNELS, asId, type ContentId, type Filing, type LineId } from '@wurao/domain';
import { stop, stopInvalid } from '../../http/need.ts';
import type { ApiPorts } from '../../ports.ts';
import { ownsLine } from '../../read/attempt.ts';
import { readNumber, readScope, readSpan, type Scope } from '../../read/fields.ts';
import { merchantOf } from '../../read/owner.ts';
import type { Call, Handler } from '../route.ts';
import { write } from '../write.ts';

interface FilingBody extends Scope {
  readonly id?: string;
  readonly caller: string;
  readonly prefix?: boolean;
  readonly merchant?: string;
  readonly line?: string;
  readonly kind?: Filing['kind'];
  readonly contents?: readonly string[];
  readonly from?: string;
  readonly to?: string | null;
}

const PREFIX = /^\+?\d{2,21}$/;

const callerOf = (body: FilingBody): string => {
  if (body.prefix !== true) return readNumber(body.caller, 'caller');
  if (PREFIX.test(body.caller)) return body.caller;
  throw stopInvalid(
    'caller',
    'not a prefix of digits',
    'Give 2 to 21 digits as the number begins, such as 10690000 or +8657.',
  );
};

/** A merchant files only its agents' own numbers; the rest is filed by whoever connects it. */
const checkRight = (call: Call, ports: ApiPorts, body: FilingBody, kind: Filing['kind']): void => {
  const { role } = call.actor;
  if (role === 'merchant' && kind !== 'agent-number') {
    throw stop(
      'forbidden',
      'kind',
      'a merchant files agent-number only',
      'Ask the carrier of the line to file this number.',
    );
  }
  if (role !== 'carrier') return;
  if (body.line === undefined)
    throw stopInvalid('line', 'missing', 'Name the line of yours on which the number is used.');
  if (!call.key || !ownsLine(call.key, asId<LineId>(body.line), ports.gate)) {
    throw stop('forbidden', 'line', 'this key does not own the line', 'Name a line of yours.');
  }
};

/** POST /v1/filings */
export const fileNumber: Handler = (call, ports) => {
  const body = call.body as FilingBody;
  const kind = body.kind ?? (call.actor.role === 'merchant' ? 'agent-number' : 'service-number');
  checkRight(call, ports, body, kind);
  const merchant = merchantOf(call, body.merchant);
  // Left out, the categories are those the merchant stands for.
  const categories = ports.gate.merchant(merchant)?.categories || ALL_CATEGORIES;
  const { fromMs, toMs } = readSpan(body);
  const filing = {
    id: body.id,
    caller: callerOf(body),
    prefix: body.prefix ?? false,
    merchant,
    line: body.line === undefined ? undefined : asId<LineId>(body.line),
    kind,
    ...readScope(body, { purposes: 0, categories, channels: ALL_CHANNELS }),
    contents: (body.contents ?? []).map((id) => asId<ContentId>(id)),
    fromMs: fromMs ?? ports.gate.nowMs(),
    toMs,
    origin: 'self' as const,
  };
  return write(call, ports, { kind: 'fileNumber', filing }, 'filing');
};
