import { fileURLToPath } from 'node:url';
import { apiClient, makeSmallWorld, openSubscriberSession, SMALL_WORLD, startServer } from '@wurao/testkit';
import type { Bench, Figure } from './bench.ts';
import { answerJob, askProcess, loadInProcess, settleHeap } from './load-process.ts';

const SELF = fileURLToPath(import.meta.url);
const ROUNDS = { test: 50, bench: 500, soak: 2000 } as const;
/** For the compilers of both sides; not counted. */
const WARM_ROUNDS = 50;
const DECISIONS_PER_SECOND = 5000;
const AT_TEN = '2026-11-20T10:00:00+08:00';

/** From sending a withdrawal to the first answer that refuses, asked at once after the acknowledgement, while decisions run. */
export const withdrawalBench: Bench = {
  name: 'withdrawal',
  run: async (tier) => {
    const server = await startServer();
    try {
      const admin = apiClient(server.url, server.adminKey);
      const merchantKey = await makeSmallWorld(admin);
      const subscriber = '+8613900000001';
      const ownKey = await openSubscriberSession(admin, subscriber);
      const body = JSON.stringify({
        channel: 'voice',
        caller: SMALL_WORLD.caller,
        callee: '+8613810000001',
        purpose: 'marketing',
      });
      const rounds = ROUNDS[tier];
      const load = loadInProcess({
        port: server.port,
        key: merchantKey,
        path: '/v1/decisions',
        connections: 16,
        requests: DECISIONS_PER_SECOND * Math.ceil((WARM_ROUNDS + rounds) / 60 + 5),
        perSecond: DECISIONS_PER_SECOND,
        bodies: [body],
      });
      const { url, adminKey } = server;
      const delays = await askProcess<Delays>(SELF, { url, adminKey, ownKey, subscriber, rounds } satisfies Job);
      const figures = await load;
      return figuresOf(delays, figures.perSecond);
    } finally {
      await server.stop();
    }
  },
};

interface Job {
  readonly url: string;
  readonly adminKey: string;
  readonly ownKey: string;
  readonly subscriber: string;
  readonly rounds: number;
}

interface Delays {
  readonly toEffectMs: number[];
  readonly serverMs: number[];
}

type Client = ReturnType<typeof apiClient>;

const question = (callee: string) => ({
  channel: 'voice',
  caller: SMALL_WORLD.caller,
  callee,
  line: SMALL_WORLD.line,
  purpose: 'marketing',
  mode: 'screen',
  at: AT_TEN,
});

const withdrawTimes = async (rounds: number, own: Client, admin: Client, subscriber: string): Promise<Delays> => {
  const delays: Delays = { toEffectMs: [], serverMs: [] };
  for (let i = 0; i < rounds; i++) {
    const consent = await own.post('/v1/consents', {
      subscriber,
      merchant: SMALL_WORLD.merchant,
      purposes: ['marketing'],
      categories: ['loan'],
      channels: ['voice'],
      words: 'yes',
      method: 'wurao',
    });
    const id = String(consent.body['id']);
    const before = await admin.post('/v1/decisions', question(subscriber));
    if (before.body['reason'] !== 'consented')
      throw new Error(`a consent did not take effect: ${JSON.stringify(before.body)}`);
    const startedMs = performance.now();
    const withdrawn = await own.post(`/v1/consents/${id}/withdrawal`, {}, { prefer: 'wait' });
    const answer = await admin.post('/v1/decisions', question(subscriber));
    if (answer.body['decision'] !== 'refuse')
      throw new Error(`a withdrawal did not take effect: ${JSON.stringify(answer.body)}`);
    delays.toEffectMs.push(performance.now() - startedMs);
    delays.serverMs.push(Number(withdrawn.body['effectiveAfterMs']));
  }
  return delays;
};

const at = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

const figuresOf = ({ toEffectMs, serverMs }: Delays, perSecond: number): Figure[] => {
  const conditions = `${toEffectMs.length} withdrawals over HTTP beside ${Math.round(perSecond).toLocaleString('en-US')} decisions/s; the next decision refused every time`;
  return [
    { name: 'Withdrawal sent to refusal answered, p50', value: at(toEffectMs, 0.5), unit: 'ms', conditions },
    {
      name: 'Withdrawal sent to refusal answered, p99',
      value: at(toEffectMs, 0.99),
      unit: 'ms',
      target: { atMost: 20 },
      conditions,
    },
    { name: 'Commit to tables ("no"-delay), p99', value: at(serverMs, 0.99), unit: 'ms', conditions },
  ];
};

answerJob(SELF, async ({ url, adminKey, ownKey, subscriber, rounds }: Job) => {
  const admin = apiClient(url, adminKey);
  const own = admin.as(ownKey);
  await withdrawTimes(WARM_ROUNDS, own, admin, subscriber);
  settleHeap();
  return withdrawTimes(rounds, own, admin, subscriber);
});
