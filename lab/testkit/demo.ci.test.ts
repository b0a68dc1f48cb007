import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startServer } from './server-process.ts';

const LOOK_EVERY_MS = 250;
const WITHIN_MS = 90_000;

const DECIDED = /^wurao_decisions_total\{line="([^"]+)",decision="(\w+)"/gm;

it('npm start -- --demo: calls and messages of made-up people go through the real gates, and it stops when told to', async () => {
  const server = await startServer({ sample: true, sip: true, sms: true, args: ['--demo'] });
  const seen = new Set<string>();
  const wanted = ['line-sample-1 refuse', 'line-demo-messages refuse', 'line-demo-messages allow'];
  const untilMs = performance.now() + WITHIN_MS;
  while (!wanted.every((one) => seen.has(one)) && performance.now() < untilMs) {
    await pause(LOOK_EVERY_MS);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    for (const [, line, decision] of metrics.matchAll(DECIDED)) seen.add(`${line} ${decision}`);
  }
  expect([...seen]).toEqual(expect.arrayContaining(wanted));
  expect(server.output()).toContain('DEMO: made-up traffic among 120 made-up people');
  expect(await server.stop()).toBe(0);
});

it('begins in no register that somebody may use', async () => {
  const started = startServer({ args: ['--demo'] });
  await expect(started).rejects.toThrow('goes with the sample world, which --empty leaves out');
});
