// A server transaction at work (RFC 3261, 17.2): the request that came, copied, and the response that went last.
import {
  type Answer,
  type HeaderPair,
  type Machine,
  type RequestFields,
  type SipMessage,
  scanMessage,
  type TransactionAction,
  writeResponse,
} from '@wurao/wire';
import type { Link } from '../ports.ts';
import { answerPortOf, defaultPortOf } from './request-fields.ts';
import { Running } from './running.ts';
import { machinesOf, type RunningServer, type Switchboard } from './switchboard.ts';

/** A response of our own. */
export type OwnAnswer = Omit<Answer, 'toTag' | 'source'>;

export const TRYING: OwnAnswer = { status: 100, phrase: 'Trying' };

export class ServerTransaction implements RunningServer {
  readonly key: string;
  readonly link: Link;
  readonly isInvite: boolean;
  readonly requestToTag: string;
  responseToTag = '';
  readonly ownTag: string;
  whenCancelled: ((headers: readonly HeaderPair[]) => void) | undefined;
  whenClosed: (() => void) | undefined;

  readonly #board: Switchboard;
  readonly #port: number | undefined;
  readonly #listensOn: number;
  readonly #running: Running<string, string>;
  #request: Uint8Array | undefined;
  #last: Uint8Array | undefined;
  #status = 0;
  #length = 0;

  constructor(board: Switchboard, key: string, message: SipMessage, fields: RequestFields, link: Link) {
    this.#board = board;
    this.key = key;
    this.link = link;
    this.isInvite = message.method === 'INVITE';
    this.requestToTag = fields.toTag;
    this.ownTag = board.options.makeTag();
    this.#port = answerPortOf(message, link);
    this.#listensOn = fields.port ?? defaultPortOf(link.transport);
    this.#request = board.hold(message.bytes, message.start, message.bodyEnd);
    const { inviteServer, server } = machinesOf(link);
    const machine: Machine<string, string> = this.isInvite ? inviteServer : server;
    this.#running = new Running(machine, board.options.later, (action) => this.#perform(action));
    board.servers.set(key, this);
    this.#running.begin();
  }

  /** A final response went. */
  get isAnswered(): boolean {
    return this.#status >= 200;
  }

  get isAccepted(): boolean {
    return this.#running.state === 'accepted';
  }

  /** The request, as long as no final response went; valid until another one is asked for. */
  request(): SipMessage | undefined {
    const bytes = this.#request;
    if (bytes === undefined) return undefined;
    scanMessage(this.#board.came, bytes, 0, bytes.length);
    return this.#board.came;
  }

  repeat(): void {
    this.#running.input(this.isInvite ? 'invite' : 'request');
  }

  acknowledge(): void {
    this.#running.input('ack');
  }

  /** Sends the response that stands in `out`. */
  respond(status: number, length: number, toTag = ''): void {
    if (this.isAnswered && (!this.isAccepted || status >= 300)) return;
    this.#status = status;
    this.#length = length;
    if (status >= 200) this.responseToTag = toTag;
    if (status < 200) this.#running.input('send-1xx');
    else if (!this.isInvite) this.#running.input('send-200-699');
    else this.#running.input(status < 300 ? 'send-2xx' : 'send-300-699');
  }

  /** A response of our own; nothing after a final one. */
  answer(answer: OwnAnswer, toTag: string = this.ownTag): void {
    const length = this.#write(answer, toTag);
    if (length > 0) this.respond(answer.status, length, this.requestToTag || toTag);
  }

  /** Ends without an answer (RFC 4320, 4.2). */
  abandon(): void {
    this.#running.input('abandon');
  }

  #write(answer: OwnAnswer, toTag: string): number {
    const request = this.request();
    if (request === undefined) return 0;
    const source = { address: this.link.address, port: this.link.port };
    return writeResponse(this.#board.out, request, { ...answer, toTag, source });
  }

  #perform(action: TransactionAction): void {
    if ('send' in action) this.#send(action.send);
    else if ('end' in action) {
      this.#board.servers.delete(this.key);
      this.#letGo();
      this.#last = this.#board.release(this.#last);
    }
  }

  #send(what: string): void {
    const { out } = this.#board;
    if (what === 'last-response') {
      if (this.#last !== undefined) this.#put(this.#last, this.#last.length);
      return;
    }
    if (what === '100') this.#length = this.#write(TRYING, '');
    // Only what may be asked for again is kept: not on a connection, and of an INVITE no 2xx, which its callee repeats.
    const isAccepting = this.isInvite && this.#status >= 200 && this.#status < 300;
    this.#last = this.#board.release(this.#last);
    if (!this.link.isReliable && !isAccepting) this.#last = this.#board.hold(out, 0, this.#length);
    if (this.isAnswered) this.#letGo();
    this.#put(out, this.#length);
  }

  /** Where the connection of the request is no more, by one to the port that its sender listens on (18.2.2). */
  #put(bytes: Uint8Array, length: number): void {
    const { transport, address, isReliable } = this.link;
    if (length === 0 || this.link.send(bytes, length, this.#port)) return;
    const target = { transport, address, port: this.#listensOn, serverName: undefined };
    const other = isReliable ? this.#board.options.outbound.linkTo(target) : undefined;
    if (other === undefined || !other.send(bytes, length)) this.#running.input('error');
  }

  #letGo(): void {
    this.#request = this.#board.release(this.#request);
    this.whenCancelled = undefined;
  }
}
