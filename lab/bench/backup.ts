import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ALL_CATEGORIES,
  ALL_CHANNELS,
  type Attempt,
  asId,
  type Decision,
  type PhoneNumber,
  purposeBit,
} from '@wurao/domain';
import { type JournalEntry, JournalWriter } from '@wurao/journal';
import type { Envelope } from '@wurao/registry';
import { restoreBackup, verifyBackup } from '@wurao/server';
import { MAX_GROUP_COMMANDS, openStore } from '@wurao/store';
import { apiClient, makeSmallWorld, type ServerProcess, SMALL_WORLD, startServer } from '@wurao/testkit';
import { type Bench, type Figure, medianOf } from './bench.ts';
import { loadInProcess } from './load-process.ts';

const SIZES = {
  test: { preferences: 5_000, records: 20_000, rounds: 1, seconds: 2 },
  bench: { preferences: 150_000, records: 500_000, rounds: 3, seconds: 6 },
  soak: { preferences: 3_000_000, records: 12_000_000, rounds: 5, seconds: 60 },
} as const;
const DECISIONS_PER_SECOND = 2_000;
const RECORDS_AT_ONCE = 1_000;
/** Counters are made of the whole journal where no checkpoint lies beside it. */
const READY_WITHIN_MS = 900_000;
const MIB = 1024 ** 2;

