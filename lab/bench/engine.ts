// The engine alone, on one core: decisions a second, latency, memory, agreement with the naive reference, and SQL beside it.
import { type Attempt, asSequence, type ChangeBody, type Decision } from '@wurao/domain';
import { countAllowed, decide, GateCounters, type SharedFacts, TableWriter } from '@wurao/engine';
import { CN_2020_DRAFT } from '@wurao/law';
import { applyChange, mulberry32, newWorld, referenceDecide } from '@wurao/vectors';
import { type Bench, type Figure, medianOf, type Tier } from './bench.ts';
import { openSqlWorld } from './engine-sql.ts';
import {
  type Asked,
  AskedList,
  attemptOf,
  basisAt,
  buildWorld,
  type EngineWorldSizes,
  MERCHANTS,
  merchantOf,
  NOW_MS,
  nounsOf,
  numberOf,
  PrefixMembers,
  stateAt,
} from './engine-world.ts';

const LAW = CN_2020_DRAFT;
const FULL: EngineWorldSizes = { preferences: 50_000_000, bases: 20_000_000 };
const SIZES: Readonly<Record<Tier, EngineWorldSizes>> = {
  test: { preferences: 500_000, bases: 200_000 },
  bench: FULL,
  soak: FULL,
};
const COMPARED: Readonly<Record<Tier, number>> = { test: 2_000, bench: 100_000, soak: 1_000_000 };
const ROUNDS = 7;
const NATIONAL: EngineWorldSizes = { preferences: 700_000_000, bases: 0 };
/** SQL gets a tenth: loading more would take longer than everything else, and flatters it. */
const SQL_SHARE = 0.1;
const MB = 1e6;
/** Attempts made ahead, unmeasured, as a gate's translation would have made them just before. */
const BATCH = 256;
const ROUND = 200_000;
const COUNTER_SLOTS = 8_000_000;

interface Engine {
  readonly facts: SharedFacts;
  readonly counters: GateCounters;
  readonly sizes: EngineWorldSizes;
}

const freshCounters = (): GateCounters =>
  new GateCounters({ slots: COUNTER_SLOTS, windowDays: 30, zoneMinutes: LAW.zoneMinutes });

/** Contacts counted before anything is timed: a gate in service has long had the memory of its counters from the system. */
const EARLIER_CONTACTS = 600_000;
const DAY_MS = 86_400_000;

const countersInService = (): GateCounters => {
  const counters = freshCounters();
  const random = mulberry32(77);
  for (let i = 0; i < EARLIER_CONTACTS; i++) {
    const prefix = Math.floor(random() * 1000);
    const number = numberOf(prefix, Math.floor(random() * 10_000));
    counters.countContact(1 + (i % 5000), number, 'commercial', true, NOW_MS - DAY_MS);
  }
  return counters;
};

/** As a gate does it: one version throughout, counted after. */
const decideOnce = ({ facts, counters }: Engine, attempt: Attempt, atMs: number): Decision => {
  const decision = facts.consistently(() => decide(attempt, facts, counters, LAW, atMs));
  if (decision.counted) countAllowed(attempt, decision, facts, counters, LAW, atMs);
  return decision;
};

/** Attempts of the mix, drawn ahead. */
const drawAsked = (seed: number, count: number, sizes: EngineWorldSizes): AskedList =>
  new AskedList(mulberry32(seed), count, sizes);

const forBatches = (asked: AskedList, see: (batch: Attempt[]) => void): void => {
  for (let from = 0; from < asked.length; from += BATCH) see(asked.attempts(from, from + BATCH));
};

/** Attempts that a busy gate or a stream has in hand at once: `ahead` sets the memory of all of them on its way. */
const IN_HAND = 32;

interface Took {
  readonly wallSec: number;
  /** Of this thread: what others on the machine take is not counted, what they do to the caches is. */
  readonly coreSec: number;
}

const US_PER_SEC = 1e6;

/** What deciding all of them took, `inHand` at a time. */
const timeDecisions = (engine: Engine, asked: AskedList, inHand: number): Took => {
  let wallMs = 0;
  let coreUs = 0;
  forBatches(asked, (batch) => {
    const before = process.threadCpuUsage();
    const startMs = performance.now();
    for (let from = 0; from < batch.length; from += inHand) {
      const group = batch.slice(from, from + inHand);
      if (inHand > 1) engine.facts.ahead(group, engine.counters);
      for (const attempt of group) decideOnce(engine, attempt, NOW_MS);
    }
    wallMs += performance.now() - startMs;
    const { user, system } = process.threadCpuUsage(before);
    coreUs += user + system;
  });
  return { wallSec: wallMs / 1000, coreSec: coreUs / US_PER_SEC };
};

