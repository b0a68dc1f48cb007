import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { skipUnless } from '../skip-unless.ts';
import { findChromium, launchChromium, type Window } from './chromium.ts';
import { sidewaysPx } from './in-page.ts';
import { asRole, livedIn, PERSON, type Person, personOf, RELATIVE, STRANGER } from './my-stage.ts';
import { openSampleHouse, type SampleHouse } from './sample-house.ts';

const test = skipUnless('Chromium', findChromium());

const ASSETS = join(import.meta.dirname, '..', '..', '..', 'apps', 'console', 'dist', 'assets');
const FIRST_LOAD_BYTES_MAX = 250_000;
const XSS = '<img src=x onerror="window.wasRun=1"><script>window.wasRun=1</script>';

let browser: Browser;
let house: SampleHouse;
let person: Person;
let stranger: Person;
let lived: Awaited<ReturnType<typeof livedIn>>;

beforeAll(async () => {
  if (findChromium() === undefined) return;
  [browser, house] = await Promise.all([launchChromium(), openSampleHouse()]);
  person = await personOf(house, PERSON);
  stranger = await personOf(house, STRANGER);
  lived = await livedIn(house, person);
});

afterAll(async () => {
  await browser?.close();
  await house?.close();
});

/** What a marketing call of the bank would be answered at ten in the morning. */
const bankWouldBe = async (callee = PERSON): Promise<string> => {
  const at = `${new Date().toISOString().slice(0, 10)}T02:00:00.000Z`;
  const asked = { channel: 'voice', caller: '95000', callee, line: 'line-sample-1', purpose: 'marketing' };
  const { body } = await house.admin.post('/v1/decisions', { ...asked, category: 'loan', mode: 'screen', at });
  return String(body['reason']);
};

const preferenceOf = async ({ api, number }: Person) =>
  (await api.get(`/v1/subscribers/${encodeURIComponent(number)}/preference`)).body;

