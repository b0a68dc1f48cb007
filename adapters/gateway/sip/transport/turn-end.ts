// What is done once when a turn of the event loop is through, for all that came in it.

export interface Flushed {
  flush(): void;
}

/** Flushes those that asked for it when this turn's events are through: one write for all that each was given. */
export class TurnEnd {
  #toFlush: Flushed[] = [];

  flushLater(one: Flushed): void {
    if (this.#toFlush.push(one) === 1) setImmediate(this.#flush);
  }

  readonly #flush = (): void => {
    const now = this.#toFlush;
    this.#toFlush = [];
    for (const one of now) one.flush();
  };
}
