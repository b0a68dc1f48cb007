// A person on a bad network, with an old telephone, in a hurry: nothing is lost, nothing is sent twice, every state can be left.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { skipUnless } from '../skip-unless.ts';
import { allowAnyHour } from './any-hour.ts';
import { findChromium, launchChromium, type Window } from './chromium.ts';
import { openAs, openBeside, PERSON, type Person, personOf, RELATIVE, settled } from './my-stage.ts';
import { openSampleHouse, type SampleHouse } from './sample-house.ts';

const test = skipUnless('Chromium', findChromium());
const EN = { language: 'en-GB', width: 'telephone' } as const;

let browser: Browser;
let house: SampleHouse;
let person: Person;
let relative: Person;
/** Signed in; each test has a window of its own beside it. */
let first: Window;
let window: Window;
let page: Page;

const open = async (): Promise<void> => {
  await window?.close();
  window = await openBeside(browser, house, first, EN);
  page = window.page;
};

beforeAll(async () => {
  if (findChromium() === undefined) return;
  [browser, house] = await Promise.all([launchChromium(), openSampleHouse()]);
  await allowAnyHour(house);
  [person, relative] = [await personOf(house, PERSON), await personOf(house, RELATIVE)];
  first = await openAs(browser, house, PERSON, EN);
});

afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const pathOf = ({ number }: Person): string => `/v1/subscribers/${encodeURIComponent(number)}`;
const preferenceOf = async (who: Person) => (await who.api.get(`${pathOf(who)}/preference`)).body;
const isPreference = (url: URL): boolean => url.pathname.endsWith('/preference');
const pressed = async (name: string): Promise<string | null> =>
  page.getByRole('button', { name, exact: true }).first().getAttribute('aria-pressed');

test('what is being chosen stays where asking again fails, and where something else is saved', async () => {
  await open();
  const listens = page.waitForResponse('**/v1/live');
  await settled(page, '/my');
  await listens;
  await page.getByRole('button', { name: 'Flash messages' }).click();
  await page.route(isPreference, (route) => (route.request().method() === 'GET' ? route.abort() : route.fallback()));
  await person.api.put(`${pathOf(person)}/lists/deny/4000000009`, {});
  await page.getByRole('alert').waitFor();
  expect(await pressed('Flash messages')).toBe('false');
  await page.unroute(isPreference);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('alert').waitFor({ state: 'detached' });
  await page.getByRole('switch', { name: 'Do-not-disturb' }).click();
  await page.getByRole('heading', { name: 'Do-not-disturb is on' }).waitFor();
  expect(await pressed('Flash messages')).toBe('false');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await page.getByText('What is barred was changed.').waitFor();
  await page.getByText('Not saved yet.').waitFor({ state: 'detached' });
  expect(await preferenceOf(person)).toMatchObject({ on: true, channels: ['voice', 'sms'], deny: ['4000000009'] });
});

test('two changes at once are both made', async () => {
  await person.api.put(`${pathOf(person)}/preference`, { on: true, prefixes: ['170', '171', '172'] });
  await open();
  await settled(page, '/my');
  await page.getByText('Refuse numbers that begin with').click();
  await page.getByRole('button', { name: 'Remove 170' }).waitFor();
  await page.evaluate(`for (const digits of ['170', '171'])
    document.querySelector('[aria-label="Remove ' + digits + '"]').click()`);
  await page.getByText('171 was removed.').waitFor();
  await page.getByText('170 was removed.').waitFor();
  expect((await preferenceOf(person))['prefixes']).toEqual([{ prefix: '172', scope: 'commercial' }]);
});

test('a change that cannot be sent is said at once, and not sent behind one’s back later', async () => {
  await open();
  await settled(page, '/my');
  await window.context.setOffline(true);
  await page.getByRole('switch', { name: 'Do-not-disturb' }).click();
  await page.getByText('The server does not answer').first().waitFor();
  await window.context.setOffline(false);
  await settled(page, '/my');
  await page.getByRole('heading', { name: 'Do-not-disturb is on' }).waitFor();
});

test('whose session ended is asked to sign in, and comes back to where they were', async () => {
  await open();
  await settled(page, '/my');
  await window.context.clearCookies();
  await page.getByRole('link', { name: 'Complaints' }).click();
  await page.getByLabel('Mobile or landline number').waitFor();
  expect(new URL(page.url()).searchParams.get('to')).toBe('/my/complaints');
});

