// Proxy mode: stateful forwarding of calls that may go on, and of what belongs to them (RFC 3261, 16 and 17; RFC 6026; RFC 4320).
import type { DecisionId } from '@wurao/domain';
import {
  cancelledKey,
  clientKey,
  HeaderId,
  type HeaderPair,
  hasTag,
  isSameTo,
  judgeRequest,
  judgeResponse,
  type RequestFields,
  type SipMessage,
  serverKey,
  valuesOf,
  writeForward,
  writeResponse,
} from '@wurao/wire';
import type { Link } from '../ports.ts';
import { admitted } from './admitted.ts';
import { Calls, type Dialog } from './calls.ts';
import { hasOurRoute, type Routing, routingOf, wayOf } from './dialog-route.ts';
import { branchFor, CLOSING, changesOf, Forwarding, type Plan, viaOf } from './forwarding.ts';
import { isLoop, loopMarkOf } from './loop-mark.ts';
import { type ProxyFigures, type ProxyOptions, RETRY_AFTER_SECONDS, SECRET_BYTES_MIN } from './proxy-port.ts';
import { answerPortOf, cseqOf, requestFieldsOf, topBranchOf } from './request-fields.ts';
import { type OwnAnswer, ServerTransaction } from './server-transaction.ts';
import { decisionOfRoute, isSecure, recordRouteOf } from './signed-route.ts';
import { type RunningServer, Switchboard } from './switchboard.ts';

const OK: OwnAnswer = { status: 200, phrase: 'OK' };
const FORBIDDEN: OwnAnswer = { status: 403, phrase: 'Forbidden' };
const UNKNOWN_DIALOG: OwnAnswer = { status: 481, phrase: 'Call/Transaction Does Not Exist' };
const LOOP: OwnAnswer = { status: 482, phrase: 'Loop Detected' };
const NOT_ALLOWED: OwnAnswer = {
  status: 405,
  phrase: 'Method Not Allowed',
  headers: [['Allow', 'INVITE, ACK, CANCEL, BYE']],
};
const SHED: OwnAnswer = { ...CLOSING, headers: [['Retry-After', String(RETRY_AFTER_SECONDS)]] };

/**
 * Takes what arrives for proxying lines and what belongs to dialogs of ours. Messages are read during the call only.
 * A request goes `request`, be it new, repeated, an ACK or a CANCEL; a response `response`; the end of a connection `closed`.
 */
export class SipProxy {
  readonly #board: Switchboard;
  readonly #calls: Calls;
  #isClosed = false;

  /** Throws a RangeError where the secret is short. */
  constructor(options: ProxyOptions) {
    if (options.secret.length < SECRET_BYTES_MIN) {
      throw new RangeError(`the secret has ${options.secret.length} bytes; it needs ${SECRET_BYTES_MIN}`);
    }
    this.#board = new Switchboard(options);
    this.#calls = new Calls(this.#board);
  }

  /** Nothing is under way that is known here: after a restart a dialog may be that is not. */
  get isIdle(): boolean {
    return this.#board.servers.size === 0 && this.#calls.size === 0;
  }

