import { randomBytes } from 'node:crypto';
import type { GatePort, IssuedPermit, LawListing, Screened } from '@wurao/api';
import { mayBeFakeUnsubscribe } from '@wurao/detectors';
import {
  type ApiKey,
  type Attempt,
  type CallOutcome,
  type Content,
  type Decision,
  type Failure,
  type Filing,
  failure,
  type InstantMs,
  type JournalledDecision,
  type Line,
  type LineId,
  type Merchant,
  type MerchantId,
  type MessageOutcome,
  type PhoneNumber,
  type Result,
} from '@wurao/domain';
import {
  type AttemptMemory,
  countAllowed,
  decide,
  type GateCounters,
  issuePermit,
  newPermits,
  PERMIT_LIFE_MS,
  type Permits,
  redeemPermit,
  returnPermit,
  type SharedFacts,
} from '@wurao/engine';
import type { JournalEntry, JournalSequence, JournalWriter } from '@wurao/journal';
import type { LawPack } from '@wurao/law';
import type { Actor } from '@wurao/registry';
import { JournalBatch } from './journal-batch.ts';
import type { LawShelf } from './law-shelf.ts';
import type { AttemptWatch } from './live/watch.ts';
import type { DecisionMeter } from './meter.ts';
import { permitIdOf, signPermit } from './permit-token.ts';
import { Screening } from './screening.ts';

export interface GateParts {
  readonly facts: SharedFacts;
  readonly counters: GateCounters;
  readonly memory: AttemptMemory;
  readonly journal: JournalWriter;
  readonly meter: DecisionMeter;
  readonly laws: LawShelf;
  readonly nowMs: () => InstantMs;
  readonly adminKey: ApiKey;
  readonly permitSecret: Uint8Array;
  /** Of attempts that somebody looks at. */
  readonly watch?: AttemptWatch;
  /** Hears of each that may be a fake unsubscribe, once it is in the journal. */
  readonly onSuspect?: (decided: JournalledDecision) => void;
}

const US_PER_MS = 1000;

/** In the batch of this turn. */
export interface AppendedDecision {
  readonly record: JournalledDecision;
  readonly sequence: JournalSequence;
}

/** The data plane of one thread: attempts in, journalled decisions out. */
export class Gate implements GatePort {
  readonly #parts: GateParts;
  readonly #permits: Permits = newPermits();
  readonly #batch: JournalBatch;
  readonly #screening: Screening;
  #open = false;

  constructor(parts: GateParts) {
    this.#parts = parts;
    this.#batch = new JournalBatch(parts.journal, (record) => this.#undo(record));
    this.#screening = new Screening(parts);
  }

  /** The decision was never written, so it did not happen: its id may be used again, and its permit. */
  #undo(record: JournalledDecision): void {
    this.#parts.memory.unremember(record);
    const { permit } = record.attempt;
    if (permit !== undefined) returnPermit(this.#permits, permit);
  }

  /** From now on attempts are decided; before, and after `close`, they are told to wait. */
  open(): void {
    this.#open = true;
  }

  close(): void {
    this.#open = false;
    this.flush();
  }

  /** Writes what was decided in this turn: for whoever needs journal and counters to say the same. */
  flush(): void {
    this.#batch.flush();
  }

  ready(): boolean {
    return this.#open;
  }

  nowMs(): InstantMs {
    return this.#parts.nowMs();
  }

  law(): LawPack {
    this.#parts.facts.begin();
    return this.#parts.laws.inForce(this.nowMs());
  }

  lawPack(id: string): LawPack | undefined {
    // Nobody else may have asked since it was installed: the operator's own key is no look-up, and an idle gate takes nothing in.
    this.#parts.facts.begin();
    return this.#parts.laws.pack(id);
  }

  laws(): LawListing {
    this.#parts.facts.begin();
    return this.#parts.laws.listing(this.nowMs());
  }

  keyByHash(hash: string): ApiKey | undefined {
    const { adminKey, facts } = this.#parts;
    if (hash === adminKey.hash) return adminKey;
    facts.begin();
    const key = facts.directory.keyByHash(hash);
    if (key === undefined || key.status !== 'active') return undefined;
    return key.expiresMs === undefined || this.nowMs() < key.expiresMs ? key : undefined;
  }

  posted(): number {
    this.#parts.facts.begin();
    return this.#parts.facts.directory.posted;
  }

  line(id: LineId): Line | undefined {
    this.#parts.facts.begin();
    return this.#parts.facts.line(id);
  }

  /** Those that cover a number on any line: the exact ones, else those of the longest prefix. */
  filingsOf(number: PhoneNumber): readonly Filing[] {
    this.#parts.facts.begin();
    return this.#parts.facts.directory.filingsOf(number).map(({ filing }) => filing);
  }

  merchant(id: MerchantId): Merchant | undefined {
    this.#parts.facts.begin();
    return this.#parts.facts.merchant(id);
  }

  contentsOf(merchant: MerchantId): readonly Content[] {
    this.#parts.facts.begin();
    return this.#parts.facts.contentsOf(merchant);
  }

