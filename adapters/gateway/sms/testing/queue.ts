// What came, to be taken one after the other, also by whoever asks before it is there.

export class Queue<T> {
  readonly #there: T[] = [];
  readonly #wanted: ((one: T) => void)[] = [];

  get length(): number {
    return this.#there.length;
  }

  put(one: T): void {
    const wanted = this.#wanted.shift();
    if (wanted === undefined) this.#there.push(one);
    else wanted(one);
  }

  next(): Promise<T> {
    const there = this.#there.shift();
    return there === undefined ? new Promise((resolve) => this.#wanted.push(resolve)) : Promise.resolve(there);
  }

  async take(count: number): Promise<T[]> {
    const taken: T[] = [];
    while (taken.length < count) taken.push(await this.next());
    return taken;
  }
}
