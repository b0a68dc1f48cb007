import type { Change, Sequence } from '@wurao/domain';

/** Applies one batch; a promise is awaited before the next. A handler that throws stops its follower. */
export type ChangeHandler = (changes: readonly Change[]) => void | Promise<void>;

export interface Subscription {
  /** The last sequence this follower has applied. */
  readonly applied: Sequence;
  /** Resolves once `applied` has reached `sequence`; rejects when the follower stops before. */
  waitFor(sequence: Sequence): Promise<void>;
  /** Why it stopped, if a handler threw. */
  readonly stopped: unknown;
  unsubscribe(): void;
}

export interface FeedOptions {
  /** The last sequence already committed when the feed is made. */
  readonly head: Sequence;
  /** From the store: changes after a sequence, whole sequences, in order; empty = none. */
  readonly changesSince: (sequence: Sequence) => Promise<readonly Change[]>;
}

export interface Feed {
  readonly head: Sequence;
  /** In commit order, whole sequences. A gap or repeat is a programmer's error and throws. Resolves once every follower applied it. */
  publish(changes: readonly Change[]): Promise<void>;
  /** Follows from just after `from`: catches up through the store, then live. */
  subscribe(from: Sequence, handler: ChangeHandler): Subscription;
  /** Resolves once every present follower has applied `sequence`. */
  waitFor(sequence: Sequence): Promise<void>;
  close(): void;
}
