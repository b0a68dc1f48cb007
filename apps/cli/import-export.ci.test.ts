import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, serve } from '@wurao/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ran } from './testing-shell.ts';

/** No server runs here: each command opens the sample world itself. */
let dataDir = '';
/** The sample world, on a machine that does much else. */
const HOOK_TIMEOUT_MS = 60_000;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'wurao-import-'));
  const config = loadConfig({
    flags: { dataDir, logLevel: 'silent' },
    env: {},
    cwd: dataDir,
    readFile: () => undefined,
  });
  if (!config.ok) throw new Error(config.title);
  const served = await serve(config.value, { inline: true, listen: false, log: () => {} });
  if (!served.ok) throw new Error(JSON.stringify(served.errors));
  await served.value.close();
}, HOOK_TIMEOUT_MS);
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const wurao = (...args: readonly string[]) => ran(args, { env: { WURAO_DATA_DIR: dataDir, LANG: 'C' }, cwd: dataDir });
const MERCHANT = 'merchant-sample-bank';
const SET = ['--set', `merchant=${MERCHANT}`, '--set', 'purposes=marketing', '--set', 'categories=loan'];
const REST = [
  '--set',
  'channels=voice',
  '--set',
  'method=paper',
  '--set',
  'words=I agree',
  '--map',
  'subscriber=phone',
];

const writeList = (name: string, rows: readonly string[]): void =>
  writeFileSync(join(dataDir, name), `phone,evidence,from\n${rows.join('\n')}\n`);

describe('wurao import', () => {
  it('tries, then states; writes a report that only its owner reads', async () => {
    writeList('list.csv', ['13900000001,sheet 1,2026-01-05', 'x,sheet 2,2026-01-05', '13900000003,,2026-01-05']);
    const tried = await wurao('import', 'bases', 'list.csv', ...SET, ...REST, '--dry-run');
    expect(tried).toMatchObject({ code: 1, err: '' });
    expect(tried.out).toContain('line 3: bad: subscriber, column 1: ');
    expect(tried.out).toContain('3 rows: 1 would be stated, 0 stood already, 2 bad, 0 held');
    const way = ['--on-error', 'quarantine', '--report', 'bad.csv'];
    const done = await wurao('import', 'bases', 'list.csv', ...SET, ...REST, ...way);
    expect(done.code, done.err).toBe(0);
    expect(done.out).toContain('3 rows: 1 stated');
    const report = readFileSync(join(dataDir, 'bad.csv'), 'utf8').split('\r\n');
    expect(report[0]).toBe('line,row,state,patterns,column,field,message,remedy');
    expect(report[1]).toMatch(/^3,1,bad,,1,subscriber,/);
    expect(statSync(join(dataDir, 'bad.csv')).mode & 0o777).toBe(0o600);
    expect((await wurao('imports', 'list')).out).toMatch(/bases +- +done +3 +1 +2 +0 +list\.csv/);
  });

  it('holds a pattern until somebody else releases it with a reason', async () => {
    writeList(
      'one.csv',
      Array.from({ length: 61 }, (_, i) => `139${10_000_000 + i * 5_417},one sheet,2026-01-05`),
    );
    const held = await wurao('import', 'bases', 'one.csv', ...SET, ...REST, '--on-error', 'quarantine', '--json');
    const { id } = JSON.parse(held.out) as { id: string };
    expect((await wurao('imports', 'rows', id, '--state', 'held')).out).toContain('line 2: held: one-evidence\n');
    const own = await wurao('imports', 'release', id, '--row', '0', '--reason', 'seen');
    expect(own.code).toBe(2);
    expect(own.err).toContain('Review it with another key of role admin, handler or regulator');
    const other = JSON.parse((await wurao('key', 'create', '--role', 'handler', '--json')).out) as { key: string };
    const as = ['--key', other.key];
    expect((await wurao('imports', 'release', id, '--row', '0', '--reason', 'seen', ...as)).out).toBe(
      '1 rows released.\n',
    );
    expect((await wurao('imports', 'discard', id, '--reason', 'forged', ...as)).out).toBe('60 rows discarded.\n');
    expect((await wurao('imports', 'show', id)).out).toContain('61 rows: 1 stated, 0 stood already, 0 bad, 0 held');
  });

  it.each([
    [['import', 'people', 'list.csv'], 'people is none of bases'],
    [['import', 'bases', 'nowhere.csv'], 'nowhere.csv cannot be read'],
    [['import', 'bases', 'list.csv', '--map', 'subscriber'], '"subscriber" is not of the form field=value'],
  ])('%j is bad usage', async (args, said) => {
    const { code, err } = await wurao(...args);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });
});

describe('wurao export', () => {
  it("writes a person's own data, for programs and for paper", async () => {
    const { out } = await wurao('export', 'subscriber', '13900000001');
    expect(JSON.parse(out)).toMatchObject({
      subscriber: '+8613900000001',
      bases: [{ merchant: MERCHANT, words: 'I agree', evidence: { reference: 'sheet 1' }, confirmed: false }],
    });
    const page = await wurao('export', 'subscriber', '13900000001', '--format', 'html', '--lang', 'zh');
    expect(page.out).toContain('<html lang="zh-CN">');
    expect(page.out).toContain('<td>I agree</td>');
  });

  it("writes a merchant's own bases, from a sequence on", async () => {
    const all = (await wurao('export', 'bases', '--merchant', MERCHANT)).out.trim().split('\n');
    const rows = all.map((line) => JSON.parse(line) as { sequence: number; subscriber: string });
    expect(rows.map(({ subscriber }) => subscriber)).toContain('+8613900000001');
    const after = String(rows.at(-2)?.sequence);
    const csv = await wurao(
      'export',
      'bases',
      '--merchant',
      MERCHANT,
      '--format',
      'csv',
      '--after',
      after,
      '-o',
      'own.csv',
    );
    expect(csv.code, csv.err).toBe(0);
    const lines = readFileSync(join(dataDir, 'own.csv'), 'utf8').trim().split('\r\n');
    expect(lines.length).toBe(2);
    expect(lines[1]).toContain(rows.at(-1)?.subscriber);
  });

  it('needs a merchant to be named by an operator', async () => {
    const { code, err } = await wurao('export', 'bases');
    expect({ code, field: err.includes('merchant: missing') }).toEqual({ code: 2, field: true });
  });
});