/** Opens an address and waits until all that it asks for has come. */
const settled = async (page: Page, path: string): Promise<void> => {
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
};
/** The same within the page, as a link does. */
const gone = async (page: Page, path: string): Promise<void> => {
  await page.evaluate(`history.pushState({}, '', '${path}'); dispatchEvent(new PopStateEvent('popstate'))`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('main [role=status][aria-label]').first().waitFor({ state: 'detached' });
};

const listOf = (page: Page, title: string) => page.locator('details').filter({ hasText: title });

const pathsOf = () => ({
  number: '/my',
  merchants: '/my/merchants',
  consent: `/my/consents/${lived.consent}`,
  attempts: '/my/attempts',
  attempt: `/my/attempts/${lived.attempt}`,
  complaints: '/my/complaints',
  complaint: `/my/complaints/${lived.complaint}`,
  'complaint-incomplete': `/my/complaints/${lived.incomplete}`,
  'complaint-new': '/my/complaints/new',
  'complaint-listed': `/my/complaints/new?attempt=${lived.attempt}`,
  askers: '/my/askers',
  'held-messages': '/my/held-messages',
  family: '/my/family',
  more: '/my/more',
});

describe('every page of a person', () => {
  const looks = [
    { language: 'zh-CN', width: 'telephone', shade: 'light' },
    { language: 'en-GB', width: 'telephone', shade: 'dark' },
    { language: 'zh-CN', width: 'wall', shade: 'dark' },
  ] as const;
  for (const look of looks)
    test(`opens in ${look.language} at the width of a ${look.width}, ${look.shade}, without a barrier or a fault`, async () => {
      const window = await asRole(browser, house, person, look);
      await settled(window.page, '/my');
      for (const [name, path] of Object.entries(pathsOf())) {
        await gone(window.page, path);
        expect([name, await window.page.getByRole('heading', { level: 1 }).count()]).toEqual([name, 1]);
        expect([name, await sidewaysPx(window.page)]).toEqual([name, 0]);
        expect([name, await window.barriers()]).toEqual([name, []]);
        await window.screenshot(`my-${name}-${look.language}-${look.width}`);
      }
      expect(window.faults()).toEqual([]);
      await window.close();
    });

  test('opens by its address, too', async () => {
    const window = await asRole(browser, house, person, { language: 'en-GB', width: 'telephone' });
    await settled(window.page, `/my/consents/${lived.consent}`);
    expect(await window.page.getByRole('heading', { level: 1 }).textContent()).toBe('What I agreed to');
    await settled(window.page, `/my/complaints/${lived.complaint}`);
    await window.page.getByText('You complained.').waitFor();
    expect(window.faults()).toEqual([]);
    await window.close();
  });

  test('shows someone of whom nothing is known what to do first', async () => {
    const window = await asRole(browser, house, stranger, { language: 'en-GB', width: 'telephone' });
    const empty = {
      '/my/merchants': 'No merchant may contact you',
      '/my/attempts': 'Nothing here yet',
      '/my/complaints': 'No complaint yet',
      '/my/askers': 'Nobody asked',
    };
    for (const [path, words] of Object.entries(empty)) {
      await settled(window.page, path);
      await window.page.getByText(words).waitFor();
    }
    expect(window.faults()).toEqual([]);
    await window.close();
  });
});

describe('what is pressed holds at the gate', () => {
  let window: Window;
  let page: Page;
  beforeAll(async () => {
    if (findChromium() === undefined) return;
    window = await asRole(browser, house, person, { language: 'en-GB', width: 'telephone' });
    page = window.page;
  });
  afterAll(async () => window?.close());

  test('a consent that is withdrawn with one tap, and agreed to again', async () => {
    expect(await bankWouldBe()).toBe('consented');
    await settled(page, '/my/merchants');
    await page.getByRole('button', { name: /^Withdraw/ }).click();
    await page.getByText(/Withdrawn at .* Effective at every gate after \d+ ms\./).waitFor();
    expect(await bankWouldBe()).toBe('consent-withdrawn');
    await page.getByRole('link', { name: 'Receipt' }).click();
    await page.getByRole('heading', { name: 'Receipt of the withdrawal' }).waitFor();
    expect(await page.getByText(lived.consent).count()).toBe(1);
    await page
      .getByRole('article')
      .getByText(/Effective at every gate after \d+ ms\./)
      .waitFor();
    await window.screenshot('my-receipt-en-GB-telephone');
    await page.getByRole('button', { name: 'Agree again' }).click();
    await page.getByText('Agreed anew.').waitFor();
    expect(await bankWouldBe()).toBe('consented');
  });

  test('do-not-disturb by the switch, and back by undo', async () => {
    await page.route('**/preference/undo', async (route) => {
      const response = await route.fetch();
      if (response.status() !== 404) return route.fulfill({ response });
      // The server takes nothing back yet: the former wish is written again.
      const { body } = await person.api.put(`/v1/subscribers/${encodeURIComponent(PERSON)}/preference`, { on: false });
      return route.fulfill({ json: body });
    });
    await settled(page, '/my');
    const protection = page.getByRole('switch', { name: 'Do-not-disturb' });
    await protection.click();
    await page.getByText(/Do-not-disturb is on\. Effective at every gate after \d+ ms\./).waitFor();
    expect(await bankWouldBe()).toBe('do-not-disturb');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('heading', { name: 'Do-not-disturb is off' }).waitFor();
    expect(await bankWouldBe()).toBe('consented');
    expect((await preferenceOf(person))['on']).toBe(false);
  });

  test('channels, categories and several hours', async () => {
    await settled(page, '/my');
    await page.getByRole('button', { name: 'Messages', exact: true }).click();
    await page.getByRole('button', { name: 'Flash messages' }).click();
    await page.getByRole('button', { name: 'Save' }).first().click();
    await page.getByText('What is barred was changed.').waitFor();
    await page.getByRole('button', { name: 'Add hours' }).click();
    await page.getByRole('button', { name: 'Add hours' }).click();
    await page.getByLabel('From', { exact: true }).last().fill('19:00');
    await page.getByLabel('To', { exact: true }).last().fill('21:00');
    await page.getByRole('button', { name: 'Save' }).last().click();
    await page.getByText('Your hours were changed.').waitFor();
    const kept = await preferenceOf(person);
    const days = [1, 2, 3, 4, 5];
    expect(kept).toMatchObject({ channels: ['voice'] });
    expect(kept['hours']).toEqual([
      { days, from: '09:00', to: '18:00' },
      { days, from: '19:00', to: '21:00' },
    ]);
    expect((await preferenceOf(person))['categories']).toHaveLength(12);
    await page.getByText('Merchants reach you only Mon–Fri 09:00–18:00 and Mon–Fri 19:00–21:00.').waitFor();
    expect(window.faults()).toEqual([]);
  });

  test('a number on the deny list, a prefix, and a merchant refused altogether', async () => {
    await settled(page, '/my');
    await page.getByText('Always refuse').click();
    await listOf(page, 'Always refuse').getByLabel('Number').fill('4000000001');
    await listOf(page, 'Always refuse').getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('4000000001 was added.').waitFor();
    await page.getByText('Refuse numbers that begin with').click();
    await page.getByLabel('First digits').fill('170');
    await listOf(page, 'Refuse numbers').getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('170 was added.').waitFor();
    expect(await preferenceOf(person)).toMatchObject({
      deny: ['4000000001'],
      prefixes: [{ prefix: '170', scope: 'commercial' }],
    });
    await settled(page, '/my/merchants');
    await page.getByRole('button', { name: 'Never again' }).click();
    await page.getByText('This ends its 1 permission.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Never again' }).click();
    await page.getByRole('heading', { name: 'Merchants you refused' }).waitFor();
    expect(await bankWouldBe()).toBe('refused-by-subscriber');
    expect(window.faults()).toEqual([]);
  });

  test('a complaint from an entry has the evidence, and what is written in it is shown as text', async () => {
    await settled(page, '/my/attempts');
    await page.getByRole('link', { name: 'Complain', exact: true }).last().click();
    await page.getByLabel('What happened, in your own words').fill(XSS);
    await page.getByLabel('Recordings and pictures').setInputFiles({
      name: '<b>.png',
      mimeType: 'image/png',
      buffer: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    });
    await page.getByRole('button', { name: 'Send the complaint' }).click();
    await page.getByText('Your complaint is on record.').waitFor();
    await page.getByText(XSS).waitFor();
    await page.getByText('<b>.png').waitFor();
    await page.getByRole('link', { name: 'See the record' }).click();
    await page.getByRole('heading', { name: 'Why this happened' }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/my\/attempts\/d/);
    await page.getByText('95000').first().waitFor();
    expect(window.faults()).toEqual([]);
  });
});

