import type { Socket } from 'node:dgram';
import { performance } from 'node:perf_hooks';
import { boundSocket, type SipAddress } from './sip-peer.ts';

/** One call of a storm and what became of it. */
export interface StormCall {
  /** Its Call-ID. */
  readonly name: string;
  readonly caller: string;
  readonly callee: string;
  readonly sentMs: number;
  /** Undefined: lost. */
  status: number | undefined;
  /** The whole answer, and how often it came. */
  answer: string | undefined;
  answers: number;
}

export interface StormOptions {
  readonly to: SipAddress;
  /** Which line it is. */
  readonly from: string;
  readonly perSecond: number;
  /** Whom the n-th call is from and to. */
  readonly callOf: (index: number) => { readonly caller: string; readonly callee: string };
  /** Begins the Call-IDs. */
  readonly name: string;
}

/** At most so many of one turn, so that answers are read in between. */
const BURST = 64;
const TICK_MS = 1;

/** Calls over UDP at an even rate, whatever becomes of the ones before, each answer acknowledged. */
export class CallStorm {
  readonly calls: StormCall[] = [];
  /** Calls with a final answer. */
  answered = 0;
  readonly #options: StormOptions;
  readonly #socket: Socket;
  #timer: NodeJS.Timeout | undefined;
  #startedMs = 0;

  private constructor(options: StormOptions, socket: Socket) {
    this.#options = options;
    this.#socket = socket;
    socket.on('message', (bytes) => this.#take(bytes.toString('latin1')));
    // Whoever is killed refuses what comes after.
    socket.on('error', () => {});
  }

  static async open(options: StormOptions): Promise<CallStorm> {
    return new CallStorm(options, await boundSocket(options.from));
  }

  start(): void {
    this.#startedMs = performance.now();
    this.#timer = setInterval(() => this.#send(), TICK_MS);
  }

  /** No new calls; answers are still taken. */
  pause(): void {
    clearInterval(this.#timer);
  }

  close(): void {
    this.pause();
    this.#socket.close();
  }

  /** The same message again, as a switch that heard nothing sends it. */
  repeat(call: StormCall, to: SipAddress = this.#options.to): void {
    this.#out(this.#message(call, 'INVITE'), to);
  }

  #send(): void {
    const due = Math.floor(((performance.now() - this.#startedMs) * this.#options.perSecond) / 1000);
    for (let sent = 0; this.calls.length < due && sent < BURST; sent++) {
      const index = this.calls.length;
      const name = `${this.#options.name}-${index}`;
      const call = { name, ...this.#options.callOf(index), sentMs: performance.now() };
      const whole: StormCall = { ...call, status: undefined, answer: undefined, answers: 0 };
      this.calls.push(whole);
      this.#out(this.#message(whole, 'INVITE'), this.#options.to);
    }
  }

  #out(message: string, to: SipAddress): void {
    this.#socket.send(Buffer.from(message, 'latin1'), to.port, to.address);
  }

  #take(answer: string): void {
    const index = Number(/^Call-ID: .*-(\d+)\r$/m.exec(answer)?.[1] ?? -1);
    const call = this.calls[index];
    const status = Number(answer.slice(8, 11));
    if (call === undefined || status < 200) return;
    if (call.status === undefined) this.answered++;
    call.status ??= status;
    call.answer ??= answer;
    call.answers++;
    this.#out(this.#message(call, 'ACK', /^To: (.*)\r$/m.exec(answer)?.[1]), this.#options.to);
  }

  #message(
    { name, caller, callee }: StormCall,
    method: 'INVITE' | 'ACK',
    to = `<sip:${callee}@carrier.example>`,
  ): string {
    const { from, to: gate } = this.#options;
    const lines = [
      `${method} sip:${callee}@${gate.address}:${gate.port} SIP/2.0`,
      `Via: SIP/2.0/UDP ${from}:${this.#socket.address().port};branch=z9hG4bK-${name}`,
      `From: <sip:${caller}@carrier.example>;tag=f-${name}`,
      `To: ${to}`,
      `Call-ID: ${name}`,
      `CSeq: 1 ${method}`,
      'Max-Forwards: 70',
      `Contact: <sip:${caller}@${from}>`,
      'Content-Length: 0',
    ];
    return [...lines, '', ''].join('\r\n');
  }
}
