import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lowerBound, upperBound } from '@wurao/casework';
import { expect, test } from 'vitest';
import { HONEST, rateFigures, SIZES } from './figures.ts';
import { DOCUMENT_SEED, figureTables, rateDocument, sumOf } from './markdown.ts';

const isSoak = process.env['WURAO_TIER'] === 'soak';
const SOAK_TIMES = 20;
const seed = Number(process.env['WURAO_SEED'] ?? DOCUMENT_SEED);
const sizes = isSoak ? SIZES.map((size) => ({ ...size, lines: size.lines * SOAK_TIMES })) : SIZES;
/** What may be closed of honest lines in a year. */
const MOST = 0.001;
/** Of the claim that fewer are. */
const DOUBT = 0.05;

const startedMs = performance.now();
const figures = rateFigures(seed, sizes);
const took = `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
process.stdout.write(`\nseed ${seed}, ${took}\n\n${figureTables(figures)}\n`);

test.each(HONEST)(
  'of honest lines at %f of the threshold surely fewer than 1 in 1,000 are closed in a year',
  (times) => {
    const rows = figures.honest.filter((one) => one.times === times);
    expect(upperBound(sumOf(rows, 'closed'), sumOf(rows, 'lines'), DOUBT)).toBeLessThan(MOST);
  },
);

test.each(SIZES)('of no size are more shown to be closed: $attemptsAMonth attempts a month', ({ attemptsAMonth }) => {
  const rows = figures.honest.filter((one) => one.attemptsAMonth === attemptsAMonth && one.times !== 'heaped');
  expect(lowerBound(sumOf(rows, 'closed'), sumOf(rows, 'lines'), DOUBT)).toBeLessThan(MOST);
});

test('the simulation can tell: plain looks each day close more than that', () => {
  const atThreshold = figures.honest.filter(({ times }) => times === 1);
  expect(sumOf(atThreshold, 'closedByPlainLooks') / sumOf(atThreshold, 'lines')).toBeGreaterThan(5 * MOST);
});

test('lines at ten times the threshold are found, the larger the sooner', () => {
  const half = figures.bad.map(({ halfAfterDays = Number.POSITIVE_INFINITY }) => halfAfterDays);
  expect(half).toEqual([...half].sort((a, b) => b - a));
  const most = new Map(figures.bad.map((one) => [one.attemptsAMonth, one.mostAfterDays]));
  expect(most.get(30_000)).toBeLessThanOrEqual(30);
  expect(most.get(300_000)).toBeLessThanOrEqual(7);
  // Not in one: up to 29 days of a good name stand in the same month.
  expect(most.get(10_000_000)).toBeLessThanOrEqual(3);
});

test('docs/complaint-rates.md is up to date', () => {
  const document = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'complaint-rates.md'), 'utf8');
  const isShort = !isSoak && seed === DOCUMENT_SEED;
  const short = isShort ? figures : rateFigures(DOCUMENT_SEED);
  expect(document === rateDocument(short), 'run: node lab/testkit/complaint-rates/print.ts --write').toBe(true);
});
