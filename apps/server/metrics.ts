import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { JournalFacts } from '@wurao/journal';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ControlFigures } from './control.ts';
import { type DecisionMeter, LATENCY_BOUNDS_US } from './meter.ts';
import { SipMetrics, type SipSources } from './sip/metrics.ts';
import { SmsMetrics, type SmsSources } from './sms/metrics.ts';

/** What a scrape shows. Gathered when asked for; nothing here runs on the hot path. */
export interface MetricSources {
  readonly meter: DecisionMeter;
  readonly journal: () => JournalFacts;
  readonly appliedSequence: () => number;
  readonly skewMs: () => number;
  readonly nowMs: () => number;
  readonly forgottenAttempts: () => number;
  readonly counterFigures: () => Readonly<Record<string, number>>;
}

const DELAY_BOUNDS_MS = [0.1, 0.5, 1, 2, 5, 10, 20, 50, 100, 1000];
const NS_PER_S = 1e9;
const QUANTILES = [
  ['0.5', 50],
  ['0.99', 99],
  ['0.999', 99.9],
] as const;

const makeMetrics = (registers: Registry[]) => ({
  decisions: new Counter({
    name: 'wurao_decisions_total',
    help: 'Decisions by line and reason',
    labelNames: ['line', 'decision', 'reason'],
    registers,
  }),
  streamed: new Counter({ name: 'wurao_stream_rows_total', help: 'Rows of streams', labelNames: ['key'], registers }),
  latency: new Gauge({
    name: 'wurao_decision_latency_us_bucket',
    help: 'Decisions no slower than le microseconds (cumulative)',
    labelNames: ['le'],
    registers,
  }),
  latencySum: new Gauge({
    name: 'wurao_decision_latency_us_sum',
    help: 'Sum of decision times, microseconds',
    registers,
  }),
  head: new Gauge({ name: 'wurao_feed_head_sequence', help: 'Last committed sequence', registers }),
  applied: new Gauge({ name: 'wurao_applied_sequence', help: 'Last sequence in the tables of this gate', registers }),
  noDelay: new Histogram({
    name: 'wurao_no_delay_ms',
    help: 'Commit of a write until every gate has it',
    buckets: DELAY_BOUNDS_MS,
    registers,
  }),
  tableBytes: new Gauge({ name: 'wurao_table_bytes', help: 'Bytes of the tables', labelNames: ['table'], registers }),
  counters: new Gauge({
    name: 'wurao_counters',
    help: 'Places and alarms of the contact counters',
    labelNames: ['what'],
    registers,
  }),
  journalRecords: new Gauge({ name: 'wurao_journal_records', help: 'Records written by this process', registers }),
  journalUnsynced: new Gauge({
    name: 'wurao_journal_unsynced_bytes',
    help: 'Written but not yet on the disk',
    registers,
  }),
  journalLag: new Gauge({
    name: 'wurao_journal_lag_ms',
    help: 'Age of the oldest write not yet on the disk',
    registers,
  }),
  journalFailures: new Gauge({
    name: 'wurao_journal_write_failures',
    help: 'Batches that could not be written',
    registers,
  }),
  skew: new Gauge({
    name: 'wurao_clock_skew_ms',
    help: "How far the machine's clock is behind what was already journalled",
    registers,
  }),
  forgotten: new Gauge({
    name: 'wurao_attempts_forgotten',
    help: 'Attempt ids forgotten before their time: the memory is full',
    registers,
  }),
  loopDelay: new Gauge({
    name: 'wurao_event_loop_delay_seconds',
    help: 'Event-loop delay since the last scrape',
    labelNames: ['quantile'],
    registers,
  }),
});

export class Metrics {
  readonly #registry = new Registry();
  readonly #sources: MetricSources;
  readonly #metrics = makeMetrics([this.#registry]);
  readonly #loop = monitorEventLoopDelay({ resolution: 10 });
  #sip: SipMetrics | undefined;
  #sms: SmsMetrics | undefined;

  constructor(sources: MetricSources) {
    this.#sources = sources;
    collectDefaultMetrics({ register: this.#registry, prefix: 'wurao_' });
    this.#loop.enable();
  }

  /** From now on scrapes show the SIP gate, too. */
  showSip(sources: SipSources): void {
    this.#sip = new SipMetrics(this.#registry, sources);
  }

  /** And the SMS gates. */
  showSms(sources: SmsSources): void {
    this.#sms = new SmsMetrics(this.#registry, sources, this.#sources.nowMs);
  }

  /** `control` is undefined while the control plane does not answer: its rows keep their last values. */
  render(control: ControlFigures | undefined): Promise<string> {
    this.#gatherGate();
    this.#sip?.gather();
    this.#sms?.gather();
    if (control !== undefined) this.#gatherControl(control);
    return this.#registry.metrics();
  }

  close(): void {
    this.#loop.disable();
    this.#registry.clear();
  }

  #gatherGate(): void {
    const { meter, journal, appliedSequence, skewMs, forgottenAttempts, counterFigures } = this.#sources;
    const m = this.#metrics;
    m.decisions.reset();
    for (const { line, decision, reason, count } of meter.counts()) m.decisions.inc({ line, decision, reason }, count);
    m.streamed.reset();
    for (const [key, rows] of meter.streamed) m.streamed.inc({ key }, rows);
    let below = 0;
    for (const [index, count] of meter.latency.entries()) {
      below += count;
      m.latency.set({ le: String(LATENCY_BOUNDS_US[index] ?? '+Inf') }, below);
    }
    m.latencySum.set(meter.latencySumUs);
    m.applied.set(appliedSequence());
    const facts = journal();
    m.journalRecords.set(facts.records);
    m.journalUnsynced.set(facts.unsyncedBytes);
    m.journalLag.set(facts.syncLagMs);
    m.journalFailures.set(facts.writeFailures);
    m.skew.set(skewMs());
    m.forgotten.set(forgottenAttempts());
    for (const [what, value] of Object.entries(counterFigures())) m.counters.set({ what }, value);
    for (const [quantile, percentile] of QUANTILES) {
      m.loopDelay.set({ quantile }, this.#loop.percentile(percentile) / NS_PER_S);
    }
    this.#loop.reset();
  }

  #gatherControl(figures: ControlFigures): void {
    this.#metrics.head.set(figures.head);
    for (const delayMs of figures.delays) this.#metrics.noDelay.observe(delayMs);
    for (const [table, bytes] of Object.entries(figures.tables)) this.#metrics.tableBytes.set({ table }, bytes);
  }
}
