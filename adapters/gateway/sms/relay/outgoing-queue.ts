// Messages on their way to the network: to one recipient in their order, one at a time, over the first way that is open.
import type { MessageNumber, SendOutcome, UpstreamSession } from '../ports.ts';
import type { ItemId } from './house-port.ts';
import type { Outgoing } from './kept-items.ts';

/** A way that had no room, or was told to slow down, is left alone for so long. */
export const PAUSE_MS = 1_000;

export interface Queued {
  readonly id: ItemId;
  readonly outgoing: Outgoing;
}

/** Why a message will not go on any more, as reports say it. */
export type Ended = 'EXPIRED' | 'DELETED' | 'REJECTD';

export interface QueueTold {
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
const NO_ERROR = '000';

export class OutgoingQueue {
  readonly #told: QueueTold;
  readonly #nowMs: () => number;
  readonly #soon: (run: () => void) => void;
  #isPlanned = false;
  readonly #upstreams: UpstreamSession[] = [];
  readonly #pausedUntilMs = new Map<UpstreamSession, number>();
  readonly #lanes = new Map<string, Lane>();
  /** Lanes with something to send, first come first served; those that come back go first. */
  #ready: Lane[] = [];
  #readyAt = 0;
  readonly #back: Lane[] = [];
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
    for (const lane of this.#lanes.values()) {
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
    for (const { waiting, inFlight } of this.#lanes.values()) {
      if ((inFlight !== undefined && isIt(inFlight)) || waiting.some(isIt)) return true;
    }
    return false;
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
    if ('failed' in outcome && outcome.failed !== 'refused') {
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
      this.#waiting--;
      this.#sent++;
      this.#leave(lane);
      this.#told.sent(queued, way.name, outcome.sent);
      this.#goOn(lane);
    } else {
      this.#end(lane, queued, 'REJECTD', String(outcome.status).padStart(ERROR_DIGITS, '0').slice(-ERROR_DIGITS));
      this.#goOn(lane);
    }
  }

  #goOn(lane: Lane): void {
    if (lane.waiting.length === 0) return;
    this.#back.push(lane);
    this.pump();
  }

  #end(lane: Lane, queued: Queued, state: Ended, error: string): void {
    this.#waiting--;
    this.#leave(lane);
    this.#told.ended(queued, state, error);
  }

  #leave(lane: Lane): void {
    if (lane.waiting.length === 0 && lane.inFlight === undefined) this.#lanes.delete(lane.recipient);
  }
}
