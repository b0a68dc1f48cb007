// A journal decided again under another pack: how long the whole takes, from the order to the figures.
import { CN_2015, CN_2020_DRAFT, LAW_PACKS, type LawPack } from '@wurao/law';
import { type ReplayOrder, runReplay } from '@wurao/server';
import { type Bench, type Figure, medianOf, type Tier } from './bench.ts';
import { makeReplayWorld, type ReplayWorld, type ReplayWorldSizes } from './replay-world.ts';

const FULL: ReplayWorldSizes = {
  decisions: 10_000_000,
  days: 10,
  bases: 300_000,
  preferences: 300_000,
  laterFacts: 20_000,
};
const SIZES: Readonly<Record<Tier, ReplayWorldSizes>> = {
  test: { decisions: 50_000, days: 3, bases: 2_000, preferences: 2_000, laterFacts: 200 },
  bench: FULL,
  soak: FULL,
};
const ROUNDS = 3;
const COUNTER_SLOTS = 8_000_000;
const TARGET_SEC = 60;

const timed = async (world: ReplayWorld, law: LawPack, recount: boolean) => {
  const order: ReplayOrder = {
    law,
    sinceMs: world.fromMs,
    untilMs: Number.MAX_SAFE_INTEGER,
    mode: undefined,
    recount,
    examplesPerPair: 3,
  };
  const packOf = (id: string) => LAW_PACKS.get(id);
  const { dataDir, journalDir } = world;
  const parts = { storeDir: dataDir, dataDir, journalDir, progress: undefined, packOf, counterSlots: COUNTER_SLOTS };
  const startMs = performance.now();
  const ran = await runReplay(order, parts, { onProgress: () => {}, isCancelled: () => false });
  if (!ran.ok || ran.value.state !== 'done') throw new Error(JSON.stringify(ran));
  return { sec: (performance.now() - startMs) / 1000, figures: ran.value.figures };
};

const run = async (tier: Tier): Promise<readonly Figure[]> => {
  const sizes = SIZES[tier];
  const fullSize = sizes === FULL;
  const world = await makeReplayWorld(sizes, CN_2020_DRAFT);
  try {
    const same = await timed(world, CN_2020_DRAFT, false);
    const other: number[] = [];
    const again: number[] = [];
    let flips = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const recorded = await timed(world, CN_2015, false);
      other.push(recorded.sec);
      const { refused, allowed, reason } = recorded.figures.totals;
      flips = refused + allowed + reason;
      again.push((await timed(world, CN_2015, true)).sec);
    }
    const conditions = `${sizes.decisions.toLocaleString('en-US')} decisions in ${sizes.days} sealed days, store of ${(sizes.bases + sizes.preferences).toLocaleString('en-US')} facts and ${sizes.laterFacts.toLocaleString('en-US')} more meanwhile`;
    const wrong = same.figures.totals.refused + same.figures.totals.allowed + same.figures.totals.reason;
    return [
      { name: 'replay under the same pack: flips', value: wrong, unit: '', target: { atMost: 0 }, conditions },
      {
        name: 'replay under cn-2015',
        value: medianOf(other),
        unit: 's',
        target: { atMost: TARGET_SEC },
        fullSize,
        conditions: `${conditions}; recorded counters; median of ${ROUNDS}`,
      },
      { name: 'rate', value: sizes.decisions / medianOf(other), unit: 'decisions/s', conditions },
      { name: 'flips under cn-2015', value: flips, unit: '', conditions },
      {
        name: 'replay under cn-2015, counted again',
        value: medianOf(again),
        unit: 's',
        conditions: `${conditions}; --recount; median of ${ROUNDS}`,
      },
      { name: 'making the journal', value: world.madeSec, unit: 's', conditions: 'decided and written' },
      { name: 'sealing it', value: world.sealedSec, unit: 's', conditions },
    ];
  } finally {
    world.dispose();
  }
};

export const replayBench: Bench = { name: 'replay', run };
