import { useEffect, useEffectEvent } from 'react';

type Listener = (data: unknown) => void;

/** One connection for the whole page, open while anybody listens. */
let source: EventSource | undefined;
const listeners = new Map<string, Set<Listener>>();
const attached = new Set<string>();

const hear = (kind: string): void => {
  if (source === undefined || attached.has(kind)) return;
  attached.add(kind);
  source.addEventListener(kind, (event) => {
    const data: unknown = JSON.parse((event as MessageEvent<string>).data);
    for (const tell of listeners.get(kind) ?? []) tell(data);
  });
};

const listen = (kind: string, tell: Listener): (() => void) => {
  const held = listeners.get(kind) ?? new Set();
  listeners.set(kind, held.add(tell));
  source ??= new EventSource('/v1/live');
  hear(kind);
  return () => {
    held.delete(tell);
    if ([...listeners.values()].some(({ size }) => size > 0)) return;
    source?.close();
    source = undefined;
    attached.clear();
  };
};

/** Calls `tell` with each server-sent event of this kind while the component is shown. */
export const useLive = <Data>(kind: string, tell: (data: Data) => void): void => {
  const onEvent = useEffectEvent((data: unknown) => tell(data as Data));
  useEffect(() => listen(kind, onEvent), [kind]);
};