/** A backup of a house of some size while it decides, beside the same decisions without one, alternating. */
export const backupBench: Bench = {
  name: 'backup',
  run: async (tier) => {
    const root = mkdtempSync(join(tmpdir(), 'wurao-bench-backup-'));
    const directory = join(root, 'data');
    try {
      await fill(directory, SIZES[tier]);
      const server = await startServer({ directory, readyWithinMs: READY_WITHIN_MS });
      try {
        return await measure(server, root, tier);
      } finally {
        await server.stop();
      }
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  },
};

const ADMIN: Envelope['actor'] = { keyId: undefined, role: 'admin', party: undefined, subscriber: undefined };
const preferenceOf = (i: number): Envelope => ({
  actor: ADMIN,
  idempotency: undefined,
  command: {
    kind: 'setPreference',
    subscriber: `+86138${String(10_000_000 + i)}` as PhoneNumber,
    preference: {
      on: true,
      channels: ALL_CHANNELS,
      categories: ALL_CATEGORIES,
      purposes: purposeBit('marketing'),
      hours: undefined,
      allow: [],
      deny: [],
      prefixes: [],
      keep: [],
    },
  },
});

const entryAt = (i: number, atMs: number, dataVersion: number): JournalEntry => ({
  atMs,
  asker: { role: 'merchant', party: asId('merchant-test'), keyId: asId('key-test') },
  latencyUs: 12,
  attempt: {
    mode: 'attempt',
    channel: 'voice',
    caller: '95599' as PhoneNumber,
    callee: `+86138${String(10_000_000 + (i % 5_000_000))}` as PhoneNumber,
    line: asId('line-test'),
    purpose: 'marketing',
    attemptId: `attempt-${i}`,
  } as Attempt,
  decision: {
    decision: 'refuse',
    reason: 'do-not-disturb',
    reasonCode: 110,
    step: 9,
    law: 'cn-2020-draft',
    dataVersion,
    merchant: 'merchant-test',
    categories: 1,
    fact: 1,
    holdsConfirmed: false,
    counted: false,
    counters: { today: 0, window: 0, distinctCallees: 0, sanctioned: 0 },
  } as unknown as Decision,
});

const fill = async (
  directory: string,
  { preferences, records }: { preferences: number; records: number },
): Promise<void> => {
  const store = await openStore({ directory });
  if (!store.ok) throw new Error(store.title);
  for (let from = 0; from < preferences; from += MAX_GROUP_COMMANDS)
    await store.value.executeGroup(
      Array.from({ length: Math.min(MAX_GROUP_COMMANDS, preferences - from) }, (_, i) => preferenceOf(from + i)),
    );
  const head = store.value.head();
  await store.value.close();
  const journal = JournalWriter.open({ directory: join(directory, 'journal') });
  if (!journal.ok) throw new Error(journal.title);
  const sinceMs = Date.now() - 3_600_000;
  for (let from = 0; from < records; from += RECORDS_AT_ONCE) {
    for (let i = from; i < Math.min(records, from + RECORDS_AT_ONCE); i++)
      journal.value.append(entryAt(i, sinceMs + i / 10, head));
    journal.value.flush();
  }
  await journal.value.close();
};

interface Made {
  readonly directory: string;
  readonly bytes: number;
  readonly sharedBytes: number;
  readonly tookMs: number;
}

const measure = async (server: ServerProcess, root: string, tier: keyof typeof SIZES): Promise<Figure[]> => {
  const { rounds, seconds } = SIZES[tier];
  const admin = apiClient(server.url, server.adminKey);
  const key = await makeSmallWorld(admin);
  const body = JSON.stringify({
    channel: 'voice',
    caller: SMALL_WORLD.caller,
    callee: '+8613810000001',
    purpose: 'marketing',
  });
  const load = () =>
    loadInProcess({
      port: server.port,
      key,
      path: '/v1/decisions',
      connections: 16,
      requests: DECISIONS_PER_SECOND * seconds,
      perSecond: DECISIONS_PER_SECOND,
      bodies: [body],
    });
  const backUp = async (wish: object): Promise<Made> => {
    const answer = await admin.post('/v1/backups', wish);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body as unknown as Made;
  };
  await load();
  const pairs: { readonly alone: number; readonly beside: number }[] = [];
  const whole: Made[] = [];
  for (let round = 0; round < rounds; round++) {
    const alone = (await load()).p99Ms;
    const running = load();
    whole.push(await backUp({ directory: join(root, `whole-${round}`) }));
    pairs.push({ alone, beside: (await running).p99Ms });
  }
  await backUp({ into: join(root, 'place') });
  const next = await backUp({ into: join(root, 'place') });
  return figuresOf(pairs, whole, next, await timesOf(whole[0] as Made, root));
};

const timesOf = async ({ directory }: Made, root: string): Promise<{ verifyMs: number; restoreMs: number }> => {
  const startedMs = performance.now();
  const verified = await verifyBackup(directory);
  const verifyMs = performance.now() - startedMs;
  const restored = await restoreBackup(directory, join(root, 'restored'), { intoEmpty: true });
  if (!verified.ok || !restored.ok) throw new Error('the backup is not whole');
  return { verifyMs, restoreMs: performance.now() - startedMs - verifyMs };
};

const figuresOf = (
  pairs: readonly { readonly alone: number; readonly beside: number }[],
  whole: readonly Made[],
  next: Made,
  { verifyMs, restoreMs }: { verifyMs: number; restoreMs: number },
): Figure[] => {
  const mib = (whole[0]?.bytes ?? 0) / MIB;
  const conditions = `${Math.round(mib)} MiB of store and journal, ${DECISIONS_PER_SECOND.toLocaleString('en-US')} decisions/s over HTTP`;
  return [
    {
      name: 'Backup, with reading back',
      value: medianOf(whole.map(({ tookMs }) => tookMs)) / 1000,
      unit: 's',
      conditions,
    },
    {
      name: 'Backup, rate',
      value: medianOf(whole.map(({ bytes, tookMs }) => bytes / MIB / (tookMs / 1000))),
      unit: 'MiB/s',
      conditions,
    },
    {
      name: 'Backup into a place that has one',
      value: next.tookMs / 1000,
      unit: 's',
      conditions: `${Math.round(next.sharedBytes / MIB)} MiB shared`,
    },
    {
      name: 'Verification of a backup',
      value: verifyMs / 1000,
      unit: 's',
      conditions: 'files, store opened, every record read',
    },
    { name: 'Restore', value: restoreMs / 1000, unit: 's', conditions: 'checked, unpacked, looked into, put in place' },
    { name: 'Decision p99, no backup', value: medianOf(pairs.map(({ alone }) => alone)), unit: 'ms', conditions },
    {
      name: 'Decision p99, during a backup',
      value: medianOf(pairs.map(({ beside }) => beside)),
      unit: 'ms',
      target: { atMost: 5 },
      conditions,
    },
    {
      name: 'Decision p99, during against without',
      value: medianOf(pairs.map(({ alone, beside }) => beside / alone)),
      unit: 'x',
      conditions,
    },
  ];
};
