import { get, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { apiClient, makeSmallWorld, SMALL_WORLD, startServer } from '@wurao/testkit';
import { type Bench, type Figure, medianOf } from './bench.ts';
import { answerJob, askProcess, loadInProcess } from './load-process.ts';
import { cpuSecondsOf } from './sip/process-figures.ts';

const SELF = fileURLToPath(import.meta.url);
const VIEWERS = 500;
const VIEWERS_OF_KEY = 20;
const DECISIONS_PER_SECOND = 2_000;
const ROUNDS = { test: 1, bench: 3, soak: 9 } as const;
const WINDOW_SECONDS = { test: 3, bench: 8, soak: 20 } as const;
/** Until all viewers are in, or gone. */
const SETTLE_MS = 3_000;

/** Five hundred who look on, beside decisions: what they cost the serving process. */
export const liveBench: Bench = {
  name: 'live',
  run: async (tier) => {
    const server = await startServer();
    try {
      const admin = apiClient(server.url, server.adminKey);
      const merchantKey = await makeSmallWorld(admin);
      const keys = await keysFor(admin);
      const windowMs = WINDOW_SECONDS[tier] * 1000;
      const rounds = ROUNDS[tier];
      const seconds = rounds * 2 * (WINDOW_SECONDS[tier] + (SETTLE_MS / 1000) * 2) + 10;
      const load = loadInProcess({
        port: server.port,
        key: merchantKey,
        path: '/v1/decisions',
        connections: 16,
        requests: DECISIONS_PER_SECOND * Math.ceil(seconds),
        perSecond: DECISIONS_PER_SECOND,
        bodies: [JSON.stringify({ ...SMALL_WORLD_CALL, callee: '+8613810000001' })],
      });
      await pause(SETTLE_MS);
      const [without, beside, frames]: number[][] = [[], [], []];
      for (let round = 0; round < rounds; round++) {
        without?.push(await cpuShare(server.pid, windowMs));
        const watching = askProcess<Watched>(SELF, { port: server.port, keys, forMs: windowMs + SETTLE_MS * 2 });
        await pause(SETTLE_MS);
        beside?.push(await cpuShare(server.pid, windowMs));
        frames?.push(framesOf(await watching));
        await pause(SETTLE_MS / 2);
      }
      await load;
      return figuresOf(without ?? [], beside ?? [], frames ?? []);
    } finally {
      await server.stop();
    }
  },
};

const SMALL_WORLD_CALL = { channel: 'voice', caller: SMALL_WORLD.caller, purpose: 'marketing' };

type Client = ReturnType<typeof apiClient>;

/** Half of them the regulator's, a quarter the carrier's, a quarter the merchant's: the last is counted by itself. */
const keysFor = async (admin: Client): Promise<readonly string[]> => {
  const wishes = [
    { role: 'regulator' },
    { role: 'handler' },
    { role: 'carrier', party: SMALL_WORLD.carrier },
    { role: 'merchant', party: SMALL_WORLD.merchant, lines: [SMALL_WORLD.line] },
  ];
  const keys: string[] = [];
  for (let i = 0; i < VIEWERS / VIEWERS_OF_KEY; i++) {
    const made = await admin.post('/v1/keys', wishes[i % wishes.length] ?? {});
    if (made.status !== 201) throw new Error(`no key: ${JSON.stringify(made.body)}`);
    keys.push(String(made.body['key']));
  }
  return keys;
};

const cpuShare = async (pid: number, forMs: number): Promise<number> => {
  const [startedMs, before] = [performance.now(), cpuSecondsOf(pid)];
  await pause(forMs);
  return ((cpuSecondsOf(pid) - before) / ((performance.now() - startedMs) / 1000)) * 100;
};

interface Job {
  readonly port: number;
  readonly keys: readonly string[];
  readonly forMs: number;
}

interface Watched {
  readonly viewers: number;
  /** `traffic` events that came to the viewer that got fewest. */
  readonly fewest: number;
}

const framesOf = ({ viewers, fewest }: Watched): number => {
  if (viewers !== VIEWERS) throw new Error(`${viewers} of ${VIEWERS} viewers were let in`);
  return fewest;
};

const watch = async ({ port, keys, forMs }: Job): Promise<Watched> => {
  const counts: number[] = [];
  const open: IncomingMessage[] = [];
  for (const key of keys) {
    for (let i = 0; i < VIEWERS_OF_KEY; i++) {
      const headers = { authorization: `Bearer ${key}` };
      get({ port, path: '/v1/live', headers, agent: false }, (answer) => {
        if (answer.statusCode !== 200) return void answer.resume();
        const at = counts.push(0) - 1;
        open.push(answer);
        answer.on('error', () => undefined);
        answer.on('data', (piece: Buffer) => {
          if (piece.includes('event: traffic')) counts[at] = (counts[at] ?? 0) + 1;
        });
      }).on('error', () => undefined);
    }
  }
  await pause(forMs);
  for (const answer of open) answer.destroy();
  return { viewers: counts.length, fewest: Math.min(...counts) };
};

const figuresOf = (without: readonly number[], beside: readonly number[], frames: readonly number[]): Figure[] => {
  const conditions = `${VIEWERS} streams of ${VIEWERS / VIEWERS_OF_KEY} keys and four roles beside ${DECISIONS_PER_SECOND.toLocaleString('en-US')} decisions/s; medians of ${without.length} pairs of windows`;
  const [base, all] = [medianOf(without), medianOf(beside)];
  return [
    { name: 'Serving process without viewers', value: base, unit: '% of a core', conditions },
    { name: `Serving process with ${VIEWERS} live viewers`, value: all, unit: '% of a core', conditions },
    {
      name: `${VIEWERS} live viewers`,
      value: medianOf(without.map((share, at) => (beside[at] ?? 0) - share)),
      unit: '% of a core',
      target: { atMost: 20 },
      conditions,
    },
    {
      name: 'Seconds that reached the viewer with fewest',
      value: medianOf(frames),
      unit: 'frames',
      conditions,
    },
  ];
};

answerJob(SELF, watch);
