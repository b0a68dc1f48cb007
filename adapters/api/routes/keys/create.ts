import { asId, type LineId, type PartyId, type Role } from '@wurao/domain';
import { stop, stopInvalid } from '../../http/need.ts';
import type { Handler } from '../route.ts';
import { write } from '../write.ts';

interface KeyBody {
  readonly role: Role;
  readonly party?: string;
  readonly lines?: readonly string[];
}

/** POST /v1/keys. Subscribers get theirs by a code to their number, never from an operator. */
export const createKey: Handler = (call, ports) => {
  const { role, party: named, lines } = call.body as KeyBody;
  const own = call.actor.role === 'admin' ? undefined : call.actor;
  if (own !== undefined && (role !== own.role || (named !== undefined && named !== own.party)))
    throw stop('forbidden', 'role', 'a key is made for oneself only', 'Name your own role, and leave party out.');
  const party = own?.party ?? named;
  const isParty = role === 'merchant' || role === 'carrier';
  if (isParty && party === undefined) throw stopInvalid('party', 'missing', `Name the ${role} that this key is for.`);
  if (!isParty && party !== undefined)
    throw stopInvalid('party', `does not belong to a key of role ${role}`, 'Leave party out.');
  const command = {
    kind: 'createKey',
    role,
    party: party === undefined ? undefined : asId<PartyId>(party),
    lines: (lines ?? []).map((line) => asId<LineId>(line)),
  } as const;
  return write(call, ports, command, 'newKey', { role, party, lines: command.lines });
};
