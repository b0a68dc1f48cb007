// Writing what goes on: a request forwarded (RFC 3261, 16.6), a response passed back (16.7), and what a client transaction
// sends of itself: ACK (17.1.1.3) and CANCEL (9.1).
import { isWord, readNumber } from './bytes.ts';
import { CSeq, scanCSeq } from './cseq.ts';
import { HeaderId } from './headers.ts';
import { elementEnd, firstValueEnd } from './list.ts';
import type { SipMessage } from './message.ts';
import {
  finish,
  fitted,
  type HeaderPair,
  putBytes,
  putHeader,
  putHeaders,
  putLine,
  putLineEnd,
  putStretch,
  putText,
  putTopVia,
  type Source,
} from './write.ts';

/** What is put in where a request has no Max-Forwards (16.6, 3), and what a request of our own starts with. */
export const MAX_FORWARDS = 70;
const HOPS_MAX = 255;

export interface Changes {
  /** Fields that do not go on, by number, and others by their name in lower case. */
  readonly drop?: readonly HeaderId[] | undefined;
  readonly dropOther?: readonly string[] | undefined;
  /** Fields that are added. */
  readonly headers?: readonly HeaderPair[] | undefined;
}

export interface ForwardEdits extends Changes {
  /** The new Request-URI; absent, the old one. */
  readonly uri?: string | undefined;
  /** The Via value that is pushed, branch and all. */
  readonly via: string;
  /** The Record-Route value that is pushed. */
  readonly recordRoute?: string | undefined;
  /** Takes the topmost Route value off: ours. */
  readonly popRoute?: boolean | undefined;
  /** The Route value that is pushed. */
  readonly route?: string | undefined;
  /** Puts `received` and `rport` on what was the topmost Via. */
  readonly source?: Source | undefined;
}

function isDropped(message: SipMessage, line: number, changes: Changes): boolean {
  const id = message.idOf(line);
  if (id !== HeaderId.other) return changes.drop?.includes(id) === true;
  const names = changes.dropOther;
  if (names === undefined) return false;
  for (const name of names) {
    if (isWord(message.bytes, message.nameStartOf(line), message.nameEndOf(line), name)) return true;
  }
  return false;
}

/** A line without its first value: nothing where it has no other. */
function putRest(out: Uint8Array, at: number, message: SipMessage, line: number): number {
  const start = message.startOf(line);
  const end = message.endOf(line);
  const stop = elementEnd(message.bytes, start, end);
  if (stop < 0 || stop >= end) return at;
  at = putBytes(out, at, message.bytes, message.nameStartOf(line), message.nameEndOf(line));
  return putLineEnd(out, putStretch(out, putText(out, at, ':'), message, stop + 1, end));
}

function putHops(out: Uint8Array, at: number, message: SipMessage, line: number): number {
  const hops = readNumber(message.bytes, message.startOf(line), message.endOf(line), HOPS_MAX);
  return putHeader(out, at, 'Max-Forwards', String(Math.max(0, hops - 1)));
}

/** Content-Length where there was none, the empty line, the body as it came. */
function putBody(out: Uint8Array, at: number, message: SipMessage): number {
  const { bytes, bodyStart, bodyEnd } = message;
  if (message.count(HeaderId.contentLength) === 0) return finish(out, at, bytes, bodyStart, bodyEnd);
  return fitted(out, putBytes(out, putLineEnd(out, at), bytes, bodyStart, bodyEnd));
}

/**
 * Writes the request as it goes to the next hop and gives its length: Max-Forwards lowered by one (or put in), Via, and where
 * asked for Record-Route and Route pushed, the rest spliced from its own bytes. 0 where `out` is too small. Judge first.
 */
