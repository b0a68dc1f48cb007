import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { skipUnless } from '../skip-unless.ts';
import { type Network, startNetwork } from '../sms/network.ts';
import { makeSmsWorld, SMS_WORLD } from '../sms/sms-world.ts';
import { allowAnyHour } from './any-hour.ts';
import { findChromium, launchChromium, type Window } from './chromium.ts';
import { measureFirstLoads } from './first-load.ts';
import { inTurn } from './in-page.ts';
import {
  gone,
  livedIn,
  openAs,
  openBeside,
  PERSON,
  type Person,
  personOf,
  promote,
  RELATIVE,
  STRANGER,
  settled,
  smsFlags,
} from './my-stage.ts';
import { openSampleHouse, type SampleHouse } from './sample-house.ts';
import { expectOpen, visitsOf } from './tours.ts';

const test = skipUnless('Chromium', findChromium());

const ASSETS = join(import.meta.dirname, '..', '..', '..', 'apps', 'console', 'dist', 'assets');
const FIRST_LOAD_BYTES_MAX = 250_000;
const XSS = '<img src=x onerror="window.wasRun=1"><script>window.wasRun=1</script>';

const EN = { language: 'en-GB', width: 'telephone' } as const;

let browser: Browser;
let house: SampleHouse;
let network: Network;
let person: Person;
let stranger: Person;
/** The windows of both, for every story. */
let persons: Window;
let strangers: Window;
let lived: Awaited<ReturnType<typeof livedIn>>;

beforeAll(async () => {
  if (findChromium() === undefined) return;
  network = await startNetwork();
  [browser, house] = await Promise.all([launchChromium(), openSampleHouse(smsFlags(network))]);
  await allowAnyHour(house);
  person = await personOf(house, PERSON);
  stranger = await personOf(house, STRANGER);
  lived = await livedIn(house, person);
  persons = await openAs(browser, house, PERSON, EN);
  strangers = await openAs(browser, house, STRANGER, EN);
});

afterAll(async () => {
  await browser?.close();
  await house?.close();
  await network?.close();
});

/** What a marketing call of the bank would be answered. */
const bankWouldBe = async (callee = PERSON): Promise<string> => {
  const asked = { channel: 'voice', caller: '95000', callee, line: 'line-sample-1', purpose: 'marketing' };
  const { body } = await house.admin.post('/v1/decisions', { ...asked, category: 'loan', mode: 'screen' });
  return String(body['reason']);
};

const preferenceOf = async ({ api, number }: Person) =>
  (await api.get(`/v1/subscribers/${encodeURIComponent(number)}/preference`)).body;

const listOf = (page: Page, title: string) => page.locator('details').filter({ hasText: title });

test('a ward’s number is asked for, shown clearly marked, and one’s own again', async () => {
  const { page } = persons;
  await settled(page, '/my/family');
  await page.getByLabel("Your relative's number").fill(RELATIVE.replace('+86', ''));
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  const code = page.getByLabel('The code your relative was sent');
  await code.waitFor();
  await code.fill(await house.codeOf(RELATIVE, 'guardian-request'));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('button', { name: 'Show this number' }).click();
  await page.getByRole('heading', { name: "My relative's number" }).waitFor();
  await page.getByRole('heading', { name: 'Do-not-disturb is on' }).waitFor();
  await page.getByText('You are looking at the number of your relative:').waitFor();
  await page.getByRole('switch', { name: 'Do-not-disturb' }).click();
  await page.getByRole('heading', { name: 'Do-not-disturb is off' }).waitFor();
  expect((await house.admin.get(`/v1/subscribers/${encodeURIComponent(RELATIVE)}/preference`)).body['on']).toBe(false);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('heading', { name: 'Do-not-disturb is on' }).waitFor();
  for (const path of ['/my/merchants', '/my/attempts', '/my/complaints', '/my/held-messages', '/my/more'])
    await gone(page, path);
  await gone(page, '/my');
  await page.locator('.notice').first().waitFor({ state: 'detached' });
  await persons.screenshot('my-ward-en-GB-telephone');
  await page.getByRole('button', { name: 'Back to my number' }).click();
  await page.getByRole('heading', { name: 'My number' }).waitFor();
  await page.getByText('13800000001').waitFor();
  expect(persons.faults()).toEqual([]);
});

