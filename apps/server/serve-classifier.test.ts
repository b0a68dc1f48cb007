import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Failure } from '@wurao/domain';
import { afterAll, expect, it, vi } from 'vitest';
import { loadConfig } from './config.ts';
import { serve } from './serve.ts';

const BROKEN: Failure = vi.hoisted(() => ({ ok: false, code: 'not-ready', title: 'no classifier', errors: [] }));
vi.mock('./classifier.ts', () => ({ openClassifier: () => BROKEN }));

const dataDir = mkdtempSync(join(tmpdir(), 'wurao-no-classifier-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

it('does not begin to serve without a classifier: no message finds out first', async () => {
  const flags = {
    dataDir,
    httpPort: '0',
    sipPort: 'off',
    logLevel: 'silent',
    counterSlots: '1024',
    sipRememberedCalls: '1024',
  };
  const config = loadConfig({ flags, env: {}, cwd: dataDir, readFile: () => undefined });
  if (!config.ok) throw new Error(JSON.stringify(config.errors));
  const served = await serve(config.value, { inline: true, listen: false, log: () => undefined });
  if (served.ok) await served.value.close();
  expect(served).toEqual(BROKEN);
});
