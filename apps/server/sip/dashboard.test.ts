import { GateFigures } from '@wurao/gateway';
import { expect, test } from 'vitest';
import { idleMetrics, missingMetrics, queriesOf } from '../testing/dashboard.ts';

test('every metric that the dashboard asks for is one that a scrape shows', async () => {
  const figures = new GateFigures();
  figures.answered(302);
  const metrics = idleMetrics();
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
  const queries = queriesOf('wurao-sip');
  expect(queries.length).toBeGreaterThan(15);
  expect(missingMetrics(queries, scrape)).toEqual([]);
});
