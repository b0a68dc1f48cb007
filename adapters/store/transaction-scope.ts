import type { InstantMs, Sequence } from '@wurao/domain';
import type { Session } from './session.ts';

/** What the parts of one command's transaction share. */
export interface Scope {
  readonly session: Session;
  readonly sequence: Sequence;
  readonly nowMs: InstantMs;
  hashSecret(secret: string): string;
  /** A fact was written: the command must take its place in the feed. */
  noteFact(): void;
}