test('an XSS string in every text field stays text', async () => {
  const window = await asRole(browser, house, stranger, { language: 'en-GB', width: 'telephone' });
  const { page } = window;
  const fillAll = async (path: string): Promise<void> => {
    await settled(page, path);
    for (const summary of await page.locator('summary').all()) await summary.click();
    const fields = page.locator('input:not([type]), input[type=text], textarea');
    for (const field of await fields.all()) await field.fill(XSS);
    for (const submit of await page.locator('form button[type=submit]').all()) await submit.click();
    await page.waitForLoadState('networkidle');
  };
  for (const path of ['/my', '/my/complaints/new', '/my/family']) await fillAll(path);
  await settled(page, '/my/complaints');
  await page.getByText(XSS).first().waitFor();
  expect(await page.evaluate('window.wasRun')).toBeUndefined();
  expect(await page.locator('img[src=x]').count()).toBe(0);
  // What the server refuses of it, browsers write down.
  expect(window.faults().filter((fault) => !/status of (400|404|422)/.test(fault))).toEqual([]);
  await window.close();
});

test('a ward’s number is shown clearly marked, and one’s own again', async () => {
  const relative = await personOf(house, RELATIVE);
  const window = await asRole(browser, house, person, { language: 'en-GB', width: 'telephone' });
  const { page } = window;
  await page.route(`**/v1/subscribers/${encodeURIComponent(RELATIVE)}/**`, (route) =>
    route.continue({ headers: { ...route.request().headers(), authorization: `Bearer ${relative.key}` } }),
  );
  await settled(page, '/my/family');
  await page.getByRole('button', { name: 'Show this number' }).click();
  await page.getByRole('heading', { name: "My relative's number" }).waitFor();
  await page.getByRole('heading', { name: 'Do-not-disturb is on' }).waitFor();
  await page.getByText('You are looking at the number of your relative:').waitFor();
  await window.screenshot('my-ward-en-GB-telephone');
  await page.getByRole('button', { name: 'Back to my number' }).click();
  await page.getByRole('heading', { name: 'My number' }).waitFor();
  await page.getByText('13800000001').waitFor();
  await window.close();
});

test('what changes elsewhere is shown without being asked for', async () => {
  const window = await asRole(browser, house, stranger, { language: 'en-GB', width: 'telephone' });
  const { page } = window;
  let tell = (): void => {};
  const changed = new Promise<void>((resolve) => {
    tell = resolve;
  });
  await page.route(
    '**/v1/live',
    async (route) => {
      await changed;
      await route.fulfill({
        contentType: 'text/event-stream',
        body: 'event: changed\ndata: [{"noun":"preference"}]\n\n',
      });
    },
    { times: 1 },
  );
  await page.goto('/my');
  await page.getByRole('heading', { name: 'Do-not-disturb is off' }).waitFor();
  await stranger.api.put(`/v1/subscribers/${encodeURIComponent(STRANGER)}/preference`, { on: true });
  tell();
  await page.getByRole('heading', { name: 'Do-not-disturb is on' }).waitFor();
  await window.close();
});

describe('on a slow telephone', () => {
  test('the first load of /my is small', async () => {
    const window = await asRole(browser, house, person, { language: 'zh-CN', width: 'telephone' });
    const { page } = window;
    const scripts = new Set<string>();
    page.on('response', (response) => {
      const name = new URL(response.url()).pathname.split('/').at(-1) ?? '';
      if (name.endsWith('.js')) scripts.add(name);
    });
    await settled(page, '/my');
    await page.getByRole('switch').waitFor();
    const bytes = [...scripts].reduce((sum, name) => sum + statSync(join(ASSETS, `${name}.br`)).size, 0);
    console.log(`first load of /my: ${bytes} bytes of compressed JavaScript in ${scripts.size} files`);
    expect(scripts.size).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(FIRST_LOAD_BYTES_MAX);
    await window.close();
  });

  test('and soon ready', async () => {
    const window = await asRole(browser, house, person, { language: 'zh-CN', width: 'telephone' });
    const { page, context } = window;
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await page.goto('/my');
    await page.getByRole('switch').waitFor();
    // Ready: the switch is there, and whoever presses it is heard at once.
    const readyMs = await page.evaluate<number>(
      'new Promise((done) => requestIdleCallback(() => done(performance.now())))',
    );
    console.log(`/my is interactive after ${Math.round(readyMs)} ms on a CPU slowed four times`);
    expect(readyMs).toBeGreaterThan(0);
    await window.close();
  });
});
