import {
  type Channel,
  channelBit,
  type Failure,
  type Filing,
  failure,
  type InstantMs,
  invalid,
  type Line,
  type LineId,
  type Merchant,
  type MerchantId,
  type Party,
  type PartyId,
  type PhoneNumber,
  PURPOSES,
  type Purpose,
  purposeBit,
  type Result,
  success,
} from '@wurao/domain';
import type { SanctionScope } from './sanction-kinds.ts';

/** More than this is no preview: it is refused, never cut off. */
export const REACH_LINES_MAX = 10_000;
export const REACH_NUMBERS_MAX = 100_000;
export const REACH_IDS_MAX = 1_000;
export const REACH_TRAFFIC_ROWS_MAX = 1_000_000;

/** GB/T 2260 code; undefined: not known. */
type ProvinceCode = string | undefined;

export interface ReachLine extends Pick<Line, 'id' | 'chain' | 'status'> {
  /** Where it is connected. */
  readonly province: ProvinceCode;
}

export interface ReachFiling
  extends Pick<Filing, 'id' | 'caller' | 'prefix' | 'merchant' | 'line' | 'status' | 'fromMs' | 'toMs'> {
  /** Of the number, where it has no line. */
  readonly province: ProvinceCode;
}

export interface ReachGraph {
  readonly parties: readonly Pick<Party, 'id' | 'kind' | 'creditCode'>[];
  readonly merchants: readonly Pick<Merchant, 'id' | 'creditCode'>[];
  readonly lines: readonly ReachLine[];
  readonly filings: readonly ReachFiling[];
}

/** Attempts that the journal let through, over whatever days the asker counted. */
export interface ReachTraffic {
  readonly line: LineId | undefined;
  readonly caller: PhoneNumber | undefined;
  readonly merchant: MerchantId | undefined;
  readonly purpose: Purpose;
  readonly channel: Channel;
  readonly attempts: number;
}

export interface ReachOrder {
  readonly target: { readonly kind: 'party' | 'merchant'; readonly id: string };
  /** Parties of the chain that a named handler reaches beside it (`SanctionStep.reaches`). */
  readonly along: readonly PartyId[];
  readonly scope: SanctionScope;
  readonly atMs: InstantMs;
}

/** `chain`: it stands on it, and all its traffic stops. `filing`: a number is filed on it, and only that merchant's traffic stops. */
export interface ReachedLine {
  readonly id: LineId;
  readonly by: 'chain' | 'filing';
}
/** `own`: filed by whom it is about. `line`: another merchant's, on a line that is reached: it suffers with it. */
export interface ReachedNumber {
  readonly caller: string;
  readonly prefix: boolean;
  readonly merchant: MerchantId;
  readonly by: 'own' | 'line';
}

export type PurposeCounts = Readonly<Partial<Record<Purpose, number>>>;

/** What lies in one province at one carrier. */
export interface ReachGroup {
  readonly province: ProvinceCode;
  /** The first of the lines' chains; undefined: numbers without a line. */
  readonly carrier: PartyId | undefined;
  readonly lines: readonly ReachedLine[];
  readonly numbers: readonly ReachedNumber[];
  /** Attempts by purpose that would stop. */
  readonly stopped: PurposeCounts;
  /** Attempts by purpose, of the same lines and numbers, that would pass: of other purposes or channels. */
  readonly passes: PurposeCounts;
}

