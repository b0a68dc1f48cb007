import { asSequence } from '@wurao/domain';
import { LiveHub } from '../live/hub.ts';
import type { LiveSecond, LiveSource } from '../live-port.ts';
import type { GatePort } from '../ports.ts';
import { KEYS, LINE_ID, NOW_MS } from './facts.ts';

export const liveSecond = (more: Partial<LiveSecond> = {}): LiveSecond => ({
  atMs: NOW_MS,
  traffic: [{ line: LINE_ID, channel: 'voice', decision: 'allow', reason: 'consented', count: 12 }],
  ofMerchants: new Map(),
  marks: [
    { noun: 'case', id: 'case-1', roles: ['admin', 'handler', 'regulator'], parties: [], line: undefined, numbers: [] },
  ],
  gates: [
    {
      gate: 'gate-1',
      ready: true,
      headSequence: asSequence(41),
      appliedSequence: asSequence(41),
      noDelay: { writes: 3, lastMs: 0.21, p50Ms: 0.2, p99Ms: 0.4, maxMs: 0.4 },
      doors: [
        { door: 'http', open: true },
        { door: 'sip', open: true },
        { door: 'smpp', open: false },
        { door: 'cmpp', open: false },
      ],
    },
  ],
  ...more,
});

/** One second, and then it is over: whoever asks without a socket waits for the end. */
export const fakeLive = (gate: GatePort): LiveHub => {
  let hears: Parameters<LiveSource['begin']>[0] | undefined;
  const source: LiveSource = {
    begin: (told) => {
      hears = told;
    },
    watch: () => undefined,
    second: () => liveSecond(),
    end: () => undefined,
  };
  const hub = new LiveHub({ source, gate: { keyByHash: () => KEYS['key-of-admin'], line: gate.line }, run: 'run' });
  const { open } = hub;
  hub.open = (key, lastEventId) => {
    const opened = open.call(hub, key, lastEventId);
    hears?.tick();
    if (opened.ok) opened.value.push(null);
    return opened;
  };
  return hub;
};
