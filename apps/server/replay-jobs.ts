import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { GatePort, ReplayExplanation, ReplayJob, ReplayRequest, ReplaysPort } from '@wurao/api';
import { type DecisionId, type Failure, failure, type InstantMs, type Result, success } from '@wurao/domain';
import { type DecidedRecord, formatDecisionId, type JournalProgress } from '@wurao/journal';
import type { ArchiveHandle } from './archive-client.ts';
import type { ControlHandle } from './control-client.ts';
import type { Log } from './log.ts';
import { type ReplayOrder, type ReplayOutcome, type ReplayProgress, runReplay } from './replay-run.ts';
import type { ReplayReport, ReplayThreadData } from './replay-thread.ts';

/** Replays take the second core: one at a time. The results of the latest are kept until the server ends. */
const MAX_KEPT = 20;
const ID_BYTES = 6;

export interface ReplayJobsParts {
  readonly dataDir: string;
  readonly journalDir: string;
  readonly progress: JournalProgress;
  readonly counterSlots: number;
  readonly inline: boolean;
  readonly gate: Pick<GatePort, 'lawPack' | 'laws'>;
  readonly archive: ArchiveHandle;
  readonly control: ControlHandle;
  readonly nowMs: () => InstantMs;
  readonly log: Log;
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
  #running: { readonly id: string; readonly stop: () => void; readonly ended: Promise<void> } | undefined;

  constructor(parts: ReplayJobsParts) {
    this.#parts = parts;
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
    const { stop, ended } = this.#parts.inline ? this.#runHere(order, job) : this.#runInThread(order, job);
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

  #runHere(order: ReplayOrder, job: Kept): { stop: () => void; ended: Promise<void> } {
    let isCancelled = false;
    const { gate, ...parts } = this.#parts;
    const hooks = { onProgress: (progress: ReplayProgress) => advance(job, progress), isCancelled: () => isCancelled };
    const ended = runReplay(order, { ...parts, packOf: (id) => gate.lawPack(id) }, hooks).then(
      (outcome) => settle(job, outcome),
      (error: unknown) => settle(job, broken(error)),
    );
    const stop = (): void => {
      isCancelled = true;
    };
    return { stop, ended };
  }

  #runInThread(order: ReplayOrder, job: Kept): { stop: () => void; ended: Promise<void> } {
    const { dataDir, journalDir, counterSlots, progress, gate } = this.#parts;
    const packs = gate.laws().packs.map(({ pack }) => pack);
    const workerData: ReplayThreadData = { order, dataDir, journalDir, counterSlots, progress: progress.shared, packs };
    const worker = new Worker(new URL('./replay-thread.ts', import.meta.url), { workerData, name: 'wurao-replay' });
    worker.unref();
    const ended = new Promise<void>((resolve) => {
      worker.on('message', (report: ReplayReport) => {
        if ('progress' in report) advance(job, report.progress);
        else settle(job, report.outcome);
      });
      worker.on('error', (error) => settle(job, broken(error)));
      worker.on('exit', () => {
        settle(job, broken(new Error('its thread ended')));
        resolve();
      });
    });
    return { stop: () => worker.postMessage('cancel'), ended };
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
