import {
  agentFine,
  DEFAULT_SANCTION_SCOPE,
  MS_PER_DAY,
  REACH_DAYS,
  type Reach,
  type ReachGraph,
  type ReachRows,
  reachAt,
  reachOf,
  SANCTION_KIND_RULES,
  trafficAsked,
} from '@wurao/casework';
import { asId, type PartyId, type PhoneNumber, PROVINCES, provinceKey } from '@wurao/domain';
import { need, stopInvalid } from '../../http/need.ts';
import type { ApiPorts } from '../../ports.ts';
import { reachView } from '../../views/sanction-view.ts';
import { type Call, type Handler, ok } from '../route.ts';
import { readTarget, type SanctionBody, type SanctionTarget, scopeSaid } from './propose.ts';

interface PreviewBody extends SanctionBody {
  readonly target: SanctionTarget;
  readonly agent?: { readonly firmContacts: number; readonly agentContacts: number };
}

const PROVINCE_BY_KEY: ReadonlyMap<number, string> = new Map(PROVINCES.map(({ code }) => [provinceKey(code), code]));

/** A number lies where its prefix is given out; a line where the numbers on it do, if they lie in one province. */
const placed = ({ parties, merchants, lines, filings }: ReachRows, { numbering }: ApiPorts): ReachGraph => {
  const plan = numbering.current();
  const placedFilings = filings.map((filing) => ({
    ...filing,
    province: filing.prefix ? undefined : PROVINCE_BY_KEY.get(plan.provinceOf(filing.caller as PhoneNumber)),
  }));
  const provinces = new Map<string, Set<string>>();
  for (const { line, province } of placedFilings) {
    if (line === undefined || province === undefined) continue;
    const known = provinces.get(line) ?? new Set();
    provinces.set(line, known.add(province));
  }
  const ofLine = (id: string): string | undefined => {
    const known = provinces.get(id);
    return known?.size === 1 ? [...known][0] : undefined;
  };
  const placedLines = lines.map((line) => ({ ...line, province: ofLine(line.id) }));
  return { parties, merchants, lines: placedLines, filings: placedFilings };
};

const fineOf = ({ kind, amountYuan, agent }: PreviewBody): object => {
  if (agent === undefined) return {};
  if (kind !== 'fine' || amountYuan === undefined)
    throw stopInvalid(
      'agent',
      'belongs to a fine with its amount',
      'Give kind "fine" and amountYuan, or leave it out.',
    );
  return { agentFine: need(agentFine({ firmYuan: amountYuan, ...agent })) };
};

const seenBy = ({ actor }: Call, reach: Reach): Reach =>
  actor.role === 'carrier' ? reachAt(reach, actor.party ?? '') : reach;

/** POST /v1/sanctions/preview: whom it would reach, and what it would stop. Changes nothing. */
export const previewSanction: Handler = async (call, ports) => {
  const body = call.body as PreviewBody;
  const untilMs = ports.gate.nowMs();
  const order = {
    target: readTarget(call, ports, body.target, 'target'),
    along: (body.along ?? []).map((id) => asId<PartyId>(id)),
    scope: scopeSaid(body, DEFAULT_SANCTION_SCOPE) ?? DEFAULT_SANCTION_SCOPE,
    atMs: untilMs,
  };
  const fine = fineOf(body);
  const graph = placed(need(await ports.control.ask({ kind: 'reachRows' })) as ReachRows, ports);
  const reached = need(reachOf(graph, order, []));
  const period = { sinceMs: untilMs - REACH_DAYS * MS_PER_DAY, untilMs };
  const traffic = need(await ports.archive.traffic({ ...period, ...trafficAsked(reached, order) }));
  const { notice, bites, term } = SANCTION_KIND_RULES[body.kind];
  return ok({
    bites: bites !== undefined,
    ...(notice && { noticeDays: notice.days }),
    ...(term && { longestDays: term.longestDays }),
    days: REACH_DAYS,
    ...reachView(seenBy(call, need(reachOf(graph, order, traffic)))),
    ...fine,
  });
};
