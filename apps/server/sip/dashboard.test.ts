import { readFileSync } from 'node:fs';
import { GateFigures } from '@wurao/gateway';
import { expect, test } from 'vitest';
import { DecisionMeter } from '../meter.ts';
import { Metrics } from '../metrics.ts';

const DASHBOARD = new URL('../../../docs/grafana/wurao-sip.json', import.meta.url);

/** Suffixes that a histogram's rows have and its name has not. */
const SUFFIX = /_(?:bucket|sum|count)$/;

test('every metric that the dashboard asks for is one that a scrape shows', async () => {
  const figures = new GateFigures();
  figures.answered(302);
  const metrics = new Metrics({
    meter: new DecisionMeter(),
    journal: () => ({ records: 0, unsyncedBytes: 0, syncLagMs: 0, writeFailures: 0 }) as never,
    appliedSequence: () => 1,
    nowMs: () => 0,
    skewMs: () => 0,
    forgottenAttempts: () => 0,
    counterFigures: () => ({}),
  });
  metrics.showSip({
    figures,
    transports: () => [{ transport: 'udp', figures: { received: 1, sent: 1, dropped: 0, connections: 0 } }],
    waiting: () => 0,
    forgottenCalls: () => 0,
    isBatching: () => false,
    more: () => ({ transactions: 0 }),
  });
  const scrape = await metrics.render(undefined);
  metrics.close();
  expect(scrape).toContain('wurao_sip_answers_total{status="302"} 1');
  const named = [...scrape.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  const { panels } = JSON.parse(readFileSync(DASHBOARD, 'utf8')) as {
    panels: readonly { title: string; targets: readonly { expr: string }[] }[];
  };
  const asked = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => expr.match(/wurao_[a-z_]+/g) ?? []));
  expect(asked.length).toBeGreaterThan(15);
  const missing = asked.filter((name) => !named.includes(name) && !named.includes(name.replace(SUFFIX, '')));
  expect(missing).toEqual([]);
});
