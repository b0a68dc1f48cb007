import type { CallJoin, CallRecord, LineId, Result } from '@wurao/domain';

/** What networks wrote down of calls, beside what the gate saw of them. */
export interface OutcomesPort {
  /**
   * Joins call records of a line to its decisions and keeps the outcomes that are new. Answers in the order of `records`, once they
   * are on the disk; a dry run keeps nothing. Failures: `invalid` (too many decisions lie near), `not-ready` (too many wait),
   * `journal-unavailable`: bring the same records again, they count once.
   */
  recordCalls(line: LineId, records: readonly CallRecord[], isDryRun: boolean): Promise<Result<readonly CallJoin[]>>;
}
