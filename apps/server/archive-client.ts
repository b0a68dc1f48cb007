import { Worker } from 'node:worker_threads';
import { Archive, type ArchiveParts } from './archive.ts';
import type { ArchiveCalls, ArchiveThreadData } from './archive-thread.ts';
import { Caller } from './rpc.ts';

/** The archive as the serving thread sees it, wherever it runs. */
export type ArchiveHandle = {
  [Name in keyof ArchiveCalls]: (
    ...args: Parameters<ArchiveCalls[Name]>
  ) => Promise<Awaited<ReturnType<ArchiveCalls[Name]>>>;
};

const QUESTION_TIMEOUT_MS = 60_000;
const KEEPING_TIMEOUT_MS = 3_600_000;

export const inlineArchive = (parts: ArchiveParts): ArchiveHandle => {
  const archive = new Archive(parts);
  return {
    byId: (id) => archive.byId(id),
    attemptsOf: (callee, filter) => archive.attemptsOf(callee, filter),
    askersOf: (callee, sinceMs) => archive.askersOf(callee, sinceMs),
    countByReason: (question) => archive.countByReason(question),
    keep: (nowMs, months) => archive.keep(nowMs, months),
    close: () => archive.close(),
  };
};

/** Its thread starts with the first call, so that a start costs nothing. */
export const threadArchive = (parts: ArchiveParts, onLost: (error: Error) => void): ArchiveHandle => {
  let started: { worker: Worker; caller: Caller<ArchiveCalls> } | undefined;
  const caller = (): Caller<ArchiveCalls> => {
    if (started === undefined) {
      const workerData: ArchiveThreadData = { directory: parts.directory, progress: parts.progress.shared };
      const worker = new Worker(new URL('./archive-thread.ts', import.meta.url), { workerData, name: 'wurao-archive' });
      worker.on('error', onLost);
      worker.unref();
      started = { worker, caller: new Caller<ArchiveCalls>(worker, QUESTION_TIMEOUT_MS) };
    }
    return started.caller;
  };
  return {
    byId: (id) => caller().call('byId', [id]),
    attemptsOf: (callee, filter) => caller().call('attemptsOf', [callee, filter]),
    askersOf: (callee, sinceMs) => caller().call('askersOf', [callee, sinceMs]),
    countByReason: (question) => caller().call('countByReason', [question]),
    keep: (nowMs, months) => caller().call('keep', [nowMs, months], KEEPING_TIMEOUT_MS),
    close: async () => {
      if (started === undefined) return;
      await started.caller.call('close', []);
      await started.worker.terminate();
    },
  };
};
