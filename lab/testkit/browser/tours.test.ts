import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAGES } from '@wurao/console';
import { expect, it } from 'vitest';
import { type Stop, TOURS } from './tours.ts';

/** As the router has them: a page whose address says more goes first. */
const ROUTES = PAGES.map(({ path }) => ({
  path,
  is: new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`),
  places: path.split(':').length,
})).toSorted((one, other) => one.places - other.places);

const routeOf = ({ path }: Stop): string | undefined =>
  ROUTES.find(({ is }) => is.test(path.split('?')[0] ?? ''))?.path;

it('every page of the console is opened by a test of the browser, and no stop is elsewhere', () => {
  const opened = Object.values(TOURS).flatMap((tour) => Object.values<Stop>(tour).map((stop) => routeOf(stop) ?? stop));
  expect(new Set(opened)).toEqual(new Set(PAGES.map(({ path }) => path)));
});

it('every tour is gone by a test', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ci.test.ts'));
  const sources = files.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8')).join('\n');
  const gone = [...sources.matchAll(/visitsOf\('(\w+)'/g)].map(([, tour]) => tour);
  expect(new Set(gone)).toEqual(new Set(Object.keys(TOURS)));
});
