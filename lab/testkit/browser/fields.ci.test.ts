import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { skipUnless } from '../skip-unless.ts';
import { findChromium } from './chromium.ts';
import { FIELDS } from './field-places.ts';
import { expectText, testDesks, tryAll } from './fields-of-desks.ts';
import { type Desk, SHOWN, UNSHOWN } from './markup-shown.ts';
import { WRITTEN } from './markup-world.ts';

const test = skipUnless('Chromium', findChromium());

const DESKS = Object.keys(SHOWN) as readonly Desk[];
// Before the others, which write more.
test('what people wrote is shown somewhere', () => {
  const written = new Set(WRITTEN);
  const shown = DESKS.flatMap((desk) => Object.values(SHOWN[desk]).flat());
  expect(new Set([...shown, ...UNSHOWN])).toEqual(written);
});

/** The others have a house of their own beside this one; in the soak everybody also reads here what everybody wrote. */
const desks = testDesks(process.env['WURAO_TIER'] === 'soak' ? DESKS : ['my', 'merchant', 'handler']);

test('no page and no file of one allows what stands inline, nor what is made of text', async () => {
  const { admin, url } = desks().house;
  const placed = (path: string) => desks().placed(path);
  const made = await admin.post('/v1/keys', { role: 'regulator' });
  const headers = { authorization: `Bearer ${made.body['key']}`, accept: 'text/html' };
  const bulletin = placed('/v1/bulletins/{period}');
  const form = ['/forms/{form}', '/forms/form.js', '/forms/form.css', '/forms/embed.js'].map(placed);
  const page = await (await fetch(url, { headers })).text();
  const assets = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, at = '']) => at);
  expect(assets.length).toBeGreaterThan(0);
  const bulletins = ['', '?format=csv', '?format=html', '?format=html&lang=en'].map((query) => bulletin + query);
  for (const at of ['/', '/sign-in', '/my', ...assets, ...form, ...bulletins, '/v1/laws/cn-2020-draft/page']) {
    const answer = await fetch(url + at, { headers });
    expect.soft([at, answer.status]).toEqual([at, 200]);
    expect.soft(answer.headers.get('content-security-policy'), at).toMatch(/default-src 'none'/);
    expect.soft(answer.headers.get('content-security-policy'), at).not.toMatch(/unsafe/);
    if (answer.headers.get('content-type')?.startsWith('text/html'))
      expect.soft(await answer.text(), at).not.toMatch(/unsafe-/);
  }
});

test('markup in every text field of who signs in', async () => {
  const window = await desks().openWindow();
  await window.page.goto('/sign-in');
  await window.page.getByRole('heading', { level: 1 }).waitFor();
  await tryAll(window, 'sign-in', '/sign-in', '/sign-in');
  expectText(window);
  await window.close();
});

const FIELD = /(?<!useState)<(?:Input(?:\.TextArea|\.Search)?|AutoComplete|textarea|input)\b[^>]*/g;
/** Numbers, dates, files and choices are no texts; nor is a password, which is never shown. */
const OTHER = /type="(?:checkbox|radio|file|time|date|datetime-local|month|number)"/;
const hasField = (source: string): boolean => (source.match(FIELD) ?? []).some((field) => !OTHER.test(field));

test('no file is left out that has a text field', () => {
  const folder = join(import.meta.dirname, '..', '..', '..', 'apps', 'console');
  const files = ['components', 'features'].flatMap((part) =>
    readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' }).map((name) => `${part}/${name}`),
  );
  const having = files.filter((name) => name.endsWith('.tsx') && hasField(readFileSync(join(folder, name), 'utf8')));
  expect(having.toSorted()).toEqual(Object.keys(FIELDS).toSorted());
});