  decide(
    attempt: Attempt,
    permit: string | undefined,
    asker: Actor,
    atMs: InstantMs | undefined,
  ): Promise<JournalledDecision | Failure> {
    if (!this.#open) return Promise.resolve(NOT_READY);
    const nowMs = this.nowMs();
    const earlier = this.#parts.memory.recall(attempt, nowMs);
    if (earlier === 'other') return Promise.resolve(attemptConflict(attempt));
    if (earlier !== undefined) return this.#batch.wait(earlier);
    if (atMs !== undefined) return this.#decideNew({ ...attempt, asOfMs: atMs }, asker, nowMs).written;
    const permitId = permit === undefined ? undefined : permitIdOf(this.#parts.permitSecret, permit);
    const live = permitId === undefined ? undefined : redeemPermit(this.#permits, permitId, attempt, nowMs);
    return this.#decideNew(live === undefined ? attempt : { ...attempt, permit: live }, asker, nowMs).written;
  }

  screen(attempts: readonly Attempt[], asker: Actor, run: string): Screened | Failure {
    if (!this.#open) return NOT_READY;
    // What waits for this turn's write is written first: it must not share the fate of these.
    this.#batch.flush();
    return this.#screening.screen(attempts, asker, run, this.nowMs());
  }

  async issuePermit(attempt: Attempt, asker: Actor): Promise<IssuedPermit | JournalledDecision | Failure> {
    if (!this.#open) return NOT_READY;
    const nowMs = this.nowMs();
    const { record, written } = this.#decideNew(attempt, asker, nowMs);
    const answer = await written;
    if ('ok' in answer || answer.decision.decision === 'refuse') return answer;
    const id = randomBytes(12).toString('base64url');
    if (!issuePermit(this.#permits, id, attempt, record.decision.filing, nowMs)) return NOT_READY;
    const expiresMs = nowMs + PERMIT_LIFE_MS;
    return { permit: signPermit(this.#parts.permitSecret, id, expiresMs), permitId: id, expiresMs, decision: answer };
  }

  /** As `decide`, at once and without a memory of its own: whoever asks was told by `whenWritten`, and remembers calls elsewhere. */
  decideCall(attempt: Attempt, permit: string | undefined, asker: Actor, nowMs: InstantMs): AppendedDecision {
    const permitId = permit === undefined ? undefined : permitIdOf(this.#parts.permitSecret, permit);
    const live = permitId === undefined ? undefined : redeemPermit(this.#permits, permitId, attempt, nowMs);
    const entry = this.#entryOf(live === undefined ? attempt : { ...attempt, permit: live }, asker, nowMs);
    const appended = this.#batch.append(entry);
    this.#suspect(appended.record);
    return appended;
  }

  /** How a call went that was decided here. */
  outcome(outcome: CallOutcome): void {
    this.#batch.appendOutcome({ atMs: this.nowMs(), source: 'gate', ...outcome });
  }

  /** How a message ended that was decided here, or a part of one. */
  messageEnded({ decision, endedMs, state, error }: MessageOutcome): void {
    const noCall = { status: 0, ringingMs: undefined, answeredMs: undefined, endedBy: undefined };
    this.#batch.appendOutcome({
      ...{ atMs: this.nowMs(), source: 'report', decision, endedMs, ...noCall },
      message: { state, error },
    });
  }

  /** What call records tell of calls that were decided here; on the disk when it succeeds. */
  keepOutcomes(outcomes: readonly CallOutcome[]): Promise<Result<void>> {
    if (!this.#open) return Promise.resolve(NOT_READY);
    const atMs = this.nowMs();
    return this.#batch.keepOutcomes(outcomes.map((outcome) => ({ atMs, source: 'call-record', ...outcome })));
  }

  /** Once, after the journal's write of this turn: false where it failed. */
  whenWritten(tell: (written: boolean) => void): void {
    this.#batch.whenWritten(tell);
  }

  #decideNew(attempt: Attempt, asker: Actor, nowMs: InstantMs): ReturnType<JournalBatch['add']> {
    const added = this.#batch.add(this.#entryOf(attempt, asker, nowMs));
    this.#parts.memory.remember(added.record);
    this.#suspect(added.record);
    return added;
  }

  #suspect(record: JournalledDecision): void {
    const { onSuspect } = this.#parts;
    if (onSuspect === undefined || !mayBeFakeUnsubscribe(record)) return;
    this.#batch.whenWritten((written) => {
      if (written) onSuspect(record);
    });
  }

  #entryOf(attempt: Attempt, asker: Actor, nowMs: InstantMs): JournalEntry {
    const { facts, counters, meter, laws, watch } = this.#parts;
    const startedMs = performance.now();
    const atMs = attempt.asOfMs ?? nowMs;
    let law: LawPack | undefined;
    const decision: Decision = facts.consistently(() => {
      law = laws.inForce(atMs);
      return decide(attempt, facts, counters, law, atMs);
    });
    if (decision.counted && law !== undefined) countAllowed(attempt, decision, facts, counters, law, nowMs);
    const latencyUs = Math.round((performance.now() - startedMs) * US_PER_MS);
    const { role, party, keyId } = asker;
    meter.count(attempt, decision, latencyUs);
    if (watch?.isWatching) watch.see({ atMs: nowMs, attempt, decision }, law);
    return { atMs: nowMs, attempt, decision, asker: { role, party, keyId }, latencyUs };
  }
}

const NOT_READY: Failure = {
  ...failure('not-ready', 'Not ready', {
    field: '',
    message: 'the tables are being loaded, or the server is stopping',
    remedy: 'Ask again in a second; GET /readyz says when.',
  }),
  retryAfterMs: 1000,
};

const attemptConflict = (attempt: Attempt): Failure =>
  failure('conflict', 'The attempt id was used for another attempt', {
    field: 'attemptId',
    message: `${attempt.attemptId ?? ''} was decided on this line within 32 s for another merchant or purpose, or with other numbers, content or text`,
    remedy: 'Give each attempt an id of its own; repeat an id only to repeat its attempt.',
  });
