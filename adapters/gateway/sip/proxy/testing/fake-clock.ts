// A clock that moves when it is told to, and runs what is due in order.
import type { Later } from '../../ports.ts';

interface Due {
  readonly atMs: number;
  readonly run: () => void;
}

/** More than any test has: timers that set each other for ever are a failure. */
const RUNS_MAX = 100_000;

export class FakeClock {
  nowMs = 0;
  #due: Due[] = [];

  /** How many timers run. */
  get pending(): number {
    return this.#due.length;
  }

  readonly later: Later = (run, afterMs) => {
    const due = { atMs: this.nowMs + afterMs, run };
    this.#due.push(due);
    return () => {
      this.#due = this.#due.filter((other) => other !== due);
    };
  };

  advance(byMs: number): void {
    const untilMs = this.nowMs + byMs;
    for (let runs = 0; runs < RUNS_MAX; runs++) {
      const next = this.#due.reduce<Due | undefined>(
        (first, due) => (first === undefined || due.atMs < first.atMs ? due : first),
        undefined,
      );
      if (next === undefined || next.atMs > untilMs) {
        this.nowMs = untilMs;
        return;
      }
      this.#due = this.#due.filter((due) => due !== next);
      this.nowMs = next.atMs;
      next.run();
    }
    throw new Error(`no end after ${RUNS_MAX} timers`);
  }
}
