import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { skipUnless } from '../skip-unless.ts';
import { findChromium, launchChromium, openWindow, type Window } from './chromium.ts';
import { crawl, goTo, shownIn, watchMarkup } from './crawl.ts';
import { type Desk, SHOWN, shownAs, UNSHOWN } from './markup-shown.ts';
import { EVIL, evil, evilFile, fillMarkupWorld, type MarkupIds, WRITTEN } from './markup-world.ts';
import { PERSON } from './my-stage.ts';
import { openSampleHouse, type SampleHouse } from './sample-house.ts';
import { signInMember, signInNumber } from './sign-in.ts';
import { visitsOf } from './tours.ts';

const test = skipUnless('Chromium', findChromium());
const DESK_MS = 240_000;

let browser: Browser;
let house: SampleHouse;
let ids: MarkupIds;
const windows = new Map<Desk, Window>();

beforeAll(async () => {
  if (findChromium() === undefined) return;
  [browser, house] = await Promise.all([launchChromium(), openSampleHouse()]);
  ids = await fillMarkupWorld(house);
});

afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const MEMBERS: Readonly<Record<Exclude<Desk, 'my'>, readonly [name: string, home: string]>> = {
  merchant: ['sample-merchant', '/merchant'],
  carrier: ['sample-carrier', '/carrier'],
  handler: ['sample-handler', '/handler'],
  operator: ['sample-admin', '/admin'],
  regulator: ['sample-regulator', '/regulator'],
};
const DESKS = Object.keys(SHOWN) as readonly Desk[];

/** Only who was refused at a SIP gate can say these: they are answered in its place. */
const APPEAL = {
  id: 'appeal-1',
  decision: 'd1-1',
  status: 'granted',
  statement: evil('statement'),
  contact: evil('contact'),
  receivedAt: '2026-03-01T02:00:00.000Z',
  answer: { at: '2026-03-02T02:00:00.000Z', by: 'handler', words: evil('granted') },
};

/** As the page itself is written: a place for passkeys. */
const openDesk = async (desk: Desk): Promise<Window> => {
  const known = windows.get(desk);
  if (known !== undefined) return known;
  const window = await openWindow(browser, house.url.replace('127.0.0.1', 'localhost'), { language: 'en-GB' });
  windows.set(desk, window);
  await watchMarkup(window);
  if (desk === 'my') await signInNumber(window, house, PERSON);
  else await signInMember(window, house, ...MEMBERS[desk]);
  if (desk === 'handler')
    await window.page.route(
      ({ pathname }) => pathname === '/v1/appeals',
      (route) =>
        route.fulfill({ json: { items: [APPEAL, { ...APPEAL, id: 'appeal-2', status: 'open', answer: undefined }] } }),
    );
  await window.page.getByRole('heading', { level: 1 }).waitFor();
  return window;
};

const placed = (path: string): string => path.replaceAll(/\{(\w+)\}/g, (place, id: string) => ids[id] ?? place);
const isOfConsole = (path: string): boolean => !/^\/(v1|forms)\//.test(path);

/** What the server refuses of such words, browsers write down. */
const REFUSED = /status of 4\d\d/;
const expectText = ({ faults }: Window): void => expect(faults().filter((fault) => !REFUSED.test(fault))).toEqual([]);

describe('what people wrote is shown as they wrote it', () => {
  test('wherever it is shown at all', () => {
    const written = new Set(WRITTEN);
    const shown = DESKS.flatMap((desk) => Object.values(SHOWN[desk]).flat());
    expect(new Set([...shown, ...UNSHOWN])).toEqual(written);
  });

  for (const desk of DESKS)
    test(`on the pages of: ${desk}`, { timeout: DESK_MS }, async () => {
      const window = await openDesk(desk);
      const pages = Object.entries(SHOWN[desk]);
      for (const [path, fields] of pages.filter(([at]) => isOfConsole(at))) {
        await goTo(window, placed(path));
        const text = await shownIn(window);
        expect
          .soft(
            fields.filter((field) => !text.includes(shownAs(field))),
            path,
          )
          .toEqual([]);
      }
      for (const [path, fields] of pages.filter(([at]) => !isOfConsole(at))) {
        await window.page.goto(placed(path));
        const text = await shownIn(window);
        expect
          .soft(
            fields.filter((field) => !text.includes(shownAs(field))),
            path,
          )
          .toEqual([]);
      }
      expectText(window);
    });
});

