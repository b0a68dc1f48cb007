import type { RelayFigures, SmsFigures, UpstreamFigures } from '@wurao/gateway';
import type { ItemLogFacts } from '@wurao/journal';
import { Gauge, type Registry } from 'prom-client';
import type { ReaderFigures } from './message-reader.ts';

/** What a scrape shows of the SMS gates. */
export interface SmsSources {
  readonly relay: () => RelayFigures;
  readonly keeper: () => ItemLogFacts;
  readonly reader: () => ReaderFigures;
  readonly listeners: () => readonly { readonly door: string; readonly figures: SmsFigures }[];
  readonly upstreams: () => readonly {
    readonly name: string;
    readonly isOpen: boolean;
    readonly figures: UpstreamFigures;
  }[];
}

const gauge = (registers: Registry[], name: string, help: string, labelNames: string[] = ['what']): Gauge =>
  new Gauge({ name, help, labelNames, registers });

const makeMetrics = (registers: Registry[]) => ({
  submissions: gauge(
    registers,
    'wurao_sms_messages',
    'Messages and parts since the start: taken, refused, throttled, sent, resent (perhaps twice), halves, expired-halves',
  ),
  failed: gauge(registers, 'wurao_sms_failed', 'Messages that came to no good end here, by what their report says', [
    'state',
  ]),
  queue: gauge(registers, 'wurao_sms_queue', 'Messages that wait for the network, in flight, and for their reports'),
  age: gauge(registers, 'wurao_sms_queue_age_seconds', 'Age of the oldest message that waits for the network', []),
  deliveries: gauge(
    registers,
    'wurao_sms_deliveries',
    "Reports and replies for merchants' systems: waiting, delivered, again, refused, expired",
  ),
  replies: gauge(registers, 'wurao_sms_replies', 'Replies of subscribers: received, under-way, unreadable'),
  kept: gauge(registers, 'wurao_sms_kept', 'What outlives a restart: items, bytes, segments, syncs, failures'),
  held: gauge(
    registers,
    'wurao_sms_held',
    'Refused messages kept for their callees: held, released, forgotten, unreadable',
  ),
  reader: gauge(registers, 'wurao_sms_classified', 'Texts classified, remembered, and not sure of'),
  sessions: gauge(registers, 'wurao_sms_sessions', "Merchants' systems, by door: connections, bound, malformed …", [
    'door',
    'what',
  ]),
  upstreams: gauge(registers, 'wurao_sms_upstream', 'Networks: open (1), attempts, opened, sent, received, malformed', [
    'upstream',
    'what',
  ]),
});

const KEBAB = /[A-Z]/g;
const word = (name: string): string => name.replaceAll(KEBAB, (letter) => `-${letter.toLowerCase()}`);

const setAll = (into: Gauge, said: object, labels: Readonly<Record<string, string>> = {}): void => {
  for (const [what, value] of Object.entries(said)) {
    if (typeof value === 'number') into.set({ ...labels, what: word(what) }, value);
  }
};

const addAll = (to: Gauge, said: object, labels: Readonly<Record<string, string>>): void => {
  for (const [what, value] of Object.entries(said)) {
    if (typeof value === 'number') to.inc({ ...labels, what: word(what) }, value);
  }
};

const MS_PER_SECOND = 1_000;

export class SmsMetrics {
  readonly #metrics: ReturnType<typeof makeMetrics>;
  readonly #sources: SmsSources;
  readonly #nowMs: () => number;

  constructor(registry: Registry, sources: SmsSources, nowMs: () => number) {
    this.#metrics = makeMetrics([registry]);
    this.#sources = sources;
    this.#nowMs = nowMs;
  }

  /** Gathered when somebody scrapes. */
  gather(): void {
    const { relay, keeper, reader, listeners, upstreams } = this.#sources;
    const m = this.#metrics;
    const { held, queue, deliveries, reports, replies, submissions, failed, throttled, sessions, turnedAway } = relay();
    const { waiting, inFlight, sent, resent, oldestMs } = queue;
    setAll(m.submissions, { ...submissions, throttled, sent, resent });
    for (const [state, count] of Object.entries(failed)) m.failed.set({ state }, count);
    setAll(m.queue, { waiting, inFlight, ...reports });
    m.age.set(oldestMs === undefined ? 0 : Math.max(0, this.#nowMs() - oldestMs) / MS_PER_SECOND);
    setAll(m.deliveries, deliveries);
    setAll(m.replies, replies);
    setAll(m.held, held ?? {});
    setAll(m.kept, keeper());
    setAll(m.reader, reader());
    m.sessions.reset();
    addAll(m.sessions, { bound: sessions, turnedAway }, { door: 'all' });
    // One door may have several addresses.
    for (const { door, figures } of listeners()) addAll(m.sessions, figures, { door: word(door).replace('-port', '') });
    for (const { name, isOpen, figures } of upstreams()) {
      setAll(m.upstreams, { ...figures, open: isOpen ? 1 : 0 }, { upstream: name });
    }
  }
}
