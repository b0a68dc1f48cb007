// Short messages between merchants' systems and the network: one decision each, kept from the acknowledgement to the end.
import type { DecisionId, InstantMs, Line, PhoneNumber } from '@wurao/domain';
import {
  type BindAsk,
  type BindRefusal,
  type Bound,
  type CarriedMessage,
  type MerchantDesk,
  type MerchantSession,
  type MessageNumber,
  NO_ERROR,
  type NotTaken,
  type Received,
  type Submission,
  type SubmitAnswer,
  type UpstreamDesk,
  type UpstreamSession,
} from '../ports.ts';
import { Deliveries, type DeliveryFigures } from './deliveries.ts';
import { type HeldFigures, HeldMessages } from './held-messages.ts';
import type { ItemId, ItemKeeper, MessageSafe, SmsAccount, SmsHouse } from './house-port.ts';
import {
  decodeKept,
  encodeKept,
  type HeldMessage,
  type HeldPart,
  type Outgoing,
  type ReportDue,
} from './kept-items.ts';
import { MessageNumbers } from './message-numbers.ts';
import { OutgoingQueue, type Queued, type QueueFigures } from './outgoing-queue.ts';
import { type OwnFault, ownMessages } from './own-messages.ts';
import { Replies, type ReplyFigures } from './replies.ts';
import { type ReportFigures, Reports } from './reports.ts';
import { type SubmissionFigures, Submissions, VALID_MS } from './submissions.ts';

/** Messages that wait for the network, and of each line deliveries that wait for its systems: about 2 KiB in memory, each. */
export const QUEUE_MAX = 100_000;

export interface RelayOptions {
  readonly house: SmsHouse;
  readonly keeper: ItemKeeper;
  /** Of this start, for numbers that no other start gave. */
  readonly run: number;
  /** At the end of this turn. */
  readonly soon: (run: () => void) => void;
  readonly queueMax?: number;
  /** Left out: nothing that is refused is kept. */
  readonly safe?: MessageSafe | undefined;
}

export interface RelayFigures {
  readonly sessions: number;
  readonly throttled: number;
  readonly turnedAway: number;
  readonly queue: QueueFigures;
  readonly deliveries: DeliveryFigures;
  readonly reports: ReportFigures;
  readonly replies: ReplyFigures;
  readonly submissions: SubmissionFigures;
  readonly held: HeldFigures | undefined;
  /** By state, of those that the network did not take, or of which it cannot say how they end. */
  readonly failed: Readonly<Record<string, number>>;
}

export interface OwnMessage {
  readonly from: PhoneNumber;
  readonly to: PhoneNumber;
  readonly text: string;
  readonly validUntilMs: InstantMs;
}

/** A fault: no short message can say it, now or later. */
export type OwnOutcome = 'kept' | 'later' | OwnFault;

/** What the relay remembers of a session. */
interface Member {
  readonly account: SmsAccount;
  readonly place: LinePlace;
}

interface LinePlace {
  readonly sessions: Set<MerchantSession>;
  /** Messages that it may send at once; grows by what its line may send a second. */
  tokens: number;
  tokensAtMs: InstantMs;
}

const SECOND_MS = 1_000;

export class SmsRelay implements MerchantDesk, UpstreamDesk {
  readonly #house: SmsHouse;
  readonly #keeper: ItemKeeper;
  readonly #queueMax: number;
  readonly #numbers: MessageNumbers;
  readonly #queue: OutgoingQueue;
  readonly #deliveries: Deliveries;
  readonly #reports: Reports;
  readonly #replies: Replies;
  readonly #submissions: Submissions;
  /** Undefined: nothing is held. */
  readonly held: HeldMessages | undefined;
  /** Kept again by the disk before they go. */
  #unkept: (() => void)[] = [];
  readonly #lines = new Map<string, LinePlace>();
  #ownReference = 0;
  #throttled = 0;
  #turnedAway = 0;
  readonly #failed: Record<string, number> = {};

