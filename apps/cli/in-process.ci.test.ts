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

/** A first start reads and compiles everything: on a machine that has other work, that takes its time. */
const STARTS_WITHIN_MS = 60_000;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'wurao-in-process-'));
  const served = await serve(configured(), { inline: true, listen: false, log: () => {} });
  if (!served.ok) throw new Error(JSON.stringify(served.errors));
  await served.value.close();
}, STARTS_WITHIN_MS);

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

  it('replays its journal under another law, and explains what flips', async () => {
    // A number without a basis: Order 31 asks for none on a call.
    await ask('13800009999');
    const order = ['law', 'replay', '--law', 'cn-2015', '--since', '2020-01-01', '--mode', 'all'];
    const replayed = await wurao(...order, '--json', '--explain', '1');
    expect(replayed).toMatchObject({ code: 0, err: '' });
    const { state, result, explained } = JSON.parse(replayed.out) as {
      state: string;
      result: { pairs: { from: string; to: string; count: number }[] };
      explained: { recorded: { reproduced: boolean }; replayed: { decision: { law: string; reason: string } } }[];
    };
    expect(state).toBe('done');
    expect(result.pairs).toEqual([{ from: 'no-consent', to: 'basis-not-required', kind: 'nowAllowed', count: 1 }]);
    expect(explained).toMatchObject([
      { recorded: { reproduced: true }, replayed: { reproduced: true, decision: { law: 'cn-2015' } } },
    ]);
    expect((await wurao(...order, '--csv', '-')).out).toContain('reason,no-consent,basis-not-required,,1,0,1,0\r\n');
    expect((await wurao('law', 'replay', '--law', 'cn-1999', '--since', '2020-01-01')).err).toContain('cn-1999');
  });

  it('installs a law, and lists and shows it', async () => {
    const file = join(import.meta.dirname, '../../docs/law-packs/cn-strict-1.toml');
    expect((await wurao('law', 'install', file, '--from', '2099-12-01')).code).toBe(2);
    expect((await wurao('law', 'install', file)).out).toContain('cn-strict-1 is installed');
    expect((await wurao('law', 'show', 'cn-strict-1')).out).toContain('10:00-18:00');
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

  it('keeps backups in a place, lists and verifies them, and restores into an empty directory alone', async () => {
    const place = join(dataDir, 'place');
    const made = JSON.parse((await wurao('backup', '--into', place, '--keep', '3', '--json')).out) as {
      directory: string;
    };
    const listed = JSON.parse((await wurao('backup', 'list', place, '--json')).out) as { items: object[] };
    expect(listed.items).toMatchObject([{ directory: made.directory, whole: true, encrypted: false }]);
    const { code, out } = await wurao('backup', 'verify', made.directory, '--json');
    expect({ code, ...JSON.parse(out) }).toMatchObject({ code: 0, whole: true, opened: true });
    expect((await wurao('restore', made.directory, '--to', place)).code).toBe(2);
    expect((await wurao('restore', made.directory, '--to', join(dataDir, 'new'))).code).toBe(0);
    writeFileSync(join(made.directory, 'admin.key'), 'another');
    expect((await wurao('backup', 'verify', made.directory)).code).toBe(1);
  });

  it('shows a number of the plan, and compares another list without taking it', async () => {
    expect((await wurao('numbering', 'show', '13800000001')).out).toContain('originally assigned to 移动');
    const list = join(dataDir, 'list.csv');
    writeFileSync(list, 'prefix,province,city,area_code,carrier\n1380000,北京,北京,010,移动\n');
    const { code, out } = await wurao('numbering', 'replace', list, '--from', 'a test', '--dry-run', '--json');
    expect({ code, ...JSON.parse(out) }).toMatchObject({ code: 0, replaced: false, comparison: { lost: 460_231 } });
    expect((await wurao('numbering', 'replace', list, '--from', 'a test')).code).toBe(2);
  });
});
