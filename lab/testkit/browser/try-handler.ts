import { launchChromium, openWindow } from './chromium.ts';
import { fillHandlerWorld } from './handler-world.ts';
import { openSampleHouse } from './sample-house.ts';

const [browser, house] = await Promise.all([launchChromium(), openSampleHouse()]);
const world = await fillHandlerWorld(house);
console.log(JSON.stringify({ answered: world.answered, strange: world.strange }));
console.log(
  JSON.stringify((await world.handler.api.get(`/v1/cases/${world.answered}?numbers=masked`)).body).slice(0, 6000),
);
const only = process.argv[2];
const paths = [
  '/handler',
  `/handler/cases/${world.answered}`,
  `/handler/cases/${world.strange}`,
  '/handler/me',
  '/handler/appeals',
  '/handler/sanctions',
  '/handler/findings',
  '/handler/imports',
  '/handler/promises',
  '/admin',
  '/admin/keys',
  '/admin/registry',
  '/admin/outbox',
  '/admin/system',
].filter((p) => !only || p.includes(only));
for (const [width, language, shade] of [
  ['desk', 'zh-CN', 'light'],
  ['telephone', 'en-GB', 'dark'],
] as const) {
  const w = await openWindow(browser, house.url, { width, language, shade });
  await w.context.setExtraHTTPHeaders({ authorization: `Bearer ${house.server.adminKey.secret}` });
  await w.page.route('**/v1/session', (r) =>
    r.fulfill({
      status: 200,
      json: { role: 'admin', member: { id: world.handler.id, name: 'li.na', displayName: '李娜' } },
    }),
  );
  for (const path of paths) {
    await w.page.goto(path);
    await w.page
      .getByRole('heading', { level: 1 })
      .waitFor({ timeout: 5000 })
      .catch((e) => console.log(String(e).slice(0, 100)));
    await w.page.waitForLoadState('networkidle');
    await w.page.screenshot({
      path: `/tmp/handler-try/${width}${path.replaceAll('/', '_').replace(/case-.*/, path.includes(world.answered) ? 'answered' : 'strange')}.png`,
      fullPage: true,
    });
    const wide = await w.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    console.log(width, path, 'wide', wide, await w.barriers(), w.faults().splice(0));
  }
  await w.close();
}
await browser.close();
await house.close();
