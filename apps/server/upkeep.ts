import type { JournalWriter } from '@wurao/journal';
import type { ArchiveHandle } from './archive-client.ts';
import type { SteadyClock } from './clock.ts';
import type { Config } from './config.ts';
import type { ControlHandle } from './control-client.ts';
import type { Log } from './log.ts';

const MS_PER_MINUTE = 60_000;
const COUNTERS_EVERY_MS = 5 * MS_PER_MINUTE;
const SWEEP_EVERY_MS = 10 * MS_PER_MINUTE;
const JOURNAL_EVERY_MS = 60 * MS_PER_MINUTE;

interface UpkeepParts {
  readonly config: Config;
  readonly control: ControlHandle;
  readonly archive: ArchiveHandle;
  readonly clock: SteadyClock;
  readonly journal: JournalWriter;
  readonly log: Log;
}

/** What must be done now and then while serving; none of it may stop the service. */
export class Upkeep {
  readonly #parts: UpkeepParts;
  readonly #keepCounters: () => void;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(parts: UpkeepParts, keepCounters: () => void) {
    this.#parts = parts;
    this.#keepCounters = keepCounters;
  }

  start(): void {
    const { config, control, archive, clock, journal } = this.#parts;
    this.#every(COUNTERS_EVERY_MS, 'keep counters', async () => this.#keepCounters());
    this.#every(SWEEP_EVERY_MS, 'sweep the store', () => control.calls.sweep());
    this.#every(JOURNAL_EVERY_MS, 'seal the journal', async () => {
      // The segment being written is never sealed.
      journal.roll();
      return archive.keep(clock.nowMs(), config.retentionMonths);
    });
    if (config.snapshotEveryMinutes > 0) {
      this.#every(config.snapshotEveryMinutes * MS_PER_MINUTE, 'snapshot the tables', () => control.calls.snapshot());
    }
  }

  stop(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
  }

  #every(everyMs: number, what: string, work: () => Promise<unknown>): void {
    const timer = setInterval(() => {
      work().catch((error: unknown) => {
        this.#parts.log('error', 'upkeep failed', {
          what,
          error: error instanceof Error ? error.message : String(error),
        });
      });
    }, everyMs);
    timer.unref();
    this.#timers.push(timer);
  }
}
