import { asId, type InstantMs, type LineId } from '@wurao/domain';
import type { Page } from '@wurao/registry';
import { need, stop, stopInvalid } from '../../http/need.ts';
import type { ApiPorts } from '../../ports.ts';
import { ownsLine } from '../../read/attempt.ts';
import type { Call } from '../route.ts';

const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
export const LENGTHS_MS = { minute: MINUTE_MS, hour: 60 * MINUTE_MS, day: DAY_MS } as const;
const LINES_AT_ONCE = 500;

export interface Span {
  readonly fromMs: InstantMs;
  readonly toMs: InstantMs;
}

/** From a whole minute, hour or day of the law's zone on; default: the last `defaultMs`. */
export const spanAsked = (call: Call, { gate }: ApiPorts, everyMs: number, defaultMs: number): Span => {
  const at = (name: string): InstantMs | undefined => {
    const text = call.query[name];
    return text === undefined ? undefined : Date.parse(String(text));
  };
  const toMs = at('to') ?? gate.nowMs();
  const zoneMs = gate.law().zoneMinutes * MINUTE_MS;
  const wishMs = at('from') ?? toMs - defaultMs;
  if (wishMs >= toMs) throw stopInvalid('from', 'not before `to`', 'Name an earlier instant, or leave it out.');
  const fromMs = Math.floor((wishMs + zoneMs) / everyMs) * everyMs - zoneMs;
  return { fromMs, toMs };
};

type Fact = { readonly id: LineId };

/** Every line that this key may see. */
export const linesOf = async (call: Call, { control, gate }: ApiPorts): Promise<readonly LineId[]> => {
  const { key } = call;
  const lines: LineId[] = [];
  let after: string | undefined;
  do {
    const query = { kind: 'nouns', noun: 'line', merchant: undefined, after, limit: LINES_AT_ONCE } as const;
    const page = need(await control.ask(query)) as Page<Fact>;
    for (const { id } of page.items) if (key !== undefined && ownsLine(key, id, gate)) lines.push(id);
    after = page.next;
  } while (after !== undefined);
  return lines;
};

/** The lines that figures are asked of. Undefined: all there are. */
export const linesAsked = async (call: Call, ports: ApiPorts): Promise<readonly LineId[] | undefined> => {
  const named = call.query['line'] === undefined ? undefined : asId<LineId>(String(call.query['line']));
  if (call.actor.role !== 'carrier') return named === undefined ? undefined : [named];
  if (named === undefined) return linesOf(call, ports);
  if (call.key === undefined || !ownsLine(call.key, named, ports.gate))
    throw stop('forbidden', 'line', 'this key does not own the line', 'Name a line of this key, or leave it out.');
  return [named];
};
