// One session over one connection: the machine of core/wire, a socket, a timer, and what is written in a turn.
import type { Socket } from 'node:net';
import {
  type EndReason,
  type Passed,
  Session,
  type SessionAction,
  type SessionRole,
  type SessionRules,
  writeUint32,
} from '@wurao/wire';
import { OutChunks } from '../../sip/transport/out-chunks.ts';
import { type Flushed, TurnEnd } from '../../sip/transport/turn-end.ts';
import { SMS_LIMITS, type SmsClock, type SmsLimits, SYSTEM_CLOCK } from './limits.ts';

/** How a protocol reads and writes what belongs to no message. */
export interface Voice {
  /** Octet of a message at which its sequence number stands. */
  readonly sequenceAt: number;
  /** Cuts out messages, and says `hear` for each that has a readable header. */
  read(chunk: Uint8Array): void;
  ask(what: 'open' | 'close' | 'probe', sequence: number): void;
  reply(to: 'close' | 'probe', sequence: number): void;
  /** `outcome`: of `SessionRules.declines`. */
  decline(commandId: number, sequence: number, outcome: number): void;
}

/** What a voice asks of its conversation. */
export interface Wire {
  readonly isOver: boolean;
  /** A message with this header has come. */
  hear(commandId: number, sequence: number, isOk: boolean): void;
  /** What comes cannot be read on. */
  broken(): void;
  /** Gathers a message, to be written when this turn is through. */
  write(bytes: Uint8Array, length: number): void;
  /** The same of the answer to a request that was passed on, unless nobody waits for it any more. */
  answer(commandId: number, sequence: number, bytes: Uint8Array, length: number): void;
}

/** Who talks by way of a conversation. `Tell`: what it keeps of a request until the response is there. */
export interface Talker<Tell> {
  /** The message is the one that the voice has just read. */
  passed(what: Exclude<Passed, 'response' | 'unanswered'>, commandId: number, sequence: number): void;
  /** The response is the message that the voice has just read. */
  answered(tell: Tell): void;
  /** There will be no response. `wasSent`: it may have been acted on. */
  unanswered(tell: Tell, wasSent: boolean): void;
  /** There was no room, and there is now. */
  hasRoom(): void;
  /** Once. `why`: `EndReason`, or what the socket ended with. */
  ended(reason: EndReason, why: string): void;
}

export interface Counts {
  /** Messages of either protocol. */
  received: number;
  sent: number;
  /** Answered with what is wrong with them. */
  malformed: number;
}

/** What the conversations of one port share. */
export interface Home {
  readonly clock: SmsClock;
  readonly limits: SmsLimits;
  readonly rules: SessionRules;
  readonly counts: Counts;
}

export interface HomeOptions {
  readonly limits?: Partial<SmsLimits>;
  /** Times of a session, and what else the specification leaves open. */
  readonly rules?: Partial<SessionRules>;
  readonly clock?: SmsClock;
}

export const homeOf = (usual: SessionRules, { limits, rules, clock = SYSTEM_CLOCK }: HomeOptions): Home => ({
  clock,
  limits: { ...SMS_LIMITS, ...limits },
  rules: { ...usual, ...rules },
  counts: { received: 0, sent: 0, malformed: 0 },
});

interface Pending<Tell> {
  readonly tell: Tell;
  /** Of the flush that writes it. */
  readonly turn: number;
  /** Kept where it may have to be sent again. */
  readonly bytes: Uint8Array | undefined;
}

const TURN_END = new TurnEnd();

/** A slice of a Buffer is no copy, as that of a Uint8Array is, on which core/wire relies. */
export const plainBytes = (chunk: Buffer): Uint8Array => new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);

export class Conversation<Tell> implements Wire, Flushed {
  readonly #socket: Socket;
  readonly #home: Home;
  readonly #session: Session;
  readonly #out = new OutChunks();
  readonly #pending = new Map<number, Pending<Tell>>();
  #voice: Voice | undefined;
  #talker: Talker<Tell> | undefined;
  /** Flushes so far. */
  #turn = 0;
  #isFlushDue = false;
  #isOver = false;
  #isLeaving = false;
  #wasFull = false;
  #error: Error | undefined;
  #cancelTimer: (() => void) | undefined;

