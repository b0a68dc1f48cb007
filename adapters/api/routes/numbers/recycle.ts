import { readSubscriber } from '../../read/fields.ts';
import type { Handler } from '../route.ts';
import { write } from '../write.ts';

/** POST /v1/numbers/{number}/recycling: a new tenure begins. That the carrier holds the number is checked by the registry. */
export const recycleNumber: Handler = (call, ports) => {
  const number = readSubscriber(call.params['number'] ?? '', 'number');
  return write(call, ports, { kind: 'recycleNumber', number }, 'recycling', { number });
};
