import type { JournalSequence } from './record.ts';
import type { Recovery } from './recover.ts';

/** What a flush wrote. */
export interface Flushed {
  readonly records: number;
  readonly bytes: number;
  readonly last: JournalSequence;
}

/** For metrics. Sequences are the journal's own. */
export interface JournalFacts {
  readonly flushedSequence: JournalSequence;
  readonly syncedSequence: JournalSequence;
  readonly unsyncedBytes: number;
  /** Age of the oldest write not yet synced; 0 = all synced. */
  readonly syncLagMs: number;
  readonly records: number;
  readonly bytes: number;
  readonly segments: number;
  readonly writeFailures: number;
  readonly syncFailures: number;
  /** Code of the failure that the journal is in now; undefined: it is well. */
  readonly failing: string | undefined;
  readonly epoch: number;
  readonly recovery: Recovery;
}
