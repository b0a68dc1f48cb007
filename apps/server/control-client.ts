import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { ChangeMark } from '@wurao/api';
import { type Failure, failure, type InstantMs, type Result, type Sequence, success } from '@wurao/domain';
import { attachFacts, type Posting, type SharedFacts, type TableHandles } from '@wurao/engine';
import type { ImportStore } from '@wurao/store';
import { Control, type ControlFigures } from './control.ts';
import type { ControlCalls, ControlThreadData, MovedMessage } from './control-thread.ts';
import { importStoreOver } from './imports/store-over-port.ts';
import type { Log } from './log.ts';
import { MEMORY_MODEL } from './memory-model.ts';
import { Caller, NoAnswer } from './rpc.ts';

export interface ControlOptions extends Omit<ControlThreadData, 'feed'> {
  readonly log: Log;
  readonly writeLog: (line: string) => void;
  readonly onMoved: (sequence: Sequence, marks: readonly ChangeMark[], delayMs: number) => void;
  /** The thread ended by itself: nothing can be written any more. */
  readonly onLost: (error: Error) => void;
  /** Inline only: time. */
  readonly clock: () => InstantMs;
}

/** The control plane as the gate's thread sees it, wherever it runs. */
export interface ControlHandle {
  readonly calls: {
    [Name in keyof ControlCalls]: (
      ...args: Parameters<ControlCalls[Name]>
    ) => Promise<Awaited<ReturnType<ControlCalls[Name]>>>;
  };
  readonly facts: SharedFacts;
  readonly head: () => Sequence;
  readonly imports: ImportStore;
  /** A way of its own for a thread that imports; undefined: it runs in this thread. */
  readonly importPort: (() => MessagePort) | undefined;
}

/** How long a write may take before its answer is "outcome unknown". */
export const CONTROL_TIMEOUT_MS = 5000;
/** A million complaints, page by page. */
const COUNTING_TIMEOUT_MS = 600_000;
const BACKUP_TIMEOUT_MS = 3_600_000;

/** In this thread: for tests and for one-shot commands. */
export const openInline = async (options: ControlOptions): Promise<Result<ControlHandle>> => {
  let reader: SharedFacts | undefined;
  const opened = await Control.open({
    ...options,
    post: (posting) => reader?.receive(posting),
    onBroken: options.onLost,
  });
  if (!opened.ok) return opened;
  const control = opened.value;
  const facts = attachFacts(control.tables.handles(), MEMORY_MODEL, () => {});
  reader = facts;
  const calls: ControlHandle['calls'] = {
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
    snapshot: async () => control.snapshot(),
    sweep: () => control.sweep(),
    figures: async () => control.figures(),
    // It reads the same clock.
    clockAtLeast: async () => {},
    close: () => control.close(),
  };
  return success({ calls, facts, head: () => control.head, imports: control.imports, importPort: undefined });
};

type Opened = Result<{ head: Sequence; tables: TableHandles }>;
type ThreadMessage = Partial<MovedMessage> & { opened?: Opened; log?: string };

