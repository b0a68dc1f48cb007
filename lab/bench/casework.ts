import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaseFilter, HouseCommand, HouseQuery } from '@wurao/casework';
import type { PhoneNumber } from '@wurao/domain';
import type { Store } from '@wurao/store';
import { postgresPrograms, startPostgres, startServer } from '@wurao/testkit';
import { mulberry32, sharedData } from '@wurao/vectors';
import { type Bench, type Figure, percentileOf, type Tier } from './bench.ts';
import { COMMON_WORD, fillCasework, held, NOW_MS, RARE_WORD, REGISTER_FILE } from './casework-world.ts';
import { threadSeconds } from './import.ts';
import { SAFE } from './postgres.ts';

const ROWS = { test: 20_000, bench: 300_000, soak: undefined } as const;
const ROUNDS = { test: 20, bench: 200, soak: 400 } as const;
const TARGET_MS = 300;
const IMPORT_TARGET_SECONDS = 180;
const PAGE = 50;
const SEED = 20_261_127;
const CLI = join(import.meta.dirname, '..', '..', 'apps', 'cli', 'main.ts');
const POLL_MS = 500;

/** A register of another country from its packed file to cases, by the command that a person would give. */
export const complaintImportBench: Bench = {
  name: 'complaint-import',
  run: async (tier) => {
    const file = sharedData(REGISTER_FILE);
    if (file === undefined || tier === 'test') {
      process.stderr.write('left out: the register is not here, or the tier too small for it\n');
      return [];
    }
    const server = await startServer({});
    try {
      const startedMs = performance.now();
      const map = ['--map', 'reported=reported_number', '--map', 'received=created_date'];
      const set = ['--set', 'channel=voice', '--set', 'country=+1'];
      const args = [CLI, 'import', 'complaints', file, ...map, ...set, '--on-error', 'quarantine', '--json'];
      const child = spawn(process.execPath, [...args, '--data-dir', server.directory], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
      let busy: Record<string, number> = {};
      // The thread of the import ends with it.
      const watch = setInterval(() => {
        for (const [name, seconds] of Object.entries(threadSeconds(server.pid)))
          busy = { ...busy, [name]: Math.max(seconds, busy[name] ?? 0) };
      }, POLL_MS);
      await once(child, 'close');
      clearInterval(watch);
      return importFigures(JSON.parse(said), (performance.now() - startedMs) / 1_000, busy);
    } finally {
      await server.stop();
    }
  },
};

const importFigures = (
  view: Readonly<Record<string, unknown>>,
  seconds: number,
  busy: Readonly<Record<string, number>>,
): readonly Figure[] => {
  const conditions = `${view['rows']} rows, csv.gz, server and CLI, SQLite; ${view['stated']} stated, ${view['bad']} bad, ${view['state']}`;
  const cpu = (busy['wurao-control'] ?? 0) + (busy['wurao-import'] ?? 0);
  return [
    { name: 'Import of complaints', value: seconds, unit: 's', target: { atMost: IMPORT_TARGET_SECONDS }, conditions },
    { name: 'Import of complaints, rate', value: Number(view['rows']) / seconds, unit: 'rows/s', conditions },
    {
      name: 'Processor time of its threads',
      value: cpu,
      unit: 's',
      conditions: 'store and import; for a machine that others use, too',
    },
  ];
};

/** What handlers ask of a store with a register of complaints in it. */
export const caseworkBench: Bench = {
  name: 'casework',
  run: async (tier) => {
    const directory = mkdtempSync(join(tmpdir(), 'wurao-bench-casework-'));
    try {
      const figures = await measure(await fillCasework({ directory }, ROWS[tier]), 'SQLite', tier);
      return process.env['WURAO_BENCH_POSTGRES'] === undefined ? figures : [...figures, ...(await onPostgres(tier))];
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

const onPostgres = async (tier: Tier): Promise<readonly Figure[]> => {
  if (postgresPrograms() === undefined) return [];
  const directory = mkdtempSync(join(tmpdir(), 'wurao-bench-casework-'));
  const postgres = await startPostgres({ settings: SAFE });
  try {
    const databaseUrl = postgres.urlOf(await postgres.createDatabase());
    return await measure(await fillCasework({ directory, databaseUrl }, ROWS[tier]), 'PostgreSQL', tier);
  } finally {
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  }
};

const ANY: CaseFilter = {
  state: undefined,
  province: undefined,
  category: undefined,
  assignee: undefined,
  party: undefined,
  overdueAtMs: undefined,
};
const queue = (filter: Partial<CaseFilter>, after?: string): HouseQuery => ({
  kind: 'cases',
  filter: { ...ANY, ...filter },
  after,
  limit: PAGE,
});
const search = (text: string, more: { state?: 'received' | 'upheld'; province?: string } = {}): HouseQuery => ({
  kind: 'caseSearch',
  text,
  limit: PAGE,
  ...more,
});

interface Sample {
  readonly id: string;
  readonly number: string;
  readonly province: string;
  readonly category: string;
  readonly due: number;
}

/** Pages of the queue from anywhere in it: what the questions are about. */
const samplesOf = async (store: Store): Promise<readonly Sample[]> => {
  const random = mulberry32(SEED);
  const samples: Sample[] = [];
  for (const state of ['received', 'closed'] as const) {
    let after: string | undefined;
    for (let page = 0; page < 40; page++) {
      const { items, next } = held(await store.ask({ kind: 'cases', filter: { ...ANY, state }, after, limit: 200 }));
      const one = items[Math.floor(random() * items.length)];
      if (one?.source?.kind === 'number')
        samples.push({
          id: one.id,
          number: one.source.id,
          province: one.province ?? '110000',
          category: one.category ?? 'loan',
          due: one.clock?.dueMs ?? 8_640_000_000_000_000,
        });
      if (next === undefined) break;
      // Far between: a place within the order is named by a number's own case.
      after = next;
    }
  }
  return samples;
};

const LATER_MS = NOW_MS + 30 * 86_400_000;

const questions = (samples: readonly Sample[]): Readonly<Record<string, (i: number) => HouseQuery>> => {
  const at = (i: number): Sample => samples[i % samples.length] as Sample;
  return {
    'queue: received': () => queue({ state: 'received' }),
    'queue: of a province': (i) => queue({ state: 'received', province: at(i).province }),
    'queue: of a category': (i) => queue({ state: 'received', category: at(i).category }),
    'queue: province and category': (i) =>
      queue({ state: 'received', province: at(i).province, category: at(i).category }),
    'queue: overdue': () => queue({ overdueAtMs: LATER_MS }),
    'queue: overdue of a province': (i) =>
      queue({ state: 'received', overdueAtMs: LATER_MS, province: at(i).province }),
    'queue: none in that state': (i) => queue({ state: 'appealed', province: at(i).province }),
    'queue: assigned to nobody asked': () => queue({ state: 'received', assignee: 'key-none' }),
    'queue: history of a province': (i) => queue({ state: 'closed', province: at(i).province }),
    'queue: deep page': (i) => queue({ state: 'closed' }, `${at(i).due}/${at(i).id}`),
    'queue: deep page, all states': (i) => queue({}, `${at(i).due}/${at(i).id}`),
    'search: rare word': () => search(RARE_WORD),
    'search: common word': () => search(COMMON_WORD),
    'search: common words': () => search(`${COMMON_WORD} 推销`),
    'search: common word, narrowed': (i) => search(COMMON_WORD, { state: 'received', province: at(i).province }),
    'search: common word, none in that state': () => search(COMMON_WORD, { state: 'upheld' }),
    'search: number': (i) => search(at(i).number),
    'search: masked number': (i) => search(`${at(i).number.slice(0, 3)}****${at(i).number.slice(-4)}`),
    'search: nothing found': (i) => search(`none${i}`),
    'case sheet': (i) => ({ kind: 'caseSheet', id: at(i).id }),
    'earlier complaints of a number': (i) => ({
      kind: 'earlierComplaints',
      subject: { kind: 'number', id: at(i).number },
      complaintId: 'none',
      limit: PAGE,
    }),
    'counts by state': () => ({ kind: 'caseCounts', nowMs: LATER_MS }),
  };
};

const filing = (i: number): HouseCommand => ({
  kind: 'fileComplaint',
  claim: {
    complainant: `+86138${String(10_000_000 + i)}` as PhoneNumber,
    proved: true,
    reported: `0106234${String(1_000 + i)}`,
    channel: 'voice',
    atMs: NOW_MS - 60_000,
    durationMs: 0,
    description: `推销${COMMON_WORD}`,
    source: 'api',
  },
  gathered: {
    attempt: undefined,
    evidence: { gatheredMs: NOW_MS, attempt: undefined, noAttempt: [], earlier: [] },
  },
});

const timed = async (rounds: number, work: (i: number) => Promise<unknown>): Promise<readonly number[]> => {
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const fromMs = performance.now();
    await work(i);
    times.push(performance.now() - fromMs);
  }
  return times;
};

const measure = async (store: Store, engine: string, tier: Tier): Promise<readonly Figure[]> => {
  const figures: Figure[] = [];
  const add = (name: string, times: readonly number[]): void => {
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentileOf(times, share).toFixed(2));
    const conditions = `${engine}; p50 ${p50} ms, p99 ${p99} ms, ${times.length} times`;
    const target = { atMost: TARGET_MS };
    figures.push({
      name: `${name}, p95`,
      value: Number(p95),
      unit: 'ms',
      target,
      fullSize: tier === 'soak',
      conditions,
    });
    process.stderr.write(`${engine} ${name}: p50 ${p50} p95 ${p95} p99 ${p99}\n`);
  };
  try {
    const rounds = ROUNDS[tier];
    for (const [name, question] of Object.entries(questions(await samplesOf(store))))
      add(name, await timed(rounds, async (i) => held(await store.ask(question(i)))));
    const actor = { keyId: undefined, role: 'admin', party: undefined, subscriber: undefined } as const;
    add(
      'filing a complaint',
      await timed(rounds, async (i) =>
        held(await store.execute({ command: filing(i), actor, idempotency: undefined })),
      ),
    );
    return figures;
  } finally {
    await store.close();
  }
};
