// What merchants' systems hand over: decided, kept, acknowledged, and only then sent. Parts of a long message are kept one by one and decided as one.
import type { Attempt, Line } from '@wurao/domain';
import {
  decodeText,
  expireParts,
  type Gathering,
  gatherPart,
  type HalfMessage,
  type Part,
  startGathering,
} from '@wurao/wire';
import {
  type CarriedMessage,
  type MessageNumber,
  NO_ERROR,
  type NotTaken,
  type Submission,
  type SubmitAnswer,
} from '../ports.ts';
import type { ItemId, ItemKeeper, SmsDecision, SmsHouse } from './house-port.ts';
import { encodeKept, type HeldPart, type Outgoing } from './kept-items.ts';
import type { Queued } from './outgoing-queue.ts';
import { readWireNumber } from './wire-numbers.ts';

/** How long a message is tried, where its sender says no end. */
export const VALID_MS = 48 * 3_600_000;

export interface Settling {
  readonly house: SmsHouse;
  readonly keeper: ItemKeeper;
  nextNumber(): MessageNumber;
  /** Kept: it may go on. */
  release(queued: Queued): void;
  /** A message that will not go on. `state`, `error`: what a report says. */
  fail(outgoing: Outgoing | HeldPart, state: 'REJECTD' | 'EXPIRED' | 'UNDELIV', error: string): void;
  /** Refused to somebody who may want to read it. Told once the decision is in the journal. */
  hold(decision: SmsDecision, messages: readonly CarriedMessage[], text: string | undefined): void;
  /** One that was refused beside others of its submit: told with them, or, where the disk takes none of them, not at all. */
  failBeside(outgoing: Outgoing, error: string): void;
}

/** One submit, until all of its messages have an answer. They are whole messages, or parts, all of them. */
interface Pending {
  readonly answers: SubmitAnswer[];
  readonly answer: (answers: readonly SubmitAnswer[]) => void;
  /** One a message, in the order of the answers. */
  readonly handed: Outgoing[];
  /** Of these, what is allowed: to be kept when the decisions are written. */
  readonly allowed: Outgoing[];
  /** Parts, by their place among the answers: they join their messages when they are kept. */
  readonly parts: Map<number, HeldTag>;
  /** Refused, and perhaps to be held for the callee. */
  readonly held: HeldCandidate[];
  hasDecisions: boolean;
}

interface HeldCandidate {
  readonly decision: SmsDecision;
  readonly carried: CarriedMessage;
  readonly text: string | undefined;
}

interface HeldTag {
  readonly id: ItemId;
  readonly held: HeldPart;
}

/** Whole, and not decided yet. */
interface Whole {
  readonly line: Line;
  readonly parts: readonly Part<HeldTag>[];
  readonly text: string | undefined;
}

export interface SubmissionFigures {
  readonly taken: number;
  readonly refused: number;
  readonly halves: number;
  readonly expiredHalves: number;
}

const NOT_READY: NotTaken = { why: 'not-ready' };
const FULL: NotTaken = { why: 'full' };
const PART: NotTaken = { why: 'part' };

export class Submissions {
  readonly #in: Settling;
  readonly #halves: Gathering<HeldTag> = startGathering<HeldTag>();
  /** What could not be decided, or whose decision could not be written: of acknowledged parts. */
  #undecided: Whole[] = [];
  #figures = { taken: 0, refused: 0, expiredHalves: 0 };

  constructor(settling: Settling) {
    this.#in = settling;
  }