export interface Reach {
  /** The same organisation under each of its ids (by credit code), and the parties reached along the chain; never a carrier. */
  readonly ids: readonly string[];
  /** By province, then carrier; what is not known comes last. */
  readonly groups: readonly ReachGroup[];
  readonly stopped: PurposeCounts;
  readonly passes: PurposeCounts;
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const lastIfUnknown = (a: string | undefined, b: string | undefined): number =>
  a === b ? 0 : a === undefined ? 1 : b === undefined ? -1 : byText(a, b);

const tooMuch = (what: string, count: number, most: number): Failure =>
  failure('too-large', 'Reaches too much to be shown', {
    field: 'target',
    message: `it would reach ${count} ${what}, more than ${most}`,
    remedy: 'Sanction its parts one by one.',
  });

/** Every id under which the organisations are registered: a spare line is often another company in name, with the same licence. */
const idsOf = ({ parties, merchants }: ReachGraph, { target, along }: ReachOrder): Result<ReadonlySet<string>> => {
  const carriers = new Set<string>(parties.filter(({ kind }) => kind === 'carrier').map(({ id }) => id));
  const registered = [...parties, ...merchants];
  const seeds = new Set<string>([target.id, ...along]);
  const ofTarget = target.kind === 'merchant' ? merchants : parties;
  if (!ofTarget.some(({ id }) => id === target.id))
    return failure('not-found', `No ${target.kind}`, {
      field: 'target.id',
      message: `there is no ${target.kind} ${target.id}`,
      remedy: `Name a ${target.kind} that is registered.`,
    });
  if (carriers.has(target.id))
    return invalid('target.id', 'a carrier connects everybody', 'Sanction the line, or whoever speaks on it.');
  const codes = new Set<string>();
  for (const { id, creditCode } of registered)
    if (creditCode !== undefined && seeds.has(id) && !carriers.has(id)) codes.add(creditCode);
  const ids = [...seeds];
  for (const { id, creditCode } of registered) if (creditCode !== undefined && codes.has(creditCode)) ids.push(id);
  const reached = new Set(ids.filter((id) => !carriers.has(id)).sort(byText));
  return reached.size > REACH_IDS_MAX ? tooMuch('organisations', reached.size, REACH_IDS_MAX) : success(reached);
};

const isFiled = ({ status, fromMs, toMs }: ReachFiling, atMs: InstantMs): boolean =>
  status === 'active' && fromMs <= atMs && (toMs === undefined || atMs < toMs);

interface Found {
  readonly ids: ReadonlySet<string>;
  readonly lines: ReadonlyMap<LineId, ReachLine>;
  readonly reachedLines: ReadonlyMap<LineId, ReachedLine['by']>;
  readonly numbers: readonly (ReachFiling & { readonly by: ReachedNumber['by'] })[];
}

const findIn = (graph: ReachGraph, order: ReachOrder, ids: ReadonlySet<string>): Found => {
  const open = graph.lines.filter(({ status }) => status !== 'closed');
  const lines = new Map(open.map((line) => [line.id, line]));
  const reachedLines = new Map<LineId, ReachedLine['by']>();
  for (const { id, chain } of open) if (chain.some((party) => ids.has(party))) reachedLines.set(id, 'chain');
  const numbers: (ReachFiling & { by: ReachedNumber['by'] })[] = [];
  // In one order whatever that of the rows: where a number is filed twice, the same filing tells its province.
  for (const filing of [...graph.filings].sort((a, b) => byText(a.id, b.id))) {
    if (!isFiled(filing, order.atMs)) continue;
    if (ids.has(filing.merchant)) numbers.push({ ...filing, by: 'own' });
    else if (filing.line !== undefined && reachedLines.get(filing.line) === 'chain')
      numbers.push({ ...filing, by: 'line' });
  }
  for (const { line, by } of numbers)
    if (by === 'own' && line !== undefined && lines.has(line) && !reachedLines.has(line))
      reachedLines.set(line, 'filing');
  return { ids, lines, reachedLines, numbers };
};

interface OpenGroup {
  readonly province: ProvinceCode;
  readonly carrier: PartyId | undefined;
  readonly lines: ReachedLine[];
  readonly numbers: ReachedNumber[];
  readonly stopped: Map<Purpose, number>;
  readonly passes: Map<Purpose, number>;
}

class Groups {
  readonly #groups = new Map<string, OpenGroup>();

  at(province: ProvinceCode, carrier: PartyId | undefined): OpenGroup {
    const key = JSON.stringify([province ?? null, carrier ?? null]);
    const group = this.#groups.get(key) ?? {
      province,
      carrier,
      lines: [],
      numbers: [],
      stopped: new Map(),
      passes: new Map(),
    };
    this.#groups.set(key, group);
    return group;
  }

  inOrder(): readonly OpenGroup[] {
    return [...this.#groups.values()].sort(
      (a, b) => lastIfUnknown(a.province, b.province) || lastIfUnknown(a.carrier, b.carrier),
    );
  }
}

const groupOf = (groups: Groups, line: ReachLine | undefined, province: ProvinceCode): OpenGroup =>
  line === undefined ? groups.at(province, undefined) : groups.at(line.province, line.chain[0]);

const add = (counts: Map<Purpose, number>, purpose: Purpose, attempts: number): void => {
  counts.set(purpose, (counts.get(purpose) ?? 0) + attempts);
};

/** The province of an own number as it was called: of its exact filing, else of the longest prefix; none: it is no own number. */
const ownNumbers = ({ numbers }: Found): ((caller: PhoneNumber) => { readonly province: ProvinceCode } | undefined) => {
  const exact = new Map<string, ReachFiling>();
  const prefixes = new Map<string, ReachFiling>();
  for (const filing of numbers) if (filing.by === 'own') (filing.prefix ? prefixes : exact).set(filing.caller, filing);
  return (caller) => {
    const found = exact.get(caller);
    for (let end = caller.length; found === undefined && end > 0; end -= 1) {
      const covering = prefixes.get(caller.slice(0, end));
      if (covering) return covering;
    }
    return found;
  };
};

