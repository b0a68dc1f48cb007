import { isUntold, type ListedSanction, type SanctionSheet, type SanctionState } from '@wurao/casework';
import type { Page } from '@wurao/registry';
import { need, notFound } from '../../http/need.ts';
import type { ApiPorts } from '../../ports.ts';
import { sanctionSheetView, sanctionView } from '../../views/sanction-view.ts';
import { pageAnswer, pageOf } from '../list.ts';
import { type Call, type Handler, ok } from '../route.ts';

/** A merchant sees its own; everybody else who may knock sees all of them; nobody what it would be hit by and was not told of. */
const sees = ({ actor }: Call, sheet: SanctionSheet): boolean => {
  if (sheet.kind !== 'file') return actor.role !== 'merchant';
  const isOwn = actor.party !== undefined && sheet.file.owner === actor.party;
  return isOwn ? !isUntold(sheet.file) : actor.role !== 'merchant';
};

export const seenSanction = async (call: Call, ports: ApiPorts, id: string): Promise<SanctionSheet> => {
  const sheet = need(await ports.control.ask({ kind: 'sanctionSheet', id })) as SanctionSheet | undefined;
  if (!sheet || !sees(call, sheet)) throw notFound('sanction');
  return sheet;
};

/** GET /v1/sanctions/{id} */
export const readSanction: Handler = async (call, ports) =>
  ok(sanctionSheetView(call.actor, await seenSanction(call, ports, call.params['id'] ?? ''), ports.gate.nowMs()));

/** GET /v1/sanctions */
export const listSanctions: Handler = async (call, ports) => {
  const { role, party } = call.actor;
  const nowMs = ports.gate.nowMs();
  const asked = call.query['owner'];
  const filter = {
    owner: role === 'merchant' ? (party ?? '') : asked === undefined ? undefined : String(asked),
    hiddenFrom: role === 'merchant' || role === 'carrier' ? party : undefined,
    state: call.query['state'] as SanctionState | undefined,
  };
  const query = { kind: 'sanctions', filter, nowMs, ...pageOf(call) } as const;
  const page = need(await ports.control.ask(query)) as Page<ListedSanction>;
  return pageAnswer(page, (listed) => sanctionView(call.actor, listed, nowMs));
};