  figures(): SubmissionFigures {
    return { ...this.#figures, halves: this.#halves.halves.size };
  }

  /** Answers later. Whether the line may send so much, and the queue has room, was asked before. */
  take(line: Line, submission: Submission, answer: Pending['answer']): void {
    const pending: Pending = {
      ...{ answers: [], answer, handed: [], allowed: [], held: [] },
      ...{ parts: new Map(), hasDecisions: false },
    };
    // The answer to a submit has one number, however many it is for (SMPP 3.4, 4.5.2; CMPP, 8.4.3.2).
    const message = this.#in.nextNumber();
    for (const carried of submission.messages) {
      pending.answers.push(this.#takeOne(line, submission, message, carried, pending));
    }
    if (pending.hasDecisions) this.#in.house.whenWritten((isWritten) => this.#written(pending, isWritten));
    else if (pending.parts.size > 0) this.#in.keeper.whenKept((isKept) => this.#joinParts(line, pending, isKept));
    else answer(pending.answers);
  }

  /** At the start: a part that was acknowledged before. */
  restore(id: ItemId, held: HeldPart, line: Line | undefined): void {
    if (line !== undefined && 'taken' in this.#gather(line, { id, held })) return;
    if (line === undefined) this.#in.keeper.settle(id);
    this.#in.fail(held, 'UNDELIV', NO_ERROR);
  }

  /** Each second: halves whose next part stays away, and what could not be decided before. */
  tick(): void {
    const undecided = this.#undecided;
    this.#undecided = [];
    for (const whole of undecided) this.#decideWhole(whole);
    for (const half of expireParts(this.#halves, this.#in.house.nowMs())) this.#giveUp(half);
  }

  #takeOne(
    line: Line,
    submission: Submission,
    message: MessageNumber,
    carried: CarriedMessage,
    pending: Pending,
  ): SubmitAnswer {
    const { house } = this.#in;
    const nowMs = house.nowMs();
    const { validUntilMs = nowMs + VALID_MS, wantsReceipt } = submission;
    const handed = { message, line: line.id, wantsReceipt, submittedMs: nowMs, validUntilMs, carried };
    pending.handed.push({ kind: 'outgoing', ...handed });
    if (validUntilMs <= nowMs) return { why: 'expired' };
    const isPart = carried.concat !== undefined && carried.concat.total > 1;
    const attempt = attemptOf(line, carried, isPart ? undefined : decodeText(carried.alphabet, carried.text));
    if ('why' in attempt) return attempt;
    if (isPart) {
      const held: HeldPart = { kind: 'part', ...handed };
      pending.parts.set(pending.answers.length, { id: this.#in.keeper.put(encodeKept(held)), held });
      return { taken: message };
    }
    const decision = house.decide(attempt, line);
    pending.hasDecisions = true;
    if (!decision.isAllowed) {
      if (decision.heldFor !== undefined) pending.held.push({ decision, carried, text: attempt.text });
      return { why: 'refused', reasonCode: decision.reasonCode };
    }
    pending.allowed.push({ kind: 'outgoing', ...handed, decision: decision.id });
    return { taken: message };
  }

  /** What the disk has of a message counts; what it refused may come again. */
  #joinParts(line: Line, pending: Pending, isKept: boolean): void {
    const { answers, answer, parts } = pending;
    for (const [place, tag] of parts) answers[place] = isKept ? this.#gather(line, tag) : FULL;
    answer(answers);
    this.#reportOthers(pending, (handed, error) => this.#in.fail(handed, 'REJECTD', error));
  }

  /** A part that does not join its message is settled. */
  #gather(line: Line, tag: HeldTag): SubmitAnswer {
    const answer = this.#join(line, tag);
    if ('why' in answer || answer.taken !== tag.held.message) this.#in.keeper.settle(tag.id);
    return answer;
  }

  #join(line: Line, tag: HeldTag): SubmitAnswer {
    const { source, destination, alphabet, text, concat } = tag.held.carried;
    if (concat === undefined) return PART;
    // Two lines may number their messages alike.
    const from = { source: `${line.id} ${source.digits}`, destination: destination.digits };
    const part: Part<HeldTag> = { ...concat, ...from, alphabet, bytes: text, tag };
    const { answer, expired } = gatherPart(this.#halves, part, this.#in.house.nowMs());
    for (const half of expired) this.#giveUp(half);
    if (answer.outcome === 'full') return FULL;
    if (answer.outcome === 'invalid' || answer.outcome === 'conflict') return PART;
    if (answer.outcome === 'complete') this.#decideWhole({ line, parts: answer.parts, text: answer.text });
    // Come again, it has the number that it got before.
    const known =
      answer.outcome === 'duplicate' ? answer.half.parts.find(({ number }) => number === concat.number) : part;
    return { taken: (known ?? part).tag.held.message };
  }

  #decideWhole(whole: Whole): void {
    const { house } = this.#in;
    const { line, parts, text } = whole;
    const attempt = attemptOf(line, (parts[0] as Part<HeldTag>).tag.held.carried, text);
    if ('why' in attempt) throw new Error('a part without numbers was held');
    if (!house.ready()) {
      this.#undecided.push(whole);
      return;
    }
    const decision = house.decide(attempt, line);
    house.whenWritten((isWritten) => {
      if (isWritten) this.#carryOut(whole, decision);
      else this.#undecided.push(whole);
    });
  }

  #carryOut({ parts, text }: Whole, decided: SmsDecision): void {
    const { id: decision, isAllowed, reasonCode } = decided;
    for (const { tag } of parts) {
      this.#in.keeper.settle(tag.id);
      if (!isAllowed) this.#in.fail(tag.held, 'REJECTD', String(reasonCode));
    }
    if (!isAllowed) {
      this.#figures.refused += parts.length;
      const messages = parts.map(({ tag }) => tag.held.carried);
      this.#in.hold(decided, messages, text);
      return;
    }
    const queued = parts.map(({ tag }) => {
      const outgoing: Outgoing = { ...tag.held, kind: 'outgoing', decision };
      return { id: this.#in.keeper.keep(encodeKept(outgoing)), outgoing };
    });
    // Also where the disk does not take them now: it has their parts, which were acknowledged.
    this.#in.keeper.whenKept(() => this.#release(queued));
  }

  #release(queued: readonly Queued[]): void {
    this.#figures.taken += queued.length;
    for (const each of queued) this.#in.release(each);
  }

  #giveUp(half: HalfMessage<HeldTag>): void {
    this.#figures.expiredHalves++;
    for (const { tag } of half.parts) {
      this.#in.keeper.settle(tag.id);
      this.#in.fail(tag.held, 'EXPIRED', NO_ERROR);
    }
  }

  /** The decisions are in the journal: what they allow is kept, and nobody is told before it is. */
  #written(pending: Pending, isWritten: boolean): void {
    const { answers, answer, allowed } = pending;
    if (!isWritten) {
      answer(answers.map((each) => ('taken' in each || each.why === 'refused' ? NOT_READY : each)));
      return;
    }
    this.#figures.refused += answers.filter((each) => 'why' in each && each.why === 'refused').length;
    for (const { decision, carried, text } of pending.held) this.#in.hold(decision, [carried], text);
    const queued = allowed.map((outgoing) => ({ id: this.#in.keeper.put(encodeKept(outgoing)), outgoing }));
    if (queued.length === 0) {
      answer(answers);
      return;
    }
    this.#in.keeper.whenKept((isKept) => this.#kept(pending, queued, isKept));
    this.#reportOthers(pending, (handed, error) => this.#in.failBeside(handed, error));
  }

  /** One answer of CMPP stands for all recipients: those that were not taken beside others hear of it by a report (DESIGN, outcomes). */
  #reportOthers({ answers, handed }: Pending, fail: (handed: Outgoing, error: string) => void): void {
    if (handed[0]?.carried.form === 'smpp' || !answers.some((each) => 'taken' in each)) return;
    for (const [place, each] of answers.entries()) {
      if ('taken' in each) continue;
      fail(handed[place] as Outgoing, each.why === 'refused' ? String(each.reasonCode) : NO_ERROR);
    }
  }

  #kept({ answers, answer }: Pending, queued: readonly Queued[], isKept: boolean): void {
    answer(isKept ? answers : answers.map((each) => ('taken' in each ? FULL : each)));
    if (isKept) this.#release(queued);
  }
}

/** Also of what was refused on a line before. */
export const attemptOf = (
  line: Pick<Line, 'id'>,
  { source, destination, channel }: CarriedMessage,
  text: string | undefined,
): Attempt | NotTaken => {
  const caller = readWireNumber(source);
  const callee = readWireNumber(destination);
  if (caller === undefined) return { why: 'source' };
  if (callee === undefined) return { why: 'destination' };
  return {
    mode: 'attempt',
    channel,
    caller: caller.number,
    callee: callee.number,
    callerKey: caller.key,
    calleeKey: callee.key,
    line: line.id,
    merchant: undefined,
    purpose: undefined,
    category: undefined,
    content: undefined,
    text,
    permit: undefined,
    attemptId: undefined,
    assertedCaller: undefined,
    firstCalled: undefined,
    roaming: false,
    classified: undefined,
  };
};
