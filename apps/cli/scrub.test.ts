import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TextDecoder } from 'node:util';
import { loadConfig, loadServer, type RunningServer, serve } from '@wurao/server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EncodingGuess, encoded } from './scrub/encoding.ts';
import { ran } from './testing-shell.ts';

// With this file: the first hook is not to wait for the program as well.
await loadServer();

/** A server with the sample world runs here; lists are screened as of a Tuesday morning. */
let dataDir = '';
let folder = '';
let server: RunningServer;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'wurao-scrub-'));
  const flags = { dataDir, httpPort: '0', logLevel: 'silent' };
  const config = loadConfig({ flags, env: {}, cwd: dataDir, readFile: () => undefined });
  if (!config.ok) throw new Error(config.title);
  const served = await serve(config.value, { inline: true, log: () => {} });
  if (!served.ok) throw new Error(JSON.stringify(served.errors));
  server = served.value;
});

afterAll(async () => {
  await server?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

beforeEach(() => {
  folder = mkdtempSync(join(dataDir, 'list-'));
});

const scrub = (...args: readonly string[]) =>
  ran(['scrub', ...args], { env: { WURAO_DATA_DIR: dataDir, LANG: 'C' }, cwd: folder });
const FOR_BANK = ['--merchant', 'merchant-sample-bank', '--purpose', 'marketing', '--at', '2026-03-03T10:00:00+08:00'];
const put = (name: string, content: string | Buffer): void => writeFileSync(join(folder, name), content);
const got = (name: string): Buffer => readFileSync(join(folder, name));

const OF_ROW = {
  consented: ',allow,consented,"The subscriber consented to this merchant, purpose and channel."',
  dnd: ',refuse,do-not-disturb,',
  none: ',refuse,no-consent,"There is no explicit consent, which counts as refusal."',
};

describe('wurao scrub', () => {
  it('keeps columns, order, quoting, line ends and blank lines, and adds three columns', async () => {
    const rows = ['name,number,note', 'A,13800000001,"x, ""y"""', '', '"B\r\nC",+86 138-0000-0002,', 'D,13911112222,z'];
    put('list.csv', `\ufeff${rows.join('\r\n')}`);
    const { code, err, out } = await scrub('list.csv', '-o', 'out.csv', ...FOR_BANK);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = got('out.csv').toString('utf8').split('\r\n');
    expect(lines[0]).toBe('\ufeffname,number,note,decision,reason,reasonText');
    expect(lines[1]).toBe(`A,13800000001,"x, ""y"""${OF_ROW.consented}`);
    expect(lines[2]).toBe('');
    expect(lines[4]).toMatch(`C",+86 138-0000-0002,${OF_ROW.dnd}`);
    expect(lines[5]).toBe(`D,13911112222,z${OF_ROW.none}`);
    expect(out).toMatch(/1 +allow +consented/);
    expect(existsSync(join(folder, 'out.csv.part'))).toBe(false);
    expect(existsSync(join(folder, 'out.csv.part.json'))).toBe(false);
  });

  it('keeps GB18030, in which it also writes its own words', async () => {
    const list = encoded('姓名,手机号\n张三,13800000001\n李四,１３８００００００２２\n王五,一二三\n', 'gb18030');
    put('list.csv', list);
    const args = ['list.csv', '-o', 'out.csv', '--lang', 'zh', ...FOR_BANK] as const;
    const { code, err } = await scrub(...args);
    expect(code).toBe(1);
    expect(err).toMatch(/^line 4, column 2: /);
    const out = new TextDecoder('gb18030', { fatal: true }).decode(got('out.csv')).split('\n');
    expect(out[1]).toBe('张三,13800000001,allow,consented,用户已明确同意该商家以此方式联系。');
    expect(out[2]).toMatch(/^李四,１３８００００００２２,refuse,no-consent,/);
    expect(out[3]).toMatch(/^王五,一二三,error,bad-row,/);
  });

  it('lists bad rows by line and column, a few on the terminal and all in a file', async () => {
    const bad = Array.from({ length: 30 }, (_, i) => `x${i},n`);
    put('list.csv', ['callee,n', '13800000001,n', ...bad, '13800000002', '"1"3,n', ''].join('\n'));
    const { code, err, out } = await scrub('list.csv', '-o', 'out.csv', '--bad-rows', 'bad.csv', '--json', ...FOR_BANK);
    expect(code).toBe(1);
    expect(err.match(/^line /gm)).toHaveLength(20);
    expect(err).toContain('and 12 more bad rows');
    const listed = got('bad.csv').toString().trimEnd().split('\n');
    expect(listed).toHaveLength(33);
    expect(listed[1]).toMatch(/^3,1,callee,0,/);
    expect(listed[31]).toMatch(/^33,1,,,1 columns where the first row has 2,/);
    expect(JSON.parse(out)).toMatchObject({
      rows: 33,
      badRows: 32,
      encoding: 'utf-8',
      counts: [{ reason: 'consented', count: 1 }],
    });
    expect(got('out.csv').toString().trimEnd().split('\n')).toHaveLength(34);
  });

  it('keeps rows and answers together beside a callee that would tear the rows of the stream', async () => {
    const giant = `"${'x'.repeat(40_000)}\n${'y'.repeat(40_000)}"`;
    const torn = '"138\r\n00000001"';
    put('list.csv', ['callee', '13911112222', giant, '13800000001', torn, '13911112222', ''].join('\n'));
    const { code, out } = await scrub('list.csv', '-o', 'out.csv', '--bad-rows', 'bad.csv', '--json', ...FOR_BANK);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ rows: 5, badRows: 2 });
    const rows = got('out.csv').toString();
    expect(rows).toContain(`\n13800000001${OF_ROW.consented}\n`);
    expect(rows.match(/^13911112222,refuse,no-consent,/gm)).toHaveLength(2);
    expect(rows).toContain('y",error,bad-row,longer than 40 characters\n');
    expect(rows).toContain(`${torn},error,bad-row,a line break does not belong in a number\n`);
    expect(got('bad.csv').toString().split('\n').slice(1, 3)).toMatchObject([
      expect.stringMatching(/^3,1,callee,/),
      expect.stringMatching(/^6,1,callee,/),
    ]);
  });

  it('keeps bad rows of an earlier run, and cuts off those that are met again', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => (i % 9 === 4 ? `bad${i}` : `139${i}0000000`.slice(0, 11)));
    put('list.csv', `callee\n${rows.join('\n')}\n`);
    const args = ['list.csv', '-o', 'out.csv', '--bad-rows', 'bad.csv', ...FOR_BANK] as const;
    await scrub(...args);
    const [whole, bad] = [got('out.csv'), got('bad.csv')];
    const lines = bad.toString().split('\n');
    expect(lines).toHaveLength(1 + 4 + 1);
    const broken = async (badRows: string): Promise<void> => {
      rmSync(join(folder, 'out.csv'), { force: true });
      await scrub('list.csv', '-o', 'out.csv', '--force', '--key', 'wrong', ...FOR_BANK);
      // Two of the four stand in the result.
      put('out.csv.part', whole.subarray(0, whole.indexOf('\n', whole.indexOf('bad13')) + 1));
      put('bad.csv', badRows);
    };
    for (const there of [3, 4, 5]) {
      await broken(`${lines.slice(0, there).join('\n')}\n5,1,cal`);
      await scrub(...args, '--resume');
      expect(got('bad.csv').toString(), `${there} lines`).toBe(bad.toString());
    }
    await broken(`${lines.slice(0, 2).join('\n')}\n15,1`);
    const lacking = await scrub(...args, '--resume');
    expect(lacking).toMatchObject({ code: 2, err: expect.stringContaining('2 bad rows, and the file holds 1') });
    expect(got('bad.csv').toString()).toContain('15,1');
  });

  it('refuses a file of bad rows that cannot be written before it begins', async () => {
    put('list.csv', 'x\n13800000001\n');
    const args = ['list.csv', '-o', 'out.csv', ...FOR_BANK] as const;
    expect(await scrub(...args, '--bad-rows', 'none/bad.csv')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/--bad-rows: ENOENT/),
    });
    expect((await scrub(...args, '--bad-rows', 'list.csv')).code).toBe(2);
    expect(got('list.csv').toString()).toBe('x\n13800000001\n');
    expect(existsSync(join(folder, 'out.csv.part'))).toBe(false);
  });

  it('counts by reason in a preview, and writes nothing', async () => {
    put('list.csv', '13800000001\n13800000002\n13911112222\n13911113333\n');
    const { code, out } = await scrub('list.csv', '--preview', ...FOR_BANK);
    expect(code).toBe(0);
    expect(out).toMatch(/2 +refuse +no-consent/);
    expect(out).toMatch(/1 +allow +consented/);
    expect(existsSync(join(folder, 'out.csv'))).toBe(false);
  });

  it('does not write over what is there, nor over the list', async () => {
    put('list.csv', '13800000001\n');
    put('out.csv', 'mine');
    expect(await scrub('list.csv', '-o', 'out.csv', ...FOR_BANK)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--force'),
    });
    expect(got('out.csv').toString()).toBe('mine');
    expect((await scrub('list.csv', '-o', 'list.csv', '--force', ...FOR_BANK)).code).toBe(2);
    expect((await scrub('list.csv', ...FOR_BANK)).err).toContain('--preview');
    expect((await scrub('list.csv', '-o', 'out.csv', '--force', ...FOR_BANK)).code).toBe(0);
    expect(got('out.csv').toString()).toMatch(/^13800000001,allow,consented,.*\n$/);
  });

  it('goes on where a run broke off, whatever byte it stopped at', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => (i % 9 === 4 ? 'bad' : `139${String(i).padStart(8, '0')}`));
    put('list.csv', `callee\n${rows.join('\n')}`);
    expect((await scrub('list.csv', '-o', 'whole.csv', ...FOR_BANK)).code).toBe(1);
    const whole = got('whole.csv');
    const origin = (await scrub('list.csv', '-o', 'out.csv', '--merchant', 'merchant-nobody', ...FOR_BANK.slice(2)))
      .code;
    expect(origin).toBe(1);
    for (const at of [0, 5, 60, whole.indexOf('139') + 3, Math.floor(whole.length / 2), whole.length]) {
      rmSync(join(folder, 'out.csv'), { force: true });
      // A run that the server refuses leaves what it began with.
      await scrub('list.csv', '-o', 'out.csv', '--force', '--key', 'wrong', ...FOR_BANK);
      put('out.csv.part', whole);
      truncateSync(join(folder, 'out.csv.part'), at);
      expect((await scrub('list.csv', '-o', 'out.csv', ...FOR_BANK)).err).toContain('--resume');
      const other = await scrub('list.csv', '-o', 'out.csv', '--resume', '--channel', 'sms', ...FOR_BANK);
      expect(other.err).toContain('other options');
      const resumed = await scrub('list.csv', '-o', 'out.csv', '--resume', '--json', ...FOR_BANK);
      expect(got('out.csv').equals(whole), `stopped at ${at}`).toBe(true);
      expect(JSON.parse(resumed.out)).toMatchObject({ rows: 40, badRows: 4 });
    }
  });

  it.each([
    ['an empty list', '', 0],
    ['a header alone', 'callee\n', 0],
    ['a header without its end', 'callee', 0],
  ])('takes %s as it is', async (_, content, rows) => {
    put('list.csv', content);
    const { code, out } = await scrub('list.csv', '-o', 'out.csv', '--json', ...FOR_BANK);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ rows });
    expect(got('out.csv').toString()).toBe(content === '' ? '' : 'callee,decision,reason,reasonText\n');
  });

  it('says what it needs: a column, a list, a filed number', async () => {
    put('list.csv', 'a,b\nx,13800000001\n');
    expect(await scrub('list.csv', '--preview', ...FOR_BANK)).toMatchObject({
      code: 2,
      err: expect.stringContaining('Name one of a, b'),
    });
    expect((await scrub('list.csv', '--preview', '--column', 'b', ...FOR_BANK)).out).toContain('consented');
    expect((await scrub('list.csv', '--preview', '--column', '2', ...FOR_BANK)).out).toContain('consented');
    expect((await scrub('list.csv', '--preview', '--column', 'c', ...FOR_BANK)).code).toBe(2);
    expect((await scrub('none.csv', '--preview', ...FOR_BANK)).err).toContain('The list cannot be read');
    const nobody = await scrub(
      'list.csv',
      '--preview',
      '--column',
      'b',
      '--merchant',
      'merchant-sample-shop',
      '--purpose',
      'collection',
    );
    expect(nobody).toMatchObject({ code: 1, err: expect.stringContaining('Name caller and line.') });
  });
});

