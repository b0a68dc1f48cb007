import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig, serve } from '@wurao/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ran } from './testing-shell.ts';

/** No server runs here: each command opens the sample world itself, and closes it again. */
let dataDir = '';

const configured = (): Config => {
  const config = loadConfig({
    flags: { dataDir, logLevel: 'silent' },
    env: {},
    cwd: dataDir,
    readFile: () => undefined,
  });
  if (!config.ok) throw new Error(config.title);
  return config.value;
};

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'wurao-in-process-'));
  const served = await serve(configured(), { inline: true, listen: false, log: () => {} });
  if (!served.ok) throw new Error(JSON.stringify(served.errors));
  await served.value.close();
});

afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const wurao = (...args: readonly string[]) => ran(args, { env: { WURAO_DATA_DIR: dataDir, LANG: 'C' }, cwd: dataDir });
const ask = (callee: string, ...more: readonly string[]) =>
  wurao(
    'decide',
    '--caller',
    '95000',
    '--callee',
    callee,
    '--line',
    'line-sample-1',
    '--purpose',
    'marketing',
    '--at',
    '2026-03-03T10:00:00+08:00',
    ...more,
  );

describe('without a server', () => {
  it('decides, and explains what it decided', async () => {
    const refused = await ask('13800000002', '--json');
    expect(refused).toMatchObject({ code: 1, err: '' });
    const { id, reason } = JSON.parse(refused.out) as { id: string; reason: string };
    expect(reason).toBe('do-not-disturb');
    expect((await ask('13800000001')).out).toMatch(/^ALLOW consented/);
    const explained = await wurao('explain', id);
    expect(explained).toMatchObject({ code: 0, err: '' });
    expect(explained.out).toMatch(/→ {2}9\. /);
    expect(explained.out).toContain('the same answer');
  });

  it('makes, lists and revokes keys', async () => {
    const made = JSON.parse((await wurao('key', 'create', '--role', 'regulator', '--json')).out) as {
      id: string;
      key: string;
    };
    expect((await ask('13800000002', '--key', made.key)).code).toBe(2);
    expect((await wurao('key', 'list')).out).toMatch(new RegExp(`${made.id} +regulator .*active`));
    expect((await wurao('key', 'revoke', made.id)).code).toBe(0);
    expect((await wurao('key', 'list')).out).toMatch(new RegExp(`${made.id} +regulator .*revoked`));
  });

  it('leaves the directory as it was: no word of a server, no lock', async () => {
    await wurao('key', 'list');
    expect(existsSync(join(dataDir, 'runtime.json'))).toBe(false);
    expect((await wurao('doctor')).out).toContain('free: no server runs');
  });

  it('is found well by the doctor', async () => {
    const { code, out } = await wurao('doctor', '--json');
    expect(code).toBe(0);
    expect((JSON.parse(out) as { findings: { state: string }[] }).findings.map(({ state }) => state)).not.toContain(
      'fail',
    );
  });

  it('scrubs a list', async () => {
    writeFileSync(join(dataDir, 'list.csv'), '13800000001\n13800000002\n');
    const args = ['--merchant', 'merchant-sample-bank', '--purpose', 'marketing', '--at', '2026-03-03T10:00:00+08:00'];
    expect(await wurao('scrub', 'list.csv', '-o', 'out.csv', ...args)).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(join(dataDir, 'out.csv'), 'utf8')).toMatch(/^13800000001,allow,.*\n13800000002,refuse,.*\n$/);
    expect(existsSync(join(dataDir, 'runtime.json'))).toBe(false);
  });

  it('backs up, and restores into another directory', async () => {
    const copy = join(dataDir, 'copy');
    const other = join(dataDir, 'other');
    expect(await wurao('backup', copy)).toMatchObject({ code: 0, err: '' });
    expect(await wurao('restore', copy, '--data-dir', other)).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(join(other, 'admin.key'), 'utf8')).toBe(readFileSync(join(dataDir, 'admin.key'), 'utf8'));
    expect((await ask('13800000002', '--data-dir', other)).out).toContain('do-not-disturb');
  });
});
