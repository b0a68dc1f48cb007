// Messages on their way to the network: to one recipient in their order, one at a time, over the first way that is open.
import { type MessageNumber, NO_ERROR, type SendOutcome, type UpstreamSession } from '../ports.ts';
import type { ItemId } from './house-port.ts';
import type { Outgoing } from './kept-items.ts';

/** A way that had no room, or was told to slow down, is left alone for so long. */
export const PAUSE_MS = 1_000;
/** Sent so often without anybody knowing whether the network took it, a message is given up: its recipient may have it that often. */
export const UNKNOWN_MAX = 5;

export interface Queued {
  readonly id: ItemId;
  readonly outgoing: Outgoing;
}

/** Why a message will not go on any more, as reports say it. */
export type Ended = 'EXPIRED' | 'DELETED' | 'REJECTD' | 'UNKNOWN';

export interface QueueTold {
  /** `upstreamId`: empty where the network gave none. */
  sent(queued: Queued, upstream: string, upstreamId: string): void;
  /** `error`: three characters of the network's own. */
  ended(queued: Queued, state: Ended, error: string): void;
}

export interface QueueFigures {
  /** In flight included. */
  readonly waiting: number;
  readonly inFlight: number;
  readonly sent: number;
  /** Sent again, because nobody knows whether the network took it: what may have arrived twice. */
  readonly resent: number;
  readonly oldestMs: number | undefined;
}

interface Lane {
  readonly recipient: string;
  readonly waiting: Queued[];
  inFlight: Queued | undefined;
}

const ERROR_DIGITS = 3;

export class OutgoingQueue {
  readonly #told: QueueTold;
  readonly #nowMs: () => number;
  readonly #soon: (run: () => void) => void;
  #isPlanned = false;
  readonly #upstreams: UpstreamSession[] = [];
  readonly #pausedUntilMs = new Map<UpstreamSession, number>();
  readonly #lanes = new Map<string, Lane>();
  /** Where the recipients of a message wait: one number may be for many. */
  readonly #lanesOf = new Map<MessageNumber, Lane[]>();
  /** Lanes with something to send, first come first served; those that come back go first. */
  #ready: Lane[] = [];
  #readyAt = 0;
  readonly #back: Lane[] = [];
  /** How often it went without an answer, of those that did. */
  readonly #unknown = new Map<ItemId, number>();
  #waiting = 0;
  #inFlight = 0;
  #sent = 0;
  #resent = 0;

  /** `soon`: at the end of this turn. */
  constructor(told: QueueTold, nowMs: () => number, soon: (run: () => void) => void) {
    this.#told = told;
    this.#nowMs = nowMs;
    this.#soon = soon;
  }

  /** In the order of preference. */
  use(upstream: UpstreamSession): void {
    this.#upstreams.push(upstream);
  }

  get waiting(): number {
    return this.#waiting;
  }

