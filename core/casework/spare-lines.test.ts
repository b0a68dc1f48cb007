import {
  asId,
  CHANNELS,
  channelBit,
  type LineId,
  type MerchantId,
  type Party,
  type PartyId,
  type PhoneNumber,
  PURPOSES,
  purposeBit,
} from '@wurao/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SANCTION_SCOPE } from './sanction-kinds.ts';
import {
  REACH_LINES_MAX,
  REACH_NUMBERS_MAX,
  type Reach,
  type ReachFiling,
  type ReachGraph,
  type ReachLine,
  type ReachOrder,
  type ReachTraffic,
  spareLines,
} from './spare-lines.ts';

const CODE = '91350100M000100Y43';
const AT = Date.parse('2026-03-09T10:00:00+08:00');
const party = (id: string, kind: Party['kind'], creditCode?: string) => ({ id: asId<PartyId>(id), kind, creditCode });
const line = (id: string, chain: readonly string[], province?: string, status: ReachLine['status'] = 'active') => ({
  id: asId<LineId>(id),
  chain: chain.map((one) => asId<PartyId>(one)),
  province,
  status,
});
const filing = (id: string, caller: string, merchant: string, over: Partial<ReachFiling> = {}): ReachFiling => ({
  id: asId(id),
  caller,
  prefix: false,
  merchant: asId<MerchantId>(merchant),
  line: undefined,
  status: 'active',
  fromMs: 0,
  toMs: undefined,
  province: undefined,
  ...over,
});
const traffic = (
  on: string | undefined,
  caller: string | undefined,
  merchant: string | undefined,
  purpose: ReachTraffic['purpose'],
  attempts: number,
  channel: ReachTraffic['channel'] = 'voice',
): ReachTraffic => ({
  line: on === undefined ? undefined : asId<LineId>(on),
  caller: caller as PhoneNumber | undefined,
  merchant: merchant === undefined ? undefined : asId<MerchantId>(merchant),
  purpose,
  channel,
  attempts,
});
const onLine = (id: string) => ({ line: asId<LineId>(id) });

/** A seller of loans with a line in Beijing, a spare one in Tibet under another name, and numbers filed on a shared line in Zhejiang. */
const GRAPH: ReachGraph = {
  parties: [
    party('carrier-a', 'carrier'),
    party('carrier-b', 'carrier', CODE),
    party('lines-x', 'line-provider'),
    party('loans', 'merchant', CODE),
    party('loans-west', 'call-centre', CODE),
    party('shop', 'merchant'),
  ],
  merchants: [
    { id: asId('loans'), creditCode: CODE },
    { id: asId('shop'), creditCode: undefined },
  ],
  lines: [
    line('l-beijing', ['carrier-a', 'loans'], '110000'),
    line('l-spare', ['carrier-b', 'lines-x', 'loans-west'], '540000'),
    line('l-shared', ['carrier-a', 'lines-x', 'shop'], '330000'),
    line('l-closed', ['carrier-a', 'loans'], '110000', 'closed'),
    line('l-other', ['carrier-a', 'shop'], '110000'),
  ],
  filings: [
    filing('f-1', '95101', 'loans', onLine('l-beijing')),
    filing('f-2', '95102', 'shop', onLine('l-spare')),
    filing('f-3', '95103', 'loans', onLine('l-shared')),
    filing('f-4', '95104', 'shop', onLine('l-shared')),
    filing('f-5', '1069', 'loans', { prefix: true, province: '310000' }),
    filing('f-6', '95106', 'loans', { status: 'revoked' }),
    filing('f-7', '95107', 'loans', { fromMs: AT + 1 }),
    filing('f-8', '95108', 'loans', { toMs: AT }),
    filing('f-9', '95101', 'loans', onLine('l-beijing')),
  ],
};
const ORDER: ReachOrder = {
  target: { kind: 'party', id: 'loans' },
  along: [],
  scope: DEFAULT_SANCTION_SCOPE,
  atMs: AT,
};
const TRAFFIC: readonly ReachTraffic[] = [
  traffic('l-beijing', '95101', 'loans', 'marketing', 100),
  traffic('l-beijing', '95101', 'loans', 'verification', 7),
  traffic('l-spare', '95102', 'shop', 'survey', 20),
  traffic('l-shared', '95103', 'loans', 'marketing', 3),
  traffic('l-shared', '95104', 'shop', 'marketing', 50),
  traffic(undefined, '106912', undefined, 'marketing', 4, 'sms'),
  traffic(undefined, '106', undefined, 'marketing', 9, 'sms'),
  traffic('l-other', '95109', 'shop', 'marketing', 1_000),
];
const reachOf = (order: ReachOrder = ORDER, graph = GRAPH, rows = TRAFFIC): Reach => {
  const answer = spareLines(graph, order, rows);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return answer.value;
};

