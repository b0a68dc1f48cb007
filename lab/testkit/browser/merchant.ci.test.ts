import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { ApiClient } from '../api-client.ts';
import { skipUnless } from '../skip-unless.ts';
import { findChromium, type Look, launchChromium, openWindow, type Window } from './chromium.ts';
import { inTurn, longestTaskMs, scrollThrough } from './in-page.ts';
import { openSampleHouse, type SampleHouse } from './sample-house.ts';
import { signInMember } from './sign-in.ts';
import { expectOpen, visitsOf } from './tours.ts';

const test = skipUnless('Chromium', findChromium());
const BANK = 'merchant-sample-bank';
const HOSTILE = '<img src=x onerror="document.title=\'run\'">';
const LONG_ROWS = 100_000;
const STORY_MS = 60_000;

let browser: Browser;
let house: SampleHouse;
let cookies: Awaited<ReturnType<BrowserContext['cookies']>>;
let bank: ApiClient;
const found: Record<'basis' | 'case' | 'content' | 'sanction', string> = {
  basis: '',
  case: '',
  content: 'content-sample-bank-offer',
  sanction: '',
};

interface Listed {
  readonly items: readonly { readonly id: string }[];
}

const firstOf = async (path: string): Promise<string> =>
  ((await bank.get(path)).body as unknown as Listed).items[0]?.id ?? '';

/** A world with something on every page, and hostile words wherever somebody else writes. */
const fillWorld = async (): Promise<void> => {
  const complaint = { complainant: '+8613800000012', reported: '95000', channel: 'voice', durationMs: 12_000 };
  const filed = await house.admin.post('/v1/complaints', {
    ...complaint,
    description: HOSTILE,
    at: new Date().toISOString(),
  });
  found.case = String(filed.body['case']);
  const party = { kind: 'merchant', id: BANK };
  const forwarded = await house.admin.post('/v1/cases/steps', { cases: [found.case], input: 'forward', party });
  expect(forwarded.body).toMatchObject({ state: 'forwarded' });
  await house.admin.post('/v1/sanctions', {
    kind: 'cap',
    target: { kind: 'number', id: '95000' },
    grounds: [{ kind: 'case', id: found.case }],
    perDay: 1_000_000,
    termDays: 30,
    impose: true,
  });
  await bank.post('/v1/consents', {
    subscriber: '13900000100',
    purposes: ['marketing'],
    categories: ['loan'],
    channels: ['voice'],
    words: HOSTILE,
    method: 'web-form',
    evidence: { reference: HOSTILE },
    from: '2026-01-01T00:00:00Z',
  });
  await bank.post('/v1/contents', { channel: 'voice', purpose: 'service', category: 'loan', text: HOSTILE });
  found.basis = await firstOf('/v1/consents');
  found.sanction = await firstOf('/v1/sanctions');
};

/** A window of the sample merchant, who signed in once. */
const openMerchant = async (look: Look = {}): Promise<Window> => {
  const window = await openWindow(browser, house.url, look);
  await window.context.addCookies(cookies);
  return window;
};

beforeAll(async () => {
  if (findChromium() === undefined) return;
  [browser, house] = await Promise.all([launchChromium(), openSampleHouse()]);
  const made = await house.admin.post('/v1/keys', { role: 'merchant', party: BANK, lines: ['line-sample-1'] });
  bank = house.admin.as(String(made.body['key']));
  const window = await openWindow(browser, house.url);
  await Promise.all([fillWorld(), signInMember(window, house, 'sample-merchant', '/merchant')]);
  cookies = await window.context.cookies();
  await window.close();
}, STORY_MS);

afterAll(async () => {
  await browser?.close();
  await house?.close();
});

describe('each page of a merchant', () => {
  const looks = [
    { language: 'zh-CN', width: 'desk', shade: 'light' },
    { language: 'en-GB', width: 'telephone', shade: 'dark' },
  ] as const;
  for (const [turn, look] of looks.entries())
    test(
      `is readable in ${look.language} at the width of a ${look.width}, without a barrier or a fault`,
      async () => {
        const window = await openMerchant(look);
        for (const { name, path } of inTurn(visitsOf('merchant', found), turn, looks.length)) {
          await window.page.goto(path);
          await window.page.getByRole('heading', { level: 1 }).waitFor();
          await window.page.waitForLoadState('networkidle');
          await expectOpen(window, `merchant-${name}-${look.language}-${look.width}`);
          expect.soft(await window.page.title(), name).not.toBe('run');
        }
        await window.close();
      },
      STORY_MS,
    );
});

const writeContent = async (page: Page): Promise<void> => {
  await page.goto('/merchant/contents/new');
  await page.getByLabel('Text', { exact: true }).fill(`【样例银行】Dear {name}, ${HOSTILE}`);
  await page.getByRole('button', { name: 'Check the text' }).click();
  await page.getByText('A way to refuse is missing').waitFor();
  await page.getByLabel('Text', { exact: true }).fill('【样例银行】Dear {name}, ask 95000. 拒收请回复R');
  await page.getByLabel('Example of name').fill(HOSTILE);
  await page.getByRole('button', { name: 'Submit for review' }).click();
  await page.getByRole('heading', { name: 'Versions', exact: true }).waitFor();
  await page.getByText('In review').waitFor();
};

