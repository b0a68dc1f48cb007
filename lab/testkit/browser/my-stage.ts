import type { Browser } from 'playwright-core';
import type { ApiClient } from '../api-client.ts';
import { type Look, openWindow, type Window } from './chromium.ts';
import type { SampleHouse } from './sample-house.ts';

/** Of the sample world: agreed to the bank. */
export const PERSON = '+8613800000001';
/** Has do-not-disturb on, and nothing else. */
export const RELATIVE = '+8613800000002';
/** Nothing is known. */
export const STRANGER = '+8613800000012';

export const BANK = 'merchant-sample-bank';

export interface Person {
  readonly number: string;
  readonly key: string;
  readonly api: ApiClient;
}

const pathOf = (number: string): string => `/v1/subscribers/${encodeURIComponent(number)}`;

/** A person with the key that a code gave. */
export const personOf = async (house: SampleHouse, number: string): Promise<Person> => {
  const anyone = house.admin.as(undefined);
  await anyone.post(`${pathOf(number)}/codes`, {});
  const { body } = await anyone.post(`${pathOf(number)}/sessions`, { code: await house.codeOf(number) });
  const key = String(body['key']);
  return { number, key, api: house.admin.as(key) };
};

/** A window of somebody who is signed in. */
export const asRole = async (
  browser: Browser,
  house: SampleHouse,
  { number, key }: Person,
  look: Look = {},
): Promise<Window> => {
  const window = await openWindow(browser, house.url, look);
  await window.context.setExtraHTTPHeaders({ authorization: `Bearer ${key}` });
  await window.page.route('**/v1/session', (route) =>
    route.fulfill({ status: 200, json: { role: 'subscriber', subscriber: number } }),
  );
  await standIn(window);
  return window;
};

const NOT_FOUND = 404;
const NO_CONTENT = 204;

/** Calls that the server may not offer yet: answered by it where it does, else as they would be. */
const standIn = async ({ page }: Window): Promise<void> => {
  const until: readonly (readonly [string, object])[] = [
    ['**/v1/subscribers/*/expectation', { categories: [], channels: [], sequence: 0 }],
    ['**/v1/subscribers/*/held-messages', { on: false, items: [] }],
    ['**/v1/subscribers/*/wards', { items: [{ ward: RELATIVE, state: 'standing', from: '2026-03-01T02:00:00.000Z' }] }],
    ['**/v1/subscribers/*/guardians', { items: [] }],
  ];
  for (const [path, json] of until)
    await page.route(path, async (route) => {
      const response = await route.fetch();
      await (response.status() === NOT_FOUND ? route.fulfill({ json }) : route.fulfill({ response }));
    });
  await page.route('**/v1/live', (route) => route.fulfill({ status: NO_CONTENT }));
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
