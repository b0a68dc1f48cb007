import { asId, type PartyId } from '@wurao/domain';
import { stop } from '../../http/need.ts';
import { readNumber } from '../../read/fields.ts';
import type { Handler } from '../route.ts';
import { write } from '../write.ts';

/** PUT /v1/numbers/{number}/ownership: whose network serves it, from a portability feed. */
export const recordOwnership: Handler = (call, ports) => {
  const number = readNumber(call.params['number'] ?? '', 'number');
  const { carrier } = call.body as { readonly carrier: string };
  if (call.actor.role === 'carrier' && call.actor.party !== carrier) {
    throw stop(
      'forbidden',
      'carrier',
      'a carrier claims numbers for itself only',
      'Name your own party, or let the operator of the feed write it.',
    );
  }
  return write(call, ports, { kind: 'recordOwnership', number, carrier: asId<PartyId>(carrier) }, 'ownership', {
    number,
    carrier,
  });
};
