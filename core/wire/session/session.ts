// One session over one connection: what comes in and what time it is, to what is to be done. No socket, no clock.
import {
  type DeclineReason,
  isResponseId,
  requestIdOf,
  type SessionDirection,
  type SessionRole,
  type SessionRules,
} from './rules.ts';
import {
  type EndReason,
  type Move,
  type RefuseReason,
  SESSION_TABLES,
  type SessionState,
  type TableInput,
} from './table.ts';
import { Unanswered } from './unanswered.ts';

/**
 * `received`: a message of the peer; `isOk` whether its outcome is success, asked only of the answer to the open. `send`: the user wants to
 * send a request. `answer`: the user has the response to the request of this sequence number and command that was passed to it.
 * `accept`, `reject`: its word on the open. `leave`: it wants to go. `tick`: nothing but time. `broken`: what the peer sends cannot be read on.
 */
export type SessionInput =
  | { readonly received: number; readonly sequence: number; readonly isOk: boolean }
  | { readonly send: number }
  | { readonly answer: number; readonly commandId: number }
  | { readonly tell: 'accept' | 'reject' | 'leave' | 'tick' | 'lost' | 'broken' };

/**
 * What the owner of a session must do, in the order given.
 *
 * `send`: write a message with this sequence number: our `open`, `close` or `probe`, the user's `request` or `answer` (to
 * a request or to the open). `resend`: the same octets again. `reply`: the response to a `probe` or `close`. `decline`: a response with the
 * outcome of `SessionRules.declines`. `pass` to the user: the peer's open and its answer to ours (`opened`, `refused`), a `request`, `notice`
 * or `response`; `unanswered`: this request of ours will get no response; whether it was acted on is not known. `room`: the window was
 * full and is not now. `refuse`: the user's request was not sent. `end`: close the connection and forget the session.
 */
export type SessionAction =
  | {
      readonly send: 'open' | 'close' | 'probe' | 'request' | 'answer';
      readonly commandId: number;
      readonly sequence: number;
    }
  | { readonly resend: number }
  | { readonly reply: 'probe' | 'close'; readonly sequence: number }
  | { readonly decline: DeclineReason; readonly outcome: number; readonly commandId: number; readonly sequence: number }
  | { readonly pass: Passed; readonly commandId: number; readonly sequence: number }
  | { readonly room: true }
  | { readonly refuse: RefuseReason }
  | { readonly end: EndReason };

export type Passed = 'open' | 'opened' | 'refused' | 'request' | 'notice' | 'response' | 'unanswered';

export interface SessionSetup {
  readonly role: SessionRole;
  readonly rules: SessionRules;
  /** The Command_Id with which a client opens. */
  readonly open?: number;
}

interface Outstanding {
  readonly commandId: number;
  readonly isProbe: boolean;
  readonly dueMs: number;
  readonly resendsLeft: number;
}

/** What an input is about. */
interface Subject {
  readonly commandId: number;
  readonly sequence: number;
}

type TellingMove = Extract<Move, `${'decline' | 'refuse' | 'end'}-${string}`>;
type OwnMove = Exclude<Move, TellingMove>;

const NOTHING: Subject = { commandId: 0, sequence: 0 };
const NEVER_MS = Number.POSITIVE_INFINITY;

/**
 * The state of one session. Instants are milliseconds of a clock that never goes back. At most `windowMax` requests of either
 * side are remembered, and one probe.
 */
export class Session {
  /** As `SessionRules.windowMax`, until somebody who knows better says so. */
  windowMax: number;
  readonly #setup: SessionSetup;
  #state: SessionState = 'connecting';
  /** In the order in which they are due: all wait equally long, and one that is sent again goes to the end. */
  readonly #outstanding = new Map<number, Outstanding>();
  #requests = 0;
  #isProbing = false;
  readonly #unanswered = new Unanswered();
  #opens: readonly SessionDirection[] = [];
  #opening: Subject = NOTHING;
  #closing: Subject = NOTHING;
  #lastSequence = 0;
  #dueMs: number;
  #heardMs: number;
  #wasFull = false;
  #nowMs: number;
  #actions: SessionAction[] = [];

