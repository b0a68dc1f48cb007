import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { apiClient } from './api-client.ts';
import { newDirectory, startServer } from './server-process.ts';
import { makeSmallWorld, SMALL_WORLD } from './small-world.ts';

/** Starts and ends of a real server that do not go by the book. */
const MAIN = fileURLToPath(new URL('./main.ts', import.meta.resolve('@wurao/server')));
const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const directoryOf = (): string => {
  const directory = newDirectory();
  undo.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
};

const spawnServer = (directory: string, ...args: string[]) => {
  const gates = ['--sip-port', 'off', '--smpp-port', 'off', '--cmpp-port', 'off'];
  const child = spawn(process.execPath, [MAIN, '--data-dir', directory, ...gates, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  return { child, gone, output: () => output };
};

test('a port that is taken: said in one line with what to do, exit code 1, nothing left behind', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  undo.push(() => other.close());
  await new Promise((resolve) => other.once('listening', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const directory = directoryOf();
  const refused = spawnServer(directory, '--http-port', String(port), '--empty', '--log-level', 'warn');
  expect(await refused.gone).toBe(1);
  expect(refused.output()).toContain(`port ${port}: another process listens there`);
  expect(refused.output()).toContain('--http-port');
  expect(refused.output()).not.toContain('    at ');
  const server = await startServer({ directory });
  expect(await server.stop()).toBe(0);
});

test('a stop that comes during the first start: it ends in order, and the sample world is whole or not begun', async () => {
  for (const afterMs of [700, 900, 1100]) {
    const directory = directoryOf();
    const stopped = spawnServer(directory, '--http-port', '0', '--log-level', 'warn');
    // Not before it listens for signals: until then it has touched nothing.
    for (let waited = 0; waited < afterMs || !existsSync(join(directory, 'lock.sqlite')); waited += 20) await pause(20);
    stopped.child.kill('SIGTERM');
    expect(await stopped.gone, stopped.output()).toBe(0);
    expect(existsSync(join(directory, 'sample.json'))).toBe(true);
    expect(existsSync(join(directory, 'runtime.json'))).toBe(false);
  }
});

const KEPT_BEFORE_THE_STOP = 100;

test('a stop under load: every answer that came is kept, everything else is refused, and it ends with 0', async () => {
  const directory = directoryOf();
  const server = await startServer({ directory });
  const admin = apiClient(server.url, server.adminKey);
  await makeSmallWorld(admin);
  const kept = new Map<string, number>();
  const ids: string[] = [];
  const strange: number[] = [];
  let stopping = false;
  const { promise: enough, resolve: isEnough } = Promise.withResolvers<void>();
  const work = async (from: number): Promise<void> => {
    for (let i = from; ; i += 8) {
      const callee = `+86139${String(i).padStart(8, '0')}`;
      try {
        const write = await admin.put(`/v1/subscribers/${encodeURIComponent(callee)}/preference`, { on: true });
        if (write.status === 200) kept.set(callee, Number(write.body['sequence']));
        else if (write.status !== 503) strange.push(write.status);
        if (kept.size >= KEPT_BEFORE_THE_STOP) isEnough();
        const decision = await admin.post('/v1/decisions', { ...ATTEMPT, callee });
        if (decision.status === 200) ids.push(String(decision.body['id']));
        else if (decision.status !== 503) strange.push(decision.status);
      } catch (error) {
        if (stopping && error instanceof TypeError) return;
        throw error;
      }
    }
  };
  const loads = Promise.all(Array.from({ length: 8 }, (_, i) => work(i)));
  await Promise.race([enough, loads]);
  stopping = true;
  const code = server.stop();
  await loads;
  expect(await code, server.output()).toBe(0);
  expect([strange, server.output().includes('not closed in order')]).toEqual([[], false]);
  const again = await startServer({ directory });
  undo.push(() => again.stop());
  const after = apiClient(again.url, again.adminKey);
  expect(kept.size).toBeGreaterThanOrEqual(KEPT_BEFORE_THE_STOP);
  for (const [callee, sequence] of kept) {
    const answer = await after.get(`/v1/subscribers/${encodeURIComponent(callee)}/preference`);
    expect(answer.body['sequence'], callee).toBe(sequence);
  }
  for (const id of ids.filter((_, i) => i % 10 === 0)) {
    expect((await after.get(`/v1/decisions/${id}/explanation`)).body, id).toMatchObject({ reproduced: true });
  }
});

const ATTEMPT = { channel: 'voice', caller: SMALL_WORLD.caller, line: SMALL_WORLD.line, purpose: 'marketing' };
