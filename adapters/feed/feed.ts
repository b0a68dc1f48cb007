import { asSequence, type Change, type Sequence } from '@wurao/domain';
import type { ChangeHandler, Feed, FeedOptions, Subscription } from './ports.ts';

const LEFT = (): Error => new Error('the follower left the feed');

interface Waiter {
  readonly sequence: Sequence;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** One follower: reads on through the store while it is behind, then takes what is published. */
class Follower implements Subscription {
  readonly #handler: ChangeHandler;
  readonly #changesSince: FeedOptions['changesSince'];
  readonly #onStop: () => void;
  #applied: Sequence;
  #head: Sequence;
  #waiters: Waiter[] = [];
  #published: Change[] = [];
  #stopped: unknown;
  #hasStopped = false;
  #isRunning = false;

  constructor(
    from: Sequence,
    head: Sequence,
    handler: ChangeHandler,
    changesSince: FeedOptions['changesSince'],
    onStop: () => void,
  ) {
    this.#applied = from;
    this.#head = head;
    this.#handler = handler;
    this.#changesSince = changesSince;
    this.#onStop = onStop;
  }

  get applied(): Sequence {
    return this.#applied;
  }

  get stopped(): unknown {
    return this.#stopped;
  }

  waitFor(sequence: Sequence): Promise<void> {
    if (this.#applied >= sequence) return Promise.resolve();
    if (this.#hasStopped) return Promise.reject(this.#stopped ?? LEFT());
    return new Promise((resolve, reject) => this.#waiters.push({ sequence, resolve, reject }));
  }

  /** A handler threw. One that left has not failed: nobody waits for it. */
  get hasFailed(): boolean {
    return this.#stopped !== undefined;
  }

  unsubscribe(): void {
    this.#stop(undefined);
  }

  offer(changes: readonly Change[], head: Sequence): void {
    if (this.#hasStopped) return;
    this.#head = head;
    this.#published.push(...changes);
    void this.run();
  }

  /** One at a time: a batch is applied to its end before the next begins. */
  async run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      while (!this.#hasStopped && this.#applied < this.#head) await this.#step();
    } catch (error) {
      this.#stop(error);
    } finally {
      this.#isRunning = false;
    }
  }

  async #step(): Promise<void> {
    const published = this.#published;
    this.#published = [];
    const next = published.filter((change) => change.sequence > this.#applied);
    // What does not follow on is let go: the store has it, and hands it out in its turn.
    const isAtHand = next[0]?.sequence === this.#applied + 1;
    const changes = isAtHand ? next : await this.#changesSince(this.#applied);
    if (changes.length === 0)
      throw new Error(`the feed has nothing after ${this.#applied}, but its head is ${this.#head}`);
    assertDense(this.#applied, changes);
    await this.#handler(changes);
    this.#moveTo((changes.at(-1) as Change).sequence);
  }

  #moveTo(sequence: Sequence): void {
    this.#applied = sequence;
    const reached = this.#waiters.filter((waiter) => waiter.sequence <= sequence);
    this.#waiters = this.#waiters.filter((waiter) => waiter.sequence > sequence);
    for (const waiter of reached) waiter.resolve();
  }

  #stop(reason: unknown): void {
    if (this.#hasStopped) return;
    this.#hasStopped = true;
    this.#stopped = reason;
    this.#published = [];
    for (const waiter of this.#waiters) waiter.reject(reason ?? LEFT());
    this.#waiters = [];
    this.#onStop();
  }
}

/** Each sequence is the last one or the next: a gap or a repeat means that a "no" may be missing. */
const assertDense = (after: Sequence, changes: readonly Change[]): void => {
  let last: number = after;
  for (const { sequence } of changes) {
    const isFirst = last === after;
    if (sequence === last + 1 || (sequence === last && !isFirst)) last = sequence;
    else throw new Error(`the feed is broken: ${sequence} follows ${last}`);
  }
};

export const createFeed = ({ head, changesSince }: FeedOptions): Feed => new InProcessFeed(head, changesSince);

class InProcessFeed implements Feed {
  readonly #changesSince: FeedOptions['changesSince'];
  readonly #followers = new Set<Follower>();
  #head: Sequence;

  constructor(head: Sequence, changesSince: FeedOptions['changesSince']) {
    this.#head = head;
    this.#changesSince = changesSince;
  }

  get head(): Sequence {
    return this.#head;
  }

  async publish(changes: readonly Change[]): Promise<void> {
    const last = changes.at(-1);
    if (!last) return;
    assertDense(this.#head, changes);
    this.#head = last.sequence;
    for (const follower of this.#followers) follower.offer(changes, this.#head);
    await this.waitFor(this.#head);
  }

  subscribe(from: Sequence, handler: ChangeHandler): Subscription {
    if (from > this.#head) throw new RangeError(`cannot follow from ${from}: the head is ${this.#head}`);
    // One that failed stays: what it has not applied must never count as applied by all.
    const follower: Follower = new Follower(asSequence(from), this.#head, handler, this.#changesSince, () => {
      if (!follower.hasFailed) this.#followers.delete(follower);
    });
    this.#followers.add(follower);
    void follower.run();
    return follower;
  }

  /** One that leaves meanwhile is no longer waited for; one that failed makes the wait fail, as its tables stand still. */
  async waitFor(sequence: Sequence): Promise<void> {
    const present = [...this.#followers];
    await Promise.allSettled(present.map((follower) => follower.waitFor(sequence)));
    const failed = present.find((follower) => follower.hasFailed);
    if (failed) throw failed.stopped;
  }

  close(): void {
    for (const follower of this.#followers) follower.unsubscribe();
    this.#followers.clear();
  }
}