  constructor({ house, keeper, run, soon, queueMax = QUEUE_MAX, safe }: RelayOptions) {
    const nowMs = (): InstantMs => house.nowMs();
    this.#house = house;
    this.#keeper = keeper;
    this.#queueMax = queueMax;
    this.#numbers = new MessageNumbers(run);
    this.#queue = new OutgoingQueue(
      {
        sent: (queued, upstream, upstreamId) => this.#sent(queued, upstream, upstreamId),
        ended: ({ id, outgoing }, state, error) => {
          keeper.settle(id);
          this.#fail(outgoing, state, error);
        },
      },
      nowMs,
      soon,
    );
    this.#deliveries = new Deliveries((id) => keeper.settle(id), nowMs);
    this.#reports = new Reports(
      keeper,
      (id, due) => this.#deliver(id, due),
      (outcome) => house.ended(outcome),
      nowMs,
    );
    this.#replies = new Replies(house, keeper, (line, id, reply, sinceMs) =>
      this.#deliveries.add(line, id, { reply }, sinceMs),
    );
    this.held = safe && new HeldMessages({ keeper, safe, nowMs });
    this.#submissions = new Submissions({
      house,
      keeper,
      nextNumber: () => this.#numbers.next(house.nowMs()),
      release: (queued) => this.#queue.add(queued),
      hold: ({ id, heldFor }, messages, text) => {
        if (heldFor !== undefined) this.held?.take(heldFor, id, messages, text);
      },
      fail: (handed, state, error) => this.#fail(handed, state, error),
      failBeside: (handed, error) => this.#failBeside(handed, error),
    });
  }

  /** Takes up what a former run left. Before anybody comes in. */
  restore(lineOf: (id: string) => Line | undefined): void {
    for (const { id, body } of [...this.#keeper.items()]) {
      const item = decodeKept(body);
      if (item.kind === 'outgoing') this.#queue.add({ id, outgoing: item });
      else if (item.kind === 'part') this.#submissions.restore(id, item, lineOf(item.line));
      else if (item.kind === 'awaited') this.#reports.restore(id, item.upstream, item.upstreamId, item.submittedMs);
      else if (item.kind === 'stray') this.#reports.restore(id, item.upstream, item.upstreamId, item.doneMs, item);
      else if (item.kind === 'report') this.#deliver(id, item);
      else if (item.kind === 'reply') this.#deliveries.add(item.line, id, { reply: item.carried }, item.receivedMs);
      else if (item.kind === 'held') this.held?.restore(id, item);
      else this.#replies.restore(id, item);
    }
  }

  /** A way to the network, in the order of preference. */
  use(upstream: UpstreamSession): void {
    this.#queue.use(upstream);
  }

  /**
   * A message of the house itself: decided by nobody, for its words are fixed. Told when it is kept, and so will go on; `later` where
   * there is no room.
   */
  sendOwn({ from, to, text, validUntilMs }: OwnMessage, tell: (outcome: OwnOutcome) => void): void {
    if (this.#queue.waiting >= this.#queueMax) {
      tell('later');
      return;
    }
    const parts = ownMessages(from, to, text, this.#ownReference++);
    if ('remedy' in parts) {
      tell(parts);
      return;
    }
    const message = this.#numbers.next(this.#house.nowMs());
    const queued = parts.map((carried) => {
      const handed = { message, line: '', wantsReceipt: false, submittedMs: this.#house.nowMs() };
      const outgoing: Outgoing = { kind: 'outgoing', ...handed, validUntilMs, carried };
      return { id: this.#keeper.put(encodeKept(outgoing)), outgoing };
    });
    this.#keeper.whenKept((isKept) => {
      if (isKept) for (const each of queued) this.#queue.add(each);
      tell(isKept ? 'kept' : 'later');
    });
  }

  /** Whether the queue takes so many messages more. */
  hasPlaceFor(messages: number): boolean {
    return this.#queue.waiting + messages <= this.#queueMax;
  }

  /**
   * A held message goes on under a decision of its own, as one that nobody waits for: its end and its going are on the disk together,
   * so that it goes once, whenever the process ends. Told when it is there.
   */
  release({ subscriber, decision: refused, messages }: HeldMessage, decision: DecisionId, tell: () => void): void {
    const submittedMs = this.#house.nowMs();
    const message = this.#numbers.next(submittedMs);
    const queued = messages.map((carried) => {
      const handed = { message, line: '', wantsReceipt: false, submittedMs, decision };
      const outgoing: Outgoing = { kind: 'outgoing', ...handed, validUntilMs: submittedMs + VALID_MS, carried };
      return { id: this.#keeper.keep(encodeKept(outgoing)), outgoing };
    });
    this.held?.letGo(subscriber, refused);
    const go = (): void =>
      this.#keeper.whenKept((isKept) => {
        if (!isKept) {
          this.#unkept.push(go);
          return;
        }
        for (const each of queued) this.#queue.add(each);
        tell();
      });
    go();
  }

  figures(): RelayFigures {
    let sessions = 0;
    for (const place of this.#lines.values()) sessions += place.sessions.size;
    return {
      ...{ sessions, throttled: this.#throttled, turnedAway: this.#turnedAway, failed: { ...this.#failed } },
      ...{ queue: this.#queue.figures(), deliveries: this.#deliveries.figures() },
      ...{ reports: this.#reports.figures(), replies: this.#replies.figures() },
      submissions: this.#submissions.figures(),
      held: this.held?.figures(),
    };
  }

  /** Each second. */
  tick(): void {
    this.#submissions.tick();
    this.#queue.expire();
    this.#queue.pump();
    this.#deliveries.tick();
    this.#reports.tick();
    this.#replies.tick();
    this.held?.tick();
    for (const go of this.#unkept.splice(0)) go();
    // What the disk did not take before is written now, though nothing else should follow.
    this.#keeper.whenKept(() => {});
  }

  bind(ask: BindAsk, session: MerchantSession): Bound | BindRefusal {
    const answer = this.#admit(ask, session);
    if ('refused' in answer) this.#turnedAway++;
    return answer;
  }

  #admit(ask: BindAsk, session: MerchantSession): Bound | BindRefusal {
    if (!this.#house.ready()) return { refused: 'not-ready' };
    const account = this.#house.account(ask.protocol, ask.account);
    // Asked in either case: how long it takes says nothing of whether there is such an account.
    const isProven = ask.proves(account?.secret ?? '');
    if (account === undefined) return { refused: 'unknown' };
    if (!isProven) return { refused: 'secret' };
    const place = this.#place(account.line.id, account.perSecond);
    if (place.sessions.size >= account.connectionsMax) return { refused: 'connections' };
    place.sessions.add(session);
    const member: Member = { account, place };
    session.memo = member;
    this.#deliveries.opened(account.line.id, session);
    return { windowMax: account.windowMax };
  }

  submitted(
    session: MerchantSession,
    submission: Submission,
    answer: (answers: readonly SubmitAnswer[]) => void,
  ): void {
    const member = memberOf(session);
    const known = this.#barred(member, submission);
    if (known !== undefined) answer(submission.messages.map(() => known));
    else this.#submissions.take(member.account.line, submission, answer);
  }

  #barred({ account, place }: Member, { messages, notBeforeMs }: Submission): NotTaken | undefined {
    if (!this.#house.ready()) return { why: 'not-ready' };
    // The decision is made when a message goes on, and rules and wishes of a later time are not known yet.
    if (notBeforeMs !== undefined && notBeforeMs > this.#house.nowMs()) return { why: 'schedule' };
    if (!this.#mayPass(place, account.perSecond, messages.length)) {
      this.#throttled += messages.length;
      return { why: 'throttled' };
    }
    // Of the line's own: one that never fetches what is for it must not stop the others.
    const isFull = this.#queue.waiting + messages.length > this.#queueMax;
    return isFull || this.#deliveries.waitingOf(account.line.id) > this.#queueMax ? { why: 'full' } : undefined;
  }

  query(session: MerchantSession, message: MessageNumber): string | undefined {
    return this.#queue.holds(message, memberOf(session).account.line.id) ? 'ENROUTE' : undefined;
  }

  cancel(session: MerchantSession, message: MessageNumber): boolean {
    return this.#queue.cancel(message, memberOf(session).account.line.id);
  }

  closed(session: MerchantSession): void {
    if (session.memo === undefined) return;
    const { account, place } = memberOf(session);
    place.sessions.delete(session);
    this.#deliveries.closed(account.line.id, session);
  }

  opened(): void {
    this.#queue.pump();
  }

  lost(): void {
    // What it had is back in the queue: another way may be open.
    this.#queue.pump();
  }

  hasRoom(session: MerchantSession | UpstreamSession): void {
    if ('deliver' in session) this.#deliveries.hasRoom(memberOf(session).account.line.id);
    else this.#queue.pump();
  }

  received(session: UpstreamSession, received: Received, answer: (isKept: boolean) => void): void {
    if ('report' in received) this.#reports.take(session.name, received.report);
    else this.#replies.take(received.reply);
    this.#keeper.whenKept(answer);
  }

  #place(line: string, perSecond: number): LinePlace {
    let place = this.#lines.get(line);
    if (place === undefined) {
      place = { sessions: new Set(), tokens: perSecond, tokensAtMs: this.#house.nowMs() };
      this.#lines.set(line, place);
    }
    return place;
  }

  #mayPass(place: LinePlace, perSecond: number, messages: number): boolean {
    const nowMs = this.#house.nowMs();
    const grown = place.tokens + ((nowMs - place.tokensAtMs) * perSecond) / SECOND_MS;
    place.tokens = Math.min(grown, perSecond);
    place.tokensAtMs = nowMs;
    // One submit to more recipients than a second has room for passes when nothing was sent before it.
    if (place.tokens < Math.min(messages, perSecond)) return false;
    place.tokens -= messages;
    return true;
  }

  #sent(queued: Queued, upstream: string, upstreamId: string): void {
    this.#keeper.settle(queued.id);
    if (!queued.outgoing.wantsReceipt) return;
    if (upstreamId !== '') this.#reports.await(queued, upstream, upstreamId);
    // No report can be joined to it.
    else this.#fail(queued.outgoing, 'UNKNOWN', NO_ERROR);
  }

  #fail(handed: Outgoing | HeldPart, state: string, error: string): void {
    const due = this.#reportOfEnd(handed, state, error);
    if (due === undefined) return;
    const id = this.#keeper.keep(encodeKept(due));
    // The answer to the submit goes before it.
    this.#keeper.whenKept(() => this.#deliver(id, due));
  }

  #failBeside(handed: Outgoing, error: string): void {
    const due = this.#reportOfEnd(handed, 'REJECTD', error);
    if (due === undefined) return;
    const id = this.#keeper.put(encodeKept(due));
    this.#keeper.whenKept((isKept) => {
      if (isKept) this.#deliver(id, due);
    });
  }

  /** Counted, and told to the journal; the report of it, where one is wanted. */
  #reportOfEnd(handed: Outgoing | HeldPart, state: string, error: string): ReportDue | undefined {
    this.#failed[state] = (this.#failed[state] ?? 0) + 1;
    const { message, line, submittedMs, carried, decision } = handed;
    const doneMs = this.#house.nowMs();
    if (decision !== undefined) this.#house.ended({ decision, state, error, endedMs: doneMs });
    if (!handed.wantsReceipt) return undefined;
    const { source, destination }: CarriedMessage = carried;
    return { kind: 'report', line, report: { message, state, error, submittedMs, doneMs, source, destination } };
  }

  #deliver(id: ItemId, { line, report }: ReportDue): void {
    this.#deliveries.add(line, id, { report }, report.doneMs);
  }
}

const memberOf = (session: MerchantSession): Member => session.memo as Member;
