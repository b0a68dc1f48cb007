import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { skipUnless } from '../skip-unless.ts';
import { findChromium, type Look, launchChromium, openWindow, type Window } from './chromium.ts';
import { inTurn } from './in-page.ts';
import { openSampleHouse, type SampleHouse } from './sample-house.ts';
import { signInMember } from './sign-in.ts';
import { expectOpen, visitsOf } from './tours.ts';
import { CARRIER, fillWatchedWorld, openPage, type WatchedWorld } from './watched-world.ts';

const test = skipUnless('Chromium', findChromium());

let browser: Browser;
let house: SampleHouse;
let world: WatchedWorld;
let replay = '';

const DAY_MS = 86_400_000;
const ZONE_MS = 8 * 3_600_000;
const dayOf = (atMs: number): string => new Date(atMs + ZONE_MS).toISOString().slice(0, 10);
const LAST_MONTH = dayOf(Date.parse(`${dayOf(Date.now()).slice(0, 8)}01T00:00:00+08:00`) - DAY_MS).slice(0, 7);

beforeAll(async () => {
  if (findChromium() === undefined) return;
  [browser, house] = await Promise.all([launchChromium(), openSampleHouse()]);
  world = await fillWatchedWorld(house);
});

afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const signIn = async (look: Look, to: string): Promise<Window> => {
  const window = await openWindow(browser, house.url, look);
  await signInMember(window, house, 'sample-regulator', to);
  return window;
};

describe('a regulator', () => {
  test('sees on the map how many are protected now, before any period is frozen', { timeout: 60_000 }, async () => {
    const window = await signIn({ language: 'en-GB' }, '/regulator');
    const { page } = window;
    const { body } = await house.admin.get('/v1/figures/subscribers');
    const counts = body['byProvince'] as unknown as readonly { province: string; count: number | null }[];
    const told = counts.find(({ province }) => province === '310000')?.count;
    expect(told).toBeGreaterThanOrEqual(36);
    await page.getByRole('button', { name: `Shanghai ${told}` }).click();
    await page.getByRole('link', { name: 'Open Shanghai' }).waitFor();
    await page.getByRole('button', { name: 'Xizang –' }).waitFor();
    await page.getByText('No period is frozen yet').waitFor();
    await window.screenshot('regulator-map-en-GB-desk');
    expect(window.faults()).toEqual([]);
    await window.close();
  });

  test('freezes a bulletin after its preview, and downloads it', { timeout: 60_000 }, async () => {
    const window = await signIn({ language: 'en-GB' }, '/regulator/bulletins');
    const { page } = window;
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
    const window = await signIn({ language: 'en-GB' }, '/regulator/replays?law=cn-2015');
    const { page } = window;
    await page.getByRole('button', { name: 'Begin', exact: true }).click();
    await page.getByRole('heading', { name: 'What would change' }).waitFor();
    await page.getByRole('button', { name: 'Compare' }).first().click();
    await page.getByRole('dialog').getByRole('heading', { name: 'In the replay' }).waitFor();
    await window.screenshot('regulator-replay-en-GB-desk');
    expect(await window.barriers()).toEqual([]);
    expect(window.faults()).toEqual([]);
    replay = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    await window.close();
  });
});

const LOOKS: readonly Look[] = [
  { language: 'zh-CN', width: 'desk', shade: 'light' },
  { language: 'en-GB', width: 'telephone', shade: 'dark' },
];

describe('every page of a regulator', () => {
  for (const [turn, look] of LOOKS.entries())
    test(`opens in ${look.language} at the width of a ${look.width}`, { timeout: 90_000 }, async () => {
      const window = await signIn(look, '/regulator');
      const ids = { ...world, replay, period: LAST_MONTH };
      for (const { name, path, tells } of inTurn(visitsOf('regulator', ids), turn, LOOKS.length)) {
        await openPage(window, path, tells);
        await expectOpen(window, `regulator-${name}-${look.language}-${look.width}`);
      }
      await window.close();
    });
});