describe('a house whose store is a database', () => {
  it('is opened for a scrub where no server runs', async () => {
    put('list.csv', '13800000001\n');
    const house = await import('@wurao/server');
    const asked: (string | undefined)[] = [];
    const refusal = { ok: false, code: 'store-unavailable', title: 'The database was asked', errors: [] } as const;
    const { err } = await ran(['scrub', 'list.csv', '--preview', ...FOR_BANK], {
      env: { WURAO_DATA_DIR: folder, WURAO_DATABASE_URL: 'postgres://user@127.0.0.1/wurao', LANG: 'C' },
      cwd: folder,
      house: async () => ({
        ...house,
        serve: async (config) => {
          asked.push(config.databaseUrl);
          return refusal;
        },
      }),
    });
    expect(err).toContain(refusal.title);
    expect(asked).toEqual(['postgres://user@127.0.0.1/wurao']);
  });
});

describe('an encoding', () => {
  it('is told from what the bytes are, however they are cut', () => {
    for (const [text, encoding] of [
      ['号码,13800000001\n', 'utf-8'],
      ['号码,13800000001\n', 'gb18030'],
      ['13800000001\n', 'utf-8'],
    ] as const) {
      const bytes = encoded(text.repeat(50), encoding);
      for (const size of [1, 2, 3, 7, 1000]) {
        const guess = new EncodingGuess();
        for (let at = 0; at < bytes.length && !guess.settled; at += size) guess.feed(bytes.subarray(at, at + size));
        expect(guess.end()).toBe(encoding);
      }
    }
  });

  it('takes a list that ends with a whole character for what it is', () => {
    for (const encoding of ['utf-8', 'gb18030'] as const) {
      const guess = new EncodingGuess();
      guess.feed(encoded('内容\n晚上', encoding));
      expect(guess.end()).toBe(encoding);
    }
  });
});
