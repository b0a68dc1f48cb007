// A client transaction at work (RFC 3261, 17.1): the request that was sent, until it is answered; then the ACK of a refusal.
import {
  clientKey,
  type HeaderPair,
  type Machine,
  type SipMessage,
  scanMessage,
  type TransactionAction,
  writeAck,
  writeCancel,
} from '@wurao/wire';
import type { Link } from '../ports.ts';
import { Running } from './running.ts';
import { machinesOf, type RunningClient, type Switchboard } from './switchboard.ts';

/** Who began it. The message is valid during the call. */
export interface ClientUser {
  heard(client: ClientTransaction, message: SipMessage): void;
  failed(client: ClientTransaction, why: 'timeout' | 'error'): void;
}

/** Of a CANCEL: what it is answered changes nothing (9.1). */
const NOBODY: ClientUser = { heard: () => {}, failed: () => {} };

export interface ClientBegin {
  readonly method: string;
  /** Of our Via. */
  readonly branch: string;
  /** Which of its user's transactions it is. */
  readonly index: number;
  readonly link: Link;
  /** Another connection to the same place, for what must be said after this one ended. */
  readonly relink: () => Link | undefined;
}

export class ClientTransaction implements RunningClient {
  readonly index: number;
  readonly link: Link;
  readonly #board: Switchboard;
  readonly #user: ClientUser;
  readonly #relink: () => Link | undefined;
  readonly #branch: string;
  readonly #key: string;
  readonly #isInvite: boolean;
  readonly #running: Running<string, string>;
  #sent: Uint8Array | undefined;
  #ack: Uint8Array | undefined;
  #heard: SipMessage | undefined;

  /** The request is the first `length` bytes of `out`. Nothing is sent yet: `begin`. */
  constructor(board: Switchboard, begin: ClientBegin, length: number, user: ClientUser) {
    const { method, branch, index, link, relink } = begin;
    this.#board = board;
    this.#user = user;
    this.index = index;
    this.link = link;
    this.#relink = relink;
    this.#branch = branch;
    this.#key = clientKey(branch, method);
    this.#isInvite = method === 'INVITE';
    this.#sent = board.hold(board.out, 0, length);
    const { inviteClient, client } = machinesOf(link);
    const machine: Machine<string, string> = this.#isInvite ? inviteClient : client;
    this.#running = new Running(machine, board.options.later, (action) => this.#perform(action));
  }

  begin(): void {
    this.#board.clients.set(this.#key, this);
    if (this.link.isReliable) {
      const others = this.#board.clientsOf.get(this.link);
      if (others === undefined) this.#board.clientsOf.set(this.link, new Set([this]));
      else others.add(this);
    }
    this.#running.begin();
  }

  /** A response that `clientKey` found. */
  response(message: SipMessage): void {
    const { status } = message;
    this.#heard = message;
    if (status < 200) this.#running.input('1xx');
    else if (!this.#isInvite) this.#running.input('200-699');
    else this.#running.input(status < 300 ? '2xx' : '300-699');
    this.#heard = undefined;
  }

  error(): void {
    this.#running.input('error');
  }

  abandon(): void {
    this.#running.input('abandon');
  }

  /** Sends a CANCEL, in a transaction of its own (9.1). Only after a provisional response. */
  cancel(headers: readonly HeaderPair[]): void {
    const board = this.#board;
    if (this.#sent === undefined) return;
    scanMessage(board.sent, this.#sent, 0, this.#sent.length);
    const length = writeCancel(board.out, board.sent, headers);
    if (length === 0) return;
    const link = board.gone.has(this.link) ? (this.#relink() ?? this.link) : this.link;
    const begin = { method: 'CANCEL', branch: this.#branch, index: this.index, link, relink: this.#relink };
    new ClientTransaction(board, begin, length, NOBODY).begin();
  }

  #perform(action: TransactionAction): void {
    if ('send' in action) {
      if (action.send === 'ack') this.#acknowledge();
      else this.#request();
    } else if ('pass' in action) this.#pass(action.pass);
    else if ('end' in action) this.#end();
  }

  #acknowledge(): void {
    const board = this.#board;
    const heard = this.#heard;
    if (this.#ack === undefined && this.#sent !== undefined && heard !== undefined) {
      scanMessage(board.sent, this.#sent, 0, this.#sent.length);
      this.#ack = board.hold(board.out, 0, writeAck(board.out, board.sent, heard));
    }
    const ack = this.#ack;
    if (ack === undefined || ack.length === 0 || this.link.send(ack, ack.length)) return;
    // The connection may have ended while it rang; the refusal came by another one.
    const other = this.link.isReliable ? this.#relink() : undefined;
    if (other === undefined || !other.send(ack, ack.length)) this.#running.input('error');
  }

  #pass(what: string): void {
    const heard = this.#heard;
    if (what === 'response' && heard !== undefined) {
      if (heard.status >= 200) this.#sent = this.#board.release(this.#sent);
      this.#user.heard(this, heard);
    } else if (what === 'timeout' || what === 'error') {
      if (what === 'timeout') this.#board.counts.timeouts++;
      this.#user.failed(this, what);
    }
  }

  #request(): void {
    const sent = this.#sent;
    if (sent !== undefined && !this.link.send(sent, sent.length)) this.#running.input('error');
  }

  #end(): void {
    const { clients, clientsOf } = this.#board;
    // A spiral cannot bring the same key again, but another one must not be removed for this one.
    if (clients.get(this.#key) === this) clients.delete(this.#key);
    const others = clientsOf.get(this.link);
    if (others?.delete(this) === true && others.size === 0) clientsOf.delete(this.link);
    this.#sent = this.#board.release(this.#sent);
    this.#ack = this.#board.release(this.#ack);
  }
}
