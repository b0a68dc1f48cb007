import type { Window } from './chromium.ts';
import type { SampleHouse } from './sample-house.ts';

/** A sample member signs in by name and password, and lands at this address. */
export const signInMember = async ({ page }: Window, house: SampleHouse, name: string, to: string): Promise<void> => {
  const password = house.members[name];
  if (password === undefined) throw new Error(`the sample world has no member ${name}`);
  await page.goto(`/sign-in?to=${encodeURIComponent(to)}`);
  await page.locator('#name').fill(name);
  await page.locator('#password').fill(password);
  await page.locator('form button[type=submit]').click();
  await page.waitForURL((url) => url.pathname + url.search === to);
};

/** A person proves this number (E.164) by the code that goes out to it, and lands on its screen. */
export const signInNumber = async ({ page }: Window, house: SampleHouse, number: string): Promise<void> => {
  await page.goto('/sign-in');
  await page.locator('#number').fill(number);
  await page.locator('form button[type=submit]').click();
  await page.locator('#code').waitFor();
  await page.locator('#code').fill(await house.codeOf(number));
  await page.locator('form button[type=submit]').click();
  await page.waitForURL((url) => url.pathname === '/my');
};
