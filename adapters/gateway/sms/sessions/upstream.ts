// A way on to the network, in either protocol.
import type { Socket } from 'node:net';
import type { EndReason, Passed, SessionRules } from '@wurao/wire';
import type { CarriedMessage, Received, SendOutcome, UpstreamDesk, UpstreamSession } from '../ports.ts';
import {
  Conversation,
  type Counts,
  type Home,
  type HomeOptions,
  homeOf,
  type Talker,
  type Voice,
  type Wire,
} from './conversation.ts';
import { type DialOptions, Redial } from './redial.ts';

export interface UpstreamOptions extends DialOptions, HomeOptions {
  readonly name: string;
  /** system_id, or Source_Addr. */
  readonly account: string;
  readonly secret: string;
  /** Requests without an answer at a time, in each direction. */
  readonly windowMax?: number;
  /** From 0 to 1. */
  readonly random?: () => number;
}

/** Of a request of the network that carries something: how the relay's word on it is told. */
export interface Heard {
  readonly received: Received;
  answer(isKept: boolean): void;
}

export interface Written {
  readonly bytes: Uint8Array;
  readonly length: number;
}

/** What a protocol has to say as a client. */
export interface UpstreamSpeech<V extends Voice> {
  /** Command_Id of the open and of a submit. */
  readonly open: number;
  readonly submit: number;
  /** One a connection. */
  voiceFor(wire: Wire, counts: Counts): V;
  /** Undefined: it cannot be said in this form. The bytes are good until the next one is written. */
  write(voice: V, message: CarriedMessage, wantsReport: boolean): Written | undefined;
  /** The message just heard opens the session. */
  opened(voice: V): void;
  /** Why it does not. */
  refusal(voice: V): string;
  /** What the response just heard means. */
  outcome(voice: V): SendOutcome;
  /** A request just heard; undefined: it is answered, and nobody else need know. */
  hear(voice: V, commandId: number, sequence: number): Heard | undefined;
  /** status of a message that cannot be said in this form. */
  readonly unsayable: number;
}

/** `opening-unwritable`: account or secret do not fit the field that carries them. */
export class UpstreamFault extends Error {
  readonly code = 'opening-unwritable';
  readonly field: string;
  readonly remedy: string;

  constructor(field: string, remedy: string) {
    super(`${field}: ${remedy}`);
    this.name = 'UpstreamFault';
    this.field = field;
    this.remedy = remedy;
  }
}

export interface UpstreamFigures extends Counts {
  readonly attempts: number;
  readonly opened: number;
  /** Of the last try or session that ended. */
  readonly lastFailure: string | undefined;
}

/** What whoever opens it needs besides. */
export interface OpenUpstream extends UpstreamSession {
  figures(): UpstreamFigures;
  /**
   * After `close`: resolves when the network has answered what it was sent, as far as it does within `SmsLimits.leavingMs`. Until then what
   * it took is not known, and would be sent again.
   */
  closed(): Promise<void>;
}

type Tell = (outcome: SendOutcome) => void;

export class Upstream<V extends Voice> implements OpenUpstream, Talker<Tell> {
  readonly name: string;
  readonly #home: Home;
  readonly #desk: UpstreamDesk;
  readonly #speech: UpstreamSpeech<V>;
  readonly #redial: Redial;
  #conversation: Conversation<Tell> | undefined;
  #voice: V | undefined;
  /** NaN while it is not. */
  #openedAtMs = Number.NaN;
  #opened = 0;
  #lastFailure: string | undefined;
  #whenGone: () => void = () => {};

  constructor(options: UpstreamOptions, rules: SessionRules, speech: UpstreamSpeech<V>, desk: UpstreamDesk) {
    const { windowMax } = options;
    this.name = options.name;
    this.#desk = desk;
    this.#speech = speech;
    this.#home = homeOf({ ...rules, ...(windowMax === undefined ? {} : { windowMax }) }, options);
    this.#redial = new Redial(options, this.#home.clock, options.random ?? Math.random, {
      connected: (socket) => this.#connected(socket),
      failed: (why) => {
        this.#lastFailure = why;
      },
    });
    this.#redial.dial();
  }

  get isOpen(): boolean {
    return this.#conversation?.isConnected === true;
  }

  get room(): number {
    return this.#conversation?.room ?? 0;
  }

  send(message: CarriedMessage, wantsReport: boolean, tell: Tell): boolean {
    const conversation = this.#conversation;
    if (conversation === undefined) return false;
    if (conversation.room === 0) return conversation.noRoom();
    const { submit, unsayable } = this.#speech;
    const written = this.#speech.write(this.#voice!, message, wantsReport);
    if (written !== undefined) return conversation.send(submit, written.bytes, written.length, tell);
    tell({ failed: 'refused', status: unsayable });
    return true;
  }

  close(): void {
    this.#redial.stop();
    this.#conversation?.leave();
  }

  async closed(): Promise<void> {
    const conversation = this.#conversation;
    if (conversation === undefined) return;
    const { clock, limits } = this.#home;
    const cancel = clock.later(() => conversation.destroy(), limits.leavingMs);
    await new Promise<void>((resolve) => {
      this.#whenGone = resolve;
    });
    cancel();
  }

  figures(): UpstreamFigures {
    const { attempts } = this.#redial;
    return { ...this.#home.counts, attempts, opened: this.#opened, lastFailure: this.#lastFailure };
  }

  #connected(socket: Socket): void {
    const conversation = new Conversation<Tell>(socket, this.#home, 'client', this.#speech.open);
    const voice = this.#speech.voiceFor(conversation, this.#home.counts);
    this.#conversation = conversation;
    this.#voice = voice;
    conversation.begin(voice, this);
  }

  passed(what: Exclude<Passed, 'response' | 'unanswered'>, commandId: number, sequence: number): void {
    const voice = this.#voice!;
    if (what === 'opened') this.#open(voice);
    else if (what === 'refused') this.#lastFailure = this.#speech.refusal(voice);
    else if (what === 'request') {
      const heard = this.#speech.hear(voice, commandId, sequence);
      if (heard !== undefined) this.#desk.received(this, heard.received, (isKept) => heard.answer(isKept));
    }
  }

  #open(voice: V): void {
    this.#speech.opened(voice);
    this.#openedAtMs = this.#home.clock.steadyMs();
    this.#opened++;
    this.#desk.opened(this);
  }

  answered(tell: Tell): void {
    tell(this.#speech.outcome(this.#voice!));
  }

  unanswered(tell: Tell, wasSent: boolean): void {
    tell({ failed: wasSent ? 'unknown' : 'later' });
  }

  hasRoom(): void {
    this.#desk.hasRoom(this);
  }

  ended(reason: EndReason, why: string): void {
    this.#conversation = undefined;
    if (reason !== 'refused') this.#lastFailure = why;
    const openedAtMs = this.#openedAtMs;
    this.#openedAtMs = Number.NaN;
    const wasOpen = !Number.isNaN(openedAtMs);
    this.#redial.again(wasOpen ? this.#home.clock.steadyMs() - openedAtMs : 0);
    if (wasOpen) this.#desk.lost(this, why);
    this.#whenGone();
  }
}
