import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { skipUnless } from '../skip-unless.ts';
import { findChromium, type Look, launchChromium, openWindow, type Window } from './chromium.ts';
import { fillHandlerWorld, type HandlerWorld, XSS } from './handler-world.ts';
import { inTurn } from './in-page.ts';
import { openSampleHouse, type SampleHouse } from './sample-house.ts';
import { signInMember } from './sign-in.ts';
import { expectOpen, type Visit, visitsOf } from './tours.ts';

const test = skipUnless('Chromium', findChromium());

let browser: Browser;
let house: SampleHouse;
let world: HandlerWorld;

beforeAll(async () => {
  if (findChromium() === undefined) return;
  [browser, house] = await Promise.all([launchChromium(), openSampleHouse()]);
  world = await fillHandlerWorld(house);
});

afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const HOMES = { handler: '/handler', admin: '/admin' } as const;

/** A window of the sample member with this role, signed in. */
const asRole = async (role: keyof typeof HOMES, look: Look): Promise<Window> => {
  const window = await openWindow(browser, house.url, look);
  await signInMember(window, house, `sample-${role}`, HOMES[role]);
  return window;
};

/** Goes there as a link of the page does: nothing is loaded twice. */
const follow = async ({ page }: Window, place: string): Promise<void> => {
  const before = await page.title();
  await page.evaluate(
    `history.pushState(null, '', ${JSON.stringify(place)}); dispatchEvent(new PopStateEvent('popstate'))`,
  );
  await expect.poll(() => page.title(), { timeout: 20_000, interval: 20 }).not.toBe(before);
};

const tour = async (window: Window, visits: readonly Visit[], ending: string): Promise<void> => {
  const { page } = window;
  for (const { path } of visits) {
    if (new URL(page.url()).pathname !== path) await follow(window, path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('.loading').first().waitFor({ state: 'detached' });
    await expectOpen(window, `${path.slice(1).replaceAll(/[/?=]/g, '-')}-${ending}`);
  }
  await window.close();
};

const LOOKS: readonly Look[] = [
  { language: 'zh-CN', width: 'desk', shade: 'light' },
  { language: 'en-GB', width: 'telephone', shade: 'dark' },
];

describe('the desk of a handler and the pages of the operator', () => {
  for (const [turn, seen] of LOOKS.entries())
    test(`are readable in ${seen.language} at the width of a ${seen.width}, without a barrier or a fault`, async () => {
      const ending = `${seen.language}-${seen.width}`;
      const { answered, cap, held, inquiry } = world;
      const desk = inTurn(visitsOf('handler', { answered, cap, held, inquiry }), turn, LOOKS.length);
      await tour(await asRole('handler', seen), desk, ending);
      await tour(await asRole('admin', seen), inTurn(visitsOf('operator'), turn, LOOKS.length), ending);
    });
});

describe('a case', () => {
  test('is decided on its page, by all that was written and attached', async () => {
    const window = await asRole('handler', { language: 'zh-CN' });
    const { page } = window;
    await page.goto('/handler?state=answered');
    await page.getByRole('link', { name: /^case-/ }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByText('已选 1 件').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/handler/cases/${world.answered}`);

    await page
      .getByRole('article')
      .filter({ hasText: '又来推销贷款' })
      .getByRole('button', { name: '显示号码' })
      .click();
    await page.getByText('13800000001', { exact: true }).waitFor();
    const { body: audit } = await house.admin.get('/v1/audit?subject=number:%2B8613800000001');
    expect(audit['items']).toBeDefined();
    await page.getByRole('button', { name: '查看' }).click();
    await page.getByRole('img', { name: /^截图/ }).waitFor();
    for (const words of ['又来推销贷款。', '客户曾经同意。', '已联系投诉人。'])
      await page.getByText(`${words}${XSS}`, { exact: true }).waitFor();
    expect(await page.title()).toContain(world.answered);

    await page.getByRole('button', { name: '由我经办' }).click();
    await page.getByRole('definition').filter({ hasText: '处理员 李娜' }).waitFor();

    await page.getByRole('button', { name: '认定成立', exact: true }).click();
    await page.getByRole('button', { name: '拒绝后再次联系' }).click();
    await page.getByText(/您的投诉.*成立。我们将于/).waitFor();
    await page.getByLabel('理由', { exact: true }).fill(`用户已经拒绝。${XSS}`);
    await window.screenshot('handler-decides');
    await page.getByRole('button', { name: '确认认定成立' }).click();
    await page.getByText('现行认定：成立').waitFor();
    await page.getByText(`理由： 用户已经拒绝。${XSS}`).waitFor();
    expect(window.faults()).toEqual([]);
    await window.close();
  });

  test('is worked with others at once: what cannot be done is left out, and said', async () => {
    const window = await asRole('handler', { language: 'en-GB' });
    const { page } = window;
    await page.goto('/handler?category=loan&province=110000');
    await page.getByRole('button', { name: 'Choose all that are loaded' }).click();
    await page.getByRole('button', { name: 'Reject', exact: true }).click();
    const asked = page.getByRole('dialog');
    await asked.getByText(/Reject is possible for 12 of them/).waitFor();
    await asked.getByText('1 that are: Upheld').waitFor();
    await asked.getByRole('button', { name: 'No such contact' }).click();
    await window.screenshot('handler-bulk');
    await asked.getByRole('button', { name: 'Reject (12)' }).click();
    await page.getByText('Reject: done, cases: 12').waitFor();
    const { body } = await world.handler.api.get('/v1/cases/counts');
    expect(body['items']).toContainEqual({ state: 'rejected', cases: 12, overdue: 0 });
    expect(window.faults()).toEqual([]);
    await window.close();
  });
});

describe('the operator', () => {
  test('registers a party, whose name is shown as it was written', async () => {
    const window = await asRole('admin', { language: 'zh-CN' });
    const { page } = window;
    await page.goto('/admin/registry?tab=parties');
    await page.getByRole('button', { name: '登记主体' }).click();
    await page.getByLabel('名称').fill(XSS);
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('link', { name: XSS }).click();
    await page.getByRole('dialog').getByText(XSS).waitFor();
    expect(await page.title()).toContain('登记');
    expect(window.faults()).toEqual([]);
    await window.close();
  });
});