/** In a worker thread: the serving thread never waits for a disk of the store. */
export const openThread = async (options: ControlOptions): Promise<Result<ControlHandle>> => {
  const { port1: feed, port2 } = new MessageChannel();
  const { directory, databaseUrl, notBeforeMs, logLevel, logFormat, allowPrivateWebhooks } = options;
  const workerData: ControlThreadData = {
    directory,
    databaseUrl,
    feed: port2,
    notBeforeMs,
    logLevel,
    logFormat,
    allowPrivateWebhooks,
  };
  const worker = new Worker(new URL('./control-thread.ts', import.meta.url), {
    workerData,
    transferList: [port2],
    name: 'wurao-control',
  });
  let head = 0 as Sequence;
  let closing = false;
  const opened = await new Promise<Opened>((resolve, reject) => {
    worker.on('message', ({ opened: answer, log, ...moved }: ThreadMessage) => {
      if (answer !== undefined) resolve(answer);
      else if (log !== undefined) options.writeLog(log);
      else if (moved.moved !== undefined) {
        head = moved.moved;
        options.onMoved(head, moved.marks ?? [], moved.delayMs ?? 0);
      }
    });
    worker.on('error', (error: Error) => {
      reject(error);
      options.onLost(error);
    });
    worker.on('exit', (code) => {
      if (!closing) options.onLost(new Error(`the control thread ended with ${code}`));
    });
  });
  if (!opened.ok) {
    closing = true;
    await worker.terminate();
    return opened;
  }
  head = opened.value.head;
  const facts: SharedFacts = attachFacts(opened.value.tables, MEMORY_MODEL, () => drain(feed, facts));
  const caller = new Caller<ControlCalls>(worker, CONTROL_TIMEOUT_MS);
  const close = async (): Promise<void> => {
    closing = true;
    await caller.call('close', [], BACKUP_TIMEOUT_MS);
    feed.close();
    await worker.terminate();
    // A copy of the store that nobody waits for any more would keep the process until its time is up.
    caller.lost(new Error('closed'));
  };
  const importPort = (): MessagePort => {
    const { port1, port2: theirs } = new MessageChannel();
    worker.postMessage({ attach: theirs }, [theirs]);
    return port1;
  };
  const ownPort = importPort();
  ownPort.unref();
  return success({
    calls: callsOver(caller, close),
    facts,
    head: () => head,
    imports: importStoreOver(ownPort, CONTROL_TIMEOUT_MS),
    importPort,
  });
};

/** Postings are sent before the version that needs them is visible, so what is missing is already in the port. */
const drain = (feed: MessagePort, facts: SharedFacts): void => {
  for (let next = receiveMessageOnPort(feed); next !== undefined; next = receiveMessageOnPort(feed)) {
    facts.receive(next.message as Posting);
  }
};

/** Calls of a control plane in another thread. */
export const callsOver = (caller: Caller<ControlCalls>, close: () => Promise<void>): ControlHandle['calls'] => ({
  execute: (envelope) => orUnavailable(caller.call('execute', [envelope])),
  ask: (query) => orUnavailable(caller.call('ask', [query])),
  explain: (record) => orUnavailable(caller.call('explain', [record])),
  backup: (path) => orUnavailable(caller.call('backup', [path], BACKUP_TIMEOUT_MS)),
  countPeriod: (span, law) => orUnavailable(caller.call('countPeriod', [span, law], COUNTING_TIMEOUT_MS)),
  countProtection: () => orUnavailable(caller.call('countProtection', [], COUNTING_TIMEOUT_MS)),
  countLateParties: (span, law) => orUnavailable(caller.call('countLateParties', [span, law], COUNTING_TIMEOUT_MS)),
  countBases: (merchant) => orUnavailable(caller.call('countBases', [merchant], COUNTING_TIMEOUT_MS)),
  countableComplaints: (sinceMs) => orUnavailable(caller.call('countableComplaints', [sinceMs], COUNTING_TIMEOUT_MS)),
  tenureFromMs: (subscriber) => orUnavailable(caller.call('tenureFromMs', [subscriber])),
  snapshot: () => caller.call('snapshot', [], BACKUP_TIMEOUT_MS),
  sweep: () => orUnavailable(caller.call('sweep', [])),
  figures: () => caller.call('figures', []) as Promise<ControlFigures>,
  clockAtLeast: (atMs) => caller.call('clockAtLeast', [atMs]),
  close,
});

/** A store that stops answering is an expected failure; what was asked of it may still happen. */
const orUnavailable = async <T>(answer: Promise<Result<T>>): Promise<Result<T>> => {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return storeSilent(error);
  }
};

const storeSilent = ({ timeoutMs }: NoAnswer): Failure => ({
  ...failure('store-unavailable', 'The store does not answer', {
    field: '',
    message: `${timeoutMs === undefined ? 'its thread ended' : `no answer within ${timeoutMs} ms`}; whether the write happened is not known`,
    remedy: 'Ask again with the same Idempotency-Key: it is done once. Decisions go on meanwhile.',
  }),
  retryAfterMs: CONTROL_TIMEOUT_MS,
});