  /** Of a connection that is there. `open`: the Command_Id with which a client opens. */
  constructor(socket: Socket, home: Home, role: SessionRole, open?: number) {
    this.#socket = socket;
    this.#home = home;
    const setup = { role, rules: home.rules, ...(open === undefined ? {} : { open }) };
    this.#session = new Session(setup, home.clock.steadyMs());
  }

  /** From now on it is read. */
  begin(voice: Voice, talker: Talker<Tell>): void {
    this.#voice = voice;
    this.#talker = talker;
    const socket = this.#socket;
    socket.on('data', (chunk: Buffer) => this.#read(voice, plainBytes(chunk)));
    socket.on('error', (error) => {
      this.#error ??= error;
    });
    socket.once('close', () => {
      this.#cancelTimer?.();
      this.#out.drop();
      this.#perform(this.#session.take({ tell: 'lost' }, this.#nowMs()));
    });
    this.#perform(this.#session.begin());
    this.#wake();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get isConnected(): boolean {
    return this.#session.state === 'connected' && !this.#isLeaving;
  }

  /** Requests that may be sent now. */
  get room(): number {
    return this.isConnected ? Math.max(0, this.#session.windowMax - this.#session.inFlight) : 0;
  }

  #nowMs(): number {
    return this.#home.clock.steadyMs();
  }

  #read(voice: Voice, chunk: Uint8Array): void {
    if (this.#isOver) return;
    voice.read(chunk);
    this.#tellRoom();
  }

  /** Once for all that came together: whoever was waiting may then send as much as there is room for. */
  #tellRoom(): void {
    if (!this.#wasFull || this.room === 0) return;
    this.#wasFull = false;
    this.#talker?.hasRoom();
  }

  hear(commandId: number, sequence: number, isOk: boolean): void {
    this.#home.counts.received++;
    const kind = this.#home.rules.commands.get(commandId)?.kind;
    if (this.#isLeaving && kind === 'request' && this.#session.state === 'connected') {
      this.#voice?.decline(commandId, sequence, this.#home.rules.declines.closing);
      return;
    }
    this.#perform(this.#session.take({ received: commandId, sequence, isOk }, this.#nowMs()));
  }

  broken(): void {
    this.#perform(this.#session.take({ tell: 'broken' }, this.#nowMs()));
  }

  /** Lets the peer in; its answer is the caller's to write. */
  accept(windowMax: number): void {
    this.#session.windowMax = windowMax;
    this.#session.take({ tell: 'accept' }, this.#nowMs());
    this.#wake();
  }

  /** Turns it away, after the answer that the caller has written. */
  reject(): void {
    this.#perform(this.#session.take({ tell: 'reject' }, this.#nowMs()));
  }

  /** Somebody wanted to send and could not: it hears when there is room. */
  noRoom(): false {
    this.#wasFull = true;
    return false;
  }

  /** Sends a request under its sequence number, which is put into the bytes. False: there is no room. */
  send(commandId: number, bytes: Uint8Array, length: number, tell: Tell): boolean {
    if (this.room === 0) return this.noRoom();
    const action = this.#session.take({ send: commandId }, this.#nowMs())[0];
    if (action === undefined || !('send' in action)) return false;
    writeUint32(bytes, this.#voice!.sequenceAt, action.sequence);
    const kept = this.#home.rules.resendsMax > 0 ? bytes.slice(0, length) : undefined;
    this.#pending.set(action.sequence, { tell, turn: this.#turn, bytes: kept });
    if (this.room === 0) this.#wasFull = true;
    this.write(bytes, length);
    return true;
  }

  answer(commandId: number, sequence: number, bytes: Uint8Array, length: number): void {
    if (this.#session.take({ answer: sequence, commandId }, this.#nowMs()).length === 0) return;
    this.write(bytes, length);
    if (this.#isLeaving) this.#leaveIfDone();
  }

  write(bytes: Uint8Array, length: number): void {
    if (this.#isOver) return;
    const waiting = this.#out.gatheredBytes + this.#socket.writableLength;
    if (waiting + length > this.#home.limits.queuedBytesMax) {
      this.#error ??= new Error(`slow-reader: ${waiting} bytes wait for the peer`);
      this.#socket.destroy();
      return;
    }
    this.#out.gather(bytes, length);
    this.#home.counts.sent++;
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    TURN_END.flushLater(this);
  }

  flush(): void {
    this.#isFlushDue = false;
    if (this.#out.gatheredBytes === 0 || this.#socket.destroyed) return;
    this.#turn++;
    this.#out.writeTo(this.#socket);
  }

  /** Takes no more requests, answers those that it has, waits for the answers to its own, says goodbye and closes. */
  leave(): void {
    if (this.#isOver || this.#isLeaving) return;
    this.#isLeaving = true;
    this.#leaveIfDone();
    // An answer that does not come holds nobody up for ever.
    if (this.#session.state === 'connected') this.#wake(this.#home.rules.closeMs, () => this.#sayGoodbye());
  }

  /** What was sent and has no answer yet would be sent again otherwise: a peer that hears a goodbye need not answer any more. */
  #leaveIfDone(): void {
    const isDone = this.#session.unanswered === 0 && this.#session.inFlight === 0;
    if (isDone || this.#session.state !== 'connected') this.#sayGoodbye();
  }

  #sayGoodbye(): void {
    this.#perform(this.#session.take({ tell: 'leave' }, this.#nowMs()));
    this.#wake();
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.#socket.destroy();
  }

  /**
   * One timer: no later than the machine wants it, and at least as often as a request waits for its response, so that one that is sent
   * meanwhile need not move it.
   */
  #wake(afterMs = this.#untilDueMs(), run = () => this.#tick()): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (!this.#isOver) this.#cancelTimer = this.#home.clock.later(run, afterMs);
  }

  #untilDueMs(): number {
    return Math.min(Math.max(0, this.#session.wakeAtMs - this.#nowMs()), this.#home.rules.responseMs);
  }

  #tick(): void {
    this.#perform(this.#session.take({ tell: 'tick' }, this.#nowMs()));
    this.#wake();
    this.#tellRoom();
  }

  #perform(actions: readonly SessionAction[]): void {
    for (let i = 0; i < actions.length; i++) this.#do(actions[i]!);
  }

  #do(action: SessionAction): void {
    if ('pass' in action) this.#pass(action.pass, action.commandId, action.sequence);
    else if ('reply' in action) this.#voice?.reply(action.reply, action.sequence);
    else if ('decline' in action) this.#voice?.decline(action.commandId, action.sequence, action.outcome);
    else if ('resend' in action) this.#resend(action.resend);
    else if ('end' in action) this.#end(action.end);
    else if ('send' in action && action.send !== 'request' && action.send !== 'answer') {
      this.#voice?.ask(action.send, action.sequence);
    }
  }

  #pass(what: Passed, commandId: number, sequence: number): void {
    if (what !== 'response' && what !== 'unanswered') {
      this.#talker?.passed(what, commandId, sequence);
      return;
    }
    const pending = this.#pending.get(sequence);
    if (pending === undefined) return;
    this.#pending.delete(sequence);
    if (what === 'response') this.#talker?.answered(pending.tell);
    else this.#talker?.unanswered(pending.tell, pending.turn < this.#turn || !this.#socket.destroyed);
    if (this.#isLeaving && this.#session.state === 'connected') this.#leaveIfDone();
  }

  /** Of a probe nothing is kept: it is written again. */
  #resend(sequence: number): void {
    const bytes = this.#pending.get(sequence)?.bytes;
    if (bytes === undefined) this.#voice?.ask('probe', sequence);
    else this.write(bytes, bytes.length);
  }

  #end(reason: EndReason): void {
    this.flush();
    this.#isOver = true;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (!this.#socket.destroyed) {
      this.#socket.end();
      this.#cancelTimer = this.#home.clock.later(() => this.#socket.destroy(), this.#home.limits.endingMs);
    }
    this.#talker?.ended(reason, this.#error?.message ?? reason);
  }
}
