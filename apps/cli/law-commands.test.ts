import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CN_2015, packData } from '@wurao/law';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ReplayAnswer, replayCsv, replayText } from './replay-text.ts';
import { paintFor } from './shell.ts';
import { ran } from './testing-shell.ts';
import { instantOf } from './when.ts';

const EXAMPLE = join(import.meta.dirname, '../../docs/law-packs/cn-strict-1.toml');
let cwd = '';
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'wurao-law-'));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(cwd, name), text);
  return name;
};
const wurao = (...args: string[]) => ran(['law', ...args], { cwd, env: { LANG: 'C', WURAO_DATA_DIR: cwd } });

describe('wurao law check', () => {
  it('takes the example of the docs', async () => {
    const { code, out } = await wurao('check', EXAMPLE);
    expect(code).toBe(0);
    expect(out).toContain('cn-strict-1 can stand: 9 purposes');
  });

  it.each(['.json', '.yaml'])('reads %s', async (end) => {
    const path = file(`whole${end}`, JSON.stringify({ ...packData(CN_2015), id: 'mine-1' }));
    expect(JSON.parse((await wurao('check', path, '--json')).out)).toMatchObject({ id: 'mine-1', ok: true });
  });

  it('finds wanting, field by field, with what to do', async () => {
    const { code, err } = await wurao(
      'check',
      file('bad.yaml', 'extends: cn-2015\nid: mine-2\nrequestHours: 0\ncaps: {care: {perWindow: 99}}\n'),
    );
    expect(code).toBe(1);
    expect(err).toMatch(/requestHours: .*\n {4}\S/);
    expect(err).toContain('caps.care.perWindow');
  });

  it.each([
    ['nowhere.toml', undefined, 'there is no such file'],
    ['pack.txt', 'x', 'its form is not known'],
    ['torn.toml', 'id = = 1', 'at 1:'],
    ['torn.yaml', 'a: [1', 'at '],
    ['list.json', '[]', 'no table of fields'],
  ])('%s cannot be read', async (name, text, told) => {
    if (text !== undefined) file(name, text);
    const { code, err } = await wurao('check', name);
    expect(code).toBe(2);
    expect(err).toContain(told);
  });
});

describe('wurao law test', () => {
  it('tries the example by its own cases', async () => {
    expect(await wurao('test', EXAMPLE)).toEqual({ code: 0, out: 'cn-strict-1: 6 cases, 0 failed\n', err: '' });
  });

  it('shows what a failing case expected and what was answered', async () => {
    const text = readFileSync(EXAMPLE, 'utf8').replace(
      'reason = "no-consent", step = 10',
      'reason = "consent-expired", step = 10',
    );
    const { code, out, err } = await wurao('test', file('wrong.toml', text));
    expect([code, out]).toEqual([1, 'cn-strict-1: 6 cases, 1 failed\n']);
    expect(err).toMatch(/A customer is not surveyed.*\n {2}expected .*consent-expired.*\n {2}answered .*no-consent/);
  });

  it('takes the vectors of the house with their cast', async () => {
    const vectors = join(import.meta.dirname, '../../lab/vectors');
    const path = file('same.json', JSON.stringify({ extends: 'cn-2015', id: 'same-1' }));
    const { code, out } = await wurao(
      'test',
      path,
      '--cases',
      `${vectors}/decisions/14-hours.json`,
      '--cast',
      `${vectors}/cast.json`,
    );
    expect(out).toMatch(/^same-1: [1-9]\d* cases, 0 failed/);
    expect(code).toBe(0);
  });

  it('wants something to try it by', async () => {
    const { code, err } = await wurao('test', file('none.json', '{"extends":"cn-2015","id":"n-1"}'));
    expect([code, err.includes('--cases')]).toEqual([2, true]);
  });
});

describe('wurao law install', () => {
  it('says with --dry-run what it would do', async () => {
    const { code, out } = await wurao('install', EXAMPLE, '--from', '2026-12-01', '--dry-run');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ id: 'cn-strict-1', from: '2026-11-30T16:00:00.000Z', installed: false });
  });

  it.each(['soon', '2026-13-01', '2026-12-01 10:00'])('%s is no instant', async (from) => {
    const { code, err } = await wurao('install', EXAMPLE, '--from', from);
    expect([code, err.includes('--from')]).toEqual([2, true]);
  });
});

const COUNTS = { decisions: 10, flips: 3, nowRefused: 1, nowAllowed: 2, otherReason: 0 };
const JOB: ReplayAnswer = {
  id: 'replay-1',
  law: 'cn-2015',
  since: '2026-03-01T00:00:00.000Z',
  until: '2026-03-02T00:00:00.000Z',
  mode: 'attempt',
  counters: 'recorded',
  state: 'done',
  done: 10,
  result: {
    totals: COUNTS,
    note: { zh: '注', en: 'note' },
    unreadCounters: 2,
    notReplayed: { 'law-unknown': 1 },
    decidedBy: { 'cn-2020-draft': 10 },
    pairs: [
      { from: 'no-consent', to: 'basis-not-required', kind: 'nowAllowed', count: 2 },
      { from: 'consented', to: 'outside-hours', kind: 'nowRefused', count: 1 },
    ],
    categories: [{ category: 'loan', ...COUNTS }],
    merchants: [{ merchant: '=merchant, 1', ...COUNTS }],
    hours: [{ hour: 9, ...COUNTS }],
    series: [{ from: '2026-03-01T00:00:00.000Z', ...COUNTS }],
    examples: [],
  },
};

describe('a replay as text and as CSV', () => {
  const paint = paintFor({ terminal: false, env: {} });

  it('shows what flips, and what could not be replayed', () => {
    const text = replayText(JOB, 'en', paint);
    expect(text).toMatch(/no-consent +basis-not-required +refuse -> allow +2/);
    expect(text).toMatch(/not replayed: 1 \(law-unknown\)/);
    expect(text).toMatch(/09:00 +10 +3 +1 +2 +0/);
    expect(replayText(JOB, 'zh', paint)).toContain('拒绝变放行');
  });

  it('is one table with a column that says which; no cell is a formula', () => {
    const lines = replayCsv(JOB).split('\r\n');
    expect(lines[0]).toBe('table,key,to,decisions,flips,now_refused,now_allowed,other_reason');
    expect(lines).toContain('reason,no-consent,basis-not-required,,2,0,2,0');
    expect(lines).toContain(`merchant,"'=merchant, 1",,10,3,1,2,0`);
  });

  it('says so when there was nothing', () => {
    const result = { ...JOB.result, totals: { ...COUNTS, decisions: 0, flips: 0 } } as NonNullable<
      ReplayAnswer['result']
    >;
    expect(replayText({ ...JOB, result }, 'en', paint)).toContain('There is no decision of that period');
  });
});

it('a day is its midnight in China', () => {
  expect(instantOf('2026-12-01')).toBe(Date.parse('2026-11-30T16:00:00Z'));
  expect(instantOf('2026-12-01T00:00:00Z')).toBe(Date.parse('2026-12-01T00:00:00Z'));
  expect(instantOf('2026-02-31')).toBe(undefined);
});

it.each(['--examples', '--explain'])('a replay wants a count for %s', async (option) => {
  const { code, err } = await wurao('replay', '--law', 'cn-2015', '--since', '2026-03-01', option, 'abc');
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('not a count') });
});
