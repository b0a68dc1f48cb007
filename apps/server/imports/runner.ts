import { type MessagePort, Worker } from 'node:worker_threads';
import type { ImportStore } from '@wurao/store';
import type { ArchiveHandle } from '../archive-client.ts';
import { answerCalls } from '../rpc.ts';
import type { ImportThreadData, ImportThreadMessage, ServingCalls } from './import-thread.ts';
import { type ImportProgress, ImportStopped, runImport } from './job.ts';

export interface RunParts {
  readonly imports: ImportStore;
  /** Where undefined, the import runs in this thread. */
  readonly importPort: (() => MessagePort) | undefined;
  readonly archive: Pick<ArchiveHandle, 'reachedBy'>;
}

export interface RunningImport {
  /** Resolves with why it did not come to its end, if it did not. */
  readonly ended: Promise<'done' | 'stopped' | { readonly failed: string }>;
  stop(): void;
}

/** Runs one import, in a thread of its own where there are threads. */
export const startRun = (
  parts: RunParts,
  job: { readonly id: string; readonly directory: string; readonly onProgress: (progress: ImportProgress) => void },
): RunningImport =>
  parts.importPort === undefined ? runHere(parts, job) : runInThread(parts, parts.importPort(), job);

type Job = Parameters<typeof startRun>[1];

const runHere = ({ imports, archive }: RunParts, job: Job): RunningImport => {
  let isStopped = false;
  const run = runImport({
    ...job,
    calls: { ...imports, reachedBy: (merchant, after, limit) => archive.reachedBy(merchant, after, limit) },
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    isStopped: () => isStopped,
  });
  return {
    ended: run.then(
      () => 'done' as const,
      (error: unknown) => (error instanceof ImportStopped ? ('stopped' as const) : { failed: textOf(error) }),
    ),
    stop: () => {
      isStopped = true;
    },
  };
};

const runInThread = ({ archive }: RunParts, store: MessagePort, { id, directory, onProgress }: Job): RunningImport => {
  const workerData: ImportThreadData = { id, directory, store };
  const worker = new Worker(new URL('./import-thread.ts', import.meta.url), {
    workerData,
    transferList: [store],
    name: 'wurao-import',
  });
  const serving: ServingCalls = {
    reachedBy: (merchant, after, limit) => archive.reachedBy(merchant, after, limit),
  };
  answerCalls(worker as unknown as MessagePort, serving);
  const ended = new Promise<Awaited<RunningImport['ended']>>((resolve) => {
    worker.on('message', (message: ImportThreadMessage) => {
      if ('progress' in message) onProgress(message.progress);
      else if ('ended' in message) resolve(message.ended);
      else if ('failed' in message) resolve({ failed: message.failed });
    });
    worker.on('error', (error) => resolve({ failed: textOf(error) }));
    worker.on('exit', (code) => resolve({ failed: `its thread ended with ${code}` }));
  });
  return {
    ended: ended.finally(() => void worker.terminate()),
    stop: () => worker.postMessage({ stop: true }),
  };
};

const textOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
