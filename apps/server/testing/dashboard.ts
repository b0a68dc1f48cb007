import { readFileSync } from 'node:fs';
import { DecisionMeter } from '../meter.ts';
import { Metrics } from '../metrics.ts';

/** What the panels of a dashboard of docs/grafana ask Prometheus. */
export const queriesOf = (name: string): readonly string[] => {
  const file = new URL(`../../../docs/grafana/${name}.json`, import.meta.url);
  const { panels } = JSON.parse(readFileSync(file, 'utf8')) as {
    panels: readonly { targets: readonly { expr: string }[] }[];
  };
  return panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
};

/** Suffixes that a histogram's rows have and its name has not. */
const SUFFIX = /_(?:bucket|sum|count)$/;

const metricsIn = (query: string): readonly string[] => query.match(/wurao_[a-z_]+/g) ?? [];

/** Metrics that queries name and a scrape does not show. */
export const missingMetrics = (queries: readonly string[], scrape: string): readonly string[] => {
  const shown = new Set([...scrape.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  return queries.flatMap(metricsIn).filter((name) => !shown.has(name) && !shown.has(name.replace(SUFFIX, '')));
};

/** Of a process that has done nothing yet. */
export const idleMetrics = (): Metrics =>
  new Metrics({
    meter: new DecisionMeter(),
    journal: () => ({ records: 0, unsyncedBytes: 0, syncLagMs: 0, writeFailures: 0 }) as never,
    appliedSequence: () => 1,
    nowMs: () => 0,
    skewMs: () => 0,
    forgottenAttempts: () => 0,
    counterFigures: () => ({}),
  });