export function writeForward(out: Uint8Array, request: SipMessage, edits: ForwardEdits): number {
  let at = putText(out, 0, request.method);
  at = putText(out, at, ' ');
  if (edits.uri === undefined) at = putStretch(out, at, request, request.uriStart, request.uriEnd);
  else at = putText(out, at, edits.uri);
  at = putLineEnd(out, putText(out, at, ' SIP/2.0'));
  at = putHeader(out, at, 'Via', edits.via);
  if (edits.recordRoute !== undefined) at = putHeader(out, at, 'Record-Route', edits.recordRoute);
  if (edits.route !== undefined) at = putHeader(out, at, 'Route', edits.route);
  if (request.count(HeaderId.maxForwards) === 0) at = putHeader(out, at, 'Max-Forwards', String(MAX_FORWARDS));
  const topVia = edits.source === undefined ? -1 : request.lineOf(HeaderId.via);
  const topRoute = edits.popRoute === true ? request.lineOf(HeaderId.route) : -1;
  for (let line = 0; line < request.lines; line++) {
    if (isDropped(request, line, edits)) continue;
    if (line === topVia) at = putTopVia(out, at, request, edits.source!);
    else if (line === topRoute) at = putRest(out, at, request, line);
    else if (request.idOf(line) === HeaderId.maxForwards) at = putHops(out, at, request, line);
    else at = putLine(out, at, request, line);
  }
  return putBody(out, putHeaders(out, at, edits.headers), request);
}

/** Writes the response as it goes back, without its topmost Via (16.7, 3), and gives its length; 0 as above. */
export function writeBackward(out: Uint8Array, response: SipMessage, changes: Changes = {}): number {
  let at = putText(out, 0, 'SIP/2.0 ');
  at = putText(out, putText(out, at, String(response.status)), ' ');
  at = putLineEnd(out, putStretch(out, at, response, response.uriStart, response.uriEnd));
  const topVia = response.lineOf(HeaderId.via);
  for (let line = 0; line < response.lines; line++) {
    if (line === topVia) at = putRest(out, at, response, line);
    else if (!isDropped(response, line, changes)) at = putLine(out, at, response, line);
  }
  return putBody(out, putHeaders(out, at, changes.headers), response);
}

const cseq = new CSeq();

/** Request line, topmost Via, From, Call-ID, CSeq, Routes, Max-Forwards: what ACK and CANCEL take from the sent INVITE. */
function putOwn(out: Uint8Array, sent: SipMessage, method: string): number {
  let at = putText(out, putText(out, 0, method), ' ');
  at = putStretch(out, at, sent, sent.uriStart, sent.uriEnd);
  at = putLineEnd(out, putText(out, at, ' SIP/2.0'));
  const via = sent.lineOf(HeaderId.via);
  at = putText(out, at, 'Via: ');
  at = putLineEnd(out, putStretch(out, at, sent, sent.startOf(via), firstValueEnd(sent, HeaderId.via)));
  at = putHeader(out, at, 'Max-Forwards', String(MAX_FORWARDS));
  at = putLine(out, at, sent, sent.lineOf(HeaderId.from));
  at = putLine(out, at, sent, sent.lineOf(HeaderId.callId));
  const line = sent.lineOf(HeaderId.cseq);
  scanCSeq(cseq, sent.bytes, sent.startOf(line), sent.endOf(line));
  at = putHeader(out, at, 'CSeq', `${cseq.number} ${method}`);
  for (let route = sent.lineOf(HeaderId.route); route >= 0; route = sent.after(route))
    at = putLine(out, at, sent, route);
  return at;
}

const isWhole = (message: SipMessage): boolean =>
  firstValueEnd(message, HeaderId.via) >= 0 &&
  message.count(HeaderId.from) > 0 &&
  message.count(HeaderId.to) > 0 &&
  message.count(HeaderId.callId) > 0 &&
  message.count(HeaderId.cseq) > 0;

/**
 * Writes the ACK for a final response of 300 and above to an INVITE that was sent, and gives its length: To is the
 * response's. 0 where `out` is too small or one of the two lacks a header field that every message has.
 */
export function writeAck(out: Uint8Array, sent: SipMessage, response: SipMessage): number {
  if (!isWhole(sent) || response.count(HeaderId.to) === 0) return 0;
  const at = putLine(out, putOwn(out, sent, 'ACK'), response, response.lineOf(HeaderId.to));
  return finish(out, at, undefined, 0, 0);
}

/** Writes the CANCEL of an INVITE that was sent, such as with a Reason, and gives its length; 0 as above. */
export function writeCancel(out: Uint8Array, sent: SipMessage, headers?: readonly HeaderPair[]): number {
  if (!isWhole(sent)) return 0;
  const at = putLine(out, putOwn(out, sent, 'CANCEL'), sent, sent.lineOf(HeaderId.to));
  return finish(out, putHeaders(out, at, headers), undefined, 0, 0);
}
