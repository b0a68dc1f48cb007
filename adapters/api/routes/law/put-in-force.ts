import { stopInvalid } from '../../http/need.ts';
import type { Handler } from '../route.ts';
import { write } from '../write.ts';

/** PUT /v1/law: which pack is in force from now on. */
export const putLawInForce: Handler = (call, ports) => {
  const { law } = call.body as { readonly law: string };
  if (!ports.gate.lawPack(law)) {
    const known = ports.gate.laws().packs.map(({ pack }) => pack.id);
    throw stopInvalid('law', 'no such law pack', `Name one of ${known.join(', ')}.`);
  }
  return write(call, ports, { kind: 'setLaw', law }, 'law', { law });
};
