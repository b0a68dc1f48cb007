import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { ChangeMark } from '@wurao/api';
import type { InstantMs, Sequence } from '@wurao/domain';
import { SteadyClock } from './clock.ts';
import { Control } from './control.ts';
import { makeLog } from './log.ts';
import { answerCalls } from './rpc.ts';
import type { LogFormat, LogLevel } from './settings.ts';

export interface ControlThreadData {
  readonly directory: string;
  readonly databaseUrl: string | undefined;
  readonly feed: MessagePort;
  readonly notBeforeMs: InstantMs;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  readonly allowPrivateWebhooks: boolean;
}

/** The feed has moved on, as the gate's thread is told. */
export interface MovedMessage {
  readonly moved: Sequence;
  readonly marks: readonly ChangeMark[];
  readonly delayMs: number;
}

/** The control plane's own thread: opens the store, then answers calls until the process ends. */
const run = async (port: MessagePort, data: ControlThreadData): Promise<void> => {
  const clock = new SteadyClock(Date.now, data.notBeforeMs);
  const write = (line: string): void => port.postMessage({ log: line });
  const opened = await Control.open({
    directory: data.directory,
    databaseUrl: data.databaseUrl,
    clock: clock.nowMs,
    log: makeLog(data.logFormat, data.logLevel, write, clock.nowMs),
    allowPrivateWebhooks: data.allowPrivateWebhooks,
    post: (posting) => data.feed.postMessage(posting),
    onMoved: (moved, marks, delayMs) => port.postMessage({ moved, marks, delayMs } satisfies MovedMessage),
    // Thrown where nothing catches it: the thread ends, and the process with it.
    onBroken: (error) =>
      void setImmediate(() => {
        throw error;
      }),
  });
  if (!opened.ok) {
    port.postMessage({ opened });
    return;
  }
  const control = opened.value;
  answerCalls(port, {
    execute: (envelope) => control.execute(envelope),
    ask: (query) => control.ask(query),
    explain: (record) => control.explain(record),
    backup: (path) => control.backup(path),
    countPeriod: (span, law) => control.countPeriod(span, law),
    countProtection: () => control.countProtection(),
    countLateParties: (span, law) => control.countLateParties(span, law),
    countBases: (merchant) => control.countBases(merchant),
    countableComplaints: (sinceMs) => control.countableComplaints(sinceMs),
    tenureFromMs: (subscriber) => control.tenureFromMs(subscriber),
    snapshot: () => control.snapshot(),
    sweep: () => control.sweep(),
    figures: () => control.figures(),
    clockAtLeast: (atMs) => clock.atLeast(atMs),
    close: () => control.close(),
  } satisfies ControlCalls);
  // A thread that imports talks to this one alone: the serving thread would only carry its batches.
  port.on('message', (message: { attach?: MessagePort }) => {
    if (message.attach !== undefined) answerCalls(message.attach, control.imports);
  });
  port.postMessage({ opened: { ok: true, value: { head: control.head, tables: control.tables.handles() } } });
};

/** Everything the main thread may ask of this one. */
export type ControlCalls = {
  [Name in
    | 'execute'
    | 'ask'
    | 'explain'
    | 'backup'
    | 'countPeriod'
    | 'countProtection'
    | 'countLateParties'
    | 'countBases'
    | 'countableComplaints'
    | 'tenureFromMs'
    | 'snapshot'
    | 'sweep'
    | 'figures'
    | 'close']: Control[Name];
} & {
  /** What the gate found in its journal: receipts are never earlier than decisions that were made. */
  readonly clockAtLeast: (atMs: InstantMs) => void;
};

if (parentPort === null) throw new Error('control-thread runs as a worker thread');
void run(parentPort, workerData as ControlThreadData);
