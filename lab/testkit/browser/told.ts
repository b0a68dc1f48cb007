// Steps of a role, from signing in to an effect at a gate: the same in each language, at the width of a telephone.
import type { Browser, Locator } from 'playwright-core';
import { expect } from 'vitest';
import { placeCall } from '../sip/place-call.ts';
import { openWindow, type Window } from './chromium.ts';
import { sidewaysPx } from './in-page.ts';
import type { SampleHouse } from './sample-house.ts';
import { type Language, type Say, sayIn } from './say.ts';
import { BANK_CALL } from './watched-world.ts';

/** What a story is told with: a window in one language, and a switch at the SIP gate. */
export interface Told {
  readonly house: SampleHouse;
  readonly window: Window;
  readonly page: Window['page'];
  readonly language: Language;
  readonly say: Say;
  /** A loan call of the bank, or of another number: the final status of the SIP gate, and the reason that the API answers. */
  call(callee: string, caller?: string): Promise<readonly [number, string]>;
  /** Kept as a picture; nothing of it stands beside the telephone. */
  seen(name: string): Promise<void>;
  /** By the menu, as one goes with a thumb; `key` of the menu's texts. */
  goTo(key: string): Promise<void>;
  button(key: string, within?: Locator, values?: Readonly<Record<string, string>>): Locator;
  /** Presses what asks first, and confirms. */
  pressTwice(key: string, first?: Locator): Promise<void>;
}

export const BANK_NUMBER = '95000';
export const LET_THROUGH = 302;
export const DECLINED = 603;

const gateOf = ({ server }: SampleHouse) => {
  const address = server.addresses.find((one) => one.startsWith('sip:')) ?? '';
  return { address: '127.0.0.1', port: Number(address.split(':').at(-1)) };
};

export const openTold = async (browser: Browser, house: SampleHouse, language: Language): Promise<Told> => {
  const window = await openWindow(browser, house.url, { language, width: 'telephone' });
  const { page } = window;
  const say = await sayIn(language);
  const button: Told['button'] = (key, within, values) =>
    (within ?? page).getByRole('button', { name: say(key, values), exact: true });
  return {
    house,
    window,
    page,
    language,
    say,
    call: async (callee, caller = BANK_NUMBER) => {
      const status = await placeCall(gateOf(house), { caller, callee });
      const { body } = await house.admin.post('/v1/decisions', { ...BANK_CALL, caller, callee });
      return [status, String(body['reason'])];
    },
    seen: async (name) => {
      await window.screenshot(`story-${name}-${language}-telephone`);
      expect.soft(await sidewaysPx(page), name).toBe(0);
    },
    goTo: async (key) => {
      const menu = button('common:frame.menu');
      // A person has the menu before the eyes, a member opens it.
      if ((await menu.count()) > 0) {
        await menu.click();
        await page.getByRole('menuitem', { name: say(`common:menu.${key}`), exact: true }).click();
        await page.getByRole('dialog').waitFor({ state: 'hidden' });
      } else await page.getByRole('link', { name: say(`common:menu.${key}`), exact: true }).click();
    },
    button,
    pressTwice: async (key, first = button(key)) => {
      await first.click();
      await button(key, page.getByRole('dialog')).click();
    },
  };
};

/** Looks at what a sanction would reach, imposes it, and answers its id. */
export const imposeIn = async ({ page, say, button, seen }: Told, form: Locator, name: string): Promise<string> => {
  await button('sanctions:impose.ask', form).click();
  await form.getByRole('heading', { name: say('sanctions:reach.head') }).waitFor();
  await seen(name);
  await button('sanctions:impose.confirm', form).click();
  const told = await page.getByText(say.like('sanctions:impose.done')).textContent();
  await form.waitFor({ state: 'hidden' });
  return /sanction-[\w-]+/.exec(told ?? '')?.[0] ?? '';
};

/** From the list of sanctions to the one, which is lifted. */
export const liftIn = async ({ page, say, pressTwice, seen }: Told, id: string, name: string): Promise<void> => {
  await page.getByRole('link', { name: new RegExp(`${id}$`) }).click();
  await page.getByLabel(say('sanctions:step.reason')).fill('已经整改。');
  await seen(name);
  await pressTwice('sanctions:input.lift');
  await page.getByText(say('sanctions:state.lifted'), { exact: true }).first().waitFor();
};
