import { Worker } from 'node:worker_threads';
import { type Failure, failure } from '@wurao/domain';
import { Archive, type ArchiveParts } from './archive.ts';
import type { ArchiveCalls, ArchiveThreadData } from './archive-thread.ts';
import { Caller, NoAnswer } from './rpc.ts';

/** The archive as the serving thread sees it, wherever it runs. */
export type ArchiveHandle = {
  [Name in keyof ArchiveCalls]: (
    ...args: Parameters<ArchiveCalls[Name]>
  ) => Promise<Awaited<ReturnType<ArchiveCalls[Name]>>>;
};

const QUESTION_TIMEOUT_MS = 60_000;
/** A quarter of a country, or a year of it: nobody waits for that at a screen. */
const COUNTING_TIMEOUT_MS = 600_000;
const KEEPING_TIMEOUT_MS = 3_600_000;
/** A question that still runs must not hold up the end; a sealing that is cut off leaves nothing half done. */
const CLOSING_TIMEOUT_MS = 2_000;

export const inlineArchive = (parts: ArchiveParts): ArchiveHandle => {
  const archive = new Archive(parts);
  return {
    byId: (id) => archive.byId(id),
    attemptsOf: (callee, filter) => archive.attemptsOf(callee, filter),
    sentTo: (callee, sinceMs) => archive.sentTo(callee, sinceMs),
    around: (question) => archive.around(question),
    askersOf: (callee, sinceMs) => archive.askersOf(callee, sinceMs),
    usesOf: (callee, sinceMs) => archive.usesOf(callee, sinceMs),
    countByReason: (question) => archive.countByReason(question),
    traffic: (question) => archive.traffic(question),
    reachedBy: (merchant, after, limit) => archive.reachedBy(merchant, after, limit),
    decisionTallies: (question) => archive.decisionTallies(question),
    trafficTallies: (question) => archive.trafficTallies(question),
    findRates: (question) => archive.findRates(question),
    previewRates: (question) => archive.previewRates(question),
    recompute: async (texts, wish) => archive.recompute(texts, wish),
    joinCalls: (line, records) => archive.joinCalls(line, records),
    keep: (nowMs, months) => archive.keep(nowMs, months),
    keepState: async (bytes, sequence) => archive.keepState(bytes, sequence),
    close: () => archive.close(),
  };
};

/**
 * Its thread starts with the first call, so that a start costs nothing. It may die of a question (memory) while decisions go on:
 * then who waits is told, and the next call starts another.
 */
export const threadArchive = (
  parts: ArchiveParts,
  onLost: (error: Error) => void,
  questionTimeoutMs = QUESTION_TIMEOUT_MS,
): ArchiveHandle => {
  let started: { worker: Worker; caller: Caller<ArchiveCalls> } | undefined;
  const start = (): { worker: Worker; caller: Caller<ArchiveCalls> } => {
    const workerData: ArchiveThreadData = { directory: parts.directory, progress: parts.progress.shared };
    const worker = new Worker(new URL('./archive-thread.ts', import.meta.url), { workerData, name: 'wurao-archive' });
    const caller = new Caller<ArchiveCalls>(worker, questionTimeoutMs);
    const ended = (error: Error): void => {
      caller.lost(error);
      if (started?.worker !== worker) return;
      started = undefined;
      onLost(error);
    };
    worker.on('error', ended);
    worker.on('exit', (code) => ended(new Error(`the archive thread ended with ${code}`)));
    worker.unref();
    return { worker, caller };
  };
  const caller = (): Caller<ArchiveCalls> => {
    started ??= start();
    return started.caller;
  };
  return {
    byId: (id) => orUnavailable(caller().call('byId', [id])),
    attemptsOf: (callee, filter) => orUnavailable(caller().call('attemptsOf', [callee, filter])),
    sentTo: (callee, sinceMs) => orUnavailable(caller().call('sentTo', [callee, sinceMs])),
    around: (question) => orUnavailable(caller().call('around', [question])),
    askersOf: (callee, sinceMs) => orUnavailable(caller().call('askersOf', [callee, sinceMs])),
    usesOf: (callee, sinceMs) => orUnavailable(caller().call('usesOf', [callee, sinceMs])),
    countByReason: (question) => orUnavailable(caller().call('countByReason', [question])),
    traffic: (question) => orUnavailable(caller().call('traffic', [question])),
    reachedBy: (merchant, after, limit) => orUnavailable(caller().call('reachedBy', [merchant, after, limit])),
    decisionTallies: (question) => orUnavailable(caller().call('decisionTallies', [question], COUNTING_TIMEOUT_MS)),
    trafficTallies: (question) => orUnavailable(caller().call('trafficTallies', [question])),
    findRates: (question) => orUnavailable(caller().call('findRates', [question], COUNTING_TIMEOUT_MS)),
    previewRates: (question) => orUnavailable(caller().call('previewRates', [question], COUNTING_TIMEOUT_MS)),
    recompute: (texts, wish) => orUnavailable(caller().call('recompute', [texts, wish])),
    joinCalls: (line, records) => orUnavailable(caller().call('joinCalls', [line, records])),
    keep: (nowMs, months) => orUnavailable(caller().call('keep', [nowMs, months], KEEPING_TIMEOUT_MS)),
    keepState: (bytes, sequence) =>
      orUnavailable(caller().call('keepState', [bytes, sequence], KEEPING_TIMEOUT_MS, [bytes.buffer as ArrayBuffer])),
    close: async () => {
      if (started === undefined) return;
      const { worker, caller: last } = started;
      started = undefined;
      await orUnavailable(last.call('close', [], CLOSING_TIMEOUT_MS));
      await worker.terminate();
    },
  };
};

const orUnavailable = async <T>(answer: Promise<T>): Promise<T | Failure> => {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof NoAnswer) return unanswered(error.message);
    throw error;
  }
};

const unanswered = (message: string): Failure => ({
  ...failure('journal-unavailable', 'The journal does not answer', {
    field: '',
    message,
    remedy: 'Ask again in a minute, or for a shorter period. Decisions go on meanwhile.',
  }),
  retryAfterMs: QUESTION_TIMEOUT_MS,
});