test('what is written of a complaint is there still after signing in again', async () => {
  await open();
  await settled(page, '/my/complaints/new');
  const story = page.getByLabel('What happened, in your own words');
  await story.fill('It took me long to write this.');
  await window.context.clearCookies();
  await page.getByRole('button', { name: 'Send the complaint' }).click();
  await page.getByLabel('Mobile or landline number').fill(PERSON);
  await page.getByRole('button', { name: 'Send a code' }).click();
  await page.getByLabel('Code', { exact: true }).waitFor();
  await page.getByLabel('Code', { exact: true }).fill(await house.codeOf(PERSON));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await story.waitFor();
  expect(await story.inputValue()).toBe('It took me long to write this.');
});

test('a ward’s number stays the shown one when the page is loaded again, and one’s own page is a press away', async () => {
  await person.api.post(`${pathOf(person)}/wards`, { ward: RELATIVE });
  await relative.api.post(`${pathOf(relative)}/guardians/${encodeURIComponent(PERSON)}/confirmation`, {});
  await open();
  await settled(page, '/my/family');
  await page.getByRole('button', { name: 'Show this number' }).click();
  await page.getByRole('heading', { name: "My relative's number" }).waitFor();
  await settled(page, '/my/held-messages');
  await page.getByText('You are looking at the number of your relative:').waitFor();
  await page.getByText('Only the holder of a number').waitFor();
  await page.getByRole('button', { name: 'Back to my number' }).click();
  await page.getByRole('heading', { name: 'My number' }).waitFor();
  await settled(page, '/my');
  await page.getByRole('heading', { name: 'My number' }).waitFor();
});

test('what is pressed twice is sent once', async () => {
  await open();
  await settled(page, '/my/complaints/new');
  await page.getByLabel('The number that called or wrote').fill('4000000001');
  await page.getByLabel('What happened, in your own words').fill('Again and again.');
  let sent = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/v1/complaints')) sent += 1;
  });
  await page.evaluate(`for (let turn = 0; turn < 2; turn += 1) document.querySelector('form [type=submit]').click()`);
  await page.getByText('What you told us').waitFor();
  expect(sent).toBe(1);
});

test('a page opens at its top, and the keyboard goes on in it', async () => {
  await open();
  await settled(page, '/my');
  await page.evaluate('scrollTo(0, document.body.scrollHeight)');
  await page.getByRole('link', { name: 'More' }).click();
  await page.getByRole('heading', { level: 1, name: 'More' }).waitFor();
  expect(await page.evaluate('[scrollY, document.activeElement.id]')).toEqual([0, 'content']);
});

test('a part or its texts that do not come are said, and come when they are asked for again', async () => {
  await open();
  let asked = 0;
  for (const [files, words] of [
    ['**/assets/my-*.js', 'The server does not answer'],
    ['**/assets/words-en-my-*.js', 'The page did not load completely'],
  ] as const) {
    await page.route(files, (route) => {
      asked += 1;
      return route.abort();
    });
    await page.goto('/my');
    await page.getByText(words).waitFor();
    expect(await page.getByText(/^(number|protection)\./).count()).toBe(0);
    expect(asked).toBeLessThan(20);
    await page.unroute(files);
    await page.getByRole('button', { name: 'again' }).click();
    await page.getByRole('switch').waitFor();
  }
});

test('a language whose texts do not come is not changed to', async () => {
  await open();
  await settled(page, '/my');
  await page.route('**/assets/words-zh-*.js', (route) => route.abort());
  await page.getByRole('button', { name: '中文' }).click();
  await page.getByText('The server does not answer').waitFor();
  await page.getByRole('heading', { level: 1, name: 'My number' }).waitFor();
  expect(await page.evaluate('[document.documentElement.lang, localStorage["wurao-language"] ?? null]')).toEqual([
    'en',
    null,
  ]);
});

test('a browser without popovers tells what was done as well', async () => {
  await open();
  await page.addInitScript('delete HTMLElement.prototype.showPopover; delete HTMLElement.prototype.hidePopover');
  await settled(page, '/my');
  await page.getByRole('switch', { name: 'Do-not-disturb' }).click();
  await page.locator('.notice').getByText('Do-not-disturb is off.').waitFor();
  expect(window.faults()).toEqual([]);
});
