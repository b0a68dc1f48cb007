import type { OpenUpstream } from '@wurao/gateway';
import type { Log } from '../log.ts';

type Way = Pick<OpenUpstream, 'name' | 'isOpen' | 'figures'>;

/** Says of each way to a network why it is not open, once for each reason. */
export const failuresTold = (ways: readonly Way[], log: Log): (() => void) => {
  const told = new Map<string, string | undefined>();
  return () => {
    for (const way of ways) {
      const failure = way.isOpen ? undefined : way.figures().lastFailure;
      if (told.get(way.name) === failure) continue;
      told.set(way.name, failure);
      if (failure === undefined) log('info', 'network reached', { network: way.name });
      else log('warn', 'network not reached', { network: way.name, problem: failure });
    }
  };
};
