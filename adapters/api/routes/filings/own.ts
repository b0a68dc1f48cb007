import { asId, type LineId } from '@wurao/domain';
import { stop } from '../../http/need.ts';
import type { ApiPorts } from '../../ports.ts';
import { ownsLine } from '../../read/attempt.ts';
import { seenNoun } from '../nouns.ts';
import type { Call } from '../route.ts';

/** A filing that the asker may change: 404 when it may not even see it, 403 when it may only look. */
export const changeableFiling = async (
  call: Call,
  ports: ApiPorts,
  merchantKinds: readonly string[],
): Promise<string> => {
  const id = call.params['id'] ?? '';
  const filing = await seenNoun(call, ports, 'filing', id);
  const { role } = call.actor;
  if (role === 'merchant' && !merchantKinds.includes(String(filing['kind']))) {
    throw stop('forbidden', 'id', "a merchant changes its agents' numbers only", 'Ask the carrier of the line.');
  }
  const line = filing['line'];
  if (
    role === 'carrier' &&
    !(typeof line === 'string' && call.key && ownsLine(call.key, asId<LineId>(line), ports.gate))
  ) {
    throw stop('forbidden', 'id', 'the filing is not on a line of this key', 'Ask whoever filed it.');
  }
  return id;
};
