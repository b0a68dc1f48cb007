// Requests of the peer that have no answer yet.

/** By sequence number and command: a peer may use one number for several. */
export class Unanswered {
  readonly #commands = new Map<number, number | number[]>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  has(commandId: number, sequence: number): boolean {
    const there = this.#commands.get(sequence);
    return typeof there === 'object' ? there.includes(commandId) : there === commandId;
  }

  add(commandId: number, sequence: number): void {
    const there = this.#commands.get(sequence);
    if (there === undefined) this.#commands.set(sequence, commandId);
    else if (typeof there === 'number') this.#commands.set(sequence, [there, commandId]);
    else there.push(commandId);
    this.#count++;
  }

  /** Forgets one; false where there is none. */
  remove(commandId: number, sequence: number): boolean {
    const there = this.#commands.get(sequence);
    if (there === commandId) this.#commands.delete(sequence);
    else if (typeof there !== 'object' || !there.includes(commandId)) return false;
    else if (there.length === 1) this.#commands.delete(sequence);
    else there.splice(there.indexOf(commandId), 1);
    this.#count--;
    return true;
  }

  clear(): void {
    this.#commands.clear();
    this.#count = 0;
  }
}
