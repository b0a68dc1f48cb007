import type { Result } from '@wurao/domain';
import {
  type ImportBatch,
  type ImportBatchOutcome,
  type ImportCounts,
  NO_COUNTS,
  NO_SHAPE,
  rowText,
  type ShapeBook,
} from '@wurao/registry';
import type { ImportStore } from '@wurao/store';
import type { Pace } from './pace.ts';
import type { FoundRow } from './report-file.ts';
import type { StagedRow } from './sort-rows.ts';

export const held = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(`${result.title}: ${result.errors.map(({ message }) => message).join('; ')}`);
};

interface Sent {
  readonly dryRun: boolean;
  /** Of the file: all, and those that could not be read. */
  readonly rows: number;
  readonly bad: number;
  readonly shapes: ShapeBook;
}

/** With one under way and one behind it, the store never waits for this thread; a command waits for two at most. */
const BATCHES_UNDER_WAY = 2;

/** A store that is away for a while (a failover, a lock) is asked again so often, after pauses that double: two minutes in all. */
const MAX_TRIES = 8;
const FIRST_PAUSE_MS = 1_000;

/** What a batch is sent to, and how long that may be waited for. */
export interface SendingJob {
  readonly id: string;
  readonly calls: Pick<ImportStore, 'runBatch'>;
  readonly wait: (ms: number) => Promise<void>;
  readonly isStopped: () => boolean;
}

interface Waiting {
  readonly rows: number;
  readonly batch: ImportBatch;
  readonly sent: Promise<Result<ImportBatchOutcome>>;
  /** One before it had to be sent again, so that this one was out of step. */
  isBehind: boolean;
}

/** Sends batches ahead of their answers. */
export class Sending {
  readonly #job: SendingJob;
  readonly #pace: Pace;
  readonly #of: Sent;
  readonly #waiting: Waiting[] = [];
  #found: FoundRow[] = [];
  counts: ImportCounts = NO_COUNTS;

  constructor(job: SendingJob, pace: Pace, of: Sent) {
    this.#job = job;
    this.#pace = pace;
    this.#of = of;
  }

  /** `position`: where the batch begins in the order of all rows. */
  async send(
    position: number,
    batch: readonly { readonly row: StagedRow; readonly patterns: number }[],
    isLast: boolean,
  ): Promise<void> {
    const rows = batch.map(({ row, patterns }) => rowText(row.row, row.line, patterns, row.tail));
    const shapes = new Set(batch.map(({ row }) => row.shape));
    shapes.delete(NO_SHAPE);
    while (this.#waiting.length >= BATCHES_UNDER_WAY) await this.#settleFirst();
    const { dryRun, rows: rowsInFile, bad: badInFile } = this.#of;
    const next = {
      id: this.#job.id,
      position,
      rows: `[${rows.join(',')}]`,
      shapes: this.#of.shapes.textOf(shapes),
      dryRun,
      isLast,
      rowsInFile,
      badInFile,
    };
    const sent = this.#job.calls.runBatch(next);
    // Looked at in its turn: one that fails before must not end the process as nobody's.
    sent.catch(() => {});
    this.#waiting.push({ rows: batch.length, batch: next, sent, isBehind: false });
  }

  async settle(): Promise<void> {
    while (this.#waiting.length > 0) await this.#settleFirst();
  }

  async #settleFirst(): Promise<void> {
    const first = this.#waiting.shift();
    if (first === undefined) return;
    const { counts, found, tookMs } = held(await this.#answerTo(first));
    this.#pace.took(first.rows, tookMs);
    // A real run reads what was turned away from the store.
    if (this.#of.dryRun) for (const each of found) this.#found.push(each);
    this.counts = this.#of.dryRun
      ? added(this.counts, counts, this.#of.bad)
      : { ...counts, bad: counts.bad - this.#of.bad };
  }

  /** A batch states nothing twice, so that whatever became of it, it may be sent again. */
  async #answerTo({ batch, sent, isBehind }: Waiting): Promise<Result<ImportBatchOutcome>> {
    let answer = await sent;
    if (isBehind && !answer.ok) answer = await this.#again(batch);
    for (let tries = 1; isAway(answer) && tries < MAX_TRIES && !this.#job.isStopped(); tries++) {
      await this.#job.wait(FIRST_PAUSE_MS * 2 ** (tries - 1));
      answer = await this.#again(batch);
    }
    return answer;
  }

  /** Those that were sent meanwhile came before it. */
  #again(batch: ImportBatch): Promise<Result<ImportBatchOutcome>> {
    for (const later of this.#waiting) later.isBehind = true;
    return this.#job.calls.runBatch(batch);
  }

  takeFound(): readonly FoundRow[] {
    return this.#found.splice(0);
  }
}

const isAway = (answer: Result<unknown>): boolean => !answer.ok && answer.code === 'store-unavailable';

/** A dry batch counts by itself. */
const added = (before: ImportCounts, batch: ImportCounts, badInFile: number): ImportCounts => {
  const patterns: Record<string, number> = { ...before.patterns };
  for (const [pattern, count] of Object.entries(batch.patterns)) patterns[pattern] = (patterns[pattern] ?? 0) + count;
  return {
    rows: batch.rows,
    stated: before.stated + batch.stated,
    unchanged: before.unchanged + batch.unchanged,
    bad: before.bad + batch.bad - badInFile,
    held: before.held + batch.held,
    patterns,
  };
};
