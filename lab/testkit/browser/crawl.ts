// Goes over a page as somebody who tries everything. As text: this house's types know no window.
import type { Window } from './chromium.ts';

/** Never pressed: what ends the visit (of a colleague, too) or closes what is open, or only prints and saves. */
const LEFT_ALONE =
  /^(close|cancel|lock|end|revoke)$|invite anew|sign out|log out|print|csv|pdf|download|export|end all others|^sign in/i;
/** More than any page has buttons of different names and things to close; one that has more is a fault, or needs a higher bound. */
const STEPS_MAX = 60;
const CALM_FRAMES = 2;
const FRAMES_MAX = 300;
const SAME_KIND_FRAMES = 30;

const CRAWL = `(() => {
  const FIELDS = 'input:not([type]),input[type=text],input[type=search],input[type=tel],input[type=url],input[type=email],textarea,[contenteditable=true]';
  const OPENERS = 'button:not([disabled]):not(.tile),[role=tab],[role=switch],summary,input[type=radio],.ant-segmented-item';
  const LEFT_ALONE = ${LEFT_ALONE};
  let pending = 0;
  const ask = globalThis.fetch;
  globalThis.fetch = async (...asked) => {
    const url = String(asked[0]?.url ?? asked[0]);
    if (url.includes('/v1/live')) return ask(...asked);
    pending += 1;
    try { return await ask(...asked); } finally { pending -= 1; }
  };
  let isPlanted = false;
  new MutationObserver(() => {
    if (isPlanted || !(globalThis.struck || document.querySelector('img[src="x"]'))) return;
    isPlanted = true;
    console.error('markup was planted at ' + location.pathname + ': ' + document.querySelector('img[src="x"]')?.parentElement?.outerHTML.slice(0, 300));
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['src'] });

  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const settle = async () => {
    for (let calm = 0, count = 0; calm < ${CALM_FRAMES} && count < ${FRAMES_MAX}; count += 1) {
      await frame();
      calm = pending === 0 && !document.querySelector('main [role=status][aria-label], .ant-skeleton') ? calm + 1 : 0;
    }
  };
  const isShown = (element) => element.checkVisibility() && element.getClientRects().length > 0;
  const wordsOf = (element) => element?.textContent?.trim() ?? '';
  const labelOf = (field) =>
    field.getAttribute('aria-label') ||
    wordsOf(field.labels?.[0]) ||
    wordsOf(document.getElementById(field.getAttribute('aria-labelledby') ?? '')) ||
    field.placeholder || field.name || field.id;
  const write = (field, words) => {
    if (field.isContentEditable) { field.textContent = words; field.dispatchEvent(new InputEvent('input', { bubbles: true })); return; }
    const proto = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
    Object.getOwnPropertyDescriptor(proto, 'value').set.call(field, field.maxLength > 0 ? words.slice(0, field.maxLength) : words);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
  };
  /** What lies above the page, or the page. */
  const top = () => [...document.querySelectorAll('dialog[open],[role=dialog]')].filter(isShown).at(-1) ?? document.querySelector('main') ?? document.body;

  /** A page of another kind than the one that is shown has a head of its own; one of the same kind keeps it. */
  const go = async (path) => {
    if (location.pathname + location.search !== path) {
      const left = document.querySelector('h1');
      history.pushState(null, '', path);
      dispatchEvent(new PopStateEvent('popstate'));
      for (let count = 0; document.querySelector('h1') === left && count < ${SAME_KIND_FRAMES}; count += 1) await frame();
    }
    await settle();
    if (location.pathname !== path.split('?')[0]) throw new Error('instead of ' + path + ': ' + location.pathname);
  };
  const leave = async (over) => {
    if (over instanceof HTMLDialogElement) over.close();
    else (over.querySelector('.ant-modal-close,.ant-drawer-close') ?? over).click();
    for (let count = 0; top() === over; count += 1) {
      if (count > ${FRAMES_MAX}) throw new Error('it does not close: ' + wordsOf(over).slice(0, 100));
      await frame();
    }
  };
  const crawl = async (path, words) => {
    await go(path);
    const fields = new Set();
    const filled = new WeakSet();
    const pressed = new Set();
    const fill = () => {
      let isWritten = false;
      for (const field of top().querySelectorAll(FIELDS)) {
        if (filled.has(field) || field.disabled || field.readOnly || !isShown(field)) continue;
        filled.add(field);
        fields.add(labelOf(field));
        write(field, words);
        isWritten = true;
      }
      return isWritten;
    };
    const nameOf = (element) => (element.getAttribute('aria-label') || wordsOf(element) || wordsOf(element.labels?.[0])).replaceAll(/[\\d*]+/g, '#').slice(0, 60);
    const next = () => {
      const within = top();
      const found = [...within.querySelectorAll(OPENERS)];
      const isFirst = (element) => element.matches('[type=submit],.ant-btn-primary');
      for (const element of [...found.filter(isFirst), ...found.filter((one) => !isFirst(one))]) {
        if (!isShown(element) && !element.labels?.length) continue;
        const name = nameOf(element);
        const key = (within.matches('main,body') ? '' : wordsOf(within.querySelector('h1,h2,h3,.ant-modal-title,.ant-drawer-title'))) + '/' + element.tagName + name;
        if (name === '' || LEFT_ALONE.test(name) || pressed.has(key) || element.matches('[aria-selected=true],details[open] > summary')) continue;
        pressed.add(key);
        return element;
      }
      return undefined;
    };
    fill();
    for (let count = 0; ; count += 1) {
      const element = next();
      const over = top();
      if (element === undefined && over.matches('main,body')) break;
      if (count >= ${STEPS_MAX}) throw new Error(path + ' has more to press after ${STEPS_MAX} steps: ' + nameOf(element ?? over));
      if (element === undefined) {
        await leave(over);
        continue;
      }
      element.click();
      await settle();
      if (location.pathname !== path.split('?')[0]) {
        await go(path);
        // A page that is come back to is drawn anew, with what it folds closed: one that was opened as the page was left was not looked at.
        for (const key of pressed) if (key.startsWith('/SUMMARY')) pressed.delete(key);
      }
      if (fill()) await frame();
    }
    return { fields: [...fields], presses: pressed.size };
  };
  globalThis.crawler = { go, crawl, shown: () => document.body.innerText };
})()`;

export interface Crawled {
  /** Labels of the fields that were filled. */
  readonly fields: readonly string[];
  readonly presses: number;
}

/** Before the first page: a window that tells, as a fault, when markup that was written becomes an element. */
export const watchMarkup = async ({ context }: Window): Promise<void> => {
  await context.addInitScript({ content: CRAWL });
};

/** Within the page, as a link does; resolves when nothing is asked for any more. */
export const goTo = ({ page }: Window, path: string): Promise<void> =>
  page.evaluate(`crawler.go(${JSON.stringify(path)})`);

/** All that can be read now. */
export const shownIn = ({ page }: Window): Promise<string> => page.evaluate('crawler.shown()');

/** Fills every text field of a page with these words, presses every button once, and fills what opens. */
export const crawl = ({ page }: Window, path: string, words: string): Promise<Crawled> =>
  page.evaluate(`crawler.crawl(${JSON.stringify(path)}, ${JSON.stringify(words)})`);
