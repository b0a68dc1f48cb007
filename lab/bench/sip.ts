import { rmSync } from 'node:fs';
import { type Kamailio, kamailioProgram, newDirectory, type ServerProcess } from '@wurao/testkit';
import { type Bench, type Figure, medianOf, type Tier } from './bench.ts';
import { startTableKamailio, TABLE_ENTRIES, tableCalls } from './sip/kamailio-table.ts';
import { runSipLoad, type SipLoadFigures, type SipLoadJob, sipLoadProgram, writeCalls } from './sip/load.ts';
import { cpuSecondsOf, residentMbOf } from './sip/process-figures.ts';
import { stirFigure } from './sip/stir.ts';
import { makeSipBenchWorld, startSipBenchServer, worldCalls } from './sip/world.ts';

const PREFERENCES = { test: 1_000_000, bench: 10_000_000, soak: 50_000_000 } as const;
const ENTRIES = { test: 100_000, bench: TABLE_ENTRIES, soak: TABLE_ENTRIES } as const;
/** Enough that no merchant calls anybody more often than is counted, however many rounds. */
const CALLS = { test: 200_000, bench: 1_000_000, soak: 3_000_000 } as const;
const ROUNDS = { test: 1, bench: 5, soak: 7 } as const;
const SECONDS = { test: 1, bench: 5, soak: 10 } as const;
const LONG_CALLS = { test: 50_000, bench: 1_000_000, soak: 10_000_000 } as const;
const REFUSED_IN_TEN = 3;
const PACED_PER_SECOND = 20_000;
/** At which processor time per call is compared. */
const EQUAL_PER_SECOND = 10_000;
const UDP_WINDOW = 512;
const TCP_WINDOW = 1_024;
const CONNECTIONS = 4;
/** Flat: what a long run may add after its first fifth. */
const GROWTH_MAX_MB = 64;

type Name = 'Kamailio' | 'Wurao' | 'Wurao, batching';

interface Contender {
  readonly name: Name;
  readonly pid: number;
  readonly port: number;
  readonly calls: string;
  /** Where in `calls` the next run begins. */
  next: number;
}

interface House {
  readonly tier: Tier;
  readonly kamailio: Contender;
  readonly plain: Contender;
  readonly batching: Contender;
  readonly isBatching: boolean;
}

const judged = (who: Contender, figures: SipLoadFigures): SipLoadFigures => {
  who.next += figures.sent;
  if (figures.wrong > 0) throw new Error(`${who.name} answered ${figures.wrong} wrongly: ${figures.wrongSample}`);
  if (figures.answered === 0) throw new Error(`${who.name} answered nobody: ${JSON.stringify(figures)}`);
  return figures;
};

const load = async (who: Contender, job: Omit<SipLoadJob, 'port' | 'calls' | 'first'>): Promise<SipLoadFigures> =>
  judged(who, await runSipLoad({ ...job, port: who.port, calls: who.calls, first: who.next }));

const saturate = (who: Contender, transport: 'udp' | 'tcp', tier: Tier): Promise<SipLoadFigures> =>
  load(who, {
    transport,
    seconds: SECONDS[tier],
    window: transport === 'udp' ? UDP_WINDOW : TCP_WINDOW,
    sockets: transport === 'udp' ? 1 : CONNECTIONS,
  });

/** Each against Kamailio in the same round, the order turned from round to round; the middle of the ratios. */
const ratios = async (
  house: House,
  transport: 'udp' | 'tcp',
  names: readonly Contender[],
): Promise<Map<Name, number[]>> => {
  const rates = new Map<Name, number[]>();
  const all = [house.kamailio, ...names];
  for (const who of all) await saturate(who, transport, 'test');
  for (let round = 0; round < ROUNDS[house.tier]; round++) {
    for (const who of round % 2 === 0 ? all : all.toReversed()) {
      const { perSecond } = await saturate(who, transport, house.tier);
      rates.set(who.name, [...(rates.get(who.name) ?? []), perSecond]);
    }
  }
  return rates;
};

interface Wanted {
  readonly transport: 'udp' | 'tcp';
  readonly who: Contender;
  readonly atLeast: number;
}

const ratioFigures = async (house: House, conditions: string): Promise<Figure[]> => {
  const fullSize = house.tier === 'soak';
  const figures: Figure[] = [];
  const udp = await ratios(house, 'udp', house.isBatching ? [house.plain, house.batching] : [house.plain]);
  const tcp = await ratios(house, 'tcp', [house.plain]);
  const wanted: readonly Wanted[] = [
    { transport: 'udp', who: house.plain, atLeast: 0.75 },
    ...(house.isBatching ? [{ transport: 'udp', who: house.batching, atLeast: 1.5 } as const] : []),
    { transport: 'tcp', who: house.plain, atLeast: 1.25 },
  ];
  for (const { transport, who, atLeast } of wanted) {
    const rates = transport === 'udp' ? udp : tcp;
    const [ours, theirs] = [rates.get(who.name) ?? [], rates.get('Kamailio') ?? []];
    const value = medianOf(ours.map((rate, round) => rate / (theirs[round] ?? Number.NaN)));
    const said = transport.toUpperCase();
    figures.push({
      name: `SIP ${said}, ${who.name} / Kamailio`,
      value,
      unit: 'x',
      target: { atLeast },
      fullSize,
      conditions,
    });
    figures.push({ name: `SIP ${said}, ${who.name}`, value: medianOf(ours), unit: 'calls/s', conditions: 'saturated' });
  }
  for (const [transport, rates] of [
    ['UDP', udp],
    ['TCP', tcp],
  ] as const) {
    const value = medianOf(rates.get('Kamailio') ?? []);
    figures.push({
      name: `SIP ${transport}, Kamailio`,
      value,
      unit: 'calls/s',
      conditions: 'saturated, from its table',
    });
  }
  return figures;
};

