import {
  channelBit,
  type Failure,
  failure,
  type LineId,
  type PhoneNumber,
  type Purpose,
  purposeBit,
  type Result,
  success,
} from '@wurao/domain';
import type { SanctionScope, SanctionTargetKind } from './sanction-kinds.ts';
import {
  type PurposeCounts,
  type Reach,
  type ReachGraph,
  type ReachOrder,
  type ReachTraffic,
  spareLines,
} from './spare-lines.ts';

/** How far back traffic is counted. */
export const REACH_DAYS = 30;

export interface AnyReachOrder extends Omit<ReachOrder, 'target'> {
  readonly target: { readonly kind: SanctionTargetKind; readonly id: string };
}

const noSuch = (kind: string, id: string): Failure =>
  failure('not-found', `No ${kind}`, {
    field: 'target.id',
    message: `there is no ${kind} ${id}`,
    remedy: `Name a ${kind} that is registered.`,
  });

const counted = (
  traffic: readonly ReachTraffic[],
  scope: SanctionScope,
): { readonly stopped: PurposeCounts; readonly passes: PurposeCounts } => {
  const stopped: Partial<Record<Purpose, number>> = {};
  const passes: Partial<Record<Purpose, number>> = {};
  for (const { purpose, channel, attempts } of traffic) {
    const isBitten = (scope.purposes & purposeBit(purpose)) !== 0 && (scope.channels & channelBit(channel)) !== 0;
    const counts = isBitten ? stopped : passes;
    counts[purpose] = (counts[purpose] ?? 0) + attempts;
  }
  return { stopped, passes };
};

const isFiled = ({ status, fromMs, toMs }: ReachGraph['filings'][number], atMs: number): boolean =>
  status === 'active' && fromMs <= atMs && (toMs === undefined || atMs < toMs);

/** One line, with every number that is filed on it. */
const lineReach = (graph: ReachGraph, order: AnyReachOrder, traffic: readonly ReachTraffic[]): Result<Reach> => {
  const id = order.target.id as LineId;
  const line = graph.lines.find((one) => one.id === id);
  if (!line) return noSuch('line', id);
  const numbers = graph.filings
    .filter((filing) => filing.line === id && isFiled(filing, order.atMs))
    .map(({ caller, prefix, merchant }) => ({ caller, prefix, merchant, by: 'line' as const }));
  const counts = counted(
    traffic.filter((row) => row.line === id),
    order.scope,
  );
  const group = { province: line.province, carrier: line.chain[0], lines: [{ id, by: 'chain' as const }], numbers };
  return success({ ids: [], groups: [{ ...group, ...counts }], ...counts });
};

/** One number, wherever it is filed. */
const numberReach = (graph: ReachGraph, order: AnyReachOrder, traffic: readonly ReachTraffic[]): Result<Reach> => {
  const number = order.target.id as PhoneNumber;
  const filings = graph.filings.filter((one) => !one.prefix && one.caller === number && isFiled(one, order.atMs));
  const lines = filings.flatMap(({ line }) => (line === undefined ? [] : [line]));
  const counts = counted(
    traffic.filter((row) => row.caller === number),
    order.scope,
  );
  const group = {
    province: filings[0]?.province,
    carrier: graph.lines.find(({ id }) => id === lines[0])?.chain[0],
    lines: [...new Set(lines)].map((id) => ({ id, by: 'filing' as const })),
    numbers: filings.map(({ caller, prefix, merchant }) => ({ caller, prefix, merchant, by: 'own' as const })),
  };
  return success({ ids: [], groups: [{ ...group, ...counts }], ...counts });
};

/** What a sanction on any target would reach: of an organisation its spare lines, too (`spareLines`). */
export const reachOf = (graph: ReachGraph, order: AnyReachOrder, traffic: readonly ReachTraffic[]): Result<Reach> => {
  const { kind, id } = order.target;
  if (kind === 'line') return lineReach(graph, order, traffic);
  if (kind === 'number') return numberReach(graph, order, traffic);
  return spareLines(graph, { ...order, target: { kind, id } }, traffic);
};

/** Whose traffic is to be counted for it. */
export const trafficAsked = (
  { ids, groups }: Reach,
  { target }: AnyReachOrder,
): {
  readonly lines: readonly string[];
  readonly merchants: readonly string[];
  readonly callers: readonly string[];
} => ({
  lines: target.kind === 'number' ? [] : groups.flatMap(({ lines }) => lines.map((line) => line.id)),
  merchants: ids,
  callers: target.kind === 'number' ? [target.id] : [],
});

/** As one carrier may see it: what lies with it, and no other's lines and numbers. */
export const reachAt = (reach: Reach, carrier: string): Reach => {
  const groups = reach.groups.filter((group) => group.carrier === carrier);
  const sum = (part: 'stopped' | 'passes'): PurposeCounts => {
    const counts: Partial<Record<Purpose, number>> = {};
    for (const group of groups)
      for (const [purpose, attempts] of Object.entries(group[part]) as [Purpose, number][])
        counts[purpose] = (counts[purpose] ?? 0) + attempts;
    return counts;
  };
  return { ids: reach.ids, groups, stopped: sum('stopped'), passes: sum('passes') };
};