describe('a sanction on a party', () => {
  test('reaches its lines and numbers in other provinces and under other names, with the traffic it would stop', () => {
    expect(reachOf()).toEqual({
      ids: ['loans', 'loans-west'],
      groups: [
        {
          province: '110000',
          carrier: 'carrier-a',
          lines: [{ id: 'l-beijing', by: 'chain' }],
          numbers: [{ caller: '95101', prefix: false, merchant: 'loans', by: 'own' }],
          stopped: { marketing: 100 },
          passes: { verification: 7 },
        },
        {
          province: '310000',
          carrier: undefined,
          lines: [],
          numbers: [{ caller: '1069', prefix: true, merchant: 'loans', by: 'own' }],
          stopped: { marketing: 4 },
          passes: {},
        },
        {
          province: '330000',
          carrier: 'carrier-a',
          lines: [{ id: 'l-shared', by: 'filing' }],
          numbers: [{ caller: '95103', prefix: false, merchant: 'loans', by: 'own' }],
          stopped: { marketing: 3 },
          passes: {},
        },
        {
          province: '540000',
          carrier: 'carrier-b',
          lines: [{ id: 'l-spare', by: 'chain' }],
          numbers: [{ caller: '95102', prefix: false, merchant: 'shop', by: 'line' }],
          stopped: { survey: 20 },
          passes: {},
        },
      ],
      stopped: { marketing: 107, survey: 20 },
      passes: { verification: 7 },
    });
  });

  test('of a merchant reaches the same', () => {
    expect(reachOf({ ...ORDER, target: { kind: 'merchant', id: 'loans' } })).toEqual(reachOf());
  });

  test('reaches what a named handler adds of the chain, and no carrier among it', () => {
    const along = [asId<PartyId>('lines-x'), asId<PartyId>('carrier-b')];
    const reach = reachOf({ ...ORDER, along });
    expect(reach.ids).toEqual(['lines-x', 'loans', 'loans-west']);
    expect(reach.stopped).toEqual({ marketing: 157, survey: 20 });
    expect(reach.groups.find(({ province }) => province === '330000')?.lines).toEqual([
      { id: 'l-shared', by: 'chain' },
    ]);
  });

  test('of some channels leaves the others alone', () => {
    const reach = reachOf({ ...ORDER, scope: { ...DEFAULT_SANCTION_SCOPE, channels: channelBit('sms') } });
    expect([reach.stopped, reach.passes]).toEqual([{ marketing: 4 }, { marketing: 103, verification: 7, survey: 20 }]);
  });
});

