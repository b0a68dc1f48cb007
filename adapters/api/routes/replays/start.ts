import type { Mode } from '@wurao/domain';
import { need } from '../../http/need.ts';
import { readInstant, readSpan } from '../../read/fields.ts';
import { jobView } from '../../views/replay-view.ts';
import type { Handler } from '../route.ts';

const EXAMPLES_A_PAIR = 3;

interface ReplayBody {
  readonly law: string;
  readonly since: string;
  readonly until?: string;
  readonly mode?: Mode | 'all';
  readonly recount?: boolean;
  readonly examples?: number;
}

/** POST /v1/replays: answered at once; the work goes on. */
export const startReplay: Handler = (call, { replays }) => {
  const { law, since, until, mode = 'attempt', recount = false, examples = EXAMPLES_A_PAIR } = call.body as ReplayBody;
  readSpan({ from: since, ...(until === undefined ? {} : { to: until }) });
  const request = {
    law,
    sinceMs: readInstant(since) ?? 0,
    untilMs: readInstant(until),
    mode: mode === 'all' ? undefined : mode,
    recount,
    examplesPerPair: examples,
  };
  return { status: 202, body: jobView(call.actor.role, need(replays.start(request))) };
};
