import { apiClient, makeSmallWorld, SMALL_WORLD, startServer } from '@wurao/testkit';
import type { Bench, Figure } from './bench.ts';
import { loadInProcess } from './load-process.ts';

const REQUESTS = { test: 20_000, bench: 150_000, soak: 600_000 } as const;
const CONNECTIONS = 32;
const CALLEES = 5000;

/** Single decisions over HTTP with keep-alive: the server and the load have a core each. */
export const httpBench: Bench = {
  name: 'http',
  run: async (tier) => {
    const server = await startServer();
    try {
      const merchantKey = await makeSmallWorld(apiClient(server.url, server.adminKey));
      const bodies = Array.from({ length: CALLEES }, (_, i) =>
        JSON.stringify({
          channel: 'voice',
          caller: SMALL_WORLD.caller,
          callee: `+861381000${String(i).padStart(4, '0')}`,
          purpose: 'marketing',
        }),
      );
      const job = { port: server.port, key: merchantKey, path: '/v1/decisions', bodies };
      await loadInProcess({ ...job, connections: CONNECTIONS, requests: 20_000 });
      const full = await loadInProcess({ ...job, connections: CONNECTIONS, requests: REQUESTS[tier] });
      const paced = await loadInProcess({
        ...job,
        connections: CONNECTIONS,
        requests: REQUESTS[tier] / 4,
        perSecond: 10_000,
      });
      return figuresOf(full, paced);
    } finally {
      await server.stop();
    }
  },
};

type Load = Awaited<ReturnType<typeof loadInProcess>>;

const figuresOf = (full: Load, paced: Load): Figure[] => {
  const conditions = `${CONNECTIONS} keep-alive connections, ${full.requests.toLocaleString('en-US')} attempts, journalled, one server process`;
  return [
    { name: 'HTTP decisions', value: full.perSecond, unit: '/s', target: { atLeast: 15_000 }, conditions },
    { name: 'HTTP decision p50, saturated', value: full.p50Ms, unit: 'ms', conditions },
    { name: 'HTTP decision p99, saturated', value: full.p99Ms, unit: 'ms', target: { atMost: 10 }, conditions },
    {
      name: 'HTTP decision p99 at 10,000/s',
      value: paced.p99Ms,
      unit: 'ms',
      target: { atMost: 10 },
      conditions: 'paced; latency from when due',
    },
  ];
};