  /** Begins when the connection is there; a client's first actions come from `begin`. */
  constructor(setup: SessionSetup, nowMs: number) {
    this.#setup = setup;
    this.windowMax = setup.rules.windowMax;
    this.#nowMs = nowMs;
    this.#heardMs = nowMs;
    this.#dueMs = nowMs + setup.rules.openMs;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Requests of ours that have no response yet. */
  get inFlight(): number {
    return this.#requests;
  }

  /** Requests of the peer that have none. */
  get unanswered(): number {
    return this.#unanswered.count;
  }

  /** When a `tick` is due at the latest; infinite once the session is over. */
  get wakeAtMs(): number {
    if (this.#state === 'closed') return NEVER_MS;
    const idleMs =
      this.#state === 'connected' && !this.#isProbing ? this.#heardMs + this.#setup.rules.idleMs : NEVER_MS;
    return Math.min(this.#dueMs, idleMs, this.#first()?.[1].dueMs ?? NEVER_MS);
  }

  /** The first actions: a client opens, a server waits. */
  begin(): readonly SessionAction[] {
    const { role, open } = this.#setup;
    if (role === 'server' || open === undefined) return [];
    this.#opening = { commandId: open, sequence: this.#nextSequence() };
    this.#opens = this.#opensOf(open);
    return [{ send: 'open', ...this.#opening }];
  }

  /** One input at its instant: what is to be done about it. */
  take(input: SessionInput, nowMs: number): readonly SessionAction[] {
    this.#nowMs = nowMs;
    this.#actions = [];
    if ('received' in input) this.#hear(input.received, input.sequence, input.isOk);
    else if ('send' in input) this.#step(this.#kindOfSend(input.send), { commandId: input.send, sequence: 0 });
    else if ('answer' in input) this.#takeAnswer({ commandId: input.commandId, sequence: input.answer });
    else if (input.tell === 'tick') this.#tick();
    else this.#step(input.tell, this.#opening);
    return this.#actions;
  }

  #hear(commandId: number, sequence: number, isOk: boolean): void {
    this.#heardMs = this.#nowMs;
    const kind = this.#kindOf(commandId, sequence, isOk);
    this.#step(kind, { commandId, sequence });
  }

  #kindOf(commandId: number, sequence: number, isOk: boolean): TableInput {
    const command = this.#setup.rules.commands.get(commandId);
    if (command?.kind === 'nack' || isResponseId(commandId)) {
      return this.#kindOfResponse(requestIdOf(commandId), sequence, isOk, command?.kind === 'nack');
    }
    if (command === undefined) return 'unknown';
    if (command.kind !== 'request') return command.kind as Exclude<typeof command.kind, 'nack'>;
    const peer = this.#setup.role === 'server' ? 'client' : 'server';
    if (!this.#mayCarry(peer, command.from)) return 'misplaced';
    if (this.#setup.rules.absorbsRepeats && this.#unanswered.has(commandId, sequence)) return 'repeat';
    return this.#unanswered.count >= this.windowMax ? 'excess' : 'request';
  }

  #kindOfResponse(requestId: number, sequence: number, isOk: boolean, isNack: boolean): TableInput {
    const answers = (request: Subject) => request.sequence === sequence && (isNack || request.commandId === requestId);
    if (this.#state === 'connecting' && answers(this.#opening)) return isOk && !isNack ? 'opened' : 'refused';
    if (this.#state === 'closing' && answers(this.#closing)) return 'close-answer';
    const found = this.#outstanding.get(sequence);
    if (found === undefined || !answers({ commandId: found.commandId, sequence })) return 'stray';
    return found.isProbe ? 'probe-answer' : 'response';
  }

  #kindOfSend(commandId: number): TableInput {
    const command = this.#setup.rules.commands.get(commandId);
    if (command?.kind !== 'request' || !this.#mayCarry(this.#setup.role, command.from)) return 'barred';
    return this.#requests >= this.windowMax ? 'full' : 'send';
  }

  #mayCarry(sender: SessionRole, from: SessionRole | 'either'): boolean {
    const direction = sender === 'client' ? 'transmit' : 'receive';
    return (from === 'either' || from === sender) && this.#opens.includes(direction);
  }

  #opensOf(commandId: number): readonly SessionDirection[] {
    const command = this.#setup.rules.commands.get(commandId);
    return command?.kind === 'open' ? command.opens : [];
  }

  #takeAnswer(subject: Subject): void {
    if (this.#unanswered.has(subject.commandId, subject.sequence)) this.#step('answer', subject);
  }

  #tick(): void {
    if (this.#dueMs <= this.#nowMs) this.#step('due', NOTHING);
    for (let first = this.#first(); first !== undefined && first[1].dueMs <= this.#nowMs; first = this.#first()) {
      const [sequence, { commandId, isProbe, resendsLeft }] = first;
      const spent = isProbe ? 'mute' : 'unanswered';
      this.#step(resendsLeft > 0 ? 'late' : spent, { commandId, sequence });
    }
    const isIdle = this.#nowMs >= this.#heardMs + this.#setup.rules.idleMs;
    if (isIdle && !this.#isProbing) this.#step('idle', NOTHING);
  }

  #first(): readonly [number, Outstanding] | undefined {
    return this.#outstanding.entries().next().value;
  }

  #nextSequence(): number {
    do {
      this.#lastSequence = this.#lastSequence >= this.#setup.rules.sequenceMax ? 1 : this.#lastSequence + 1;
    } while (this.#outstanding.has(this.#lastSequence));
    return this.#lastSequence;
  }

  #step(input: TableInput, subject: Subject): void {
    const before = this.#state;
    const { next, moves } = SESSION_TABLES[this.#setup.role][before][input];
    this.#state = next;
    if (next !== before && (next === 'connected' || next === 'closed')) this.#dueMs = NEVER_MS;
    for (const move of moves) {
      const own = Session.#moves.get(move);
      if (own === undefined) this.#tell(move as TellingMove, subject);
      else own(this, subject);
    }
  }

  static readonly #ownMoves: Readonly<Record<OwnMove, (session: Session, subject: Subject) => void>> = {
    'pass-open': (session, subject) => session.#passOpen(subject),
    'pass-opened': (session, subject) => session.#pass('opened', subject),
    'pass-refused': (session, subject) => session.#pass('refused', subject),
    'pass-request': (session, subject) => session.#passRequest(subject),
    'pass-notice': (session, subject) => session.#pass('notice', subject),
    'pass-response': (session, subject) => session.#pass('response', subject),
    settle: (session, { sequence }) => session.#settle(sequence),
    expire: (session, { sequence }) => session.#expire(sequence),
    'fail-all': (session) => session.#failAll(),
    room: (session) => session.#tellRoom(),
    resend: (session, { sequence }) => session.#resend(sequence),
    'reply-probe': (session, { sequence }) => session.#actions.push({ reply: 'probe', sequence }),
    'reply-close': (session, { sequence }) => session.#actions.push({ reply: 'close', sequence }),
    'send-open-answer': (session) => session.#actions.push({ send: 'answer', ...session.#opening }),
    'send-answer': (session, subject) => session.#answer(subject),
    'send-request': (session, { commandId }) => session.#sendRequest(commandId),
    'send-probe': (session) => session.#sendProbe(),
    'send-close': (session) => session.#sendClose(),
  };
  static readonly #moves = new Map<Move, (session: Session, subject: Subject) => void>(
    Object.entries(Session.#ownMoves) as [OwnMove, (session: Session, subject: Subject) => void][],
  );

  /** The moves whose name says all: decline, refuse, end. */
  #tell(move: TellingMove, subject: Subject): void {
    const reason = move.slice(move.indexOf('-') + 1);
    if (move.startsWith('decline-')) {
      const decline = reason as DeclineReason;
      this.#actions.push({ decline, outcome: this.#setup.rules.declines[decline], ...subject });
    } else if (move.startsWith('refuse-')) {
      if (move === 'refuse-window-full') this.#wasFull = true;
      this.#actions.push({ refuse: reason as RefuseReason });
    } else {
      this.#unanswered.clear();
      this.#actions.push({ end: reason as EndReason });
    }
  }

  #passOpen(subject: Subject): void {
    this.#opening = subject;
    this.#opens = this.#opensOf(subject.commandId);
    this.#pass('open', subject);
  }

  #passRequest(subject: Subject): void {
    this.#unanswered.add(subject.commandId, subject.sequence);
    this.#pass('request', subject);
  }

