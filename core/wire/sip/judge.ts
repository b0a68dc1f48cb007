// What the message alone is refused for, before anybody asks what it wants (RFC 3261, 8.2 and 16.3).
import { BYTES, isText, readNumber, skipSpace, textOf, trimEnd } from './bytes.ts';
import { CSeq, scanCSeq } from './cseq.ts';
import { readDate } from './date.ts';
import { HEADER_NAMES, HeaderId } from './headers.ts';
import { isIpv4 } from './host.ts';
import { elementEnd, valuesOf } from './list.ts';
import type { Fault, SipMessage } from './message.ts';
import { KNOWN_METHODS } from './methods.ts';
import { isStar, NameAddr, scanNameAddr } from './name-addr.ts';
import { BODY_BYTES_MAX } from './scan.ts';
import { scanUri, Uri } from './uri.ts';
import { MAGIC_COOKIE, scanVia, Via } from './via.ts';

const { AT, CLASS, WORD } = BYTES;

/** How to refuse: what `writeResponse` takes. */
export interface Refusal {
  readonly status: number;
  readonly phrase: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** What the judging element can do. */
export interface Abilities {
  /** A proxy looks at Max-Forwards and Proxy-Require, a server at the method, Require and the body's type. */
  readonly role: 'proxy' | 'server';
  /** Option tags that are understood, in lower case. */
  readonly extensions: readonly string[];
  /** Of a server: the methods that it answers; absent, all of them. */
  readonly methods?: readonly string[];
  /** Of a server: the types of body that it reads, in lower case; absent, it reads none and minds none. */
  readonly contentTypes?: readonly string[];
}

/** A longer Request-URI gets 414. */
export const URI_BYTES_MAX = 2_048;
const HOPS_MAX = 255;

const PROXY: Abilities = { role: 'proxy', extensions: [] };

const refuse = (status: number, phrase: string, headers: Refusal['headers'] = []): Refusal => ({
  status,
  phrase,
  headers,
});

const TOO_MANY_HOPS = refuse(483, 'Too Many Hops');
const BAD_URI = refuse(400, 'Malformed Request-URI');
const URI_TOO_LONG = refuse(414, 'Request-URI Too Long');
const UNKNOWN_SCHEME = refuse(416, 'Unsupported URI Scheme');
const BODY_TOO_LARGE = refuse(413, 'Request Entity Too Large');
const OTHER_METHOD = refuse(400, 'CSeq Names Another Method');
const UNKNOWN_METHOD = refuse(501, 'Not Implemented');
const NO_BRANCH = refuse(400, 'Via Branch Without Identifier');

const FAULTS: Readonly<Record<Fault, Refusal>> = {
  version: refuse(505, 'Version Not Supported'),
  'too-many': refuse(513, 'Message Too Large'),
  'start-line': refuse(400, 'Malformed Request-Line'),
  'header-line': refuse(400, 'Malformed Header Line'),
  'line-end': refuse(400, 'Line Ends Must Be CRLF'),
  control: refuse(400, 'Control Character In Header'),
  'no-end': refuse(400, 'No Empty Line After Headers'),
  'length-invalid': refuse(400, 'Malformed Content-Length'),
  'length-conflict': refuse(400, 'More Than One Content-Length'),
  'length-exceeds': refuse(400, 'Content-Length Exceeds Message'),
};

const perHeader = (phrase: (name: string) => string): readonly Refusal[] =>
  HEADER_NAMES.map((name) => refuse(400, phrase(name)));
const MISSING = perHeader((name) => `Missing ${name}`);
const REPEATED = perHeader((name) => `More Than One ${name}`);
const MALFORMED = perHeader((name) => `Malformed ${name}`);

/** RFC 3261, 8.1.1, but for Max-Forwards, which older elements leave out (16.3; RFC 4475, 3.4.1). */
const REQUIRED: readonly HeaderId[] = [HeaderId.via, HeaderId.from, HeaderId.to, HeaderId.callId, HeaderId.cseq];
const SINGLE: readonly HeaderId[] = [
  HeaderId.from,
  HeaderId.to,
  HeaderId.callId,
  HeaderId.cseq,
  HeaderId.maxForwards,
  HeaderId.contentType,
  HeaderId.date,
];

const uri = new Uri();
const address = new NameAddr();
const via = new Via();
const cseq = new CSeq();

/**
 * The first thing that the message alone is refused for, or undefined. Ask about requests; an ACK is never answered,
 * whatever this says.
 */
export function judgeRequest(message: SipMessage, abilities: Abilities = PROXY): Refusal | undefined {
  return (
    ofVersionAndSize(message) ?? // 505, 513
    ofMethod(message, abilities) ?? // 405, 501
    (message.fault === undefined ? undefined : FAULTS[message.fault]) ?? // 400
    ofPresence(message) ?? // 400
    ofCSeq(message) ?? // 400, 501
    ofCallId(message) ?? // 400
    ofAddress(message, HeaderId.from) ?? // 400
    ofAddress(message, HeaderId.to) ?? // 400
    ofVias(message) ?? // 400
    ofContacts(message) ?? // 400
    ofRoutes(message, HeaderId.route) ?? // 400
    ofRoutes(message, HeaderId.recordRoute) ?? // 400
    ofDate(message) ?? // 400
    ofUri(message) ?? // 414, 400, 416
    ofHops(message, abilities) ?? // 400, 483
    ofExtensions(message, abilities) ?? // 420
    ofBody(message, abilities) // 413, 415
  );
}

function ofVersionAndSize({ fault }: SipMessage): Refusal | undefined {
  return fault === 'version' || fault === 'too-many' ? FAULTS[fault] : undefined;
}

/** Known but not served: 405 with Allow. Never heard of: 501 (RFC 3261, 8.2.1 and 21.5.2). */
function ofMethod({ method }: SipMessage, { methods }: Abilities): Refusal | undefined {
  if (methods === undefined || methods.includes(method)) return undefined;
  const allow = [['Allow', methods.join(', ')]] as const;
  return KNOWN_METHODS.includes(method)
    ? refuse(405, 'Method Not Allowed', allow)
    : refuse(501, 'Not Implemented', allow);
}

function ofPresence(message: SipMessage): Refusal | undefined {
  for (let i = 0; i < REQUIRED.length; i++) if (message.count(REQUIRED[i]!) === 0) return MISSING[REQUIRED[i]!];
  for (let i = 0; i < SINGLE.length; i++) if (message.count(SINGLE[i]!) > 1) return REPEATED[SINGLE[i]!];
  return undefined;
}

/** An unknown method that CSeq does not repeat is refused for being unknown (RFC 4475, 3.1.2.18). */
function ofCSeq(message: SipMessage): Refusal | undefined {
  const line = message.lineOf(HeaderId.cseq);
  const { bytes } = message;
  if (!scanCSeq(cseq, bytes, message.startOf(line), message.endOf(line))) return MALFORMED[HeaderId.cseq];
  if (isText(bytes, cseq.methodStart, cseq.methodEnd, message.method)) return undefined;
  return KNOWN_METHODS.includes(message.method) ? OTHER_METHOD : UNKNOWN_METHOD;
}

/** word [ "@" word ] */
function ofCallId(message: SipMessage): Refusal | undefined {
  const line = message.lineOf(HeaderId.callId);
  const start = message.startOf(line);
  const end = message.endOf(line);
  const { bytes } = message;
  let ats = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if ((CLASS[byte]! & WORD) !== 0) continue;
    if (byte !== AT || ++ats > 1 || i === start || i === end - 1) return MALFORMED[HeaderId.callId];
  }
  return end > start ? undefined : MALFORMED[HeaderId.callId];
}

