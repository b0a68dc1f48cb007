import { expect, test } from 'vitest';
import { idleMetrics, missingMetrics, queriesOf } from '../testing/dashboard.ts';
import { smsSources } from '../testing/sms-sources.ts';

const scraped = async (): Promise<string> => {
  const metrics = idleMetrics();
  metrics.showSms(smsSources);
  await metrics.render(undefined);
  // Twice: nothing is counted again.
  const scrape = await metrics.render(undefined);
  metrics.close();
  return scrape;
};

test('listeners of one door on several addresses are counted together', async () => {
  const scrape = await scraped();
  expect(scrape).toContain('wurao_sms_sessions{door="smpp",what="bound"} 3\n');
  expect(scrape).toContain('wurao_sms_sessions{door="smpp",what="connections"} 2\n');
});

/** Selectors of our own gauges with the values of `what` that they name. */
const wordsIn = (query: string): readonly (readonly [metric: string, what: string])[] =>
  [...query.matchAll(/(wurao_sms_[a-z_]+)\{[^}]*what=~?"([^"]+)"/g)].flatMap(([, metric = '', words = '']) =>
    words.split('|').map((what) => [metric, what] as const),
  );

test('every metric that the dashboard asks for is one that a scrape shows, under the words that it has there', async () => {
  const scrape = await scraped();
  const queries = queriesOf('wurao-sms');
  expect(missingMetrics(queries, scrape)).toEqual([]);
  const asked = queries.flatMap(wordsIn);
  expect(asked.length).toBeGreaterThan(20);
  const isShown = ([metric, what]: readonly [string, string]): boolean =>
    new RegExp(`^${metric}\\{[^}]*what="${what}"`, 'm').test(scrape);
  expect(asked.filter((one) => !isShown(one))).toEqual([]);
});
