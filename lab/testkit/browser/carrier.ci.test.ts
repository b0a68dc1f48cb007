import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { skipUnless } from '../skip-unless.ts';
import { findChromium, type Look, launchChromium, openWindow, type Window } from './chromium.ts';
import { inTurn } from './in-page.ts';
import { openSampleHouse, type SampleHouse } from './sample-house.ts';
import { signInMember } from './sign-in.ts';
import { expectOpen, visitsOf } from './tours.ts';
import { fillWatchedWorld, openPage, SCRIPT, type WatchedWorld, whileCalling } from './watched-world.ts';

const test = skipUnless('Chromium', findChromium());

let browser: Browser;
let house: SampleHouse;
let world: WatchedWorld;

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
  await signInMember(window, house, 'sample-carrier', to);
  return window;
};

/** One pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('a carrier', () => {
  test('answers a case that was put to it', { timeout: 60_000 }, async () => {
    const window = await signIn({ language: 'en-GB' }, '/carrier/cases');
    const { page } = window;
    await page.getByRole('link', { name: world.asked }).click();
    await page.getByText(SCRIPT).waitFor();
    await page.getByLabel('What you looked into, and what came of it').fill(SCRIPT);
    await page.getByRole('heading', { name: 'Evidence' }).waitFor();
    await page.locator('input[type=file]').setInputFiles({ name: 'trace.png', mimeType: 'image/png', buffer: PNG });
    await page.getByText('trace.png').waitFor();
    await window.screenshot('carrier-case-en-GB-desk');
    await page.getByRole('button', { name: 'Send the answer' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send the answer' }).click();
    await page.getByText('Answered').first().waitFor();
    // What it answered stands there for it to read.
    const own = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Your answer' }) });
    await own.getByText(SCRIPT).waitFor();
    await own.getByRole('link', { name: 'trace.png' }).waitFor();
    const { body } = await house.admin.get(`/v1/cases/${world.asked}`);
    expect(body['state']).toBe('answered');
    expect(window.faults()).toEqual([]);
    await window.close();
  });

  test('sees calls as they are decided, and how soon a "no" is at every gate', { timeout: 60_000 }, async () => {
    const window = await signIn({ language: 'en-GB' }, '/carrier');
    const { page } = window;
    // Their share is told once there are any.
    await whileCalling(house, page.getByText(/\(\d+(\.\d)?%\)/).waitFor());
    const gate = page.getByRole('row').filter({ hasText: 'HTTP' });
    await gate.getByText('Ready').waitFor();
    await house.admin.put('/v1/subscribers/+8613800000010/preference', { on: true });
    await gate.getByText(/\d ms/).first().waitFor();
    await window.screenshot('carrier-live-en-GB-desk');
    // A line that is registered elsewhere comes into the list by itself.
    const line = { id: 'line-new', name: SCRIPT, class: 'access', chain: [], enforcement: { mode: 'observe' } };
    await house.admin.post('/v1/lines', { ...line, chain: ['party-sample-carrier'] });
    await page.getByRole('link', { name: SCRIPT }).waitFor();
    expect(window.faults()).toEqual([]);
    await window.close();
  });
});

const LOOKS: readonly Look[] = [
  { language: 'zh-CN', width: 'desk', shade: 'light' },
  { language: 'en-GB', width: 'telephone', shade: 'dark' },
];

describe('every page of a carrier', () => {
  for (const [turn, look] of LOOKS.entries())
    test(`opens in ${look.language} at the width of a ${look.width}`, { timeout: 90_000 }, async () => {
      const window = await signIn(look, '/carrier');
      for (const { name, path, tells } of inTurn(visitsOf('carrier', { ...world }), turn, LOOKS.length)) {
        await openPage(window, path, tells);
        await expectOpen(window, `carrier-${name}-${look.language}-${look.width}`);
      }
      await window.close();
    });
});