function isAddress(message: SipMessage, start: number, end: number): boolean {
  const { bytes } = message;
  return scanNameAddr(address, bytes, start, end) && scanUri(uri, bytes, address.uriStart, address.uriEnd);
}

function ofAddress(message: SipMessage, id: HeaderId): Refusal | undefined {
  const line = message.lineOf(id);
  return isAddress(message, message.startOf(line), message.endOf(line)) ? undefined : MALFORMED[id];
}

/** Whether every value of every line of the field is as it should be. */
function every(
  message: SipMessage,
  id: HeaderId,
  isGood: (message: SipMessage, start: number, end: number) => boolean,
) {
  const { bytes } = message;
  for (let line = message.lineOf(id); line >= 0; line = message.after(line)) {
    const end = message.endOf(line);
    let at = message.startOf(line);
    for (;;) {
      const stop = elementEnd(bytes, at, end);
      if (stop < 0) return false;
      const from = skipSpace(bytes, at, stop);
      if (!isGood(message, from, trimEnd(bytes, from, stop))) return false;
      if (stop >= end) break;
      at = stop + 1;
    }
  }
  return true;
}

const isVia = (message: SipMessage, start: number, end: number): boolean => scanVia(via, message.bytes, start, end);

/** A branch of the cookie alone says that it identifies and identifies nothing (RFC 4475, 3.2.1). */
function ofVias(message: SipMessage): Refusal | undefined {
  if (!every(message, HeaderId.via, isVia)) return MALFORMED[HeaderId.via];
  const { bytes } = message;
  const line = message.lineOf(HeaderId.via);
  const start = message.startOf(line);
  const stop = elementEnd(bytes, start, message.endOf(line));
  if (message.count(HeaderId.via) > 1 || stop < message.endOf(line)) {
    scanVia(via, bytes, start, trimEnd(bytes, start, stop));
  }
  return via.branchStart >= 0 && isText(bytes, via.branchStart, via.branchEnd, MAGIC_COOKIE) ? NO_BRANCH : undefined;
}

const isContact = (message: SipMessage, start: number, end: number): boolean =>
  isStar(message.bytes, start, end) || isAddress(message, start, end);

