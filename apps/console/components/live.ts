import { useEffect, useEffectEvent } from 'react';
import { readSession } from '../api/session.ts';
import { LiveStream } from './live-stream.ts';

const stream = new LiveStream({
  open: () => new EventSource('/v1/live'),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
  isSignedIn: async () => (await readSession()) !== null,
});

/** Calls `tell` with each server-sent event of this kind while the component is shown. */
export const useLive = <Data>(kind: string, tell: (data: Data) => void): void => {
  const onEvent = useEffectEvent((data: unknown) => tell(data as Data));
  useEffect(() => stream.listen(kind, onEvent), [kind]);
};
