import { LAW_PACKS } from '@wurao/law';
import { stopInvalid } from '../../http/need.ts';
import type { Handler } from '../route.ts';
import { write } from '../write.ts';

/** PUT /v1/law: which pack is in force. */
export const putLawInForce: Handler = (call, ports) => {
  const { law } = call.body as { readonly law: string };
  if (!LAW_PACKS.has(law))
    throw stopInvalid('law', 'no such law pack', `Name one of ${[...LAW_PACKS.keys()].join(', ')}.`);
  return write(call, ports, { kind: 'setLaw', law }, 'law', { law });
};
