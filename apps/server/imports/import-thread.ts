import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Result } from '@wurao/domain';
import type { ReachedPage } from '@wurao/journal';
import { Caller } from '../rpc.ts';
import { yieldToOthers } from '../yield-to-others.ts';
import { type ImportProgress, ImportStopped, runImport } from './job.ts';
import { importStoreOver } from './store-over-port.ts';

export interface ImportThreadData {
  readonly id: string;
  readonly directory: string;
  /** To the control thread. */
  readonly store: MessagePort;
}

/** What it asks of the serving thread. */
export interface ServingCalls {
  readonly reachedBy: (merchant: string, after: string, limit: number) => Promise<Result<ReachedPage>>;
}

export type ImportThreadMessage =
  | { readonly progress: ImportProgress }
  | { readonly ended: 'done' | 'stopped' }
  | { readonly failed: string };

const STORE_TIMEOUT_MS = 60_000;
const JOURNAL_TIMEOUT_MS = 120_000;
const PROGRESS_EVERY_MS = 200;

const run = async (port: MessagePort, data: ImportThreadData): Promise<void> => {
  yieldToOthers();
  let isStopped = false;
  port.on('message', (message: { stop?: boolean }) => {
    isStopped ||= message.stop === true;
  });
  const serving = new Caller<ServingCalls>(port, JOURNAL_TIMEOUT_MS);
  const store = importStoreOver(data.store, STORE_TIMEOUT_MS);
  let toldMs = 0;
  const tell = (message: ImportThreadMessage): void => port.postMessage(message);
  try {
    await runImport({
      id: data.id,
      directory: data.directory,
      calls: { ...store, reachedBy: (merchant, after, limit) => serving.call('reachedBy', [merchant, after, limit]) },
      onProgress: (progress) => {
        const nowMs = performance.now();
        if (nowMs - toldMs < PROGRESS_EVERY_MS) return;
        toldMs = nowMs;
        tell({ progress });
      },
      pause: () => new Promise((resolve) => setImmediate(resolve)),
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      isStopped: () => isStopped,
    });
    tell({ ended: 'done' });
  } catch (error) {
    if (error instanceof ImportStopped) tell({ ended: 'stopped' });
    else tell({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
};

if (parentPort === null) throw new Error('import-thread runs as a worker thread');
void run(parentPort, workerData as ImportThreadData);
