type Listener = (data: unknown) => void;

/** What is used of an `EventSource`. */
export interface EventSourceLike {
  readonly readyState: number;
  addEventListener(kind: string, hear: (event: { readonly data?: unknown }) => void): void;
  close(): void;
}

interface LiveStreamParts {
  readonly open: () => EventSourceLike;
  /** Calls `then` after so long; the answer calls it off. */
  readonly after: (ms: number, then: () => void) => () => void;
  /** Whether somebody is signed in; throws while the server does not answer. */
  readonly isSignedIn: () => Promise<boolean>;
}

/** Of an `EventSource` that does not come back by itself, as after a refusal. */
const CLOSED = 2;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
/** From one page to the next nobody listens for a moment. */
const LINGER_MS = 5_000;
/** As the server says it to whoever missed something. */
const CHANGED = 'changed';
const EVERYTHING = [{ noun: 'all' }];

/**
 * One connection for the whole page, open while anybody listens. A browser comes back by itself after a break, but not after a refusal: then
 * the stream is opened anew after pauses that grow, and not at all while nobody is signed in.
 */
export class LiveStream {
  readonly #parts: LiveStreamParts;
  readonly #listeners = new Map<string, Set<Listener>>();
  #source: EventSourceLike | undefined;
  #attached = new Set<string>();
  #pauseMs = FIRST_PAUSE_MS;
  /** Something may have been missed since the stream was last open. */
  #hasGap = false;
  #callOffClosing: (() => void) | undefined;
  #callOffOpening: (() => void) | undefined;

  constructor(parts: LiveStreamParts) {
    this.#parts = parts;
  }

  /** The answer ends it. */
  listen(kind: string, tell: Listener): () => void {
    const held = this.#listeners.get(kind) ?? new Set();
    this.#listeners.set(kind, held.add(tell));
    this.#callOffClosing?.();
    this.#callOffClosing = undefined;
    if (this.#source !== undefined) this.#attach(this.#source, kind);
    else if (this.#callOffOpening === undefined) this.#open();
    return () => {
      held.delete(tell);
      if (!this.#isHeard()) this.#callOffClosing ??= this.#parts.after(LINGER_MS, () => this.#close());
    };
  }

  #isHeard(): boolean {
    return [...this.#listeners.values()].some(({ size }) => size > 0);
  }

  #open(): void {
    const source = this.#parts.open();
    this.#source = source;
    this.#attached = new Set();
    source.addEventListener('open', () => {
      this.#pauseMs = FIRST_PAUSE_MS;
      if (!this.#hasGap) return;
      this.#hasGap = false;
      this.#tell(CHANGED, EVERYTHING);
    });
    source.addEventListener('error', () => {
      if (source.readyState === CLOSED && source === this.#source) this.#refused();
    });
    for (const kind of this.#listeners.keys()) this.#attach(source, kind);
  }

  #attach(source: EventSourceLike, kind: string): void {
    if (this.#attached.has(kind)) return;
    this.#attached.add(kind);
    source.addEventListener(kind, ({ data }) => this.#tell(kind, JSON.parse(String(data))));
  }

  #tell(kind: string, data: unknown): void {
    for (const tell of this.#listeners.get(kind) ?? []) tell(data);
  }

  #refused(): void {
    this.#source = undefined;
    this.#hasGap = true;
    this.#pause();
  }

  #pause(): void {
    this.#callOffOpening = this.#parts.after(this.#pauseMs, () => void this.#openAgain());
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }

  /** Whoever signs in later listens anew, on another page. */
  async #openAgain(): Promise<void> {
    const isSignedIn = await this.#parts.isSignedIn().catch(() => undefined);
    // Called off meanwhile.
    if (this.#callOffOpening === undefined) return;
    this.#callOffOpening = undefined;
    if (isSignedIn === undefined) this.#pause();
    else if (isSignedIn) this.#open();
    else this.#pauseMs = FIRST_PAUSE_MS;
  }

  #close(): void {
    this.#callOffClosing = undefined;
    this.#callOffOpening?.();
    this.#callOffOpening = undefined;
    this.#source?.close();
    this.#source = undefined;
    this.#hasGap = false;
    this.#pauseMs = FIRST_PAUSE_MS;
  }
}