describe('every page of a person', () => {
  const looks = [
    { language: 'zh-CN', width: 'telephone', shade: 'light' },
    { language: 'en-GB', width: 'telephone', shade: 'dark' },
    { language: 'zh-CN', width: 'wall', shade: 'dark' },
  ] as const;
  for (const [turn, look] of looks.entries())
    test(`opens in ${look.language} at the width of a ${look.width}, ${look.shade}, without a barrier or a fault`, async () => {
      const window = await openBeside(browser, house, persons, look);
      await settled(window.page, '/my/family');
      for (const { name, path } of inTurn(visitsOf('my', lived), turn, looks.length)) {
        await gone(window.page, path);
        await expectOpen(window, `my-${name}-${look.language}-${look.width}`);
      }
      await window.close();
    });

  test('opens by its address, too', async () => {
    const { page } = persons;
    await settled(page, `/my/consents/${lived.consent}`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('What I agreed to');
    await settled(page, `/my/complaints/${lived.complaint}`);
    await page.getByText('You complained.').waitFor();
    expect(persons.faults()).toEqual([]);
  });

  test('shows someone of whom nothing is known what to do first', async () => {
    const { page } = strangers;
    const empty = {
      '/my/merchants': 'No merchant may contact you',
      '/my/attempts': 'Nothing here yet',
      '/my/complaints': 'No complaint yet',
      '/my/askers': 'Nobody asked',
      '/my/held-messages': 'No message is kept now',
    };
    for (const [path, words] of Object.entries(empty)) {
      await gone(page, path);
      await page.getByText(words).waitFor();
    }
    expect(strangers.faults()).toEqual([]);
  });
});

describe('what is pressed holds at the gate', () => {
  let page: Page;
  beforeAll(() => {
    page = persons?.page;
  });

  test('do-not-disturb by the switch, and back by undo', async () => {
    await gone(page, '/my');
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
    expect(persons.faults()).toEqual([]);
  });

  test('a number on the deny list, a prefix, and a merchant refused altogether', async () => {
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
    await gone(page, '/my/merchants');
    await page.getByText(/· \d+ times? in all/).waitFor();
    await page.getByRole('button', { name: 'Never again' }).click();
    await page.getByText('This ends its 1 permission.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Never again' }).click();
    await page.getByRole('heading', { name: 'Merchants you refused' }).waitFor();
    expect(await bankWouldBe()).toBe('refused-by-subscriber');
    expect(persons.faults()).toEqual([]);
  });

  test('a complaint from an entry has the evidence, and what is written in it is shown as text', async () => {
    await gone(page, '/my/attempts');
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
    expect(persons.faults()).toEqual([]);
  });
});

/** What the server refuses of it, browsers write down. */
const REFUSED = /status of 422/;

test('what changes elsewhere is shown without being asked for', async () => {
  const { page } = strangers;
  const listens = page.waitForResponse('**/v1/live');
  await settled(page, '/my');
  await page.getByRole('heading', { name: 'Do-not-disturb is off' }).waitFor();
  await listens;
  await stranger.api.put(`/v1/subscribers/${encodeURIComponent(STRANGER)}/preference`, { on: true });
  await page.getByRole('heading', { name: 'Do-not-disturb is on' }).waitFor();
});

test('a refused message is kept for who wants it, read, and sent after all', async () => {
  await makeSmsWorld(house.admin);
  const { page } = strangers;
  await gone(page, '/my/held-messages');
  await page.getByRole('switch').click();
  await page.getByText('Refused messages are kept for 7 days from now on.').waitFor();
  const text = `【${SMS_WORLD.signature}】新品上市，拒收请回复R`;
  await promote(house, stranger, text);
  await settled(page, '/my/held-messages');
  await page.getByRole('button', { name: 'Read' }).click();
  await page.getByText(text).waitFor();
  await strangers.screenshot('my-held-message-en-GB-telephone');
  await page.getByRole('button', { name: 'Send it to me' }).click();
  await page.getByText('It is on its way to your telephone.').waitFor();
  await network.until(() => network.taken.length > 0);
  expect(network.textsTo(STRANGER.replace('+86', ''))).toEqual([text]);
  await page.getByText('No message is kept now').waitFor();
  expect(strangers.faults().filter((fault) => !REFUSED.test(fault))).toEqual([]);
});

test('the first load of /my on a slow telephone is small and soon ready', async () => {
  const window = await openBeside(browser, house, persons, { language: 'zh-CN', width: 'telephone' });
  const { page, context } = window;
  const scripts = new Set<string>();
  page.on('response', (response) => {
    const name = new URL(response.url()).pathname.split('/').at(-1) ?? '';
    if (name.endsWith('.js')) scripts.add(name);
  });
  await page.goto('/my');
  await page.getByRole('switch').waitFor();
  const bytes = [...scripts].reduce((sum, name) => sum + statSync(join(ASSETS, `${name}.br`)).size, 0);
  console.log(`first load of /my: ${bytes} bytes of compressed JavaScript in ${scripts.size} files`);
  expect(scripts.size).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(FIRST_LOAD_BYTES_MAX);
  const [cookie] = await context.cookies();
  if (cookie === undefined) throw new Error('nobody is signed in');
  await window.close();
  const firstLoad = { url: `${house.url}/my`, cookie, place: '[role=switch]', slowedTimes: 4, turns: 5 };
  const readyMs = (await measureFirstLoads(firstLoad)).toSorted((one, other) => one - other);
  const median = Math.round(readyMs[readyMs.length >> 1] ?? 0);
  console.log(
    `/my is interactive after ${median} ms on a CPU slowed four times (${readyMs.map(Math.round).join(', ')})`,
  );
  expect(median).toBeGreaterThan(0);
});
