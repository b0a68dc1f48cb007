import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { GatePort, ReplayExplanation, ReplayJob, ReplayRequest, ReplaysPort } from '@wurao/api';
import { type DecisionId, type Failure, failure, type InstantMs, type Result, success } from '@wurao/domain';
import { type DecidedRecord, formatDecisionId, type JournalProgress, newSpill } from '@wurao/journal';
import { STORE_FILE } from '@wurao/store';
import type { ArchiveHandle } from './archive-client.ts';
import { PRIVATE_DIRECTORY } from './backup-files.ts';
import type { ControlHandle } from './control-client.ts';
import type { Log } from './log.ts';
import {
  type ReplayHooks,
  type ReplayOrder,
  type ReplayOutcome,
  type ReplayProgress,
  runReplay,
} from './replay-run.ts';
import type { ReplayReport, ReplayThreadData } from './replay-thread.ts';

/** Replays take the second core: one at a time. The results of the latest are kept until the server ends. */
const MAX_KEPT = 20;
const ID_BYTES = 6;
/** Copies of a store on PostgreSQL, one for each replay that runs. */
const COPIES = 'replay.staging';

export interface ReplayJobsParts {
  readonly dataDir: string;
  readonly journalDir: string;
  /** On PostgreSQL: each replay reads the past from a copy of its own, taken when it begins. */
  readonly copyStore: boolean;
  readonly progress: JournalProgress;
  readonly counterSlots: number;
  readonly inline: boolean;
  /** A thread that was told to stop and does not hear, because it loads facts, may go on so long. */
  readonly stopWithinMs?: number;
  /** What its threads run. */
  readonly thread?: URL;
  readonly gate: Pick<GatePort, 'lawPack' | 'laws'>;
  readonly archive: ArchiveHandle;
  readonly control: ControlHandle;
  readonly nowMs: () => InstantMs;
  readonly log: Log;
}

const THREAD = new URL('./replay-thread.ts', import.meta.url);
/** Between two batches it looks by itself, and a sort is broken off. */
const STOP_WITHIN_MS = 1_000;

interface Running {
  readonly stop: () => void;
  readonly ended: Promise<void>;
}

type Kept = { -readonly [Name in keyof ReplayJob]: ReplayJob[Name] };

const exampleOf = (past: DecidedRecord): { readonly id: DecisionId } & Omit<DecidedRecord, 'sequence' | 'epoch'> => {
  const { sequence, epoch, ...rest } = past;
  return { id: formatDecisionId(sequence as never, epoch), ...rest };
};

const unknown = (id: string): Failure =>
  failure('not-found', 'No such replay', {
    field: 'id',
    message: `there is no replay ${id}`,
    remedy: `Look it up with GET /v1/replays. The latest ${MAX_KEPT} are kept until the server ends.`,
  });

const busy = (id: string): Failure =>
  failure('conflict', 'A replay is running', {
    field: '',
    message: `${id} is still running, and one at a time is run`,
    remedy: `Wait for it, or cancel it with POST /v1/replays/${id}/cancellation.`,
  });

/** Replays as they are ordered, watched, cancelled and read. Each runs in a thread of its own, beside the service. */
export class ReplayJobs implements ReplaysPort {
  readonly #parts: ReplayJobsParts;
  readonly #jobs = new Map<string, Kept>();
  #running: (Running & { readonly id: string }) | undefined;

  constructor(parts: ReplayJobsParts) {
    this.#parts = parts;
    // What a run that was cut short left there.
    rmSync(join(parts.dataDir, COPIES), { recursive: true, force: true });
  }

  start(request: ReplayRequest): Result<ReplayJob> {
    if (this.#running !== undefined) return busy(this.#running.id);
    const { nowMs, gate, log } = this.#parts;
    const law = gate.lawPack(request.law);
    if (law === undefined)
      return failure('invalid', 'Invalid law', {
        field: 'law',
        message: `there is no law pack ${request.law}`,
        remedy: 'Name one of GET /v1/law, or install it first.',
      });
    const id = `replay-${randomBytes(ID_BYTES).toString('hex')}`;
    const untilMs = request.untilMs ?? nowMs();
    const job: Kept = {
      id,
      request: { ...request, untilMs },
      state: 'running',
      startedMs: nowMs(),
      endedMs: undefined,
      done: 0,
      total: undefined,
      figures: undefined,
      failure: undefined,
    };
    this.#keep(job);
    const order = { ...request, law, untilMs };
    log('info', 'replay started', { id, law: law.id });
    const { stop, ended } = this.#run(order, job);
    this.#running = { id, stop, ended: ended.finally(() => this.#end(job)) };
    return success({ ...job });
  }

  #keep(job: Kept): void {
    this.#jobs.set(job.id, job);
    for (const id of this.#jobs.keys()) if (this.#jobs.size > MAX_KEPT) this.#jobs.delete(id);
  }

  #end(job: Kept): void {
    this.#running = undefined;
    job.endedMs = this.#parts.nowMs();
    this.#parts.log('info', 'replay ended', { id: job.id, state: job.state, decisions: job.done });
  }