test('no page and no file of one allows what stands inline, nor what is made of text', async () => {
  const { admin, url } = house;
  const made = await admin.post('/v1/keys', { role: 'regulator' });
  const headers = { authorization: `Bearer ${made.body['key']}`, accept: 'text/html' };
  const bulletin = placed('/v1/bulletins/{period}');
  const form = ['/forms/{form}', '/forms/form.js', '/forms/form.css', '/forms/embed.js'].map(placed);
  const page = await (await fetch(url, { headers })).text();
  const assets = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, at = '']) => at);
  expect(assets.length).toBeGreaterThan(0);
  const bulletins = ['', '?format=csv', '?format=html', '?format=html&lang=en'].map((query) => bulletin + query);
  for (const at of ['/', '/sign-in', '/my', ...assets, ...form, ...bulletins, '/v1/laws/cn-2020-draft/page']) {
    const answer = await fetch(url + at, { headers });
    expect.soft([at, answer.status]).toEqual([at, 200]);
    expect.soft(answer.headers.get('content-security-policy'), at).toMatch(/default-src 'none'/);
    expect.soft(answer.headers.get('content-security-policy'), at).not.toMatch(/unsafe/);
    if (answer.headers.get('content-type')?.startsWith('text/html'))
      expect.soft(await answer.text(), at).not.toMatch(/unsafe-/);
  }
});

/** By desk, what a tour does not open: a thing in a state in which it takes words. */
const MORE: Readonly<Partial<Record<Desk, readonly string[]>>> = {
  my: ['/my/complaints/{rejected}'],
  merchant: ['/merchant/cases/{open}', '/merchant/sanctions/{bound}'],
  carrier: ['/carrier/cases/{put}'],
  handler: ['/handler/cases/{open}', '/handler/appeals?shown=all', '/handler/promises'],
  operator: ['/admin/registry?tab=merchants', '/admin/registry?tab=parties'],
};

const pathsOf = (desk: Desk): readonly string[] => [
  ...visitsOf(desk, ids).map(({ path }) => path),
  ...(MORE[desk] ?? []).map(placed),
  ...(desk === 'my' ? [] : ['/me']),
];

