import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { skipUnless } from '../skip-unless.ts';
import { findChromium, launchChromium, openWindow } from './chromium.ts';
import { openSampleHouse, type SampleHouse } from './sample-house.ts';

const test = skipUnless('Chromium', findChromium());

let browser: Browser;
let house: SampleHouse;

beforeAll(async () => {
  if (findChromium() === undefined) return;
  [browser, house] = await Promise.all([launchChromium(), openSampleHouse()]);
});

afterAll(async () => {
  await browser?.close();
  await house?.close();
});

describe('signing in', () => {
  for (const language of ['zh-CN', 'en-GB'] as const)
    for (const width of ['telephone', 'desk'] as const)
      test(`is readable in ${language} at the width of a ${width}, without a barrier or a fault`, async () => {
        const window = await openWindow(browser, house.url, { language, width });
        await window.page.goto('/my');
        await window.page.getByRole('heading', { level: 1 }).waitFor();
        expect(new URL(window.page.url()).pathname).toBe('/sign-in');
        await window.screenshot(`sign-in-${language}-${width}`);
        expect(await window.barriers()).toEqual([]);
        expect(window.faults()).toEqual([]);
        await window.close();
      });
});