  #run(order: ReplayOrder, job: Kept): Running {
    const { inline, copyStore, dataDir } = this.#parts;
    const begin = (storeDir: string): Running =>
      inline ? this.#runHere(order, job, storeDir) : this.#runInThread(order, job, storeDir);
    return copyStore ? this.#runOnCopy(job, begin) : begin(dataDir);
  }

  /** Whoever stops it does not wait for the copy, which ends and is removed by itself. */
  #runOnCopy(job: Kept, begin: (storeDir: string) => Running): Running {
    const directory = join(this.#parts.dataDir, COPIES, job.id);
    const stopped = Promise.withResolvers<void>();
    let running: Running | undefined;
    const run = async (): Promise<void> => {
      try {
        mkdirSync(directory, { recursive: true, mode: PRIVATE_DIRECTORY });
        const copied = await this.#parts.control.calls.backup(join(directory, STORE_FILE));
        if (job.state !== 'running') return;
        if (!copied.ok) return settle(job, copied);
        running = begin(directory);
        await running.ended;
      } catch (error) {
        settle(job, broken(error));
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    };
    const stop = (): void => {
      running?.stop();
      if (running !== undefined) return;
      settle(job, success({ state: 'cancelled' }));
      stopped.resolve();
    };
    return { stop, ended: Promise.race([run(), stopped.promise]) };
  }

  #runHere(order: ReplayOrder, job: Kept, storeDir: string): Running {
    let isCancelled = false;
    let interrupt = (): void => {};
    const { gate, ...parts } = this.#parts;
    const hooks: ReplayHooks = {
      onProgress: (progress) => advance(job, progress),
      isCancelled: () => isCancelled,
      onInterruptible: (given) => {
        interrupt = given;
        if (isCancelled) interrupt();
      },
    };
    const ended = runReplay(order, { ...parts, storeDir, packOf: (id) => gate.lawPack(id) }, hooks).then(
      (outcome) => settle(job, outcome),
      (error: unknown) => settle(job, broken(error)),
    );
    const stop = (): void => {
      isCancelled = true;
      interrupt();
    };
    return { stop, ended };
  }

  #runInThread(order: ReplayOrder, job: Kept, storeDir: string): Running {
    const { dataDir, journalDir, counterSlots, progress, gate, thread = THREAD } = this.#parts;
    const packs = gate.laws().packs.map(({ pack }) => pack);
    const spill = newSpill(journalDir);
    const places = { storeDir, dataDir, journalDir, spill };
    const workerData: ReplayThreadData = { order, ...places, counterSlots, progress: progress.shared, packs };
    const worker = new Worker(thread, { workerData, name: 'wurao-replay' });
    worker.unref();
    let last: NodeJS.Timeout | undefined;
    const ended = new Promise<void>((resolve) => {
      worker.on('message', (report: ReplayReport) => {
        if ('progress' in report) advance(job, report.progress);
        else settle(job, report.outcome);
      });
      worker.on('error', (error) => settle(job, broken(error)));
      worker.on('exit', () => {
        clearTimeout(last);
        settle(job, broken(new Error('its thread ended')));
        // One that ended by itself has left none.
        void rm(spill, { recursive: true, force: true }).then(resolve, resolve);
      });
    });
    const stop = (): void => {
      worker.postMessage('cancel');
      last ??= setTimeout(() => {
        settle(job, success({ state: 'cancelled' }));
        // It holds no lock, and what it writes is cleared away when it has ended.
        void worker.terminate();
      }, this.#parts.stopWithinMs ?? STOP_WITHIN_MS);
    };
    return { stop, ended };
  }

  list(): readonly ReplayJob[] {
    return [...this.#jobs.values()].reverse();
  }

  find(id: string): Result<ReplayJob> {
    const job = this.#jobs.get(id);
    return job === undefined ? unknown(id) : success({ ...job });
  }

  async cancel(id: string): Promise<Result<ReplayJob>> {
    if (this.#running?.id === id) {
      this.#running.stop();
      await this.#running.ended;
    }
    return this.find(id);
  }

  /** The record's own explanation, and that of the answer which the replay gave. */
  async explain(id: string, decision: DecisionId): Promise<Result<ReplayExplanation>> {
    const job = this.find(id);
    if (!job.ok) return job;
    const example = job.value.figures?.examples.find(({ past }) => past.id === decision);
    if (example === undefined)
      return failure('not-found', 'No such example', {
        field: 'decision',
        message: `${decision} is not among the examples of ${id}`,
        remedy: 'Name one that the result lists.',
      });
    const { archive, control } = this.#parts;
    const record = await archive.byId(decision);
    if (!record.ok) return record;
    const recorded = await control.calls.explain(record.value);
    if (!recorded.ok) return recorded;
    const replayed = await control.calls.explain({ ...record.value, decision: example.replayed });
    return replayed.ok ? success({ recorded: recorded.value, replayed: replayed.value }) : replayed;
  }

  async close(): Promise<void> {
    this.#running?.stop();
    await this.#running?.ended;
  }
}

const advance = (job: Kept, { done, total }: ReplayProgress): void => {
  job.done = done;
  job.total = total;
};

/** The first word counts: a thread that ends after its answer is no failure. */
const settle = (job: Kept, outcome: Result<ReplayOutcome>): void => {
  if (job.state !== 'running') return;
  if (!outcome.ok) {
    job.state = 'failed';
    job.failure = outcome;
    return;
  }
  job.state = outcome.value.state;
  if (outcome.value.state === 'cancelled') return;
  const { examples, ...figures } = outcome.value.figures;
  job.figures = { ...figures, examples: examples.map((one) => ({ ...one, past: exampleOf(one.past) })) };
};

const broken = (error: unknown): Failure =>
  failure('journal-unavailable', 'The replay broke off', {
    field: '',
    message: error instanceof Error ? error.message : String(error),
    remedy: 'See the log; replay a shorter period if memory or disk ran out. The service was not touched.',
  });
