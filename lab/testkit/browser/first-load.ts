import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findChromium, WIDTHS } from './chromium.ts';

/** What the switch waits for, as text: this house's types know no window. Heard at once is who presses when the page has nothing left to do. */
const READY = `new Promise((ready) => {
  const look = () => {
    if (document.querySelector(PLACE) === null) return;
    watch.disconnect();
    requestIdleCallback(() => ready(performance.now()));
  };
  const watch = new MutationObserver(look);
  watch.observe(document, { subtree: true, childList: true });
  look();
})`;

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** A browser that is asked nothing while it works: what follows a page closely (requests, scripts, stacks) takes a third of its time. */
const startAlone = async (folder: string): Promise<{ readonly process: ChildProcess; readonly address: string }> => {
  const started = spawn(
    findChromium() ?? '',
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--remote-debugging-port=0',
      `--user-data-dir=${folder}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  for await (const line of createInterface({ input: started.stderr })) {
    const address = /listening on (ws:\S+)/.exec(line)?.[1];
    if (address !== undefined) return { process: started, address };
  }
  throw new Error('Chromium ended before it listened');
};

type Ask = (method: string, params?: object, sessionId?: string) => Promise<Record<string, unknown>>;

const speakTo = async (address: string): Promise<{ readonly ask: Ask; readonly close: () => void }> => {
  const socket = new WebSocket(address);
  const waiting = new Map<number, (answer: Answer) => void>();
  socket.addEventListener('message', ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer;
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  });
  await once(socket, 'open');
  let last = 0;
  const ask: Ask = (method, params = {}, sessionId = undefined) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id);
        if (error === undefined) resolve(result ?? {});
        else reject(new Error(`${method}: ${error.message}`));
      });
      socket.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }));
    });
  return { ask, close: () => socket.close() };
};

export interface FirstLoad {
  readonly url: string;
  /** Of whoever is signed in. */
  readonly cookie: { readonly name: string; readonly value: string };
  /** CSS selector of what must be there. */
  readonly place: string;
  readonly slowedTimes: number;
  readonly turns: number;
}

/** Milliseconds from the navigation until a page is there and idle, each time in a new context of a telephone's width. */
export const measureFirstLoads = async ({
  url,
  cookie,
  place,
  slowedTimes,
  turns,
}: FirstLoad): Promise<readonly number[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'wurao-first-load-'));
  const { process: started, address } = await startAlone(folder);
  const { ask, close } = await speakTo(address);
  const measureOnce = async (): Promise<number> => {
    const { browserContextId } = await ask('Target.createBrowserContext');
    await ask('Storage.setCookies', { browserContextId, cookies: [{ name: cookie.name, value: cookie.value, url }] });
    const { targetId } = await ask('Target.createTarget', { url: 'about:blank', browserContextId });
    const { sessionId } = await ask('Target.attachToTarget', { targetId, flatten: true });
    const tell: Ask = (method, params) => ask(method, params, String(sessionId));
    await tell('Emulation.setDeviceMetricsOverride', {
      width: WIDTHS.telephone,
      height: 740,
      deviceScaleFactor: 2,
      mobile: true,
    });
    await tell('Emulation.setCPUThrottlingRate', { rate: slowedTimes });
    await tell('Page.navigate', { url });
    const expression = READY.replace('PLACE', JSON.stringify(place));
    const { result } = await tell('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    await ask('Target.disposeBrowserContext', { browserContextId });
    return (result as { readonly value: number }).value;
  };
  try {
    const measured: number[] = [];
    for (let turn = 0; turn < turns; turn += 1) measured.push(await measureOnce());
    return measured;
  } finally {
    close();
    started.kill();
    await once(started, 'exit');
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
};
