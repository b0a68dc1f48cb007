import { type Failure, failure, type JournalledDecision, type Result, success } from '@wurao/domain';
import type { JournalEntry, JournalSequence, JournalWriter, OutcomeEntry } from '@wurao/journal';

interface Waiting {
  readonly record: JournalledDecision;
  readonly resolve: (answer: JournalledDecision | Failure) => void;
}

/**
 * Decisions of one event-loop turn wait here for the one `write()` that makes them safe from `kill -9`, and are answered
 * after it (DESIGN, rule 6). A failed write answers each of them with the failure: none of them happened.
 */
export class JournalBatch {
  readonly #journal: JournalWriter;
  readonly #onLost: (record: JournalledDecision) => void;
  #waiting: Waiting[] = [];
  /** In the journal's batch, and not written yet. */
  readonly #unwritten = new Set<JournalledDecision>();
  #planned = false;
  /** Decisions that nobody waits for one by one: the SIP gate answers all of a turn at once. */
  #appended: JournalledDecision[] = [];
  #tell: ((written: boolean) => void)[] = [];
  #hasOutcomes = false;

  constructor(journal: JournalWriter, onLost: (record: JournalledDecision) => void) {
    this.#journal = journal;
    this.#onLost = onLost;
  }

  /** Puts a decision into this turn's batch and gives it its id. */
  add(entry: JournalEntry): {
    readonly record: JournalledDecision;
    readonly written: Promise<JournalledDecision | Failure>;
  } {
    const { id } = this.#journal.append(entry);
    const record: JournalledDecision = { id, atMs: entry.atMs, attempt: entry.attempt, decision: entry.decision };
    this.#unwritten.add(record);
    return { record, written: this.wait(record) };
  }

  /** As `add`, for whoever is told of the whole batch by `whenWritten`. */
  append(entry: JournalEntry): { readonly record: JournalledDecision; readonly sequence: JournalSequence } {
    const { id, sequence } = this.#journal.append(entry);
    const record: JournalledDecision = { id, atMs: entry.atMs, attempt: entry.attempt, decision: entry.decision };
    this.#appended.push(record);
    this.#plan();
    return { record, sequence };
  }

  /** Puts how a call went beside them: nobody waits for it, and it is written at the end of the turn. */
  appendOutcome(outcome: OutcomeEntry): void {
    this.#journal.appendOutcome(outcome);
    this.#hasOutcomes = true;
    this.#plan();
  }

  /** As `appendOutcome`, for whoever waits until all of them are on the disk. A failure: some may be kept, or none. */
  async keepOutcomes(outcomes: readonly OutcomeEntry[]): Promise<Result<void>> {
    const { syncFailures } = this.#journal.journalFacts();
    for (const outcome of outcomes) this.appendOutcome(outcome);
    const isWritten = await new Promise<boolean>((resolve) => this.whenWritten(resolve));
    if (isWritten) await this.#journal.sync();
    // A sync that failed is not made good by the next one: what lay before it may be gone.
    const isKept = isWritten && this.#journal.journalFacts().syncFailures === syncFailures;
    return isKept ? success(undefined) : NOT_KEPT;
  }

  /** Once, after the write of this turn: false where it failed, and nothing in it happened. */
  whenWritten(tell: (written: boolean) => void): void {
    this.#tell.push(tell);
    this.#plan();
  }

  /** Waits for the write that carries an earlier decision of the same turn; at once when it is long written. */
  wait(record: JournalledDecision): Promise<JournalledDecision | Failure> {
    // A write that fails now says nothing of it.
    if (!this.#unwritten.has(record)) return Promise.resolve(record);
    return new Promise((resolve) => {
      this.#waiting.push({ record, resolve });
      this.#plan();
    });
  }

  #plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    setImmediate(() => this.flush());
  }

  flush(): void {
    this.#planned = false;
    const [waiting, appended, told] = [this.#waiting, this.#appended, this.#tell];
    if (waiting.length + appended.length + told.length === 0 && !this.#hasOutcomes) return;
    this.#hasOutcomes = false;
    this.#waiting = [];
    this.#appended = [];
    this.#tell = [];
    this.#unwritten.clear();
    const written = this.#journal.flush();
    if (!written.ok) for (const record of appended) this.#onLost(record);
    for (const tell of told) tell(written.ok);
    if (written.ok) {
      for (const { record, resolve } of waiting) resolve(record);
      return;
    }
    for (const { record, resolve } of waiting) {
      this.#onLost(record);
      resolve(written);
    }
  }
}

const NOT_KEPT = failure('journal-unavailable', 'The journal cannot be written', {
  field: '',
  message: 'the disk refused to keep what was told',
  remedy: 'See to the disk of the data directory (`wurao doctor`), then bring the same again: it counts once.',
});
