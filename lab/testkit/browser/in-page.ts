// What tests ask of the page itself. As text: this house's types know no window.
import type { Locator, Page } from 'playwright-core';

/** By how much the page is wider than its window. */
export const sidewaysPx = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

const WATCH_TASKS = `globalThis.longestTaskMs = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) globalThis.longestTaskMs = Math.max(globalThis.longestTaskMs, duration);
}).observe({ type: 'longtask' });`;

/** The longest task of the page while `act` runs, in ms: those under 50 are not told (W3C Long Tasks). */
export const longestTaskMs = async (page: Page, act: () => Promise<void>): Promise<number> => {
  await page.evaluate(WATCH_TASKS);
  await act();
  return page.evaluate('globalThis.longestTaskMs');
};

const SCROLL_STEPS = 30;
const SCROLL = `async (list, words) => {
  for (let step = 1; step <= ${SCROLL_STEPS} && !(words && list.textContent.includes(words)); step += 1) {
    list.scrollTop = (list.scrollHeight * step) / ${SCROLL_STEPS};
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}`;

/** From the top of what scrolls to its end, a step a frame; or to where these words are drawn. */
export const scrollThrough = (list: Locator, words = ''): Promise<void> =>
  list.evaluate(
    new Function('list', 'words', `return (${SCROLL})(list, words)`) as (list: unknown, words: string) => Promise<void>,
    words,
  );

/** Of so many looks the pages that fall to this one: each page to one of them in turn, and in soak to every one. */
export const inTurn = <T>(pages: readonly T[], turn: number, looks: number): readonly T[] =>
  process.env['WURAO_TIER'] === 'soak' ? pages : pages.filter((_, place) => place % looks === turn);
