import { expect, it } from 'vitest';
import { readMetrics, sumOf } from './read-metrics.ts';

const TEXT = `# HELP wurao_decisions_total Decisions
# TYPE wurao_decisions_total counter
wurao_decisions_total{decision="allow",reason="consented"} 3
wurao_decisions_total{decision="refuse",reason="no \\"consent\\""} 4
wurao_decisions_total{decision="refuse",reason="sanctioned"} 1
wurao_feed_head_sequence 41
wurao_latency_bucket{le="+Inf"} +Inf
nonsense here and there
`;

it('reads what a gate measured, and sums what is asked for', () => {
  const metrics = readMetrics(TEXT);
  expect([...metrics.keys()]).toEqual(['wurao_decisions_total', 'wurao_feed_head_sequence', 'wurao_latency_bucket']);
  expect(sumOf(metrics, 'wurao_decisions_total')).toBe(8);
  expect(sumOf(metrics, 'wurao_decisions_total', { decision: 'refuse' })).toBe(5);
  expect(sumOf(metrics, 'wurao_feed_head_sequence')).toBe(41);
  expect(sumOf(metrics, 'wurao_absent')).toBeUndefined();
  expect(metrics.get('wurao_decisions_total')?.[1]?.labels['reason']).toBe('no "consent"');
  expect(metrics.get('wurao_latency_bucket')).toEqual([{ labels: { le: '+Inf' }, value: Number.POSITIVE_INFINITY }]);
});