  figures(): QueueFigures {
    let oldestMs: number | undefined;
    for (const { waiting, inFlight } of this.#lanes.values()) {
      const since = (inFlight ?? waiting[0])?.outgoing.submittedMs;
      if (since !== undefined && (oldestMs === undefined || since < oldestMs)) oldestMs = since;
    }
    return { waiting: this.#waiting, inFlight: this.#inFlight, sent: this.#sent, resent: this.#resent, oldestMs };
  }

  add(queued: Queued): void {
    const recipient = queued.outgoing.carried.destination.digits;
    let lane = this.#lanes.get(recipient);
    if (lane === undefined) {
      lane = { recipient, waiting: [], inFlight: undefined };
      this.#lanes.set(recipient, lane);
    }
    lane.waiting.push(queued);
    const { message } = queued.outgoing;
    const lanes = this.#lanesOf.get(message);
    if (lanes === undefined) this.#lanesOf.set(message, [lane]);
    else lanes.push(lane);
    this.#waiting++;
    if (lane.waiting.length === 1 && lane.inFlight === undefined) this.#ready.push(lane);
    this.pump();
  }

  /** Sends what can be sent, at the end of this turn. */
  pump(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    this.#soon(() => {
      this.#isPlanned = false;
      this.#sendAll();
    });
  }

  #sendAll(): void {
    for (let lane = this.#nextLane(); lane !== undefined; lane = this.#nextLane()) {
      const queued = lane.waiting[0];
      if (queued === undefined) continue;
      if (this.#isOver(queued)) {
        lane.waiting.shift();
        this.#end(lane, queued, 'EXPIRED', NO_ERROR);
        this.#goOn(lane);
      } else if (!this.#send(lane, queued)) {
        this.#back.push(lane);
        return;
      }
    }
  }

  /** Ends what waited for too long; what is in flight has its answer yet to come. */
  expire(): void {
    for (const lane of this.#lanes.values()) {
      while (lane.waiting[0] !== undefined && this.#isOver(lane.waiting[0])) {
        this.#end(lane, lane.waiting.shift() as Queued, 'EXPIRED', NO_ERROR);
      }
    }
  }

  /** Takes back what has not gone on, to all of its recipients: false where all of it has, or it is not known. */
  cancel(message: MessageNumber, line: string): boolean {
    let isCancelled = false;
    for (const lane of [...(this.#lanesOf.get(message) ?? [])]) {
      const at = lane.waiting.findIndex(({ outgoing }) => outgoing.message === message && outgoing.line === line);
      if (at < 0) continue;
      this.#end(lane, lane.waiting.splice(at, 1)[0] as Queued, 'DELETED', NO_ERROR);
      isCancelled = true;
    }
    return isCancelled;
  }

  /** Whether it waits here, or is in flight. */
  holds(message: MessageNumber, line: string): boolean {
    const isIt = ({ outgoing }: Queued): boolean => outgoing.message === message && outgoing.line === line;
    const lanes = this.#lanesOf.get(message) ?? [];
    return lanes.some(({ waiting, inFlight }) => (inFlight !== undefined && isIt(inFlight)) || waiting.some(isIt));
  }

  #isOver({ outgoing }: Queued): boolean {
    return outgoing.validUntilMs <= this.#nowMs();
  }

  #nextLane(): Lane | undefined {
    const back = this.#back.pop();
    if (back !== undefined) return back;
    if (this.#readyAt < this.#ready.length) return this.#ready[this.#readyAt++];
    this.#ready = [];
    this.#readyAt = 0;
    return undefined;
  }

  /** The first way that is open and was not told to slow down: others only where there is none. */
  #way(): UpstreamSession | undefined {
    const nowMs = this.#nowMs();
    return this.#upstreams.find((way) => way.isOpen && (this.#pausedUntilMs.get(way) ?? 0) <= nowMs);
  }

  #send(lane: Lane, queued: Queued): boolean {
    const way = this.#way();
    if (way === undefined || way.room === 0) return false;
    const { carried, wantsReceipt } = queued.outgoing;
    // The lane is taken before: an answer may come within the call.
    lane.waiting.shift();
    lane.inFlight = queued;
    this.#inFlight++;
    if (way.send(carried, wantsReceipt, (outcome) => this.#answered(lane, queued, way, outcome))) return true;
    this.#giveBack(lane, queued);
    return false;
  }

  #giveBack(lane: Lane, queued: Queued): void {
    lane.inFlight = undefined;
    this.#inFlight--;
    lane.waiting.unshift(queued);
  }

  #answered(lane: Lane, queued: Queued, way: UpstreamSession, outcome: SendOutcome): void {
    if ('failed' in outcome && outcome.failed !== 'refused' && !this.#isSpent(queued, outcome.failed)) {
      if (outcome.failed === 'unknown') this.#resent++;
      else if (way.isOpen) this.#pausedUntilMs.set(way, this.#nowMs() + PAUSE_MS);
      this.#giveBack(lane, queued);
      this.#back.push(lane);
      this.pump();
      return;
    }
    lane.inFlight = undefined;
    this.#inFlight--;
    if ('sent' in outcome) {
      this.#sent++;
      this.#leave(lane, queued);
      this.#told.sent(queued, way.name, outcome.sent);
    } else if ('status' in outcome) this.#end(lane, queued, 'REJECTD', errorOf(outcome.status));
    else this.#end(lane, queued, 'UNKNOWN', NO_ERROR);
    this.#goOn(lane);
  }

  #isSpent({ id }: Queued, failed: 'later' | 'unknown'): boolean {
    if (failed === 'later') return false;
    const times = (this.#unknown.get(id) ?? 0) + 1;
    this.#unknown.set(id, times);
    return times >= UNKNOWN_MAX;
  }

  #goOn(lane: Lane): void {
    if (lane.waiting.length === 0) return;
    this.#back.push(lane);
    this.pump();
  }

  #end(lane: Lane, queued: Queued, state: Ended, error: string): void {
    this.#leave(lane, queued);
    this.#told.ended(queued, state, error);
  }

  /** It is in no place any more. */
  #leave(lane: Lane, { id, outgoing: { message } }: Queued): void {
    this.#waiting--;
    this.#unknown.delete(id);
    if (lane.waiting.length === 0 && lane.inFlight === undefined) this.#lanes.delete(lane.recipient);
    const lanes = this.#lanesOf.get(message);
    if (lanes === undefined) return;
    if (lanes.length === 1) this.#lanesOf.delete(message);
    else lanes.splice(lanes.indexOf(lane), 1);
  }
}

const errorOf = (status: number): string => String(status).padStart(ERROR_DIGITS, '0').slice(-ERROR_DIGITS);
