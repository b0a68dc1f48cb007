import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { JournalProgress } from '@wurao/journal';
import { CN_2015 } from '@wurao/law';
import { expect, it } from 'vitest';
import { ReplayJobs, type ReplayJobsParts } from './replay-jobs.ts';

/** Spills, and hears nothing any more. */
const DEAF = `import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workerData } from 'node:worker_threads';
mkdirSync(workerData.spill);
writeFileSync(join(workerData.spill, 'block'), 'x');
writeFileSync(join(workerData.dataDir, 'spilled'), '');
for (;;);`;

it('ends a thread that does not hear that it is to stop, and clears away what it spilled', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'wurao-replay-'));
  try {
    mkdirSync(join(dataDir, 'journal'));
    const thread = join(dataDir, 'deaf.mjs');
    writeFileSync(thread, DEAF);
    const jobs = new ReplayJobs({
      dataDir,
      journalDir: join(dataDir, 'journal'),
      copyStore: false,
      progress: new JournalProgress(),
      counterSlots: 64,
      inline: false,
      stopWithinMs: 0,
      thread: pathToFileURL(thread),
      gate: { lawPack: () => CN_2015, laws: () => ({ packs: [] }) },
      nowMs: () => 0,
      log: () => {},
    } as unknown as ReplayJobsParts);
    const started = jobs.start({ law: 'cn-2015' } as Parameters<ReplayJobs['start']>[0]);
    if (!started.ok) throw new Error(started.title);
    await expect.poll(() => existsSync(join(dataDir, 'spilled')), { timeout: 15_000 }).toBe(true);
    expect(readdirSync(join(dataDir, 'journal'))).toHaveLength(1);
    expect(await jobs.cancel(started.value.id)).toMatchObject({ ok: true, value: { state: 'cancelled' } });
    expect(readdirSync(join(dataDir, 'journal'))).toEqual([]);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});