describe('refused is', () => {
  test.each([
    ['a carrier', { kind: 'party', id: 'carrier-a' }, 'invalid'],
    ['a party that nobody registered', { kind: 'party', id: 'nobody' }, 'not-found'],
    ['a merchant that is only a party', { kind: 'merchant', id: 'lines-x' }, 'not-found'],
  ] as const)('%s', (_what, target, code) => {
    expect(spareLines(GRAPH, { ...ORDER, target }, TRAFFIC)).toMatchObject({
      ok: false,
      code,
      errors: [{ field: 'target.id' }],
    });
  });

  test.each([-1, 0.5, Number.NaN])('a count of %d', (attempts) => {
    expect(spareLines(GRAPH, ORDER, [...TRAFFIC, traffic('l', '1', 'm', 'survey', attempts)])).toMatchObject({
      code: 'invalid',
      errors: [{ field: `traffic[${TRAFFIC.length}].attempts` }],
    });
  });

  test('more than can be shown, and nothing is cut off before', () => {
    const lines = Array.from({ length: REACH_LINES_MAX + 1 }, (_, i) => line(`l-${i}`, ['carrier-a', 'loans']));
    expect(spareLines({ ...GRAPH, filings: [], lines }, ORDER, [])).toMatchObject({ code: 'too-large' });
    const shown = reachOf(ORDER, { ...GRAPH, filings: [], lines: lines.slice(1) }, []);
    expect(shown.groups[0]?.lines).toHaveLength(REACH_LINES_MAX);
    const filings = Array.from({ length: REACH_NUMBERS_MAX + 1 }, (_, i) => filing(`f-${i}`, `${i}`, 'loans'));
    expect(spareLines({ ...GRAPH, filings }, ORDER, [])).toMatchObject({ code: 'too-large' });
    const all = reachOf(ORDER, { ...GRAPH, lines: [], filings: filings.slice(1) }, []);
    expect(all.groups[0]?.numbers).toHaveLength(REACH_NUMBERS_MAX);
  });
});

const IDS = ['p-0', 'p-1', 'p-2', 'p-3', 'p-4'];
const LINES = ['l-0', 'l-1', 'l-2', 'l-3'];
const CALLERS = ['95101', '95102', '106', '1069', '10691'];
const PLACES = ['110000', '540000', undefined];
const id = fc.constantFrom(...IDS);
const graphs: fc.Arbitrary<ReachGraph> = fc
  .record({
    kinds: fc.array(fc.constantFrom('carrier' as const, 'merchant' as const, 'line-provider' as const), {
      minLength: IDS.length,
      maxLength: IDS.length,
    }),
    codes: fc.array(fc.constantFrom(undefined, undefined, CODE, '91110000101623741K'), {
      minLength: IDS.length,
      maxLength: IDS.length,
    }),
    lines: fc.array(
      fc.record({
        chain: fc.array(id, { minLength: 1, maxLength: 3 }),
        province: fc.constantFrom(...PLACES),
        status: fc.constantFrom('active' as const, 'suspended' as const, 'closed' as const),
      }),
      { minLength: LINES.length, maxLength: LINES.length },
    ),
    filings: fc.array(
      fc.record({
        caller: fc.constantFrom(...CALLERS),
        prefix: fc.boolean(),
        merchant: id,
        line: fc.constantFrom(undefined, ...LINES),
        province: fc.constantFrom(...PLACES),
        status: fc.constantFrom('active' as const, 'active' as const, 'revoked' as const),
      }),
      { maxLength: 8 },
    ),
  })
  .map(({ kinds, codes, lines, filings }) => ({
    parties: IDS.map((one, i) => party(one, kinds[i]!, codes[i])),
    merchants: IDS.flatMap((one, i) =>
      kinds[i] === 'merchant' ? [{ id: asId<MerchantId>(one), creditCode: codes[i] }] : [],
    ),
    lines: LINES.map((one, i) => line(one, lines[i]!.chain, lines[i]!.province, lines[i]!.status)),
    filings: filings.map((one, i) =>
      filing(`f-${i}`, one.caller, one.merchant, {
        ...one,
        merchant: asId<MerchantId>(one.merchant),
        line: one.line === undefined ? undefined : asId<LineId>(one.line),
      }),
    ),
  }));
