/** Wakes whoever waits for the feed to move on: event polls that wait. */
export class Moves {
  readonly #waiting = new Set<() => void>();

  moved(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /** Resolves true at the next move, false after `timeoutMs`. */
  next(timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(wake);
        resolve(false);
      }, timeoutMs);
      this.#waiting.add(wake);
    });
  }
}
