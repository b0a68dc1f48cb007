import type { Browser } from 'playwright-core';
import { launchChromium, openWindow, type Window } from './chromium.ts';
import { watchMarkup } from './crawl.ts';
import type { Desk } from './markup-shown.ts';
import { evil, fillMarkupWorld, type MarkupIds } from './markup-world.ts';
import { PERSON } from './my-stage.ts';
import { openSampleHouse, type SampleHouse } from './sample-house.ts';
import { signInMember, signInNumber } from './sign-in.ts';

const MEMBERS: Readonly<Record<Exclude<Desk, 'my'>, readonly [name: string, home: string]>> = {
  merchant: ['sample-merchant', '/merchant'],
  carrier: ['sample-carrier', '/carrier'],
  handler: ['sample-handler', '/handler'],
  operator: ['sample-admin', '/admin'],
  regulator: ['sample-regulator', '/regulator'],
};
/** The person's own home would be of the kind of what is opened next. */
const homeOf = (desk: Desk): string => (desk === 'my' ? '/my/more' : MEMBERS[desk][1]);

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

/** A house in which everything that people wrote is markup, and a window at each of its desks. */
export class MarkupDesks {
  readonly house: SampleHouse;
  readonly ids: MarkupIds;
  readonly #browser: Browser;
  readonly #windows = new Map<Desk, Window>();

  private constructor(browser: Browser, house: SampleHouse, ids: MarkupIds) {
    this.#browser = browser;
    this.house = house;
    this.ids = ids;
  }

  static async open(): Promise<MarkupDesks> {
    const [browser, house] = await Promise.all([launchChromium(), openSampleHouse()]);
    return new MarkupDesks(browser, house, await fillMarkupWorld(house));
  }

  /** An address with the ids of this world in its places. */
  placed(path: string): string {
    return path.replaceAll(/\{(\w+)\}/g, (place, id: string) => {
      const placed = this.ids[id];
      if (placed === undefined) throw new Error(`${path}: the world has no ${place}`);
      return placed;
    });
  }

  /** Of nobody, as the page itself is written: a place for passkeys. */
  async openWindow(): Promise<Window> {
    const url = this.house.url.replace('127.0.0.1', 'localhost');
    const window = await openWindow(this.#browser, url, { language: 'en-GB' });
    await watchMarkup(window);
    return window;
  }

  /** At the desk's first page. A window that nobody looks at shows nothing meanwhile: it would draw whatever the others change. */
  async at(desk: Desk, look: (window: Window) => Promise<void>): Promise<void> {
    const window = this.#windows.get(desk) ?? (await this.#signIn(desk));
    await window.page.goto(homeOf(desk));
    await window.page.getByRole('heading', { level: 1 }).waitFor();
    await look(window);
    await window.page.goto('about:blank');
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.house.close();
  }

  async #signIn(desk: Desk): Promise<Window> {
    const window = await this.openWindow();
    this.#windows.set(desk, window);
    if (desk === 'my') await signInNumber(window, this.house, PERSON);
    else await signInMember(window, this.house, ...MEMBERS[desk]);
    if (desk === 'handler')
      await window.page.route(
        ({ pathname }) => pathname === '/v1/appeals',
        (route) =>
          route.fulfill({
            json: { items: [APPEAL, { ...APPEAL, id: 'appeal-2', status: 'open', answer: undefined }] },
          }),
      );
    return window;
  }
}