const ofContacts = (message: SipMessage): Refusal | undefined =>
  every(message, HeaderId.contact, isContact) ? undefined : MALFORMED[HeaderId.contact];

const isRoute = (message: SipMessage, start: number, end: number): boolean =>
  isAddress(message, start, end) && address.isBracketed;

const ofRoutes = (message: SipMessage, id: HeaderId): Refusal | undefined =>
  every(message, id, isRoute) ? undefined : MALFORMED[id];

function ofDate(message: SipMessage): Refusal | undefined {
  const line = message.lineOf(HeaderId.date);
  if (line < 0) return undefined;
  const at = readDate(message.bytes, message.startOf(line), message.endOf(line));
  return at === undefined ? MALFORMED[HeaderId.date] : undefined;
}

/** Header fields have no place in a Request-URI (RFC 3261, 19.1.1, table 1; RFC 4475, 3.1.2.11). */
function ofUri({ bytes, uriStart, uriEnd }: SipMessage): Refusal | undefined {
  if (uriEnd - uriStart > URI_BYTES_MAX) return URI_TOO_LONG;
  if (!scanUri(uri, bytes, uriStart, uriEnd) || uri.headersStart >= 0) return BAD_URI;
  return uri.scheme === 'other' ? UNKNOWN_SCHEME : undefined;
}

function ofHops(message: SipMessage, { role }: Abilities): Refusal | undefined {
  const line = message.lineOf(HeaderId.maxForwards);
  if (line < 0) return undefined;
  const hops = readNumber(message.bytes, message.startOf(line), message.endOf(line), HOPS_MAX);
  if (hops < 0) return MALFORMED[HeaderId.maxForwards];
  return hops === 0 && role === 'proxy' ? TOO_MANY_HOPS : undefined;
}

/** A server leaves Require of ACK and CANCEL alone (RFC 3261, 8.2.2.3). */
function ofExtensions(message: SipMessage, { role, extensions }: Abilities): Refusal | undefined {
  const id = role === 'proxy' ? HeaderId.proxyRequire : HeaderId.require;
  if (message.count(id) === 0) return undefined;
  if (role === 'server' && (message.method === 'ACK' || message.method === 'CANCEL')) return undefined;
  const tags = valuesOf(message, id).map((value) => message.text(value));
  const unknown = tags.filter((tag) => tag !== '' && !extensions.includes(tag.toLowerCase()));
  return unknown.length > 0 ? refuse(420, 'Bad Extension', [['Unsupported', unknown.join(', ')]]) : undefined;
}

function ofBody(message: SipMessage, { role, contentTypes }: Abilities): Refusal | undefined {
  const length = message.bodyEnd - message.bodyStart;
  if (length > BODY_BYTES_MAX) return BODY_TOO_LARGE;
  if (role !== 'server' || contentTypes === undefined || length === 0) return undefined;
  const type = (message.first(HeaderId.contentType) ?? '').split(';', 1)[0]!.replace(/\s/g, '').toLowerCase();
  if (contentTypes.includes(type)) return undefined;
  return refuse(415, 'Unsupported Media Type', [['Accept', contentTypes.join(', ')]]);
}

/** Why a response is dropped, unanswered as responses are. */
export type DropReason = 'malformed' | 'missing-header' | 'repeated-header' | 'to-broadcast';

/** What a response is dropped for (RFC 3261, 8.1.3.3 and 18.1.2), or undefined. */
export function judgeResponse(message: SipMessage): DropReason | undefined {
  if (message.fault !== undefined) return 'malformed';
  const problem = ofPresence(message);
  if (problem !== undefined) return MISSING.includes(problem) ? 'missing-header' : 'repeated-header';
  const line = message.lineOf(HeaderId.cseq);
  const { bytes } = message;
  if (!scanCSeq(cseq, bytes, message.startOf(line), message.endOf(line))) return 'malformed';
  if (ofCallId(message) !== undefined || !every(message, HeaderId.via, isVia)) return 'malformed';
  if (ofAddress(message, HeaderId.from) !== undefined || ofAddress(message, HeaderId.to) !== undefined)
    return 'malformed';
  return goesToMany(message) ? 'to-broadcast' : undefined;
}

const MULTICAST_FROM = 224;

/** Whether the next hop back is everybody: the second Via names a broadcast or multicast address (RFC 4475, 3.3.10). */
function goesToMany(message: SipMessage): boolean {
  const next = valuesOf(message, HeaderId.via)[1];
  if (next === undefined || !scanVia(via, message.bytes, next.start, next.end)) return false;
  const [start, end] = via.receivedStart >= 0 ? [via.receivedStart, via.receivedEnd] : [via.hostStart, via.hostEnd];
  if (!isIpv4(message.bytes, start, end)) return false;
  return Number.parseInt(textOf(message.bytes, start, end), 10) >= MULTICAST_FROM;
}
