import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { JournalProgress } from '@wurao/journal';
import { Archive } from './archive.ts';
import { answerCalls } from './rpc.ts';
import { yieldToOthers } from './yield-to-others.ts';

export interface ArchiveThreadData {
  readonly directory: string;
  readonly progress: SharedArrayBuffer;
}

export type ArchiveCalls = {
  [Name in
    | 'byId'
    | 'attemptsOf'
    | 'sentTo'
    | 'around'
    | 'askersOf'
    | 'usesOf'
    | 'countByReason'
    | 'traffic'
    | 'reachedBy'
    | 'decisionTallies'
    | 'trafficTallies'
    | 'findRates'
    | 'previewRates'
    | 'recompute'
    | 'joinCalls'
    | 'keep'
    | 'keepState'
    | 'close']: Archive[Name];
};

/** Long questions stay off the serving thread. */
const run = (port: MessagePort, data: ArchiveThreadData): void => {
  yieldToOthers();
  const archive = new Archive({ directory: data.directory, progress: new JournalProgress(data.progress) });
  answerCalls(port, {
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
    recompute: (texts, wish) => archive.recompute(texts, wish),
    joinCalls: (line, records) => archive.joinCalls(line, records),
    keep: (nowMs, months) => archive.keep(nowMs, months),
    keepState: (bytes, sequence) => archive.keepState(bytes, sequence),
    close: () => archive.close(),
  } satisfies ArchiveCalls);
};

if (parentPort === null) throw new Error('archive-thread runs as a worker thread');
run(parentPort, workerData as ArchiveThreadData);
