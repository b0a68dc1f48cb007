import { checkPack, wholePack } from '@wurao/law';
import { need } from '../../http/need.ts';
import { readInstant } from '../../read/fields.ts';
import { type Handler, ok } from '../route.ts';
import { write } from '../write.ts';

/** POST /v1/laws: a pack as data, into the register for good; with an instant, in force from then on. */
export const installLaw: Handler = (call, ports) => {
  const { pack, from } = call.body as { readonly pack: object; readonly from?: string };
  const data = need(wholePack(pack, (id) => ports.gate.lawPack(id)));
  // Checked before the store is asked, so that what is wrong costs it nothing.
  const { id } = need(checkPack(data));
  return write(call, ports, { kind: 'installLaw', data, fromMs: readInstant(from) }, 'installedLaw', { id });
};

/** POST /v1/laws/check: what installing would say, without a trace. */
export const checkLaw: Handler = async (call, { gate }) => {
  const { pack } = call.body as { readonly pack: object };
  const { id, clauses } = need(checkPack(need(wholePack(pack, (known) => gate.lawPack(known)))));
  return ok({ id, clauses: Object.keys(clauses).length, isKnown: gate.lawPack(id) !== undefined });
};