const answerCase = async (page: Page): Promise<void> => {
  await page.goto('/merchant/cases');
  await page.getByRole('link', { name: found.case }).click();
  await page.getByLabel('Answer', { exact: true }).fill(`A customer asked for it. ${HOSTILE}`);
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  await page.locator('input[type=file]').setInputFiles({ name: 'proof.png', mimeType: 'image/png', buffer: png });
  await page.getByRole('button', { name: 'Remove proof.png' }).waitFor();
  await page.getByRole('button', { name: 'Send the answer' }).click();
  await page.getByRole('link', { name: 'proof.png' }).waitFor();
};

test(
  'a content is checked and submitted, and a case answered: both stand at the API as they were written',
  async () => {
    const window = await openMerchant({ language: 'en-GB' });
    await writeContent(window.page);
    await answerCase(window.page);
    expect((await bank.get(`/v1/cases/${found.case}`)).body).toMatchObject({
      state: 'answered',
      notes: [{ kind: 'answer', text: `A customer asked for it. ${HOSTILE}`, attachments: [{ name: 'proof.png' }] }],
    });
    const { items } = (await bank.get('/v1/contents?limit=200')).body as unknown as {
      items: readonly { text: string; status: string; variables: readonly { name: string; type: string }[] }[];
    };
    expect(items.find(({ text }) => text.includes('ask 95000'))).toMatchObject({
      status: 'submitted',
      variables: [{ name: 'name', type: 'name' }],
    });
    expect(await window.page.title()).not.toBe('run');
    await window.close();
  },
  STORY_MS,
);

test(
  'a case that is put to a merchant comes into its open list by itself',
  async () => {
    const window = await openMerchant({ language: 'en-GB' });
    const { page } = window;
    await Promise.all([page.waitForResponse('**/v1/live'), page.goto('/merchant/cases')]);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const filed = await house.admin.post('/v1/complaints', {
      complainant: '+8613800000011',
      reported: '95001',
      channel: 'voice',
      durationMs: 9_000,
      description: HOSTILE,
      at: new Date().toISOString(),
    });
    const id = String(filed.body['case']);
    const party = { kind: 'merchant', id: BANK };
    const forwarded = await house.admin.post('/v1/cases/steps', { cases: [id], input: 'forward', party });
    expect(forwarded.body).toMatchObject({ state: 'forwarded' });
    await page.getByRole('link', { name: id }).waitFor();
    expect(window.faults()).toEqual([]);
    await window.close();
  },
  STORY_MS,
);

const longList = (): Buffer => {
  const rows = Array.from({ length: LONG_ROWS - 2 }, (_, place) => `p${place},139${String(place).padStart(8, '0')}`);
  return Buffer.from(['name,mobile', 'Li,13800000001', `${HOSTILE},12`, ...rows].join('\n'));
};

test(
  'a list of 100,000 rows is previewed, scrubbed, filtered, scrolled and downloaded, and nothing of it is kept',
  async () => {
    const window = await openMerchant({ language: 'en-GB' });
    const { page } = window;
    await page.goto('/merchant/scrub');
    const file = { name: 'list.csv', mimeType: 'text/csv', buffer: longList() };
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText('✓ numbers').waitFor();
    await page.getByRole('button', { name: 'Look at a sample' }).click();
    await page.getByText('500 rows are answered').waitFor();
    await page.getByRole('button', { name: 'Scrub the whole list' }).click();
    await page.getByText(`${LONG_ROWS} rows are answered`).waitFor({ timeout: STORY_MS });
    const rate = await page.getByText('rows/s').textContent();
    await window.screenshot('merchant-scrubbed-en-GB-desk');
    const longest = await longestTaskMs(page, async () => {
      await scrollThrough(page.getByRole('region', { name: 'Result' }));
      for (const name of ['Refused', 'All', 'Not a number', 'All'])
        await page.getByText(name, { exact: true }).last().click();
      await scrollThrough(page.getByRole('region', { name: 'Result' }));
    });
    console.log(`scrub of ${LONG_ROWS} rows: ${rate}; longest task while scrolling and filtering: ${longest} ms`);
    await page.getByRole('button', { name: 'Not a valid number' }).click();
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download the allowed' }).click();
    const text = await (await coming).createReadStream().then((stream) => stream.toArray());
    expect(Buffer.concat(text).toString()).toMatch(/^\u{FEFF}name,mobile,decision,reason,explanation,retryAt\r\n/u);
    await page.getByRole('menuitem', { name: 'Contents' }).click();
    await page.getByRole('heading', { level: 1, name: 'Contents' }).waitFor();
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    expect(kept).not.toMatch(/1390000|mobile/);
    expect(window.faults()).toEqual([]);
    await window.close();
  },
  STORY_MS * 2,
);
