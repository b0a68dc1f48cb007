import { asSequence, type Change, type Sequence } from '@wurao/domain';
import { createTurns, type Turns } from './turns.ts';

type Listener = (changes: readonly Change[]) => void | Promise<void>;

/**
 * Tells the listeners everything that was committed, by this process and by others on the same database, in order and without
 * a hole: what others committed before is read and told first.
 */
export class Telling {
  readonly #changesAfter: (after: Sequence) => Promise<readonly Change[]>;
  readonly #listeners = new Set<Listener>();
  readonly #turns: Turns = createTurns();
  #head: Sequence;
  #heardTo: number;
  #isClosed = false;

  constructor(head: Sequence, changesAfter: (after: Sequence) => Promise<readonly Change[]>) {
    this.#head = head;
    this.#heardTo = head;
    this.#changesAfter = changesAfter;
  }

  /** The last sequence told. */
  get head(): Sequence {
    return this.#head;
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What this process committed, after `start`. Rejects when a listener does. */
  own(start: Sequence, changes: readonly Change[]): Promise<void> {
    return this.#turns.run(async () => {
      await this.#readTo(start);
      const untold = changes.filter((change) => change.sequence > this.#head);
      if (untold.length > 0) await this.#tell(untold);
    });
  }

  /** Resolves once everything up to `sequence` has been told. */
  reach(sequence: Sequence): Promise<void> {
    return this.#turns.run(() => this.#readTo(sequence));
  }

  /** Another process committed. A listener that fails says so itself; a store that cannot be read is heard of again. */
  heard(sequence: Sequence): void {
    if (sequence <= this.#heardTo || this.#isClosed) return;
    this.#heardTo = sequence;
    this.reach(sequence).catch(() => {
      this.#heardTo = this.#head;
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#turns.run(async () => {});
  }

  async #readTo(sequence: number): Promise<void> {
    while (this.#head < sequence && !this.#isClosed) {
      const changes = await this.#changesAfter(this.#head);
      if (changes.length === 0) return;
      await this.#tell(changes);
    }
  }

  async #tell(changes: readonly Change[]): Promise<void> {
    this.#head = asSequence((changes.at(-1) as Change).sequence);
    this.#heardTo = Math.max(this.#heardTo, this.#head);
    for (const listener of this.#listeners) await listener(changes);
  }
}