const latencies = (engine: Engine, asked: AskedList): Float64Array => {
  const taken = new Float64Array(asked.length);
  let i = 0;
  forBatches(asked, (batch) => {
    for (const attempt of batch) {
      const start = process.hrtime.bigint();
      decideOnce(engine, attempt, NOW_MS);
      taken[i++] = Number(process.hrtime.bigint() - start) / 1000;
    }
  });
  return taken.sort();
};

const WAIT_NS = 1000n;

/** The same clock around as long a wait that does nothing: what the machine itself takes away is in both. */
const idleLatencies = (count: number): Float64Array => {
  const taken = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const start = process.hrtime.bigint();
    let now = start;
    while (now - start < WAIT_NS) now = process.hrtime.bigint();
    taken[i] = Number(now - start) / 1000;
  }
  return taken.sort();
};

/** A world of plain maps that holds what one attempt can touch. */
const referenceAnswers = (engine: Engine, asked: AskedList): number => {
  const world = newWorld();
  for (const { body } of nounsOf()) applyChange(world, body);
  const members = new PrefixMembers(engine.sizes.preferences);
  let different = 0;
  for (let i = 0; i < asked.length; i++) {
    const each = asked.at(i);
    const attempt = attemptOf(each);
    const bodies = factsAbout(each, members);
    for (const body of bodies) applyChange(world, body);
    const reference = referenceDecide(world, attempt, LAW, NOW_MS);
    const decision = decideOnce(engine, attempt, NOW_MS);
    const same =
      reference.decision === decision.decision &&
      reference.reason === decision.reason &&
      reference.step === decision.step &&
      reference.retryAtMs === decision.retryAtMs &&
      reference.holdsConfirmed === decision.holdsConfirmed;
    if (!same && different++ < 5) console.error('differs', each, reference, decision);
    world.profiles.clear();
    world.pairs.clear();
  }
  return different;
};

const factsAbout = (asked: Asked, members: PrefixMembers): ChangeBody[] => {
  const number = numberOf(asked.prefix, asked.suffix);
  const profile = members.draw(asked.prefix).profile(asked.suffix);
  const fact = asSequence(1);
  const bodies: ChangeBody[] = [{ kind: 'preference', number, profile, lists: undefined, fact }];
  if (asked.basis < 0) return bodies;
  const merchant = merchantOf(basisAt(asked.basis).merchant).id;
  return [...bodies, { kind: 'pair', number, merchant, state: stateAt(asked.basis) }];
};

const quantile = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

const speedFigures = (engine: Engine): Figure[] => {
  const size = engine.sizes.preferences === FULL.preferences ? ROUND : ROUND / 10;
  const speedsOf = (inHand: number): { core: number[]; wall: number[] } => {
    timeDecisions(engine, drawAsked(1, size, engine.sizes), inHand);
    const took = Array.from({ length: ROUNDS }, (_, round) =>
      timeDecisions(engine, drawAsked(100 + round + ROUNDS * inHand, size, engine.sizes), inHand),
    );
    return { core: took.map(({ coreSec }) => size / coreSec), wall: took.map(({ wallSec }) => size / wallSec) };
  };
  const together = speedsOf(IN_HAND);
  const alone = speedsOf(1);
  const sorted = latencies(engine, drawAsked(999, size * 2, engine.sizes));
  const idle = idleLatencies(sorted.length);
  const fullSize = engine.sizes.preferences === FULL.preferences;
  const conditions = `a second of one core's time, ${ROUNDS} rounds of ${size.toLocaleString('en-US')}, counted; median`;
  const clocked = `${sorted.length.toLocaleString('en-US')} decisions, each with the clock (some 0.05 us)`;
  return [
    {
      name: `Engine decisions, ${IN_HAND} in hand`,
      value: medianOf(together.core),
      unit: '/s',
      target: { atLeast: 1_000_000 },
      fullSize,
      conditions,
    },
    {
      name: 'Engine decisions, one at a time',
      value: medianOf(alone.core),
      unit: '/s',
      target: { atLeast: 1_000_000 },
      fullSize,
      conditions,
    },
    {
      name: 'Engine decisions, best round',
      value: Math.max(...together.core),
      unit: '/s',
      conditions: `${IN_HAND} in hand; stretch: 1,500,000`,
    },
    {
      name: 'Engine decisions by the wall clock',
      value: medianOf(together.wall),
      unit: '/s',
      conditions: `${IN_HAND} in hand; whatever else the machine did is in it`,
    },
    { name: 'Engine latency p50', value: quantile(sorted, 0.5), unit: 'us', conditions: clocked },
    { name: 'Engine latency p99', value: quantile(sorted, 0.99), unit: 'us', conditions: clocked },
    {
      name: 'Engine latency p99.9',
      value: quantile(sorted, 0.999),
      unit: 'us',
      target: { atMost: 20 },
      fullSize,
      conditions: clocked,
    },
    {
      name: 'A wait of 1 us that does nothing, p99.9',
      value: quantile(idle, 0.999),
      unit: 'us',
      conditions: 'the same clock: what the machine itself takes away, in the figure above as well',
    },
    { name: 'Engine latency, worst', value: sorted.at(-1) ?? 0, unit: 'us', conditions: clocked },
  ];
};

