/** Plain numbers, counted on the hot path and turned into metrics when somebody asks. */
export class GateFigures {
  /** Datagrams and messages, whatever they were. */
  received = 0;
  /** Not SIP, or a stream that could not be read on. */
  unreadable = 0;
  /** Dropped: a stranger asked too often. */
  limited = 0;
  /** Answered 503: more calls at once than may wait. */
  shed = 0;
  notReady = 0;
  /** Retransmissions, forks and spirals that were answered as before. */
  repeats = 0;
  /** Decided, and then not written: answered 503, and not counted. */
  unwritten = 0;
  /** Answers by status, 100 to 699. */
  readonly #byStatus = new Float64Array(700);

  answered(status: number): void {
    this.#byStatus[status] = (this.#byStatus[status] ?? 0) + 1;
  }

  *statuses(): Generator<readonly [status: number, count: number]> {
    for (const [status, count] of this.#byStatus.entries()) if (count > 0) yield [status, count];
  }
}
