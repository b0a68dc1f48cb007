import type { Party } from '@wurao/domain';
import type { Handler } from '../route.ts';
import { write } from '../write.ts';

interface PartyBody {
  readonly id?: string;
  readonly name: string;
  readonly kind: Party['kind'];
  readonly creditCode?: string;
}

/** POST /v1/parties */
export const registerParty: Handler = (call, ports) => {
  const { id, name, kind, creditCode } = call.body as PartyBody;
  return write(call, ports, { kind: 'registerParty', id, name, partyKind: kind, creditCode }, 'party');
};
