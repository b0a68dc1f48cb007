import { failure } from '@wurao/domain';
import { Stop } from '../../http/problem.ts';
import { type Handler, ok } from '../route.ts';

/** GET /healthz: the process answers. */
export const readHealth: Handler = (_call, ports) => ok({ alive: ports.health().alive });

/** GET /readyz: the tables are loaded and within their bound of the feed. */
export const readReadiness: Handler = (_call, ports) => {
  const { ready, detail } = ports.health();
  if (ready) return ok({ ready, detail });
  throw new Stop(failure('not-ready', 'Not ready'));
};

/** GET /metrics: Prometheus text. */
export const readMetrics: Handler = async (_call, ports) => ({
  status: 200,
  body: await ports.metrics(),
  type: 'text/plain; version=0.0.4; charset=utf-8',
});
