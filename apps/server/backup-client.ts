import { Worker } from 'node:worker_threads';
import { type Failure, failure, type InstantMs, type Result } from '@wurao/domain';
import type { BackupReport } from '@wurao/store';
import type { BackupWish } from './backup-place.ts';
import { clearUnfinished } from './backup-staging.ts';
import type { BackupThreadData, FromBackupThread, ToBackupThread } from './backup-thread.ts';
import { type BackupProgress, type BackupSummary, makeBackup } from './make-backup.ts';

export interface BackupsOptions {
  readonly dataDir: string;
  readonly store: (path: string) => Promise<Result<BackupReport>>;
  readonly flushed: () => number;
  readonly nowMs: () => InstantMs;
  /** In this thread: tests and one-shot commands. */
  readonly inline: boolean;
}

const busy = (): Failure =>
  failure('conflict', 'A backup is being made', {
    field: '',
    message: 'one runs already on this server',
    remedy: 'Wait until it is done: GET /v1/backups/progress.',
  });

const stopping = (): Failure =>
  failure('not-ready', 'The server is stopping', {
    field: '',
    message: 'the backup was given up or not begun',
    remedy: 'Make it again once the server runs.',
  });

/** Backups of a running house, one at a time: copying, reading back and encrypting happen in a thread that no decision waits for. */
export class Backups {
  readonly #options: BackupsOptions;
  #giveUp: (() => void) | undefined;
  #making: Promise<unknown> | undefined;
  #isClosed = false;
  #progress: BackupProgress | undefined;

  constructor(options: BackupsOptions) {
    this.#options = options;
  }

  /** Of the backup being made; undefined: there is none. */
  progress(): BackupProgress | undefined {
    return this.#progress;
  }

  async make(wish: BackupWish): Promise<Result<BackupSummary>> {
    if (this.#isClosed) return stopping();
    if (this.#progress !== undefined) return busy();
    this.#progress = { stage: 'journal', doneBytes: 0, totalBytes: 0 };
    const making = this.#options.inline ? this.#here(wish) : this.#inThread(wish);
    this.#making = making;
    try {
      return await making;
    } finally {
      this.#progress = undefined;
      this.#making = undefined;
    }
  }

  #here(wish: BackupWish): Promise<Result<BackupSummary>> {
    const { dataDir, store, flushed, nowMs } = this.#options;
    const onProgress = (progress: BackupProgress): void => {
      this.#progress = progress;
    };
    return makeBackup({ dataDir, store, flushed, nowMs: nowMs(), onProgress }, wish);
  }

  async #inThread(wish: BackupWish): Promise<Result<BackupSummary>> {
    const { dataDir, store, flushed, nowMs } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<Result<BackupSummary>>();
    const workerData: BackupThreadData = { dataDir, nowMs: nowMs(), wish };
    const worker = new Worker(new URL('./backup-thread.ts', import.meta.url), { workerData, name: 'wurao-backup' });
    const tell = (message: ToBackupThread): void => worker.postMessage(message);
    worker.on('message', (message: FromBackupThread) => {
      if ('done' in message) resolve(message.done);
      else if ('progress' in message) this.#progress = message.progress;
      else if ('flushed' in message) tell({ flushed: flushed() });
      else store(message.store).then((stored) => tell({ stored }), reject);
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the backup thread ended with ${code} and no answer`)));
    this.#giveUp = () => resolve(stopping());
    try {
      return await promise;
    } finally {
      this.#giveUp = undefined;
      // A thread that waits for what will not come would keep the process.
      await worker.terminate();
      await clearUnfinished(dataDir);
    }
  }

  /** Gives up the one that is being made, and clears away what it had written. One in this thread is waited for. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#giveUp?.();
    // Whoever asked for it hears how it failed.
    await this.#making?.catch(() => undefined);
  }
}
