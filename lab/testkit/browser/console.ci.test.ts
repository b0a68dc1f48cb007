import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { skipUnless } from '../skip-unless.ts';
import { findChromium, launchChromium, openWindow } from './chromium.ts';
import { openSampleHouse, type SampleHouse } from './sample-house.ts';
import { signInMember, signInNumber } from './sign-in.ts';
import { expectOpen, type Visit, visitsOf } from './tours.ts';

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
        const [{ name, path }] = visitsOf('console') as readonly [Visit];
        expect(new URL(window.page.url()).pathname).toBe(path);
        await expectOpen(window, `${name}-${language}-${width}`);
        await window.close();
      });

  test('takes a person to their number by the code that was sent to it, and out again', async () => {
    const window = await openWindow(browser, house.url, { width: 'telephone' });
    await signInNumber(window, house, '+8613800000001');
    await window.page.getByRole('button', { name: '退出' }).click();
    await window.page.waitForURL((url) => url.pathname === '/sign-in');
    expect(window.faults()).toEqual([]);
    await window.close();
  });

  test('that cannot be ended is said, and the person is not told that they are out', async () => {
    const window = await openWindow(browser, house.url, { width: 'telephone' });
    const { page } = window;
    await signInNumber(window, house, '+8613800000002');
    const away = (url: URL): boolean => url.pathname === '/v1/session';
    await page.route(away, (route) => (route.request().method() === 'DELETE' ? route.abort() : route.fallback()));
    await page.getByRole('button', { name: '退出' }).click();
    await page.getByText('服务器没有应答').waitFor();
    expect(new URL(page.url()).pathname).toBe('/my');
    await page.unroute(away);
    await page.getByRole('button', { name: '退出' }).click();
    await page.waitForURL((url) => url.pathname === '/sign-in');
    await window.close();
  });

  test('takes each member to their own desk, and to nobody else’s', async () => {
    const desks = [
      ['sample-merchant', '/merchant'],
      ['sample-carrier', '/carrier'],
      ['sample-handler', '/handler'],
      ['sample-regulator', '/regulator'],
      ['sample-admin', '/admin'],
    ] as const;
    for (const [name, home] of desks) {
      const window = await openWindow(browser, house.url, { language: 'en-GB' });
      await signInMember(window, house, name, home);
      await window.page.getByRole('heading', { level: 1 }).waitFor();
      await window.page.goto('/my');
      await window.page.getByText('There is no such page').waitFor();
      expect(window.faults()).toEqual([]);
      await window.close();
    }
  });
});

test('the contract’s own page opens under a policy without unsafe-inline', async () => {
  const window = await openWindow(browser, house.url, { language: 'en-GB', width: 'desk' });
  const answer = await window.page.goto('/docs');
  await window.page.locator('.opblock-tag').first().click();
  await window.page.locator('.opblock button').first().click();
  await window.page.locator('.opblock-body').first().waitFor();
  expect(answer?.headers()['content-security-policy']).not.toMatch(/unsafe-(inline|eval)/);
  expect(window.faults()).toEqual([]);
  await window.close();
});

test('opens also where the words of its components do not come', async () => {
  const window = await openWindow(browser, house.url, { language: 'zh-CN', width: 'telephone' });
  let refused = 0;
  await window.page.route('**/assets/zh_CN-*.js', (route) => {
    refused++;
    return route.abort();
  });
  await signInMember(window, house, 'sample-merchant', '/merchant');
  await window.page.getByRole('heading', { level: 1 }).waitFor();
  expect(refused).toBeGreaterThan(0);
  await window.close();
});
