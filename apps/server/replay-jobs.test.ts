import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JournalProgress } from '@wurao/journal';
import { CN_2015 } from '@wurao/law';
import { expect, it } from 'vitest';
import { ReplayJobs, type ReplayJobsParts } from './replay-jobs.ts';

it('ends a thread that does not hear that it is to stop', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'wurao-replay-'));
  try {
    mkdirSync(join(dataDir, 'journal'));
    // Its thread takes a while to load, and would then find no store: whoever cancels waits for neither.
    const jobs = new ReplayJobs({
      dataDir,
      journalDir: join(dataDir, 'journal'),
      copyStore: false,
      progress: new JournalProgress(),
      counterSlots: 64,
      inline: false,
      stopWithinMs: 0,
      gate: { lawPack: () => CN_2015, laws: () => ({ packs: [] }) },
      nowMs: () => 0,
      log: () => {},
    } as unknown as ReplayJobsParts);
    const started = jobs.start({ law: 'cn-2015' } as Parameters<ReplayJobs['start']>[0]);
    if (!started.ok) throw new Error(started.title);
    expect(await jobs.cancel(started.value.id)).toMatchObject({ ok: true, value: { state: 'cancelled' } });
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});
