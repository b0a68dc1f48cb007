import type { Screened } from '@wurao/api';
import type { Attempt, Decision, Failure, InstantMs } from '@wurao/domain';
import { decide, type GateCounters, type SharedFacts } from '@wurao/engine';
import { type JournalWriter, writeDecisionId } from '@wurao/journal';
import type { Actor } from '@wurao/registry';
import type { LawShelf } from './law-shelf.ts';
import type { DecisionMeter } from './meter.ts';

/** Attempts that are looked ahead for, and decided over one data version. */
const GROUP = 64;
const US_PER_MS = 1000;

export interface ScreeningParts {
  readonly facts: SharedFacts;
  readonly counters: GateCounters;
  readonly journal: JournalWriter;
  readonly meter: DecisionMeter;
  readonly laws: LawShelf;
}

/**
 * Screens of a stream, in groups. They read the counters of the gate's own thread and count nothing; the journal has them, in frames of
 * many, before they are answered.
 */
export class Screening {
  readonly #parts: ScreeningParts;
  #attempts: readonly Attempt[] = [];
  #decisions: Decision[] = [];
  #from = 0;
  #to = 0;
  #nowMs: InstantMs = 0;

  constructor(parts: ScreeningParts) {
    this.#parts = parts;
  }

  screen(attempts: readonly Attempt[], asker: Actor, run: string, nowMs: InstantMs): Screened | Failure {
    const { facts, counters, journal, meter } = this.#parts;
    const startedMs = performance.now();
    const decisions: Decision[] = new Array(attempts.length);
    this.#attempts = attempts;
    this.#decisions = decisions;
    this.#nowMs = nowMs;
    for (let from = 0; from < attempts.length; from += GROUP) {
      this.#from = from;
      this.#to = Math.min(attempts.length, from + GROUP);
      facts.ahead(attempts.slice(from, this.#to), counters);
      facts.consistently(this.#decideGroup);
    }
    const tookUs = (performance.now() - startedMs) * US_PER_MS;
    const { role, party, keyId } = asker;
    const { first, epoch } = journal.appendScreens({
      atMs: nowMs,
      asker: { role, party, keyId },
      run,
      latencyUs: Math.round(tookUs / attempts.length),
      count: attempts.length,
      attempts,
      decisions,
    });
    const written = journal.flush();
    if (!written.ok) return written;
    meter.countScreens(attempts, decisions, tookUs, keyId ?? 'none');
    return {
      atMs: nowMs,
      decisions,
      writeId: (target, at, row) => writeDecisionId(target, at, first + row, epoch),
    };
  }

  /** Changes nothing but its own answers: it may be run again. */
  readonly #decideGroup = (): void => {
    const { facts, counters, laws } = this.#parts;
    for (let row = this.#from; row < this.#to; row++) {
      const attempt = this.#attempts[row]!;
      const atMs = attempt.asOfMs ?? this.#nowMs;
      this.#decisions[row] = decide(attempt, facts, counters, laws.inForce(atMs), atMs);
    }
  };
}
