import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { success } from '@wurao/domain';
import { loadConfig, serve } from '@wurao/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ran } from './testing-shell.ts';

/** No server runs here: each command opens the sample world itself. */
let dataDir = '';
/** A month that is over, whatever day it is. */
const YEAR = new Date().getUTCFullYear() - 1;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'wurao-bulletin-'));
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
}, 60_000);
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const wurao = (...args: readonly string[]) => ran(args, { env: { WURAO_DATA_DIR: dataDir, LANG: 'C' }, cwd: dataDir });
const bulletin = (...args: readonly string[]) => wurao('bulletin', ...args);
const fileOf = (name: string): string => join(dataDir, name);

describe('wurao bulletin', () => {
  it('counts without keeping, freezes once, months before their quarter', async () => {
    const dry = await bulletin('freeze', '--period', `${YEAR}-09`, '--dry-run');
    expect(dry).toMatchObject({ code: 0, err: '' });
    expect(dry.out).toContain('nothing kept: a dry run');
    expect((await bulletin('list')).out).toBe('');
    writeFileSync(fileOf('held.csv'), 'province,carrier,subscribers\n110000,party-carrier,21000000\n');
    const frozen = await bulletin('freeze', '--period', `${YEAR}-09`, '--subscribers', fileOf('held.csv'), '--json');
    expect(JSON.parse(frozen.out)).toMatchObject({ kept: true, counts: { subscribers: 21_000_000 } });
    expect((await bulletin('freeze', '--period', `${YEAR}-Q3`)).code).toBe(0);
    expect(await bulletin('freeze', '--period', `${YEAR}-08`)).toMatchObject({
      code: 2,
      err: expect.stringContaining(`${YEAR}Q3 is out`),
    });
    const { items } = JSON.parse((await bulletin('list', '--json')).out) as { items: { period: string }[] };
    expect(items.map(({ period }) => period)).toEqual([`${YEAR}Q3`, `${YEAR}-09`]);
  });

  it('says which line of a count of subscribers is wrong', async () => {
    writeFileSync(fileOf('wrong.csv'), 'province,carrier,subscribers\n110000,party-carrier,many\n');
    const wrong = await bulletin('freeze', '--period', `${YEAR}-01`, '--subscribers', fileOf('wrong.csv'));
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('line 2: subscribers') });
    const missing = await bulletin('freeze', '--period', `${YEAR}-01`, '--subscribers', fileOf('nowhere.csv'));
    expect(missing).toMatchObject({ code: 2, err: expect.stringContaining('nowhere.csv') });
  });

  it('shows what was published, and recomputes the same bytes from the frozen counts alone', async () => {
    const files: string[] = [];
    for (const period of [`${YEAR}-09`, `${YEAR}Q3`]) {
      const file = fileOf(`${period}.frozen.json`);
      expect(await bulletin('frozen', '--period', period, '-o', file)).toMatchObject({ code: 0, out: '' });
      files.push(file);
    }
    for (const format of ['json', 'csv', 'html']) {
      const reading = ['--period', `${YEAR}Q3`, '--format', format, '--lang', 'zh'];
      const shown = await bulletin('show', ...reading);
      expect(shown).toMatchObject({ code: 0, err: '' });
      const [one, other] = [fileOf(`one.${format}`), fileOf(`other.${format}`)];
      await bulletin('recompute', ...files, ...reading, '-o', one);
      await bulletin('recompute', ...files.toReversed(), ...reading, '-o', other);
      expect(readFileSync(one, 'utf8')).toBe(shown.out);
      expect(readFileSync(other, 'utf8')).toBe(shown.out);
    }
    expect(await bulletin('show', '--period', `${YEAR}-01`)).toMatchObject({ code: 2, out: '' });
    expect(await bulletin('recompute', fileOf('held.csv'), '--period', `${YEAR}Q3`)).toMatchObject({ code: 2 });
    const pdf = ['bulletin', 'show', '--period', `${YEAR}Q3`, '--format', 'pdf', '--lang', 'zh'];
    expect(await wurao(...pdf)).toMatchObject({ code: 2, err: expect.stringContaining('-o 2026Q3.pdf') });
    const pages: string[][] = [];
    const printPage = async (html: string, path: string) => {
      pages.push([html, path]);
      return success(undefined);
    };
    const printed = await ran([...pdf, '-o', 'q3.pdf'], {
      env: { WURAO_DATA_DIR: dataDir, LANG: 'C' },
      cwd: dataDir,
      printPage,
    });
    expect(printed).toEqual({ code: 0, out: '', err: 'q3.pdf is written.\n' });
    expect(pages).toEqual([[readFileSync(fileOf('one.html'), 'utf8'), 'q3.pdf']]);
  });
});

describe('wurao rates', () => {
  it('says who is found, and what a threshold would have found', async () => {
    expect((await wurao('rates')).out).toMatch(/^0 found by cn-2020-draft, counted /);
    expect(JSON.parse((await wurao('rates', '--window-days', '30', '--json')).out)).toMatchObject({ findings: [] });
    expect(await wurao('rates', '--window-days', '31')).toMatchObject({
      code: 2,
      err: expect.stringContaining('30, 360'),
    });
    const preview = await wurao('rates', 'preview', '--threshold', '1/10000', '--json');
    expect(preview).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(preview.out)).toMatchObject({ threshold: { complaints: 1, attempts: 10_000 }, found: 0 });
    expect((await wurao('rates', 'preview', '--threshold', '1/10000')).out).toContain('0 found');
    expect((await wurao('rates', 'preview', '--threshold', 'much')).code).toBe(2);
  });
});
