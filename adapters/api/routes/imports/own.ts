import { notFound, stop } from '../../http/need.ts';
import { Stop } from '../../http/problem.ts';
import type { ImportView } from '../../import-port.ts';
import type { ApiPorts } from '../../ports.ts';
import type { Call } from '../route.ts';

/** The import, if it is there and the asker's: staff see all, a party its own. */
export const ownImport = async (call: Call, ports: ApiPorts): Promise<ImportView> => {
  const found = await ports.imports.byId(call.params['id'] ?? '');
  if (!found.ok && found.code !== 'not-found') throw new Stop(found);
  const { role, party } = call.actor;
  const isParty = role === 'merchant' || role === 'carrier';
  if (!found.ok || (isParty && found.value.record.actor.party !== party)) throw notFound('import');
  return found.value;
};

/** The bytes of a piece. */
export const bytesOf = (call: Call): Uint8Array => {
  if (call.body instanceof Uint8Array) return call.body;
  throw stop('malformed', '', 'no bytes were sent', 'Send the bytes of the file as application/octet-stream.');
};
