import type { ReplayFigures } from '@wurao/engine';
import type { DecidedRecord } from '@wurao/journal';
import { LAW_PACKS, type LawPack } from '@wurao/law';
import { type ReplayOrder, runReplay } from '@wurao/server';
import type { ReplayGround } from './replay-ground.ts';

const COUNTER_SLOTS = 8_192;

/** The whole journal of a ground under a pack, in this thread. */
export const replayOf = async (
  { dataDir, journalDir }: ReplayGround,
  law: LawPack,
  said: Partial<ReplayOrder> = {},
): Promise<ReplayFigures<DecidedRecord>> => {
  const whole = { sinceMs: 0, untilMs: Number.MAX_SAFE_INTEGER, mode: undefined, recount: false, examplesPerPair: 3 };
  const packOf = (id: string) => LAW_PACKS.get(id);
  const parts = { storeDir: dataDir, dataDir, journalDir, progress: undefined, packOf, counterSlots: COUNTER_SLOTS };
  const ran = await runReplay({ law, ...whole, ...said }, parts, { onProgress: () => {}, isCancelled: () => false });
  if (!ran.ok || ran.value.state !== 'done') throw new Error(JSON.stringify(ran));
  return ran.value.figures;
};