/** Every file of the console that draws a text field, and the label of one that it draws: to be met by who tries everything. */
const FIELDS: Readonly<Record<string, string>> = {
  'components/labelled.tsx': 'Name',
  'features/carrier/carrier-case-page.tsx': 'What you looked into, and what came of it',
  'features/carrier/content-review.tsx': 'Note (needed to reject; the merchant reads it)',
  'features/carrier/numbers-page.tsx': 'A number that you hold',
  'features/carrier/register-line.tsx': 'Name of the line',
  'features/handler/case/case-notes.tsx': 'New note, for staff only',
  'features/handler/desk/appeals-page.tsx': 'Sanction to be lifted with it',
  'features/handler/hand-field.tsx': 'To whom',
  'features/handler/queue/queue-filters.tsx': 'Search',
  'features/handler/reason-field.tsx': 'Answer',
  'features/me/fields.tsx': 'Code (6 digits)',
  'features/merchant/consents/consents-page.tsx': 'Last four digits',
  'features/merchant/field.tsx': 'Title (English)',
  'features/merchant/imports/mapping-form.tsx': 'Exact words: the same in every row',
  'features/merchant/promises/inquiries.tsx': 'Which basis',
  'features/merchant/scrub/choose-list.tsx': 'Paste numbers, one a line',
  'features/my/complaint-fields.tsx': 'What happened, in your own words',
  'features/my/family-page.tsx': "Your relative's number",
  'features/my/list-panel.tsx': 'Number',
  'features/my/prefix-panel.tsx': 'First digits',
  'features/my/reason-button.tsx': 'Why the decision is wrong',
  'features/regulator/audit-page.tsx': 'About (kind:id)',
  'features/regulator/freeze-form.tsx': 'A line each: province code,carrier id,subscribers',
  'features/regulator/install-law.tsx': 'The pack, as JSON',
  'features/regulator/parties-page.tsx': 'Name or id',
  'features/sanctions/impose-form.tsx': 'Note',
  'features/sanctions/step-buttons.tsx': 'Reason',
  'features/sign-in/member-form.tsx': 'Sign-in name',
  'features/sign-in/number-form.tsx': 'Mobile or landline number',
};
/** A list that is still to be told what its columns are, in columns that are markup. */
const chooseList = async (window: Window, path: string): Promise<void> => {
  await goTo(window, path);
  const buffer = Buffer.from(`subscriber,"${EVIL.replaceAll('"', '""')}"\n13800000001,1\n`);
  await window.page.locator('input[type=file]').setInputFiles({ name: evilFile('list'), mimeType: 'text/csv', buffer });
  await window.page.getByRole('table').first().waitFor();
};

const FIELD = /(?<!useState)<(?:Input(?:\.TextArea|\.Search)?|AutoComplete|textarea|input)\b[^>]*/g;
/** Numbers, dates, files and choices are no texts; nor is a password, which is never shown. */
const OTHER = /type="(?:checkbox|radio|file|time|date|datetime-local|month|number)"/;
const hasField = (source: string): boolean => (source.match(FIELD) ?? []).some((field) => !OTHER.test(field));

describe('markup in every text field', () => {
  const filled = new Set<string>();

  for (const desk of DESKS)
    test(`of: ${desk}`, { timeout: DESK_MS }, async () => {
      const window = await openDesk(desk);
      await window.page.goto(desk === 'my' ? '/my/more' : MEMBERS[desk][1]);
      await window.page.getByRole('heading', { level: 1 }).waitFor();
      for (const path of pathsOf(desk)) {
        if (path === '/merchant/consents/import') await chooseList(window, path);
        const { fields } = await crawl(window, path, EVIL);
        for (const field of fields) filled.add(field);
      }
      expectText(window);
    });

  test('of who signs in', async () => {
    const window = await openWindow(browser, house.url, { language: 'en-GB' });
    await watchMarkup(window);
    await window.page.goto('/sign-in');
    await window.page.getByRole('heading', { level: 1 }).waitFor();
    for (const field of (await crawl(window, '/sign-in', EVIL)).fields) filled.add(field);
    expectText(window);
    await window.close();
  });

  test('leaves no file out that has one', () => {
    const folder = join(import.meta.dirname, '..', '..', '..', 'apps', 'console');
    const files = ['components', 'features'].flatMap((part) =>
      readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' }).map((name) => `${part}/${name}`),
    );
    const having = files.filter((name) => name.endsWith('.tsx') && hasField(readFileSync(join(folder, name), 'utf8')));
    expect.soft(having.toSorted()).toEqual(Object.keys(FIELDS).toSorted());
    expect(Object.values(FIELDS).filter((label) => !filled.has(label))).toEqual([]);
  });

  for (const desk of DESKS)
    test(`is text on each page that is opened again: ${desk}`, { timeout: DESK_MS }, async () => {
      const window = await openDesk(desk);
      await window.page.reload();
      await window.page.getByRole('heading', { level: 1 }).waitFor();
      for (const path of pathsOf(desk)) await goTo(window, path);
      expectText(window);
      await window.close();
    });
});
