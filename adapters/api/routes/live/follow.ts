import { failure } from '@wurao/domain';
import { need } from '../../http/need.ts';
import { Stop } from '../../http/problem.ts';
import type { Handler } from '../route.ts';

export const EVENT_STREAM_TYPE = 'text/event-stream; charset=utf-8';

/** GET /v1/live: what the asker may see, as it happens. */
export const followLive: Handler = ({ key, lastEventId }, { live }) => {
  if (key === undefined) throw new Stop(failure('unauthenticated', 'No valid key'));
  return {
    status: 200,
    type: EVENT_STREAM_TYPE,
    // A proxy that gathers answers would hold them back.
    headers: { 'x-accel-buffering': 'no' },
    body: need(live.open(key, lastEventId)),
  };
};
