import { type TOTP, URI } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { skipUnless } from '../skip-unless.ts';
import { findChromium, launchChromium, openWindow, type Window } from './chromium.ts';
import { XSS } from './handler-world.ts';
import { openSampleHouse, type SampleHouse } from './sample-house.ts';
import { signInMember } from './sign-in.ts';
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

const PASSWORD = 'four words of one';
const NAME = 'sun.li';
const STEP_MS = 30_000;

const [INVITATION, ME] = visitsOf('me') as readonly [Visit, Visit];

const seen = async (window: Window, { name, path }: Visit, where: string): Promise<void> => {
  expect(new URL(window.page.url()).pathname).toBe(path);
  await expectOpen(window, `${name}-${where}`);
};

const invite = async (): Promise<string> => {
  const window = await openWindow(browser, house.url, {});
  const { page } = window;
  await signInMember(window, house, 'sample-admin', '/admin');
  await page.getByRole('button', { name: '邀请成员' }).first().click();
  const form = page.getByRole('dialog');
  await form.getByLabel('显示的姓名').fill(`孙丽 ${XSS}`);
  await form.getByLabel('登录名').fill(NAME);
  await form.getByRole('button', { name: '邀请成员' }).click();
  const link = await page.locator('code').innerText();
  expect(window.faults()).toEqual([]);
  await window.close();
  return link.trim();
};

/** What the invited person's authenticator shows, having been told the secret. */
const authenticatorOf = async (page: Page): Promise<TOTP> => {
  const secret = (await page.locator('code').innerText()).trim();
  return URI.parse(`otpauth://totp/Wurao:${NAME}?secret=${secret}&issuer=Wurao`) as TOTP;
};

const signIn = async ({ page }: Window): Promise<void> => {
  await page.goto('/sign-in?to=/me');
  await page.locator('#name').fill(NAME);
  await page.locator('#password').fill(PASSWORD);
  await page.locator('form button[type=submit]').click();
};

describe('an invited member', () => {
  test('sets a password and one-time codes, keeps the recovery codes, and signs in with both', async () => {
    const link = await invite();
    const window = await openWindow(browser, house.url, { width: 'telephone' });
    const { page } = window;
    await page.goto(link);
    await page.getByLabel('新密码', { exact: true }).fill(PASSWORD);
    await page.getByLabel('再次填写新密码').fill('other words');
    await page.getByText('两次填写的密码不一致。').waitFor();
    await page.getByLabel('再次填写新密码').fill(PASSWORD);
    await page.getByRole('img', { name: '验证器二维码' }).waitFor();
    await page.getByText(XSS).waitFor();
    expect(await page.title()).toContain('接受邀请');
    await seen(window, INVITATION, 'telephone');
    const authenticator = await authenticatorOf(page);
    const atMs = Date.now();
    await page.getByLabel('验证码').fill(authenticator.generate({ timestamp: atMs }));
    await page.getByRole('button', { name: '接受邀请并登录' }).click();
    const codes = page.getByRole('list', { name: '恢复码' });
    await codes.waitFor();
    const [recovery = ''] = await codes.getByRole('listitem').allInnerTexts();
    expect(await codes.getByRole('listitem').count()).toBe(10);
    await expectOpen(window, 'recovery-codes-telephone');
    await page.getByRole('button', { name: '我已保存' }).click();
    await page.waitForURL((url) => url.pathname === '/handler');
    await page.getByRole('button', { name: '菜单' }).click();
    await page.getByRole('link', { name: '我的账号' }).click();
    await page.getByText('剩余 10 个恢复码').waitFor();
    await page.getByRole('button', { name: '退出' }).click();
    await page.waitForURL((url) => url.pathname === '/sign-in');

    await signIn(window);
    await page.locator('#second').fill('000000');
    await page.locator('form button[type=submit]').click();
    await page.getByRole('alert').waitFor();
    // The code of the next step: each is good once, and a clock may be a step ahead.
    await page.locator('#second').fill(authenticator.generate({ timestamp: atMs + STEP_MS }));
    await page.locator('form button[type=submit]').click();
    await page.waitForURL((url) => url.pathname === '/me');
    await page.getByRole('heading', { name: '登录会话' }).waitFor();
    await seen(window, ME, 'telephone');

    const other = await openWindow(browser, house.url, { language: 'en-GB', shade: 'dark' });
    await signIn(other);
    await other.page.locator('#second').fill(recovery.toLowerCase());
    await other.page.locator('form button[type=submit]').click();
    await other.page.getByText('Recovery codes left: 9').waitFor();
    await other.page.getByRole('button', { name: 'End all others' }).click();
    await other.page.getByRole('dialog').getByRole('button', { name: 'End all others' }).click();
    await other.page.getByText('Sessions ended: 1').waitFor();
    await seen(other, ME, 'desk');
    await page.reload();
    await page.waitForURL((url) => url.pathname === '/sign-in');

    await page.goto('about:blank');
    await page.goto(link);
    await page.getByText('邀请无效').waitFor();
    expect(other.faults()).toEqual([]);
    expect(window.faults().filter((fault) => !/status of 404/.test(fault))).toEqual([]);
    await other.close();
    await window.close();
  });
});

describe('a member', () => {
  test('adds a passkey on its page and signs in with it; a change of the password ends what else is open', async () => {
    const window = await openWindow(browser, house.url.replace('127.0.0.1', 'localhost'), { language: 'en-GB' });
    const { page, context } = window;
    const tools = await context.newCDPSession(page);
    await tools.send('WebAuthn.enable');
    await tools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await signInMember(window, house, 'sample-carrier', '/carrier');
    await page.goto('/me');
    await page.locator('summary').filter({ hasText: 'Add a passkey' }).click();
    const form = page.locator('details').filter({ hasText: 'Add a passkey' });
    await form.getByLabel('Name').fill(XSS);
    await form.getByLabel('Present password').fill(house.members['sample-carrier'] ?? '');
    await form.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByText('The passkey is added').waitFor();
    await page.getByText(XSS).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.goto('/sign-in?to=/me&failed=forbidden');
    await page.getByText('Your account has no role here.').waitFor();
    await window.screenshot('sign-in-failed');
    expect(await window.barriers()).toEqual([]);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.waitForURL((url) => url.pathname === '/me');

    const password = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Password' }) });
    await password.getByLabel('Present password').fill(house.members['sample-carrier'] ?? '');
    await password.getByLabel('New password', { exact: true }).fill(PASSWORD);
    await password.getByLabel('New password once more').fill(PASSWORD);
    await password.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('The password is changed').waitFor();
    const tried = await house.admin
      .as(undefined)
      .post('/v1/sign-in/password', { name: 'sample-carrier', password: PASSWORD });
    expect(tried.status).toBe(201);
    expect(window.faults()).toEqual([]);
    await window.close();
  });
});