const rows: fc.Arbitrary<readonly ReachTraffic[]> = fc.array(
  fc
    .record({
      on: fc.constantFrom(undefined, ...LINES),
      caller: fc.constantFrom(undefined, ...CALLERS, '106912', '95103'),
      merchant: fc.constantFrom(undefined, ...IDS),
      purpose: fc.constantFrom(...PURPOSES),
      channel: fc.constantFrom(...CHANNELS),
      attempts: fc.nat(1_000),
    })
    .map((one) => traffic(one.on, one.caller, one.merchant, one.purpose, one.attempts, one.channel)),
  { maxLength: 12 },
);

/** Said again without tables: is this row's attempt one of those that are reached? */
const isReached = (graph: ReachGraph, ids: readonly string[], row: ReachTraffic): boolean => {
  const its = graph.lines.find((one) => one.id === row.line && one.status !== 'closed');
  if (its?.chain.some((one) => ids.includes(one))) return true;
  if (row.merchant !== undefined) return ids.includes(row.merchant);
  return graph.filings.some(
    ({ status, merchant, caller, prefix }) =>
      status === 'active' &&
      ids.includes(merchant) &&
      (prefix ? (row.caller ?? '').startsWith(caller) : row.caller === caller),
  );
};
const total = (counts: Readonly<Partial<Record<string, number>>>): number =>
  Object.values(counts).reduce<number>((sum, one) => sum + (one ?? 0), 0);

test('whatever the world: the counts are those of a plain look at each row, in any order of the rows, without carriers', () => {
  let reached = 0;
  fc.assert(
    fc.property(graphs, rows, id, fc.array(id, { maxLength: 2 }), (graph, given, target, also) => {
      const order: ReachOrder = {
        ...ORDER,
        target: { kind: 'party', id: target },
        along: also.map((one) => asId(one)),
      };
      const answer = spareLines(graph, order, given);
      const isCarrier = (one: string) => graph.parties.find((each) => each.id === one)?.kind === 'carrier';
      expect(answer.ok).toBe(!isCarrier(target));
      if (!answer.ok) return;
      const { ids, groups, stopped, passes } = answer.value;
      expect(ids.filter(isCarrier)).toEqual([]);
      expect(ids).toContain(target);
      const codeOf = (one: string) => graph.parties.find((each) => each.id === one)?.creditCode;
      const seeds = [target, ...also].filter((one) => !isCarrier(one));
      const codes = seeds.flatMap((one) => codeOf(one) ?? []);
      const expectedIds = IDS.filter(
        (one) => !isCarrier(one) && (seeds.includes(one) || codes.includes(codeOf(one) ?? '-')),
      );
      expect(ids).toEqual(expectedIds);
      const mine = given.filter((row) => isReached(graph, expectedIds, row));
      const bitten = mine.filter(({ purpose }) => (purposeBit(purpose) & DEFAULT_SANCTION_SCOPE.purposes) !== 0);
      const sum = (some: readonly ReachTraffic[]) => some.reduce((all, { attempts }) => all + attempts, 0);
      expect([total(stopped), total(passes)]).toEqual([sum(bitten), sum(mine) - sum(bitten)]);
      for (const part of ['stopped', 'passes'] as const)
        expect(groups.reduce((all, group) => all + total(group[part]), 0)).toBe(total(answer.value[part]));
      const lines = groups.flatMap((group) => group.lines.map((one) => one.id as string));
      expect(new Set(lines).size).toBe(lines.length);
      const turned = {
        parties: graph.parties.toReversed(),
        merchants: graph.merchants.toReversed(),
        lines: graph.lines.toReversed(),
        filings: graph.filings.toReversed(),
      };
      const again = spareLines(turned, { ...order, along: order.along.toReversed() }, given.toReversed());
      expect(JSON.stringify(again)).toBe(JSON.stringify(answer));
      if (lines.length > 0) reached += 1;
    }),
    { numRuns: 1_500 },
  );
  expect(reached).toBeGreaterThan(200);
});