/** The same attempts, in turns, so that whatever else the machine does befalls both. */
const sqlFigures = (engine: Engine): Figure[] => {
  const { preferences, bases } = engine.sizes;
  const sizes = { preferences: preferences * SQL_SHARE, bases: bases * SQL_SHARE };
  const sql = openSqlWorld(sizes);
  const ratios: number[] = [];
  const speeds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const asked = drawAsked(500 + round, ROUND / 10, sizes);
    const engineSec = timeDecisions(engine, asked, 1).wallSec;
    const startMs = performance.now();
    forBatches(asked, (batch) => {
      for (const attempt of batch) sql.ask(attempt);
    });
    const sqlSec = (performance.now() - startMs) / 1000;
    ratios.push(sqlSec / engineSec);
    speeds.push(asked.length / sqlSec);
  }
  sql.close();
  const conditions = `SQLite in memory with ${sizes.preferences / MB} M preferences and ${sizes.bases / MB} M bases`;
  return [
    { name: 'The same as one indexed SQL query', value: medianOf(speeds), unit: '/s', conditions },
    {
      name: 'Engine against SQL',
      value: medianOf(ratios),
      unit: 'x',
      conditions: `in turns, median of ${ROUNDS} pairs; the engine holds ten times as much`,
    },
  ];
};

const memoryFigures = (writer: TableWriter, { preferences, bases }: EngineWorldSizes): Figure[] => {
  const { preferences: preferenceBytes, pairs } = writer.tables.bytes();
  const held = writer.tables.preferences.size;
  const atMost = preferences === NATIONAL.preferences ? 2200 : 750;
  const fullSize = preferences >= FULL.preferences;
  const figures: Figure[] = [
    {
      name: `Preferences, ${preferences / MB} M`,
      value: (preferenceBytes / held) * (preferences / MB),
      unit: 'MB',
      target: { atMost },
      fullSize,
      conditions: `${held.toLocaleString('en-US')} held, scaled to the round number`,
    },
  ];
  if (bases > 0) {
    const conditions = `${bases.toLocaleString('en-US')} held, keys and everything`;
    const target = { atMost: 32 };
    figures.push({ name: 'A basis', value: pairs / bases, unit: 'bytes', target, fullSize, conditions });
  }
  return figures;
};

const nationalFigures = (): Figure[] => {
  const writer = new TableWriter({ seed: 3 });
  buildWorld(writer, NATIONAL);
  return memoryFigures(writer, NATIONAL);
};

const agreementFigure = (engine: Engine, count: number): Figure => ({
  name: 'Answers unlike the reference’s',
  value: referenceAnswers(engine, drawAsked(7, count, engine.sizes)),
  unit: '',
  target: { atMost: 0 },
  conditions: `${count.toLocaleString('en-US')} attempts of the mix`,
});

const run = async (tier: Tier): Promise<readonly Figure[]> => {
  const sizes = SIZES[tier];
  const writer = new TableWriter({ seed: 20_260_312, memory: process.arch === 'x64' ? 'total-store-order' : 'weak' });
  const startMs = performance.now();
  buildWorld(writer, sizes);
  const builtSec = (performance.now() - startMs) / 1000;
  const engine = { facts: writer.facts, counters: countersInService(), sizes };
  return [
    { name: 'Tables generated in', value: builtSec, unit: 's', conditions: `${MERCHANTS} merchants` },
    ...memoryFigures(writer, sizes),
    agreementFigure({ ...engine, counters: freshCounters() }, COMPARED[tier]),
    ...speedFigures({ ...engine, counters: countersInService() }),
    ...sqlFigures({ ...engine, counters: countersInService() }),
    ...(tier === 'soak' ? nationalFigures() : []),
  ];
};

/** 50 M preferences, 20 M bases; 40 % without a preference, 30 % that hold a basis, 30 % with a preference and no basis. */
export const engineBench: Bench = { name: 'engine', run };
