import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadConfig } from '../config.ts';
import { serve } from '../serve.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'wurao-open-door-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** What a house says of its queue from its start to its end. */
const saidOfQueue = async (): Promise<object[]> => {
  const gates = { 'http-port': '0', 'sip-port': 'off', 'smpp-port': '0', 'cmpp-port': 'off' };
  const flags = {
    'data-dir': dataDir,
    'log-level': 'warn',
    'log-format': 'json',
    'counter-slots': '1024',
    'sip-remembered-calls': '1024',
    ...gates,
  };
  const config = loadConfig({ flags, env: {}, cwd: dataDir, readFile: () => undefined });
  if (!config.ok) throw new Error(JSON.stringify(config.errors));
  const said: object[] = [];
  const log = (line: string): void => {
    if (line.includes('queue of messages')) said.push(JSON.parse(line));
  };
  const served = await serve(config.value, { inline: true, empty: true, log });
  if (!served.ok) throw new Error(JSON.stringify(served.errors));
  await served.value.close();
  return said;
};

test('a queue that ends in the midst of a batch is told at the start', async () => {
  expect(await saidOfQueue()).toEqual([]);
  const folder = join(dataDir, 'messages');
  const [segment = ''] = readdirSync(folder);
  appendFileSync(join(folder, segment), Buffer.alloc(5, 1));
  expect(await saidOfQueue()).toMatchObject([
    { level: 'warn', event: 'the queue of messages ends in the midst of a batch', cutBytes: 5 },
  ]);
}, 60_000);
