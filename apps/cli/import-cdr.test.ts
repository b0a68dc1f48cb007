import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, type RunningServer, serve } from '@wurao/server';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { encoded } from './scrub/encoding.ts';
import { ran } from './testing-shell.ts';

const HOOK_TIMEOUT_MS = 60_000;
/** In Shanghai, on a Friday. */
const TEN_OCLOCK_MS = Date.parse('2026-11-27T10:00:00+08:00');
const dataDir = mkdtempSync(join(tmpdir(), 'wurao-cdr-'));
let server: RunningServer;
/** Of the call that was let through. */
let decision = '';

beforeAll(async () => {
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
  const served = await serve(config.value, { inline: true, log: () => {}, clock: () => TEN_OCLOCK_MS });
  if (!served.ok) throw new Error(JSON.stringify(served.errors));
  server = served.value;
  const asked = await wurao(
    'decide',
    '--mode',
    'attempt',
    '--caller',
    '95000',
    '--callee',
    '13800000007',
    ...LINE,
    '--json',
  );
  decision = (JSON.parse(asked.out) as { id: string }).id;
}, HOOK_TIMEOUT_MS);
afterAll(async () => {
  await server.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const FEW = 'caller,callee,when,status\n95000,13800000007,2026-11-27 10:00:02,486\n';
const LINE = ['--line', 'line-sample-1'];
const wurao = (...args: readonly string[]) => ran(args, { env: { WURAO_DATA_DIR: dataDir, LANG: 'C' }, cwd: dataDir });
const put = (name: string, text: string | Uint8Array): void => writeFileSync(join(dataDir, name), text);

describe('wurao import cdr', () => {
  it("reads a switch's own columns, tells what became of each row, and keeps an outcome once", async () => {
    put(
      'cdr.csv',
      [
        'calldate,clid,src,dst,duration,billsec,disposition,answer',
        '2026-11-27 10:00:02,"""Bank"" <95000>",95000,13800000007,67,60,ANSWERED,2026-11-27 10:00:09',
        '2026-11-27 10:00:02,,95000,13800000002,5,0,BUSY,',
        '2026-11-27 10:00:02,,95000,13800000007,5,0,GONE,',
        '',
        'yesterday,,95000,x,5,0,BUSY,',
        '',
      ].join('\n'),
    );
    const tried = await wurao('import', 'cdr', 'cdr.csv', ...LINE, '--dry-run');
    expect(tried).toMatchObject({ code: 1, err: '' });
    expect(tried.out).toContain(
      '4 rows: 1 would be matched, 0 known, 1 unmatched, 2 bad\n  unmatched: no-decision 1\n',
    );
    expect(tried.out).toContain('line 4, column 7: status: "GONE" is no known end of a call. ');
    expect(tried.out).toContain('line 6, column 4: callee: ');
    expect(tried.out).toContain('line 6, column 1: start: not an instant. ');
    const done = await wurao('import', 'cdr', 'cdr.csv', ...LINE, '--report', 'report.csv', '--json');
    expect(JSON.parse(done.out)).toEqual({
      file: 'cdr.csv',
      line: 'line-sample-1',
      dryRun: false,
      encoding: 'utf-8',
      rows: 4,
      matched: 1,
      known: 0,
      unmatched: { 'no-decision': 1, refused: 0, ambiguous: 0, taken: 0 },
      bad: 2,
    });
    const report = readFileSync(join(dataDir, 'report.csv'), 'utf8').trimEnd().split('\r\n');
    expect(report.map((row) => row.split(',').slice(0, 8).join(','))).toEqual([
      'line,result,why,caller,callee,start,column,field',
      '3,unmatched,no-decision,95000,+8613800000002,2026-11-27T02:00:02.000Z,,',
      '4,bad,,,,,7,status',
      '6,bad,,,,,4; 1,callee; start',
    ]);
    expect(statSync(join(dataDir, 'report.csv')).mode & 0o777).toBe(0o600);
    const again = await wurao('import', 'cdr', 'cdr.csv', ...LINE);
    expect(again.out).toContain('4 rows: 0 matched, 1 known, 1 unmatched, 2 bad');
    const shown = await wurao('explain', decision, '--json');
    expect(JSON.parse(shown.out)).toMatchObject({
      outcome: { status: 200, answeredAt: '2026-11-27T02:00:09.000Z', durationMs: 60_000, source: 'call-record' },
    });
  });

  it('reads GB18030 and columns that are named', async () => {
    const text =
      '主叫,对端,开始时间,应答时间,计费时长\r\n95000,13800000007,2026-11-27 10:00:02,2026-11-27 10:00:09,60\r\n';
    put('话单.csv', encoded(text, 'gb18030'));
    const map = ['--map', 'caller=主叫,callee=对端'];
    const done = await wurao('import', 'cdr', '话单.csv', ...LINE, ...map);
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(done.out).toContain('1 rows: 0 matched, 1 known');
    const wrong = await wurao('import', 'cdr', '话单.csv', ...LINE, ...map, '--encoding', 'utf-8');
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('the first row is not utf-8') });
  });

  it('goes through a file of several batches in order', async () => {
    const rows = Array.from(
      { length: 2_100 },
      (_, i) => `95000,13800000007,${i === 2_050 ? 'x' : TEN_OCLOCK_MS / 1000 - 900 - i},486`,
    );
    put('many.csv', `caller,callee,start,status\n${rows.join('\n')}`);
    const done = await wurao('import', 'cdr', 'many.csv', ...LINE, '--report', 'many-report.csv');
    expect(done.out).toContain('2,100 rows: 0 matched, 0 known, 2,099 unmatched, 1 bad');
    const lines = readFileSync(join(dataDir, 'many-report.csv'), 'utf8').trimEnd().split('\r\n').slice(1);
    expect(lines.map((line) => Number(line.split(',')[0]))).toEqual(rows.map((_, i) => i + 2));
  });

  it.each([
    [['nowhere.csv', ...LINE], 'nowhere.csv'],
    [['few.csv'], '--line'],
    [['nowhere.csv'], '--line'],
    [['nowhere.csv', ...LINE, '--map', 'start'], '"start" is not of the form field=column'],
    [['nowhere.csv', ...LINE, '--encoding', 'latin1'], 'latin1 is not read'],
    [['few.csv', '--line', 'line-nowhere', '--map', 'start=when'], 'there is no such line'],
    [['few.csv', ...LINE, '--map', 'start'], '"start" is not of the form field=column'],
    [['few.csv', ...LINE, '--map', 'beginning=when'], 'a call record has no beginning'],
    [['few.csv', ...LINE, '--map', 'start=then'], 'there is no column then'],
    [['few.csv', ...LINE], 'no column is known to hold the start'],
    [['few.csv', ...LINE, '--map', 'start=when', '--report', 'few.csv'], 'the file of call records itself'],
    [['few.csv', ...LINE, '--map', 'start=when', '--report', 'no/where.csv'], '--report'],
    [['few.csv', ...LINE, '--set', 'status=486'], '--set is for the other kinds'],
    [['few.csv', ...LINE, '--on-error', 'stop'], '--on-error is for the other kinds'],
    [['few.csv', ...LINE, '--format', 'ndjson'], '--format is for the other kinds'],
    [['few.csv', ...LINE, '--encoding', 'latin1'], 'latin1 is not read'],
    [['empty.csv', ...LINE], 'it is empty'],
  ])('%j is bad usage, and keeps the file', async (args, said) => {
    put('few.csv', FEW);
    put('empty.csv', '');
    const { code, err } = await wurao('import', 'cdr', ...args);
    expect([code, err]).toEqual([2, expect.stringContaining(said)]);
    expect(readFileSync(join(dataDir, 'few.csv'), 'utf8')).toBe(FEW);
  });

  it('says of a file that is not there that the call records cannot be read', async () => {
    const { code, err } = await wurao('import', 'cdr', 'none.csv', ...LINE);
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/^wurao: The call records cannot be read\n.*none\.csv: ENOENT/),
    ]);
  });

  it('says what is wrong with a row that is no CSV, as a scrub does', async () => {
    put('torn.csv', `${FEW}"a"b,1,2\n`);
    const { err, out } = await wurao(
      'import',
      'cdr',
      'torn.csv',
      ...LINE,
      '--map',
      'start=when',
      '--report',
      'torn-report.csv',
    );
    expect(out + err).toContain('something stands behind a closing quotation mark');
    expect(readFileSync(join(dataDir, 'torn-report.csv'), 'utf8')).toContain('Quote whole fields;');
  });

  it('says that the file cannot be read, whatever of it was to be', async () => {
    put('few.csv', FEW);
    const probe = await open(join(dataDir, 'few.csv'));
    const reading = vi.spyOn(Object.getPrototypeOf(probe) as typeof probe, 'read');
    await probe.close();
    reading.mockRejectedValue(new Error('EIO: i/o error'));
    try {
      for (const encoding of [[], ['--encoding', 'utf-8']]) {
        const { code, err } = await wurao('import', 'cdr', 'few.csv', ...LINE, ...encoding);
        expect([code, err]).toEqual([1, expect.stringContaining('The call records cannot be read\n  at 1:1: ')]);
        expect(err).toContain('EIO: i/o error\n    See to its disk, then run the same again.');
      }
    } finally {
      reading.mockRestore();
    }
  });

  it.each([0, 1])('says that the disk takes no report, after %i rows of it', async (taken) => {
    put('few.csv', FEW);
    let rows = 0;
    const write = (): void => {
      if (rows++ >= taken) throw new Error('ENOSPC: no space left on device');
    };
    const args = ['import', 'cdr', 'few.csv', ...LINE, '--map', 'start=when', '--report', 'report.csv'];
    const { code, err } = await ran(args, {
      env: { WURAO_DATA_DIR: dataDir, LANG: 'C' },
      cwd: dataDir,
      writeFile: () => ({ write, close: () => undefined }),
    });
    expect([code, err]).toEqual([2, expect.stringContaining('--report: ENOSPC: no space left on device\n')]);
    expect(err).toContain('Make room there, then run the same again: what was kept is known.');
  });

  it('is the only kind with --line', async () => {
    const { code, err } = await wurao('import', 'bases', 'few.csv', ...LINE);
    expect([code, err]).toEqual([2, expect.stringContaining('--line is for cdr')]);
  });
});
