import type { JournalWriter } from '@wurao/journal';
import type { ArchiveHandle } from './archive-client.ts';
import { type Attachments, UNNAMED_KEPT_MS } from './attachments.ts';
import type { SteadyClock } from './clock.ts';
import type { Config } from './config.ts';
import type { ControlHandle } from './control-client.ts';
import type { LawShelf } from './law-shelf.ts';
import type { Log } from './log.ts';
import { OPERATOR } from './operator.ts';
import { LOOK_STANDS_MS } from './rate-desk.ts';

const MS_PER_MINUTE = 60_000;
const COUNTERS_EVERY_MS = 5 * MS_PER_MINUTE;
const SWEEP_EVERY_MS = 10 * MS_PER_MINUTE;
/** A question reads what is not sealed record by record, so that must stay little at any rate of decisions. */
const LOOK_AT_JOURNAL_EVERY_MS = MS_PER_MINUTE;
/** Their days end at midnight. */
const LOOK_AT_CASES_EVERY_MS = MS_PER_MINUTE;
/** Gates know the end of a term themselves; this writes it down. */
const LOOK_AT_SANCTIONS_EVERY_MS = MS_PER_MINUTE;
/** Files asked about at once: somebody else's question is to have its turn. */
const NAMED_AT_ONCE = 500;
const LOOK_AT_ATTACHMENTS_EVERY_MS = 60 * MS_PER_MINUTE;
const SEAL_EVERY_MS = 60 * MS_PER_MINUTE;
/** 256 MiB, about a million records: a fresh database takes some seconds for them. */
const SEAL_EVERY_SEGMENTS = 4;

interface UpkeepParts {
  readonly config: Config;
  readonly control: ControlHandle;
  readonly laws: Pick<LawShelf, 'retentionMonths'>;
  readonly archive: ArchiveHandle;
  readonly clock: SteadyClock;
  readonly journal: JournalWriter;
  readonly attachments: Attachments;
  readonly log: Log;
  /** Writes what was decided in this turn. */
  readonly flush: () => void;
  /** Files what it finds. */
  readonly lookAtRates: () => Promise<void>;
}

/** What must be done now and then while serving; none of it may stop the service. */
export class Upkeep {
  readonly #parts: UpkeepParts;
  readonly #keepCounters: () => Promise<void>;
  readonly #timers: NodeJS.Timeout[] = [];
  /** Of the counters, where they are being kept. */
  #keptCounters: () => Promise<void> | undefined = () => undefined;
  /** Never: what an earlier run left is sealed at the first look. */
  #sealedAtMs = Number.NEGATIVE_INFINITY;
  #sealedSegments = 0;

  constructor(parts: UpkeepParts, keepCounters: () => Promise<void>) {
    this.#parts = parts;
    this.#keepCounters = keepCounters;
  }

  start(): void {
    const { config, control } = this.#parts;
    this.#keptCounters = this.#every(COUNTERS_EVERY_MS, 'keep counters', this.#keepCounters);
    this.#every(LOOK_STANDS_MS, 'look at the rates of complaints', () => this.#parts.lookAtRates());
    this.#every(SWEEP_EVERY_MS, 'sweep the store', () => control.calls.sweep());
    this.#every(LOOK_AT_CASES_EVERY_MS, 'look at the clocks of cases', () => this.#lapseCases());
    this.#every(LOOK_AT_SANCTIONS_EVERY_MS, 'look at the terms of sanctions', () => this.#lapseSanctions());
    this.#every(LOOK_AT_JOURNAL_EVERY_MS, 'seal the journal', () => this.#lookAtJournal());
    this.#every(LOOK_AT_ATTACHMENTS_EVERY_MS, 'look at attachments', () => this.#forgetUnnamed());
    if (config.snapshotEveryMinutes > 0) {
      this.#every(config.snapshotEveryMinutes * MS_PER_MINUTE, 'snapshot the tables', () => control.calls.snapshot());
    }
  }

  async #lapseCases(): Promise<void> {
    const { control, log } = this.#parts;
    for (const kind of ['lapseCases', 'lapseInquiries'] as const) {
      const done = await control.calls.execute({ command: { kind }, actor: OPERATOR, idempotency: undefined });
      if (!done.ok) log('warn', 'clocks not looked at', { kind, problem: done.title, detail: done.errors[0]?.message });
    }
  }

  async #lapseSanctions(): Promise<void> {
    const { control, log } = this.#parts;
    const done = await control.calls.execute({
      command: { kind: 'lapseSanctions' },
      actor: OPERATOR,
      idempotency: undefined,
    });
    if (!done.ok) log('warn', 'sanctions not looked at', { problem: done.title, detail: done.errors[0]?.message });
    else if ((done.value.body['lapsed'] as readonly string[]).length > 0)
      log('info', 'sanctions lapsed', { sanctions: done.value.body['lapsed'] });
  }

  async #forgetUnnamed(): Promise<void> {
    const { control, attachments, clock, log } = this.#parts;
    const beforeMs = clock.nowMs() - UNNAMED_KEPT_MS;
    const aged = await attachments.agedBefore(beforeMs);
    for (let at = 0; at < aged.length; at += NAMED_AT_ONCE) {
      const some = aged.slice(at, at + NAMED_AT_ONCE);
      const answer = await control.calls.ask({ kind: 'attachmentsNamed', sha256s: some });
      if (!answer.ok) {
        log('warn', 'attachments not looked at', { problem: answer.title, detail: answer.errors[0]?.message });
        return;
      }
      const named = new Set(answer.value as readonly string[]);
      for (const name of some) if (!named.has(name)) await attachments.forget(name, beforeMs);
    }
  }

  /** By size and by the hour: a busy journal must not grow until a question cannot read it, a quiet one is sealed all the same. */
  async #lookAtJournal(): Promise<void> {
    const { segments } = this.#parts.journal.journalFacts();
    const hasGrown = segments - this.#sealedSegments > SEAL_EVERY_SEGMENTS;
    const nowMs = performance.now();
    if (!hasGrown && nowMs - this.#sealedAtMs < SEAL_EVERY_MS) return;
    this.#sealedAtMs = nowMs;
    await this.#seal();
  }

  async #seal(): Promise<void> {
    const { config, laws, archive, clock, journal, log, flush } = this.#parts;
    // The segment being written is never sealed, and none is ended between a decision and its write.
    flush();
    const rolled = journal.roll();
    this.#sealedSegments = journal.journalFacts().segments;
    const months = Math.max(config.retentionMonths, laws.retentionMonths(clock.nowMs()));
    const kept = rolled.ok ? await archive.keep(clock.nowMs(), months) : rolled;
    if (!kept.ok) log('warn', 'journal not sealed', { problem: kept.title, detail: kept.errors[0]?.message });
  }

  /** Resolves when no older state can be put over what is kept at the end. */
  async stop(): Promise<void> {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    await this.#keptCounters();
  }

  /** What still runs from the last time is not begun a second time. Answers with its end: of what runs now, failed or not. */
  #every(everyMs: number, what: string, work: () => Promise<unknown>): () => Promise<void> | undefined {
    let running: Promise<void> | undefined;
    const run = async (): Promise<void> => {
      try {
        await work();
      } catch (error) {
        this.#parts.log('error', 'upkeep failed', {
          what,
          error: error instanceof Error ? error.message : String(error),
        });
      }
    };
    const timer = setInterval(() => {
      running ??= run().finally(() => {
        running = undefined;
      });
    }, everyMs);
    timer.unref();
    this.#timers.push(timer);
    return () => running;
  }
}