  /**
   * Whether a request is for `request` wherever it came from: it belongs to a transaction that runs here (repeated, its ACK, its
   * CANCEL), or it has a To tag and a Route of ours. What is new is dispatched by its line.
   */
  owns(message: SipMessage): boolean {
    // What a gate that only redirects is asked of every message.
    if (this.#board.servers.size === 0 && !hasTag(message, message.lineOf(HeaderId.to))) return false;
    const fields = requestFieldsOf(message);
    if (fields === undefined) return false;
    const { servers } = this.#board;
    if (servers.has(serverKey(fields))) return true;
    if (message.method === 'CANCEL') return servers.has(cancelledKey(fields));
    return fields.toTag !== '' && hasOurRoute(message);
  }

  request(message: SipMessage, link: Link): void {
    const fields = requestFieldsOf(message);
    if (fields === undefined || this.#isClosed) return;
    const known = this.#board.servers.get(serverKey(fields));
    if (known !== undefined && !isSameTo(fields, known.requestToTag, known.responseToTag)) return;
    if (message.method === 'ACK') this.#acknowledge(message, fields, link, known);
    else if (known !== undefined) known.repeat();
    else if (message.method === 'CANCEL') this.#cancel(message, fields, link);
    else this.#begin(message, fields, link);
  }

  /** What no client transaction waits for is dropped (RFC 6026, 8.9). */
  response(message: SipMessage, _link: Link): void {
    if (this.#isClosed || judgeResponse(message) !== undefined) return;
    const branch = topBranchOf(message);
    const method = cseqOf(message)?.method;
    const client = this.#board.clients.get(clientKey(branch ?? '', method ?? ''));
    // With our Via alone it is meant for us, as of a CANCEL (16.7, step 3).
    const isMeantForUs = method !== 'CANCEL' && valuesOf(message, HeaderId.via).length < 2;
    if (client === undefined || isMeantForUs) this.#board.counts.strays++;
    else client.response(message);
  }

  /** Client transactions that wait for their first answer by this connection fail (16.9); the others go on by another one. */
  closed(link: Link, _error: Error | undefined): void {
    this.#board.gone.add(link);
    const clients = this.#board.clientsOf.get(link);
    if (clients !== undefined) for (const client of [...clients]) client.error();
  }

  /** The server stops: callers who wait get 503, what rings is cancelled, and every call that is known gets its outcome. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const server of [...this.#board.servers.values()]) {
      server.whenClosed?.();
      server.abandon();
    }
    for (const client of [...this.#board.clients.values()]) client.abandon();
    this.#calls.close();
  }

  figures(): ProxyFigures {
    return this.#board.figures(this.#calls.size);
  }

  #begin(message: SipMessage, fields: RequestFields, link: Link): void {
    const isNewCall = message.method === 'INVITE' && fields.toTag === '';
    if (this.#board.isFull(!isNewCall)) {
      this.#shed(message, link);
      return;
    }
    const server = new ServerTransaction(this.#board, serverKey(fields), message, fields, link);
    const refusal = judgeRequest(message);
    if (refusal !== undefined) {
      server.answer(refusal);
      return;
    }
    const loopMark = loopMarkOf(this.#board.options.secret, message, fields);
    if (isLoop(message, loopMark)) {
      this.#board.counts.loops++;
      server.answer(LOOP);
      return;
    }
    const routing = routingOf(message, link, this.#board.options.names);
    if (fields.toTag !== '') {
      this.#withinDialog(message, fields, { server, routing, loopMark });
      return;
    }
    if (!isNewCall) {
      server.answer(NOT_ALLOWED);
      return;
    }
    admitted({ board: this.#board, calls: this.#calls, server, fields, routing, loopMark }, message);
  }

  #withinDialog(
    message: SipMessage,
    fields: RequestFields,
    { server, routing, loopMark }: { server: ServerTransaction; routing: Routing; loopMark: string },
  ): void {
    const dialog = this.#calls.find(fields.callId, fields.fromTag, fields.toTag);
    const decision = this.#decisionOf(routing, fields.callId);
    if (!routing.isOurs || decision === undefined || (message.method === 'INVITE' && dialog === undefined)) {
      this.#board.counts.forbidden++;
      server.answer(routing.isOurs && decision === undefined ? FORBIDDEN : UNKNOWN_DIALOG);
      return;
    }
    const plan = this.#planWithin(routing, dialog, fields, loopMark);
    if (message.method === 'INVITE' && dialog !== undefined) {
      this.#calls.refresh(dialog);
      // An end that lost its dialog builds it anew from this one (16.6, step 4).
      const { secret } = this.#board.options;
      const recordRoute = (to: Link) =>
        recordRouteOf(secret, { callId: fields.callId, decision }, { from: server.link, to }, isSecure(fields));
      new Forwarding(this.#board, server, { ...plan, recordRoute });
      return;
    }
    new Forwarding(this.#board, server, plan);
    if (message.method === 'BYE' && dialog !== undefined) this.#calls.end(dialog, fields.fromTag);
  }

  #planWithin(routing: Routing, dialog: Dialog | undefined, fields: RequestFields, loopMark: string): Plan {
    return {
      ways: [wayOf(this.#board, routing, dialog, fields.fromTag)],
      changes: {},
      route: routing.route,
      loopMark,
      recordRoute: undefined,
      follower: undefined,
    };
  }

  #decisionOf({ parameter }: Routing, callId: string): DecisionId | undefined {
    return parameter === undefined ? undefined : decisionOfRoute(this.#board.options.secret, parameter, callId);
  }

  /** Of a refusal it ends the server transaction; of a 2xx it goes on by Route, in no transaction (16.11, 17.1.1.3). */
  #acknowledge(message: SipMessage, fields: RequestFields, link: Link, known: RunningServer | undefined): void {
    const isAccepted = known?.isAccepted ?? true;
    known?.acknowledge();
    if (!isAccepted) return;
    const routing = routingOf(message, link, this.#board.options.names);
    if (
      !routing.isOurs ||
      this.#decisionOf(routing, fields.callId) === undefined ||
      judgeRequest(message) !== undefined
    ) {
      this.#board.counts.strays++;
      return;
    }
    const dialog = this.#calls.find(fields.callId, fields.fromTag, fields.toTag);
    const loopMark = loopMarkOf(this.#board.options.secret, message, fields);
    if (isLoop(message, loopMark)) {
      this.#board.counts.loops++;
      return;
    }
    const plan = this.#planWithin(routing, dialog, fields, loopMark);
    const to = plan.ways[0]!.link();
    if (to === undefined) return;
    const length = writeForward(this.#board.out, message, {
      ...changesOf(plan),
      uri: routing.uri,
      via: viaOf(to, branchFor(this.#board, loopMark)),
      route: routing.route,
      source: { address: link.address, port: link.port },
    });
    if (length > 0) to.send(this.#board.out, length);
  }

  /**
   * Answered here, in a transaction of its own, and passed on only by what it cancels (16.10). What is not known was never forwarded,
   * for nothing is without a transaction: 481 (9.2).
   */
  #cancel(message: SipMessage, fields: RequestFields, link: Link): void {
    const cancelled = this.#board.servers.get(cancelledKey(fields));
    if (cancelled === undefined && this.#board.isFull(true)) {
      this.#shed(message, link);
      return;
    }
    const server = new ServerTransaction(this.#board, serverKey(fields), message, fields, link);
    if (cancelled === undefined) {
      server.answer(UNKNOWN_DIALOG);
      return;
    }
    server.answer(OK, cancelled.ownTag);
    const reasons = valuesOf(message, HeaderId.reason).map((value): HeaderPair => ['Reason', message.text(value)]);
    cancelled.whenCancelled?.(reasons);
  }

  /** Statelessly: there is no room to remember it. Its ACK belongs to nothing and is dropped. */
  #shed(message: SipMessage, link: Link): void {
    this.#board.counts.sheds++;
    const { out, options } = this.#board;
    const source = { address: link.address, port: link.port };
    const length = writeResponse(out, message, { ...SHED, toTag: options.makeTag(), source });
    if (length > 0) link.send(out, length, answerPortOf(message, link));
  }
}
