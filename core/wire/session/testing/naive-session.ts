// The rules of a session in the plainest form: lists that are searched, questions asked in order, no table. Slow, and short enough to believe.
import type { SessionRole, SessionRules } from '../rules.ts';
import type { SessionAction, SessionInput } from '../session.ts';

interface Sent {
  readonly commandId: number;
  readonly sequence: number;
  dueMs: number;
  resends: number;
}

type Reason = Extract<SessionAction, { end: unknown }>['end'];

const RESPONSE = 0x80000000;

export class NaiveSession {
  phase: 'waiting' | 'asked' | 'open' | 'leaving' | 'over' = 'waiting';
  sent: Sent[] = [];
  held: { commandId: number; sequence: number }[] = [];
  readonly #role: SessionRole;
  readonly #rules: SessionRules;
  #open = { commandId: 0, sequence: 0 };
  #close = 0;
  #counter = 0;
  #deadlineMs: number | undefined;
  #heardMs: number;
  #owesRoom = false;
  #out: SessionAction[] = [];

  constructor(role: SessionRole, rules: SessionRules, nowMs: number) {
    this.#role = role;
    this.#rules = rules;
    this.#heardMs = nowMs;
    this.#deadlineMs = nowMs + rules.openMs;
  }

  begin(open: number): SessionAction[] {
    if (this.#role === 'server') return [];
    this.#open = { commandId: open, sequence: this.#number() };
    return [{ send: 'open', ...this.#open }];
  }

  take(input: SessionInput, nowMs: number): SessionAction[] {
    this.#out = [];
    if ('send' in input) this.#send(input.send, nowMs);
    else if (this.phase === 'over') return [];
    else if ('received' in input) this.#receive(input, nowMs);
    else if ('answer' in input) this.#answer(input.commandId, input.answer);
    else this.#told(input.tell, nowMs);
    return this.#out;
  }

  get #requests(): Sent[] {
    return this.sent.filter(({ commandId }) => commandId !== this.#rules.probe);
  }

  #number(): number {
    for (;;) {
      this.#counter = (this.#counter % this.#rules.sequenceMax) + 1;
      if (this.sent.every(({ sequence }) => sequence !== this.#counter)) return this.#counter;
    }
  }

  #end(end: Reason): void {
    for (const { commandId, sequence } of this.#requests) this.#out.push({ pass: 'unanswered', commandId, sequence });
    this.#out.push({ end });
    this.sent = [];
    this.held = [];
    this.phase = 'over';
  }

  #allowed(by: SessionRole, commandId: number): boolean {
    const command = this.#rules.commands.get(commandId);
    if (command?.kind !== 'request') return false;
    if (command.from !== 'either' && command.from !== by) return false;
    const open = this.#rules.commands.get(this.#open.commandId);
    return open?.kind === 'open' && open.opens.includes(by === 'client' ? 'transmit' : 'receive');
  }

  #send(commandId: number, nowMs: number): void {
    if (this.phase !== 'open') this.#out.push({ refuse: 'not-connected' });
    else if (!this.#allowed(this.#role, commandId)) this.#out.push({ refuse: 'not-allowed' });
    else if (this.#requests.length >= this.#rules.windowMax) {
      this.#owesRoom = true;
      this.#out.push({ refuse: 'window-full' });
    } else {
      const sequence = this.#number();
      this.sent.push({ commandId, sequence, dueMs: nowMs + this.#rules.responseMs, resends: 0 });
      this.#out.push({ send: 'request', commandId, sequence });
    }
  }

  #answer(commandId: number, sequence: number): void {
    const at = this.held.findIndex((held) => held.sequence === sequence && held.commandId === commandId);
    if (at < 0) return;
    this.#out.push({ send: 'answer', ...this.held[at]! });
    this.held.splice(at, 1);
  }

  #told(word: string, nowMs: number): void {
    const isAsked = this.phase === 'asked';
    if (word === 'tick') this.#tick(nowMs);
    else if (word === 'lost' || word === 'broken') this.#end(word);
    else if (word === 'leave' && this.phase === 'open') {
      this.phase = 'leaving';
      this.#close = this.#number();
      this.#deadlineMs = nowMs + this.#rules.closeMs;
      this.#out.push({ send: 'close', commandId: this.#rules.close, sequence: this.#close });
    } else if (word === 'leave' && this.phase !== 'leaving') this.#end('left');
    else if (isAsked && (word === 'accept' || word === 'reject')) {
      this.#out.push({ send: 'answer', ...this.#open });
      if (word === 'reject') this.#end('refused');
      else this.#becomeOpen();
    }
  }

  #becomeOpen(): void {
    this.phase = 'open';
    this.#deadlineMs = undefined;
  }

  #tick(nowMs: number): void {
    if (this.#deadlineMs !== undefined && this.#deadlineMs <= nowMs) {
      this.#end('timeout');
      return;
    }
    for (;;) {
      const late = this.sent.find(({ dueMs }) => dueMs <= nowMs);
      if (late === undefined) break;
      const isProbe = late.commandId === this.#rules.probe;
      const isSpent = late.resends === this.#rules.resendsMax;
      if (isProbe && isSpent) {
        this.#end('mute');
        return;
      }
      this.sent = this.sent.filter((each) => each !== late);
      if (!isSpent && this.phase === 'open') {
        this.sent.push({ ...late, dueMs: nowMs + this.#rules.responseMs, resends: late.resends + 1 });
        this.#out.push({ resend: late.sequence });
      } else if (!isProbe) {
        this.#out.push({ pass: 'unanswered', commandId: late.commandId, sequence: late.sequence });
        this.#room();
      }
    }
    const isProbing = this.sent.length > this.#requests.length;
    if (this.phase !== 'open' || isProbing || nowMs < this.#heardMs + this.#rules.idleMs) return;
    const probe = { commandId: this.#rules.probe, sequence: this.#number() };
    this.sent.push({ ...probe, dueMs: nowMs + this.#rules.responseMs, resends: 0 });
    this.#out.push({ send: 'probe', ...probe });
  }

  #room(): void {
    if (this.#owesRoom && this.phase === 'open') {
      this.#owesRoom = false;
      this.#out.push({ room: true });
    }
  }

  #receive({ received, sequence, isOk }: Extract<SessionInput, { received: number }>, nowMs: number): void {
    this.#heardMs = nowMs;
    const kind = this.#rules.commands.get(received)?.kind;
    if (kind === 'nack' || received >= RESPONSE) this.#receiveResponse(received, sequence, isOk);
    else if (kind === 'probe') this.#out.push({ reply: 'probe', sequence });
    else if (kind === 'close') {
      this.#out.push({ reply: 'close', sequence });
      this.#end(this.phase === 'leaving' ? 'left' : 'peer-left');
    } else if (kind === 'notice') this.#out.push({ pass: 'notice', commandId: received, sequence });
    else if (kind === 'open' && this.#role === 'server' && this.phase === 'waiting') {
      this.phase = 'asked';
      this.#open = { commandId: received, sequence };
      this.#out.push({ pass: 'open', ...this.#open });
    } else if (kind === 'open') this.#decline('wrong-open', received, sequence);
    else if (kind === 'request') this.#receiveRequest(received, sequence);
  }

  #receiveRequest(commandId: number, sequence: number): void {
    const peer = this.#role === 'client' ? 'server' : 'client';
    const isPlaced = this.#allowed(peer, commandId);
    const isHeld = this.held.some((held) => held.sequence === sequence && held.commandId === commandId);
    if (!isPlaced || this.phase === 'waiting' || this.phase === 'asked') {
      this.#decline('wrong-state', commandId, sequence);
    } else if (isHeld && this.#rules.absorbsRepeats) return;
    else if (this.phase === 'leaving') this.#decline('closing', commandId, sequence);
    else if (this.held.length >= this.#rules.windowMax) this.#decline('throttled', commandId, sequence);
    else {
      this.held.push({ commandId, sequence });
      this.#out.push({ pass: 'request', commandId, sequence });
    }
  }

  #receiveResponse(received: number, sequence: number, isOk: boolean): void {
    const isNack = this.#rules.commands.get(received)?.kind === 'nack';
    const answers = (commandId: number) => isNack || received === commandId + RESPONSE;
    if (this.phase === 'waiting' && this.#role === 'client') {
      if (sequence !== this.#open.sequence || !answers(this.#open.commandId)) return;
      const isIn = isOk && !isNack;
      this.#out.push({ pass: isIn ? 'opened' : 'refused', commandId: received, sequence });
      if (isIn) this.#becomeOpen();
      else this.#end('refused');
      return;
    }
    if (this.phase === 'leaving' && sequence === this.#close && answers(this.#rules.close)) {
      this.#end('left');
      return;
    }
    const found = this.sent.find((each) => each.sequence === sequence && answers(each.commandId));
    if (found === undefined) return;
    this.sent = this.sent.filter((each) => each !== found);
    if (found.commandId === this.#rules.probe) return;
    this.#out.push({ pass: 'response', commandId: received, sequence });
    this.#room();
  }

  #decline(decline: 'wrong-state' | 'wrong-open' | 'closing' | 'throttled', commandId: number, sequence: number): void {
    this.#out.push({ decline, outcome: this.#rules.declines[decline], commandId, sequence });
  }
}
