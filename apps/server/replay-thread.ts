import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Result } from '@wurao/domain';
import { JournalProgress } from '@wurao/journal';
import type { LawPack } from '@wurao/law';
import { type ReplayOrder, type ReplayOutcome, type ReplayProgress, runReplay } from './replay-run.ts';

export interface ReplayThreadData {
  readonly order: ReplayOrder;
  readonly storeDir: string;
  readonly dataDir: string;
  readonly journalDir: string;
  readonly spill: string;
  readonly counterSlots: number;
  readonly progress: SharedArrayBuffer;
  /** Every pack that is here: records name the one that decided. */
  readonly packs: readonly LawPack[];
}

export type ReplayReport = { readonly progress: ReplayProgress } | { readonly outcome: Result<ReplayOutcome> };

const REPORT_EVERY_MS = 200;

/** One replay in a thread of its own; it ends with its answer. */
const run = async (port: MessagePort, data: ReplayThreadData): Promise<void> => {
  let isCancelled = false;
  let interrupt = (): void => {};
  port.on('message', () => {
    isCancelled = true;
    interrupt();
  });
  const packs = new Map(data.packs.map((pack) => [pack.id, pack]));
  let toldMs = 0;
  const onProgress = (progress: ReplayProgress): void => {
    const nowMs = performance.now();
    if (nowMs - toldMs < REPORT_EVERY_MS) return;
    toldMs = nowMs;
    port.postMessage({ progress } satisfies ReplayReport);
  };
  let last: ReplayProgress | undefined;
  const { storeDir, dataDir, journalDir, spill, counterSlots } = data;
  const outcome = await runReplay(
    data.order,
    {
      storeDir,
      dataDir,
      journalDir,
      spill,
      counterSlots,
      progress: new JournalProgress(data.progress),
      packOf: (id) => packs.get(id),
    },
    {
      onProgress: (progress) => {
        last = progress;
        onProgress(progress);
      },
      isCancelled: () => isCancelled,
      onInterruptible: (given) => {
        interrupt = given;
        if (isCancelled) interrupt();
      },
    },
  );
  if (last !== undefined) port.postMessage({ progress: last } satisfies ReplayReport);
  port.postMessage({ outcome } satisfies ReplayReport);
  port.close();
};

if (parentPort === null) throw new Error('replay-thread runs as a worker thread');
void run(parentPort, workerData as ReplayThreadData);
