import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { skipUnless } from '../skip-unless.ts';
import { findChromium, type Look, launchChromium, openWindow, type Window } from './chromium.ts';
import { sidewaysPx } from './in-page.ts';
import { openSampleHouse, type SampleHouse } from './sample-house.ts';

const test = skipUnless('Chromium', findChromium());

let browser: Browser;
let house: SampleHouse;

const CARRIER = 'party-sample-carrier';
const LINES = ['line-sample-1', 'line-sample-2', 'line-sample-personal', 'line-sample-interconnect'];
const BANK = { line: 'line-sample-1', caller: '95000', purpose: 'marketing', category: 'loan', channel: 'voice' };
const SCRIPT = '<img src=x onerror="document.title=1">【样例银行】{name}';
const DAY_MS = 86_400_000;
const ZONE_MS = 8 * 3_600_000;
const dayOf = (atMs: number): string => new Date(atMs + ZONE_MS).toISOString().slice(0, 10);
const TOMORROW = `${dayOf(Date.now() + DAY_MS)}T10:00:00+08:00`;
const LAST_MONTH = dayOf(Date.parse(`${dayOf(Date.now()).slice(0, 8)}01T00:00:00+08:00`) - DAY_MS).slice(0, 7);

interface Made {
  readonly id: string;
  readonly finding?: string;
  readonly key?: string;
}
const made = async (path: string, body: unknown): Promise<Made> => {
  const { status, body: answer } = await house.admin.post(path, body);
  if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`);
  return answer as unknown as Made;
};

/** Attempts of two lines, a finding on one, a script that waits for review with markup in it. */
const fill = async (): Promise<void> => {
  for (const line of LINES.slice(0, 2))
    for (let index = 1; index <= 12; index += 1)
      await made('/v1/decisions', { ...BANK, line, callee: `138000000${String(index).padStart(2, '0')}` });
  const port = '106911112222';
  await made('/v1/filings', {
    caller: port,
    merchant: 'merchant-sample-bank',
    line: 'line-sample-1',
    purposes: ['marketing'],
    categories: ['loan'],
    channels: ['sms'],
    from: '2020-01-01T00:00:00Z',
  });
  await made('/v1/message-reports', {
    subscriber: '13800000012',
    port,
    text: SCRIPT,
    at: new Date(Date.now() - 60_000).toISOString(),
  });
  await made('/v1/contents', {
    merchant: 'merchant-sample-bank',
    channel: 'voice',
    purpose: 'service',
    category: 'loan',
    text: SCRIPT,
    variables: [{ name: 'name', type: 'name', maxLength: 20 }],
  });
  await made('/v1/parties', { id: 'party-with-markup', name: SCRIPT, kind: 'line-provider' });
};

beforeAll(async () => {
  if (findChromium() === undefined) return;
  [browser, house] = await Promise.all([launchChromium(), openSampleHouse()]);
  await fill();
});

afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const frame = (count: number): string =>
  JSON.stringify({
    at: new Date().toISOString(),
    decisions: count,
    rows: [
      { channel: 'voice', decision: 'allow', reason: 'consented', count },
      { channel: 'voice', decision: 'refuse', reason: 'no-consent', count: count * 2 },
    ],
    lines: [],
  });
const GATES = JSON.stringify({
  at: new Date().toISOString(),
  gates: [
    {
      gate: 'gate-1',
      ready: true,
      headSequence: 41,
      appliedSequence: 41,
      doors: [{ door: 'http', open: true }],
      noDelay: { writes: 3, lastMs: 0.21, p50Ms: 0.2, p99Ms: 0.4, maxMs: 0.4 },
    },
  ],
});

/** What the server does not serve yet: live frames and figures. */
const stubFigures = async (page: Page): Promise<void> => {
  await page.route('**/v1/live', (route) =>
    route.fulfill({
      headers: { 'content-type': 'text/event-stream' },
      body: `retry: 600000\n\nevent: traffic\ndata: ${frame(4)}\n\nevent: gates\ndata: ${GATES}\n\n`,
    }),
  );
  await page.route('**/v1/figures/**', (route) => route.fulfill({ json: { items: [], rows: [] } }));
};

/** A window of somebody with this role: by a key of it until members sign in. */
const asRole = async (role: 'carrier' | 'regulator', look: Look): Promise<Window> => {
  const owns = role === 'carrier' ? { party: CARRIER, lines: LINES } : {};
  const { key = '' } = await made('/v1/keys', { role, ...owns });
  const window = await openWindow(browser, house.url, look);
  await window.context.setExtraHTTPHeaders({ authorization: `Bearer ${key}` });
  const member = { id: 'member-1', name: 'sample' };
  await window.page.route('**/v1/session', (route) =>
    route.fulfill({ json: { role, member, ...(role === 'carrier' && { party: CARRIER }) } }),
  );
  await stubFigures(window.page);
  return window;
};

const open = async (window: Window, path: string): Promise<void> => {
  await window.page.goto(path);
  await window.page.getByRole('heading', { level: 1 }).waitFor();
  // What was asked of the server has come.
  await window.page.locator('.ant-skeleton').first().waitFor({ state: 'detached' });
};

const LOOKS: readonly Look[] = [
  { language: 'zh-CN', width: 'desk', shade: 'light' },
  { language: 'en-GB', width: 'telephone', shade: 'dark' },
];

const PATHS = {
  regulator: {
    country: '/regulator',
    province: '/regulator/provinces/110000',
    parties: '/regulator/parties',
    party: '/regulator/parties/party-with-markup',
    bulletins: '/regulator/bulletins',
    bulletin: `/regulator/bulletins/${LAST_MONTH}`,
    law: '/regulator/law',
    'law-pack': '/regulator/law/cn-2020-draft',
    replays: '/regulator/replays',
    sanctions: '/regulator/sanctions',
    audit: '/regulator/audit',
    simulator: '/regulator/simulator',
  },
  carrier: {
    lines: '/carrier',
    line: '/carrier/lines/line-sample-1',
    findings: '/carrier/findings',
    contents: '/carrier/contents',
    sanctions: '/carrier/sanctions',
    numbers: '/carrier/numbers',
    cases: '/carrier/cases',
  },
} as const;

describe('a regulator', () => {
  test('freezes a bulletin after its preview, and downloads it', { timeout: 60_000 }, async () => {
    const window = await asRole('regulator', { language: 'en-GB' });
    const { page } = window;
    await open(window, '/regulator/bulletins');
    await page.getByText('Numbers held').click();
    await page.getByLabel('A line each').fill(`110000,${CARRIER},21540000\n310000,${CARRIER},24870000`);
    await page.getByRole('button', { name: 'Preview the counts' }).click();
    await page.getByRole('heading', { name: `Counts of ${LAST_MONTH}, not frozen yet` }).waitFor();
    expect((await house.admin.get(`/v1/bulletins/${LAST_MONTH}`)).status).toBe(404);
    await page.getByRole('button', { name: 'Freeze', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('can be frozen once').waitFor();
    await dialog.getByRole('button', { name: 'Freeze', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: `Bulletin ${LAST_MONTH}` }).waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV', exact: true }).first().click(),
    ]);
    const served = await house.admin.get(`/v1/bulletins/${LAST_MONTH}?format=csv`);
    expect(readFileSync(await file.path(), 'utf8')).toBe(String(served.body['text']));
    expect(window.faults()).toEqual([]);
    await window.close();
  });

  test('replays a day under another law and sees what would flip', { timeout: 60_000 }, async () => {
    const window = await asRole('regulator', { language: 'en-GB' });
    const { page } = window;
    await open(window, '/regulator/replays?law=cn-2015');
    await page.getByRole('button', { name: 'Begin', exact: true }).click();
    await page.getByRole('heading', { name: 'What would change' }).waitFor();
    await page.getByRole('button', { name: 'Compare' }).first().click();
    await page.getByRole('dialog').getByRole('heading', { name: 'In the replay' }).waitFor();
    await window.screenshot('regulator-replay-en-GB-desk');
    expect(await window.barriers()).toEqual([]);
    expect(window.faults()).toEqual([]);
    await window.close();
  });
});

describe('a carrier', () => {
  test('suspends a line after the preview, and the next decision on it is refused', { timeout: 60_000 }, async () => {
    const ask = { ...BANK, callee: '13800000001', mode: 'screen', at: TOMORROW };
    expect((await house.admin.post('/v1/decisions', ask)).body['reason']).toBe('consented');
    const window = await asRole('carrier', { language: 'en-GB' });
    const { page } = window;
    await open(window, '/carrier/findings');
    await page.getByRole('button', { name: 'Suspend' }).first().click();
    const dialog = page.getByRole('dialog');
    const confirm = dialog.getByRole('button', { name: 'Impose it' });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Preview its reach' }).click();
    await dialog.getByText('would have stopped').waitFor();
    await window.screenshot('carrier-suspend-en-GB-desk');
    await confirm.click();
    const said = await page.getByText('is on file: In force').textContent();
    const [id = ''] = /sanction-[^\s]+/.exec(said ?? '') ?? [];
    expect((await house.admin.post('/v1/decisions', ask)).body['reason']).toBe('sanctioned');
    await open(window, '/carrier/sanctions');
    await page.getByRole('link', { name: `Suspension ${id}` }).click();
    await page.getByRole('button', { name: 'Lift' }).waitFor();
    expect(await window.barriers()).toEqual([]);
    expect(window.faults()).toEqual([]);
    await window.close();
  });
});

/** Where a text field holds markup: it is shown as it was written. */
const SHOWS_MARKUP: ReadonlySet<string> = new Set(['parties', 'party', 'contents']);

describe('every page', () => {
  for (const role of ['regulator', 'carrier'] as const)
    for (const look of LOOKS)
      test(`of a ${role} opens in ${look.language} at the width of a ${look.width}`, { timeout: 90_000 }, async () => {
        const window = await asRole(role, look);
        const found: string[] = [];
        for (const [name, path] of Object.entries(PATHS[role])) {
          await open(window, path);
          found.push(...(await window.barriers()).map((barrier) => `${name}: ${barrier}`));
          await window.screenshot(`${role}-${name}-${look.language}-${look.width}`);
          if ((await sidewaysPx(window.page)) > 0) found.push(`${name}: scrolls sideways`);
          if (SHOWS_MARKUP.has(name)) await window.page.getByText('onerror').first().waitFor();
        }
        expect(found).toEqual([]);
        expect(window.faults()).toEqual([]);
        await window.close();
      });
});