const pacedFigures = async (house: House): Promise<Figure[]> => {
  const figures: Figure[] = [];
  for (const who of house.isBatching ? [house.plain, house.batching] : [house.plain]) {
    const said = await load(who, { transport: 'udp', seconds: SECONDS[house.tier] * 2, perSecond: PACED_PER_SECOND });
    const conditions = `UDP at ${PACED_PER_SECOND.toLocaleString('en-US')} calls/s, ${said.sent.toLocaleString('en-US')} calls; latency from when due`;
    const fullSize = house.tier === 'soak';
    figures.push({
      name: `SIP calls lost, ${who.name}`,
      value: said.lost,
      unit: '',
      target: { atMost: 0 },
      fullSize,
      conditions,
    });
    figures.push({
      name: `SIP p99, ${who.name}`,
      value: said.p99Us / 1000,
      unit: 'ms',
      target: { atMost: 5 },
      fullSize,
      conditions,
    });
    figures.push({ name: `SIP p50, ${who.name}`, value: said.p50Us / 1000, unit: 'ms', conditions });
  }
  return figures;
};

const cpuFigures = async (house: House): Promise<Figure[]> => {
  const figures: Figure[] = [];
  for (const who of house.isBatching ? [house.kamailio, house.plain, house.batching] : [house.kamailio, house.plain]) {
    const before = cpuSecondsOf(who.pid);
    const { answered } = await load(who, {
      transport: 'udp',
      seconds: SECONDS[house.tier] * 2,
      perSecond: EQUAL_PER_SECOND,
    });
    const value = ((cpuSecondsOf(who.pid) - before) / answered) * 1e6;
    const conditions = `UDP at ${EQUAL_PER_SECOND.toLocaleString('en-US')} calls/s, all threads and processes`;
    figures.push({ name: `SIP processor time a call, ${who.name}`, value, unit: 'us', conditions });
  }
  return figures;
};

/** One server answers millions of calls: what it grows by after the first fifth. */
const memoryFigures = async (house: House): Promise<Figure[]> => {
  const who = house.isBatching ? house.batching : house.plain;
  const calls = LONG_CALLS[house.tier];
  const run = async (count: number): Promise<void> => {
    for (let done = 0; done < count; ) done += (await saturate(who, 'udp', house.tier)).answered;
  };
  await run(calls / 5);
  const early = residentMbOf(who.pid);
  await run((calls * 4) / 5);
  const late = residentMbOf(who.pid);
  const conditions = `${calls.toLocaleString('en-US')} calls, after the first fifth; ${Math.round(late)} MB resident at the end, tables included`;
  const target = { atMost: GROWTH_MAX_MB };
  return [
    { name: 'SIP memory growth', value: late - early, unit: 'MB', target, fullSize: house.tier === 'soak', conditions },
  ];
};

const isBatchingOn = async (server: ServerProcess): Promise<boolean> => {
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  return /^wurao_sip_batching(\{[^}]*\})? 1$/m.test(metrics);
};

const contender = (name: Name, pid: number, port: number | undefined, calls: string): Contender => {
  if (port === undefined) throw new Error(`${name} has no SIP port`);
  return { name, pid, port, calls, next: 0 };
};

const measure = async (house: House): Promise<Figure[]> => {
  const preferences = PREFERENCES[house.tier].toLocaleString('en-US');
  const entries = ENTRIES[house.tier].toLocaleString('en-US');
  const conditions = `Wurao: full decision over ${preferences} preferences, filings and journal on; Kamailio: a table of ${entries} numbers; a core each`;
  return [
    ...(await ratioFigures(house, conditions)),
    ...(await pacedFigures(house)),
    ...(await cpuFigures(house)),
    ...(await memoryFigures(house)),
  ];
};

/** The SIP gate beside Kamailio, same generator, same core. */
export const sipBench: Bench = {
  name: 'sip',
  run: async (tier) => {
    if (sipLoadProgram() === undefined || kamailioProgram() === undefined) {
      process.stdout.write('left out: a C compiler or Kamailio is absent\n');
      return [await stirFigure(tier)];
    }
    const directories = [newDirectory(), newDirectory(), newDirectory()] as const;
    const servers: ServerProcess[] = [];
    let kamailio: Kamailio | undefined;
    try {
      const [plainAt, batchingAt, files] = directories;
      for (const at of [plainAt, batchingAt]) await makeSipBenchWorld(at, PREFERENCES[tier]);
      kamailio = await startTableKamailio(ENTRIES[tier]);
      servers.push(await startSipBenchServer(plainAt, false), await startSipBenchServer(batchingAt, true));
      const [plain, batching] = servers as [ServerProcess, ServerProcess];
      const calls = writeCalls(files, 'wurao', worldCalls(PREFERENCES[tier], CALLS[tier], REFUSED_IN_TEN));
      const table = writeCalls(files, 'kamailio', tableCalls(ENTRIES[tier], CALLS[tier], REFUSED_IN_TEN));
      const house: House = {
        tier,
        kamailio: contender('Kamailio', kamailio.pid, kamailio.port, table),
        plain: contender('Wurao', plain.pid, plain.sip?.port, calls),
        batching: contender('Wurao, batching', batching.pid, batching.sip?.port, calls),
        isBatching: await isBatchingOn(batching),
      };
      return [...(await measure(house)), await stirFigure(tier)];
    } finally {
      for (const server of servers) await server.stop();
      await kamailio?.stop();
      for (const directory of directories) rmSync(directory, { recursive: true, force: true });
    }
  },
};
