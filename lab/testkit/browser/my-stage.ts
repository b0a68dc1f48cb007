import type { Browser, Page } from 'playwright-core';
import type { ApiClient } from '../api-client.ts';
import { MessageStorm } from '../sms/message-storm.ts';
import type { Network } from '../sms/network.ts';
import { SMS_WORLD } from '../sms/sms-world.ts';
import { type Look, openWindow, type Window } from './chromium.ts';
import type { SampleHouse } from './sample-house.ts';
import { signInNumber } from './sign-in.ts';

/** Of the sample world: agreed to the bank. */
export const PERSON = '+8613800000001';
/** Has do-not-disturb on, and nothing else. */
export const RELATIVE = '+8613800000002';
/** Nothing is known. */
export const STRANGER = '+8613800000012';

export const BANK = 'merchant-sample-bank';

export interface Person {
  readonly number: string;
  readonly api: ApiClient;
}

const pathOf = (number: string): string => `/v1/subscribers/${encodeURIComponent(number)}`;

/** A person by the API, with the key that a code gave. */
export const personOf = async (house: SampleHouse, number: string): Promise<Person> => {
  const anyone = house.admin.as(undefined);
  await anyone.post(`${pathOf(number)}/codes`, {});
  const { body } = await anyone.post(`${pathOf(number)}/sessions`, { code: await house.codeOf(number) });
  return { number, api: house.admin.as(String(body['key'])) };
};

/** A window of somebody who signed in. */
export const openAs = async (browser: Browser, house: SampleHouse, number: string, look: Look): Promise<Window> => {
  const window = await openWindow(browser, house.url, look);
  await signInNumber(window, house, number);
  return window;
};

/** A window with nothing kept but the session of another: codes are few in an hour. */
export const openBeside = async (
  browser: Browser,
  house: SampleHouse,
  signedIn: Window,
  look: Look,
): Promise<Window> => {
  const window = await openWindow(browser, house.url, look);
  await window.context.addCookies(await signedIn.context.cookies());
  return window;
};

/** Opens an address and waits until what it asks for first has come. */
export const settled = async (page: Page, path: string): Promise<void> => {
  await page.goto(path);
  await shown(page);
};
/** The same within the page, as a link does: to a page of another kind than the one that is shown. */
export const gone = async (page: Page, path: string): Promise<void> => {
  await page.evaluate(`document.querySelector('h1').dataset.left = ''`);
  await page.evaluate(`history.pushState({}, '', '${path}'); dispatchEvent(new PopStateEvent('popstate'))`);
  await shown(page);
};
const shown = async (page: Page): Promise<void> => {
  await page.locator('h1:not([data-left])').waitFor();
  await page.locator('main [role=status][aria-label]').first().waitFor({ state: 'detached' });
};

/** What an SMS gate of the house needs to send on: a network of its own. */
export const smsFlags = ({ url }: Network) => ({ 'smpp-port': '0', 'sms-upstreams': url });

/** A shop's promotion by message, which the person never agreed to; resolves when it is held. */
export const promote = async ({ server }: SampleHouse, { number, api }: Person, text: string): Promise<void> => {
  const door = server.addresses.find((one) => one.startsWith('smpp'));
  const { account, secret, port } = SMS_WORLD.first;
  const messageOf = () => {
    storm.pause();
    return { from: port, to: number.replace('+86', ''), text };
  };
  const storm = new MessageStorm({ protocol: 'smpp', account, secret, windowMax: 1, messageOf, mustPass: () => false });
  storm.connect(Number(new URL(String(door)).port));
  storm.go();
  await storm.until(() => storm.pieces.some(({ outcome }) => outcome !== undefined));
  storm.close();
  // It is held after it is answered.
  const items = async () => (await api.get(`${pathOf(number)}/held-messages`)).body['items'] as readonly unknown[];
  while ((await items()).length === 0) await new Promise((resolve) => setImmediate(resolve));
};

/** One of each that the pages show; answers the ids. */
export const livedIn = async (house: SampleHouse, { number, api }: Person) => {
  const decide = async (more: object): Promise<string> => {
    const asked = { channel: 'voice', caller: '95000', callee: number, line: 'line-sample-1', ...more };
    return String((await house.admin.post('/v1/decisions', asked)).body['id']);
  };
  const attempt = await decide({ purpose: 'marketing', category: 'loan' });
  await decide({ purpose: 'service' });
  await decide({ caller: '95001', purpose: 'marketing' });
  await decide({ channel: 'sms', caller: '1069000001', text: '【样例银行】贷款额度已提升。' });
  const at = new Date().toISOString();
  const told = { reported: '95001', channel: 'voice', at, durationMs: 0, description: '反复推销' };
  const whole = await api.post('/v1/complaints', told);
  const incomplete = await api.post('/v1/complaints', { reported: '4000000002', channel: 'voice', at });
  await api.post('/v1/inquiries', { merchant: BANK });
  const { body } = await api.get(`${pathOf(number)}/contacts`);
  const [permission] = body['mayContact'] as readonly { readonly basis: string }[];
  return {
    attempt,
    complaint: String(whole.body['id']),
    incomplete: String(incomplete.body['id']),
    consent: permission?.basis ?? '',
  };
};
