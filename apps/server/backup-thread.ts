import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import type { InstantMs, Result } from '@wurao/domain';
import type { BackupReport } from '@wurao/store';
import type { BackupWish } from './backup-place.ts';
import { type BackupProgress, type BackupSummary, makeBackup } from './make-backup.ts';
import { yieldToOthers } from './yield-to-others.ts';

export interface BackupThreadData {
  readonly dataDir: string;
  readonly nowMs: InstantMs;
  readonly wish: BackupWish;
}

export type FromBackupThread =
  | { readonly done: Result<BackupSummary> }
  | { readonly progress: BackupProgress }
  | { readonly flushed: true }
  | { readonly store: string };
export type ToBackupThread = { readonly flushed: number } | { readonly stored: Result<BackupReport> };

const run = async (port: NonNullable<typeof parentPort>, { dataDir, nowMs, wish }: BackupThreadData): Promise<void> => {
  yieldToOthers();
  const tell = (message: FromBackupThread): void => port.postMessage(message);
  const ask = async (message: FromBackupThread): Promise<ToBackupThread> => {
    const answer = once(port, 'message');
    tell(message);
    return (await answer)[0] as ToBackupThread;
  };
  const done = await makeBackup(
    {
      dataDir,
      nowMs,
      store: async (path) => ((await ask({ store: path })) as { stored: Result<BackupReport> }).stored,
      flushed: async () => ((await ask({ flushed: true })) as { flushed: number }).flushed,
      onProgress: (progress) => tell({ progress }),
    },
    wish,
  );
  tell({ done });
};

if (parentPort === null) throw new Error('backup-thread runs as a worker thread');
void run(parentPort, workerData as BackupThreadData);