  #pass(pass: Passed, { commandId, sequence }: Subject): void {
    this.#actions.push({ pass, commandId, sequence });
  }

  #settle(sequence: number): void {
    const found = this.#outstanding.get(sequence)!;
    this.#outstanding.delete(sequence);
    if (found.isProbe) this.#isProbing = false;
    else this.#requests--;
  }

  #expire(sequence: number): void {
    const { isProbe, commandId } = this.#outstanding.get(sequence)!;
    this.#settle(sequence);
    if (!isProbe) this.#pass('unanswered', { commandId, sequence });
  }

  #failAll(): void {
    for (const sequence of [...this.#outstanding.keys()]) this.#expire(sequence);
  }

  #tellRoom(): void {
    if (!this.#wasFull) return;
    this.#wasFull = false;
    this.#actions.push({ room: true });
  }

  #resend(sequence: number): void {
    const found = this.#outstanding.get(sequence)!;
    this.#outstanding.delete(sequence);
    const dueMs = this.#nowMs + this.#setup.rules.responseMs;
    this.#outstanding.set(sequence, { ...found, dueMs, resendsLeft: found.resendsLeft - 1 });
    this.#actions.push({ resend: sequence });
  }

  #answer(subject: Subject): void {
    this.#unanswered.remove(subject.commandId, subject.sequence);
    this.#actions.push({ send: 'answer', ...subject });
  }

  #await(commandId: number, isProbe: boolean): number {
    const { responseMs, resendsMax } = this.#setup.rules;
    const sequence = this.#nextSequence();
    this.#outstanding.set(sequence, { commandId, isProbe, dueMs: this.#nowMs + responseMs, resendsLeft: resendsMax });
    return sequence;
  }

  #sendRequest(commandId: number): void {
    const sequence = this.#await(commandId, false);
    this.#requests++;
    this.#actions.push({ send: 'request', commandId, sequence });
  }

  #sendProbe(): void {
    const { probe } = this.#setup.rules;
    this.#isProbing = true;
    this.#actions.push({ send: 'probe', commandId: probe, sequence: this.#await(probe, true) });
  }

  #sendClose(): void {
    const { close, closeMs } = this.#setup.rules;
    this.#closing = { commandId: close, sequence: this.#nextSequence() };
    this.#dueMs = this.#nowMs + closeMs;
    this.#actions.push({ send: 'close', ...this.#closing });
  }
}
