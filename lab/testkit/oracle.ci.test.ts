import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiClient } from './api-client.ts';
import { postRequest, runLoad } from './http-load.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { makeSmallWorld, SMALL_WORLD } from './small-world.ts';

/**
 * DESIGN, rule 5, over a real server: to a merchant without a confirmed basis, protected, unprotected, unallocated and recycled
 * numbers are one. 10,000 numbers; every field, status and header; and the distribution of answering times.
 */
const CLASSES = ['protected', 'unprotected', 'unallocated', 'recycled'] as const;
type NumberClass = (typeof CLASSES)[number];
const PER_CLASS = 2500;

/** Unallocated: a prefix that no carrier of the numbering plan holds (1540). */
const numberOf = (kind: NumberClass, i: number): string => {
  const prefix = { protected: '1381000', unprotected: '1381001', unallocated: '1540000', recycled: '1381002' }[kind];
  return `+86${prefix}${String(i).padStart(4, '0')}`;
};

let server: ServerProcess;
let merchantKey = '';

const writeAll = async (requests: readonly string[]): Promise<void> => {
  const figures = await runLoad({
    port: server.port,
    connections: 8,
    requests: requests.length,
    perSecond: 1500,
    request: (index) => requests[index] ?? '',
    onAnswer: (_index, status, body) => expect(status, body).toBeLessThan(300),
  });
  expect(figures.requests).toBe(requests.length);
};

const putRequest = (path: string, body: string): string =>
  postRequest(path, server.adminKey, body).replace('POST', 'PUT');

beforeAll(async () => {
  server = await startServer();
  merchantKey = await makeSmallWorld(apiClient(server.url, server.adminKey));
  const preference = JSON.stringify({ on: true });
  const path = (kind: NumberClass, i: number): string =>
    `/v1/subscribers/${encodeURIComponent(numberOf(kind, i))}/preference`;
  const each = Array.from({ length: PER_CLASS }, (_, i) => i);
  await writeAll(
    each.flatMap((i) => [putRequest(path('protected', i), preference), putRequest(path('recycled', i), preference)]),
  );
  const recycle = (i: number): string =>
    postRequest(`/v1/numbers/${encodeURIComponent(numberOf('recycled', i))}/recycling`, server.adminKey, '{}');
  await writeAll(each.map(recycle));
}, 120_000);

afterAll(async () => {
  await server?.stop();
});

/** Everything but what must differ from answer to answer: the id. */
const shapeOf = (body: string): string => body.replace(/"id":"[^"]+"/, '"id":"x"');

/** Asks about all numbers in one mixed order on one connection; answers by class: times and the set of shapes. */
const askAll = async (mode: 'screen' | 'attempt', purpose: 'marketing' | 'service') => {
  const order = CLASSES.flatMap((kind) =>
    Array.from({ length: PER_CLASS }, (_, i) => ({ kind, number: numberOf(kind, i) })),
  );
  // A fixed permutation (multiplication modulo a prime) mixes the classes evenly.
  const mixed = order.map((_, i) => order[(i * 7919) % order.length] ?? order[0]);
  const times: Record<NumberClass, number[]> = { protected: [], unprotected: [], unallocated: [], recycled: [] };
  const shapes = new Set<string>();
  await runLoad({
    port: server.port,
    connections: 1,
    requests: mixed.length,
    request: (index) =>
      postRequest(
        '/v1/decisions',
        merchantKey,
        JSON.stringify({ channel: 'voice', caller: SMALL_WORLD.caller, callee: mixed[index]?.number, purpose, mode }),
      ),
    onAnswer: (index, status, body, latencyMs) => {
      shapes.add(`${status} ${shapeOf(body)}`);
      times[mixed[index]?.kind ?? 'protected'].push(latencyMs);
    },
  });
  return { times, shapes };
};

/** Two-sample Kolmogorov–Smirnov distance. */
const distance = (a: readonly number[], b: readonly number[]): number => {
  const [x, y] = [[...a].sort((p, q) => p - q), [...b].sort((p, q) => p - q)];
  let [i, j, most] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    const at = Math.min(x[i] ?? 0, y[j] ?? 0);
    while (i < x.length && (x[i] ?? 0) <= at) i++;
    while (j < y.length && (y[j] ?? 0) <= at) j++;
    most = Math.max(most, Math.abs(i / x.length - j / y.length));
  }
  return most;
};

/** Critical distance at significance 0.001, shared among the six pairs of classes (Bonferroni). */
const CRITICAL = Math.sqrt(-Math.log(0.001 / 6 / 2) / 2) * Math.sqrt((PER_CLASS + PER_CLASS) / (PER_CLASS * PER_CLASS));

for (const mode of ['screen', 'attempt'] as const) {
  test(`a merchant cannot tell 10,000 numbers apart by what a marketing ${mode} answers`, async () => {
    const { shapes } = await askAll(mode, 'marketing');
    expect([...shapes]).toHaveLength(1);
    expect([...shapes][0]).toContain('"reason":"no-basis"');
  });
}

test('nor by the time it takes', async () => {
  await askAll('screen', 'marketing');
  const { times } = await askAll('screen', 'marketing');
  for (const [i, a] of CLASSES.entries()) {
    for (const b of CLASSES.slice(i + 1)) {
      const apart = distance(times[a], times[b]);
      expect(apart, `${a} and ${b}: Kolmogorov–Smirnov distance`).toBeLessThan(CRITICAL);
    }
  }
});

test('a service attempt is not a way around it', async () => {
  const { shapes } = await askAll('screen', 'service');
  expect([...shapes]).toHaveLength(1);
});
