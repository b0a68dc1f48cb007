import { stopInvalid } from '../../http/need.ts';
import { readInstant, readNumber } from '../../read/fields.ts';
import type { Handler } from '../route.ts';
import { write } from '../write.ts';
import { changeableFiling } from './own.ts';

interface BindingBody {
  readonly a: string;
  readonly b: string;
  readonly x: string;
  readonly order: string;
  readonly expiresAt: string;
}

/** POST /v1/filings/{id}/bindings: A rings X and reaches B, for one order. */
export const bindMiddleNumber: Handler = async (call, ports) => {
  const body = call.body as BindingBody;
  const expiresMs = readInstant(body.expiresAt) ?? 0;
  if (expiresMs <= ports.gate.nowMs()) throw stopInvalid('expiresAt', 'already past', 'Give an instant in the future.');
  const [a, b, x] = [readNumber(body.a, 'a'), readNumber(body.b, 'b'), readNumber(body.x, 'x')];
  const filing = await changeableFiling(call, ports, ['privacy-number']);
  return write(call, ports, { kind: 'bindMiddleNumber', filing, a, b, x, order: body.order, expiresMs }, 'binding');
};
