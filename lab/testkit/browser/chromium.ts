import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'] as const;
const WAIT_MS = 20_000;
/** Kept when the tests are over: what a run looked like. */
const SCREENS = join(import.meta.dirname, '..', '..', 'artefacts', 'screens');

const onPath = (name: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));

/** The installed Chromium, or the one that `WURAO_BROWSER` names. */
export const findChromium = (): string | undefined =>
  process.env['WURAO_BROWSER'] ?? NAMES.map(onPath).find((path) => path !== undefined);

export const launchChromium = async (): Promise<Browser> => {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('Chromium is absent');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
};

export const WIDTHS = { telephone: 360, desk: 1_440, wall: 2_560 } as const;

export interface Look {
  readonly language?: 'zh-CN' | 'en-GB';
  readonly width?: keyof typeof WIDTHS;
  readonly shade?: 'light' | 'dark';
}

/** One reader's browser window on a server. */
export interface Window {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page did wrong so far: faults of scripts, what its policy stopped, answers of 500 and above. */
  faults(): readonly string[];
  /** What keeps people out of what is shown now, if serious or worse. */
  barriers(): Promise<readonly string[]>;
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

const FIRST_SERVER_STATUS = 500;
/** The page asks who is signed in, and nobody may be: browsers write that down as an error. */
const EXPECTED = /status of 401/;

export const openWindow = async (browser: Browser, baseURL: string, look: Look = {}): Promise<Window> => {
  const { language = 'zh-CN', width = 'desk', shade = 'light' } = look;
  const isSmall = width === 'telephone';
  const context = await browser.newContext({
    baseURL,
    locale: language,
    colorScheme: shade,
    reducedMotion: 'reduce',
    viewport: { width: WIDTHS[width], height: isSmall ? 740 : 900 },
    ...(isSmall ? { isMobile: true, hasTouch: true } : {}),
  });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  const seen: string[] = [];
  page.on('pageerror', (error) => seen.push(`fault: ${error.message}`));
  page.on('console', (said) => {
    if (said.type() === 'error' && !EXPECTED.test(said.text())) seen.push(`console: ${said.text()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= FIRST_SERVER_STATUS) seen.push(`${response.status()} ${response.url()}`);
  });
  return {
    page,
    context,
    faults: () => seen,
    barriers: async () => {
      if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
    },
    screenshot: async (name) => {
      mkdirSync(SCREENS, { recursive: true });
      await page.screenshot({ path: join(SCREENS, `${name}.png`), fullPage: isSmall });
    },
    close: () => context.close(),
  };
};
