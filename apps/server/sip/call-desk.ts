import {
  type Attempt,
  asId,
  type CallOutcome,
  type InstantMs,
  type Line,
  LineFinder,
  type PartyId,
} from '@wurao/domain';
import type { CallMemory, RememberedCall, SharedFacts } from '@wurao/engine';
import type { CallDecision, CallPort } from '@wurao/gateway';
import { asJournalSequence, formatDecisionId } from '@wurao/journal';
import { REASONS } from '@wurao/law';
import type { Actor } from '@wurao/registry';
import type { Gate } from '../gate.ts';

export interface CallDeskParts {
  readonly gate: Gate;
  readonly facts: SharedFacts;
  readonly memory: CallMemory;
  readonly nowMs: () => InstantMs;
  /** Of the journal, in this run. */
  readonly epoch: number;
}

const REASON_KEYS = new Map<number, string>(REASONS.map(({ code, key }) => [code, key]));
/** Calls that nobody's line brings are nobody's to answer for. */
const STRANGER: Actor = { role: 'carrier', keyId: undefined, party: undefined, subscriber: undefined };

/** The data plane as the SIP gate asks it: one decision a call, shared by all of its messages. */
export class CallDesk implements CallPort {
  readonly #parts: CallDeskParts;
  #finder = new LineFinder([]);
  #lineChanges = -1;
  /** By line: who asks is the carrier that connects it. */
  readonly #askers = new Map<PartyId, Actor>();
  /** Of this turn: to be forgotten again should its batch not be written. */
  #unwritten: Attempt[] = [];

  constructor(parts: CallDeskParts) {
    this.#parts = parts;
  }

  nowMs(): InstantMs {
    return this.#parts.nowMs();
  }

  ready(): boolean {
    return this.#parts.gate.ready();
  }

  lines(): LineFinder {
    const { facts } = this.#parts;
    facts.begin();
    const { lineChanges } = facts.directory;
    if (lineChanges !== this.#lineChanges) {
      this.#lineChanges = lineChanges;
      this.#finder = new LineFinder(facts.directory.everyLine());
    }
    return this.#finder;
  }

  recall(attempt: Attempt): CallDecision | undefined {
    const known = this.#parts.memory.recall(attempt, this.nowMs());
    return known === undefined ? undefined : repeated(known);
  }

  decide(attempt: Attempt, permit: string | undefined, line: Line | undefined): CallDecision {
    const { gate, memory, epoch } = this.#parts;
    const nowMs = this.nowMs();
    const known = memory.recall(attempt, nowMs);
    if (known !== undefined) return repeated(known);
    const { record, sequence } = gate.decideCall(attempt, permit, this.#askerOf(line), nowMs);
    const { decision, reason, reasonCode } = record.decision;
    const isAllowed = decision === 'allow';
    memory.remember(attempt, { atMs: nowMs, isAllowed, reasonCode, sequence, epoch });
    if (this.#unwritten.length === 0) gate.whenWritten(this.#written);
    this.#unwritten.push(attempt);
    return { id: record.id, isAllowed, reason, atMs: nowMs, isRepeat: false };
  }

  whenWritten(tell: (written: boolean) => void): void {
    this.#parts.gate.whenWritten(tell);
  }

  outcome(outcome: CallOutcome): void {
    this.#parts.gate.outcome(outcome);
  }

  readonly #written = (written: boolean): void => {
    const attempts = this.#unwritten;
    this.#unwritten = [];
    if (!written) for (const attempt of attempts) this.#parts.memory.forget(attempt);
  };

  #askerOf(line: Line | undefined): Actor {
    const party = line?.chain[0];
    if (party === undefined) return STRANGER;
    let asker = this.#askers.get(party);
    if (asker === undefined) {
      asker = { role: 'carrier', keyId: undefined, party: asId(party), subscriber: undefined };
      this.#askers.set(party, asker);
    }
    return asker;
  }
}

const repeated = ({ atMs, isAllowed, reasonCode, sequence, epoch }: RememberedCall): CallDecision => ({
  id: formatDecisionId(asJournalSequence(sequence), epoch),
  isAllowed,
  reason: REASON_KEYS.get(reasonCode) ?? '',
  atMs,
  isRepeat: true,
});
