import type { GateFigures, TransportFigures } from '@wurao/gateway';
import { Counter, Gauge, type Registry } from 'prom-client';

/** What a scrape shows of the SIP gate. */
export interface SipSources {
  readonly figures: GateFigures;
  /** By transport and address. */
  readonly transports: () => readonly { readonly transport: string; readonly figures: TransportFigures }[];
  readonly waiting: () => number;
  readonly forgottenCalls: () => number;
  readonly isBatching: () => boolean;
  /** Numbers of proxy mode and of STIR, by name. */
  readonly more: () => Readonly<Record<string, number>>;
}

const makeMetrics = (registers: Registry[]) => ({
  messages: new Counter({
    name: 'wurao_sip_messages_total',
    help: 'Messages by what became of them before anything was decided: received, unreadable, limited (a stranger asked too often)',
    labelNames: ['what'],
    registers,
  }),
  answers: new Counter({
    name: 'wurao_sip_answers_total',
    help: 'Answers by status',
    labelNames: ['status'],
    registers,
  }),
  calls: new Counter({
    name: 'wurao_sip_calls_total',
    help: 'Calls that were not decided anew: shed (503), not-ready (480), repeat (retransmissions, forks, spirals), unwritten (journal failed, 503)',
    labelNames: ['what'],
    registers,
  }),
  queue: new Gauge({ name: 'wurao_sip_waiting', help: 'Calls decided and not yet written', registers }),
  forgotten: new Gauge({
    name: 'wurao_sip_calls_forgotten',
    help: 'Calls forgotten before their 32 s: sip.remembered-calls is too small',
    registers,
  }),
  transport: new Counter({
    name: 'wurao_sip_transport_total',
    help: 'Messages received, sent and dropped by transport',
    labelNames: ['transport', 'what'],
    registers,
  }),
  connections: new Gauge({
    name: 'wurao_sip_connections',
    help: 'Connections open now',
    labelNames: ['transport'],
    registers,
  }),
  batching: new Gauge({
    name: 'wurao_sip_batching',
    help: '1: many datagrams are read and sent in one call',
    registers,
  }),
  more: new Gauge({
    name: 'wurao_sip',
    help: 'Proxy mode (transactions, dialogs, failovers …), STIR (verified, remembered, shed …), system-drops: datagrams lost because the buffer was full',
    labelNames: ['what'],
    registers,
  }),
});

export class SipMetrics {
  readonly #metrics: ReturnType<typeof makeMetrics>;
  readonly #sources: SipSources;

  constructor(registry: Registry, sources: SipSources) {
    this.#metrics = makeMetrics([registry]);
    this.#sources = sources;
  }

  /** Gathered when somebody scrapes: nothing here runs on the hot path. */
  gather(): void {
    const { figures, transports, waiting, forgottenCalls, isBatching, more } = this.#sources;
    const m = this.#metrics;
    for (const counter of [m.messages, m.answers, m.calls, m.transport]) counter.reset();
    const { received, unreadable, limited, shed, notReady, repeats, unwritten } = figures;
    for (const [what, count] of Object.entries({ received, unreadable, limited })) m.messages.inc({ what }, count);
    for (const [what, count] of Object.entries({ shed, 'not-ready': notReady, repeat: repeats, unwritten }))
      m.calls.inc({ what }, count);
    for (const [status, count] of figures.statuses()) m.answers.inc({ status: String(status) }, count);
    for (const { transport, figures: said } of transports()) {
      for (const what of ['received', 'sent', 'dropped'] as const) m.transport.inc({ transport, what }, said[what]);
      m.connections.set({ transport }, said.connections);
    }
    m.queue.set(waiting());
    m.forgotten.set(forgottenCalls());
    m.batching.set(isBatching() ? 1 : 0);
    for (const [what, value] of Object.entries(more())) m.more.set({ what }, value);
  }
}
