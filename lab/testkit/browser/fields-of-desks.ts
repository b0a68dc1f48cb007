import { afterAll, beforeAll, describe, expect } from 'vitest';
import { skipUnless } from '../skip-unless.ts';
import { findChromium, type Window } from './chromium.ts';
import { crawl, goTo, shownIn } from './crawl.ts';
import { labelsAt, placesOf } from './field-places.ts';
import { MarkupDesks } from './markup-desks.ts';
import { type Desk, SHOWN, shownAs } from './markup-shown.ts';
import { EVIL, evilFile } from './markup-world.ts';

const test = skipUnless('Chromium', findChromium());
const DESK_MS = 240_000;

const isOfConsole = (path: string): boolean => !/^\/(v1|forms)\//.test(path);

/** What the server refuses of such words, browsers write down. */
const REFUSED = /status of 4\d\d/;
export const expectText = ({ faults }: Window): void =>
  expect(faults().filter((fault) => !REFUSED.test(fault))).toEqual([]);

/** A list that is still to be told what its columns are, in columns that are markup. */
const chooseList = async (window: Window, path: string): Promise<void> => {
  await goTo(window, path);
  const buffer = Buffer.from(`subscriber,"${EVIL.replaceAll('"', '""')}"\n13800000001,1\n`);
  await window.page.locator('input[type=file]').setInputFiles({ name: evilFile('list'), mimeType: 'text/csv', buffer });
  await window.page.getByRole('table').first().waitFor();
};

/** Fills and presses everything at an address; what must be met there, is. */
export const tryAll = async (
  window: Window,
  at: Parameters<typeof labelsAt>[0],
  path: string,
  placed: string,
): Promise<void> => {
  const { fields } = await crawl(window, placed, EVIL);
  expect.soft(fields, path).toEqual(expect.arrayContaining([...labelsAt(at, path)]));
};

const expectShown = async (window: Window, desks: MarkupDesks, desk: Desk): Promise<void> => {
  // What a server shows by itself is left by opening it.
  const pages = Object.entries(SHOWN[desk]).toSorted(([one], [other]) => +isOfConsole(other) - +isOfConsole(one));
  for (const [path, fields] of pages) {
    if (isOfConsole(path)) await goTo(window, desks.placed(path));
    else await window.page.goto(desks.placed(path));
    const text = await shownIn(window);
    const unshown = fields.filter((field) => !text.includes(shownAs(field)));
    expect.soft(unshown, path).toEqual([]);
  }
  expectText(window);
};

/** In one house, one desk after the other: what people wrote is text, so is what is filled in now, and it still is when all have. */
export const testDesks = (names: readonly Desk[]): (() => MarkupDesks) => {
  let desks: MarkupDesks;

  beforeAll(async () => {
    if (findChromium() !== undefined) desks = await MarkupDesks.open();
  });

  afterAll(() => desks?.close());

  describe('what people wrote is shown as they wrote it', () => {
    for (const desk of names)
      test(`on the pages of: ${desk}`, { timeout: DESK_MS }, () =>
        desks.at(desk, (window) => expectShown(window, desks, desk)),
      );
  });

  describe('markup in every text field', () => {
    for (const desk of names)
      test(`of: ${desk}`, { timeout: DESK_MS }, () =>
        desks.at(desk, async (window) => {
          for (const path of placesOf(desk)) {
            if (path === '/merchant/consents/import') await chooseList(window, path);
            await tryAll(window, desk, path, desks.placed(path));
          }
          expectText(window);
        }),
      );

    for (const desk of names)
      test(`is text on each page that is opened again: ${desk}`, { timeout: DESK_MS }, () =>
        desks.at(desk, async (window) => {
          for (const path of placesOf(desk)) await goTo(window, desks.placed(path));
          expectText(window);
        }),
      );
  });
  return () => desks;
};
