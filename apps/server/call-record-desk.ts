import type { OutcomesPort } from '@wurao/api';
import {
  type CallJoin,
  type CallOutcome,
  type CallRecord,
  type Failure,
  failure,
  type LineId,
  type Result,
} from '@wurao/domain';
import type { ArchiveHandle } from './archive-client.ts';
import type { Gate } from './gate.ts';

/** Batches of call records in hand, the one that is joined included: what bounds memory. */
export const BATCHES_WAITING_MAX = 16;

/** Call records in, outcomes of decisions out: one batch after the other, or two would find the same decision free. */
export class CallRecordDesk implements OutcomesPort {
  readonly #archive: Pick<ArchiveHandle, 'joinCalls'>;
  readonly #gate: Pick<Gate, 'keepOutcomes'>;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  /** The disk refused once in this run: what the journal seems to hold of a call may not outlive it. */
  #isDoubtful = false;

  constructor(archive: Pick<ArchiveHandle, 'joinCalls'>, gate: Pick<Gate, 'keepOutcomes'>) {
    this.#archive = archive;
    this.#gate = gate;
  }

  async recordCalls(
    line: LineId,
    records: readonly CallRecord[],
    isDryRun: boolean,
  ): Promise<Result<readonly CallJoin[]>> {
    if (this.#waiting >= BATCHES_WAITING_MAX) return TOO_MANY;
    this.#waiting++;
    const joined = this.#last.then(() => this.#record(line, records, isDryRun));
    this.#last = joined.then(
      () => this.#waiting--,
      () => this.#waiting--,
    );
    return joined;
  }

  async #record(line: LineId, records: readonly CallRecord[], isDryRun: boolean): Promise<Result<readonly CallJoin[]>> {
    const joins = await this.#archive.joinCalls(line, records);
    if (!joins.ok || isDryRun) return joins;
    const found = joins.value.flatMap((join, row) => (join.result === 'unmatched' ? [] : [{ join, row }]));
    if (found.length === 0) return joins;
    // What is known already is only waited for, until it is on the disk, too.
    const told = found.filter(({ join }) => join.result === 'matched' || this.#isDoubtful);
    const kept = await this.#gate.keepOutcomes(
      told.map(({ join, row }) => outcomeOf(join, records[row] as CallRecord)),
    );
    if (kept.ok) return joins;
    this.#isDoubtful = true;
    return kept;
  }
}

const outcomeOf = (
  { decision }: Extract<CallJoin, { result: 'matched' | 'known' }>,
  { status, answeredMs, endedMs, endedBy }: CallRecord,
): CallOutcome => ({ decision, status, ringingMs: undefined, answeredMs, endedMs, endedBy });

const TOO_MANY: Failure = {
  ...failure('not-ready', 'Too many call records at once', {
    field: '',
    message: `${BATCHES_WAITING_MAX} batches wait for their turn`,
    remedy: 'Send one batch after the other.',
  }),
  retryAfterMs: 1_000,
};