const countTraffic = (groups: Groups, found: Found, traffic: readonly ReachTraffic[], scope: SanctionScope): void => {
  const ownNumber = ownNumbers(found);
  for (const { line: lineId, caller, merchant, purpose, channel, attempts } of traffic) {
    const line = lineId === undefined ? undefined : found.lines.get(lineId);
    const onChain = lineId !== undefined && found.reachedLines.get(lineId) === 'chain';
    const own = caller === undefined ? undefined : ownNumber(caller);
    const isOwn = merchant === undefined ? own !== undefined : found.ids.has(merchant);
    if (!onChain && !isOwn) continue;
    const isBitten = (scope.purposes & purposeBit(purpose)) !== 0 && (scope.channels & channelBit(channel)) !== 0;
    const group = groupOf(groups, line, own?.province);
    add(isBitten ? group.stopped : group.passes, purpose, attempts);
  }
};

const inPurposeOrder = (counts: ReadonlyMap<Purpose, number>): PurposeCounts =>
  Object.fromEntries(
    PURPOSES.flatMap((purpose) => (counts.get(purpose) ? [[purpose, counts.get(purpose) as number]] : [])),
  );
const sumOf = (groups: readonly OpenGroup[], part: 'stopped' | 'passes'): PurposeCounts => {
  const sum = new Map<Purpose, number>();
  for (const group of groups) for (const [purpose, attempts] of group[part]) add(sum, purpose, attempts);
  return inPurposeOrder(sum);
};

const byNumber = (a: ReachedNumber, b: ReachedNumber): number =>
  byText(a.caller, b.caller) || Number(a.prefix) - Number(b.prefix) || byText(a.merchant, b.merchant);
const isSameNumber = (a: ReachedNumber, b: ReachedNumber | undefined): boolean =>
  b !== undefined && byNumber(a, b) === 0;

const checkTraffic = (traffic: readonly ReachTraffic[]): Failure | undefined => {
  if (traffic.length > REACH_TRAFFIC_ROWS_MAX)
    return tooMuch('rows of traffic', traffic.length, REACH_TRAFFIC_ROWS_MAX);
  const wrong = traffic.findIndex(({ attempts }) => !Number.isSafeInteger(attempts) || attempts < 0);
  return wrong < 0
    ? undefined
    : invalid(`traffic[${wrong}].attempts`, 'no count', 'Give whole numbers of attempts from 0.');
};

/**
 * What a sanction on a party or merchant would reach, to be shown before it is applied: its other lines and numbers, in whatever province,
 * and the traffic of them that it would stop. The same rows in any order give the same answer. Carriers are left out, the target being one
 * is refused. `too-large` where it would reach more than can be shown; `not-found`, `invalid` on a target or a count that is none.
 */
export const spareLines = (graph: ReachGraph, order: ReachOrder, traffic: readonly ReachTraffic[]): Result<Reach> => {
  const bad = checkTraffic(traffic);
  if (bad) return bad;
  const ids = idsOf(graph, order);
  if (!ids.ok) return ids;
  const found = findIn(graph, order, ids.value);
  if (found.reachedLines.size > REACH_LINES_MAX) return tooMuch('lines', found.reachedLines.size, REACH_LINES_MAX);
  if (found.numbers.length > REACH_NUMBERS_MAX) return tooMuch('numbers', found.numbers.length, REACH_NUMBERS_MAX);
  const groups = new Groups();
  for (const [id, by] of found.reachedLines) groupOf(groups, found.lines.get(id), undefined).lines.push({ id, by });
  for (const { caller, prefix, merchant, by, line: lineId, province } of found.numbers) {
    const line = lineId === undefined ? undefined : found.lines.get(lineId);
    groupOf(groups, line, province).numbers.push({ caller, prefix, merchant, by });
  }
  countTraffic(groups, found, traffic, order.scope);
  const sorted = groups.inOrder();
  return success({
    ids: [...ids.value],
    groups: sorted.map((group) => ({
      province: group.province,
      carrier: group.carrier,
      lines: group.lines.sort((a, b) => byText(a.id, b.id)),
      numbers: group.numbers.sort(byNumber).filter((one, at, all) => !isSameNumber(one, all[at - 1])),
      stopped: inPurposeOrder(group.stopped),
      passes: inPurposeOrder(group.passes),
    })),
    stopped: sumOf(sorted, 'stopped'),
    passes: sumOf(sorted, 'passes'),
  });
};
