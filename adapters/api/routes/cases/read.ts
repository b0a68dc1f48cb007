import { type CaseCount, type CaseFile, type CaseSheet, type CaseState, handOf, pageSubject } from '@wurao/casework';
import type { Page } from '@wurao/registry';
import { need, notFound } from '../../http/need.ts';
import type { ApiPorts } from '../../ports.ts';
import { readLogged } from '../../read/read-logged.ts';
import { CASE_STAFF, caseView, sheetView } from '../../views/case-view.ts';
import { pageAnswer, pageOf } from '../list.ts';
import { type Call, type Handler, ok } from '../route.ts';

const isParty = ({ actor }: Call, { party }: CaseFile): boolean => party !== undefined && party.id === actor.party;
const sees = (call: Call, file: CaseFile): boolean => CASE_STAFF.includes(call.actor.role) || isParty(call, file);

const said = (call: Call, name: string): string | undefined => {
  const value = call.query[name];
  return value === undefined ? undefined : String(value);
};

export const sightOf = ({ actor }: Call, { gate }: ApiPorts) => ({
  law: gate.law(),
  nowMs: gate.nowMs(),
  who: handOf(actor).who,
});

/** GET /v1/cases: staff all of them, a party those that were put to it. */
export const listCases: Handler = async (call, ports) => {
  const { role, party } = call.actor;
  const filter = {
    state: said(call, 'state') as CaseState | undefined,
    province: said(call, 'province'),
    category: said(call, 'category'),
    assignee: said(call, 'assignee'),
    party: CASE_STAFF.includes(role) ? said(call, 'party') : (party ?? ''),
    overdueAtMs: said(call, 'overdue') === 'true' ? ports.gate.nowMs() : undefined,
  };
  const page = need(await ports.control.ask({ kind: 'cases', filter, ...pageOf(call) })) as Page<CaseFile>;
  await readLogged(call, ports, pageSubject('cases', page.items.length), 'listCases');
  return pageAnswer(page, (file) => caseView(role, file, sightOf(call, ports)));
};

/** The case, where the asker works it or it was put to them. `what`: the call it is read for. */
export const sheetSeen = async (call: Call, ports: ApiPorts, what: string): Promise<CaseSheet> => {
  const found = need(await ports.control.ask({ kind: 'caseSheet', id: call.params['id'] ?? '' }));
  const sheet = found as CaseSheet | undefined;
  if (!sheet || !sees(call, sheet.file)) throw notFound('case');
  await readLogged(call, ports, [{ kind: 'case', id: sheet.file.id }], what);
  return sheet;
};

/** GET /v1/cases/{id} */
export const readCase: Handler = async (call, ports) =>
  ok(
    sheetView(
      call.actor.role,
      await sheetSeen(call, ports, 'readCase'),
      sightOf(call, ports),
      said(call, 'numbers') === 'masked' ? 'masked' : 'whole',
    ),
  );

/** GET /v1/cases/search */
export const searchCases: Handler = async (call, ports) => {
  const { limit } = pageOf(call);
  const narrowed = { state: said(call, 'state') as CaseState | undefined, province: said(call, 'province') };
  const text = said(call, 'text') ?? '';
  const found = need(await ports.control.ask({ kind: 'caseSearch', text, ...narrowed, limit }));
  const files = found as readonly CaseFile[];
  await readLogged(call, ports, pageSubject('cases', files.length), 'searchCases');
  return ok({ items: files.map((file) => caseView(call.actor.role, file, sightOf(call, ports))) });
};

/** GET /v1/cases/counts */
export const countCases: Handler = async (_call, ports) => {
  const counts = need(await ports.control.ask({ kind: 'caseCounts', nowMs: ports.gate.nowMs() }));
  return ok({ items: counts as readonly CaseCount[] });
};
