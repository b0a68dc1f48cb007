// Via (RFC 3261, 20.42; rport: RFC 3581): who sent it, by what transport, and where the response goes.
import { BYTES, isText, isWord, skipClass, skipSpace, textOf } from './bytes.ts';
import { isIpv4, isIpv6, readPort, skipHost } from './host.ts';
import { makeParam, nextParam, paramOf } from './params.ts';

const { CLASS, COLON, DIGIT, LWS, SEMICOLON, SLASH, TOKEN, VIA_VALUE } = BYTES;

/** What a branch of RFC 3261 starts with (8.1.1.7). */
export const MAGIC_COOKIE = 'z9hG4bK';

/** One Via value, as offsets; -1 is what it has not. */
export class Via {
  bytes: Uint8Array = new Uint8Array(0);
  transportStart = 0;
  transportEnd = 0;
  /** sent-by, brackets included. */
  hostStart = 0;
  hostEnd = 0;
  /** 1 to 65535, or -1. */
  port = -1;
  paramsStart = 0;
  paramsEnd = 0;
  branchStart = -1;
  branchEnd = -1;
  /** The whole parameter `;received=…`, and its value. */
  receivedParamStart = -1;
  receivedStart = -1;
  receivedEnd = -1;
  /** The whole parameter `;rport` or `;rport=…`, and its value. */
  rportParamStart = -1;
  rportStart = -1;
  rportEnd = -1;
  maddrStart = -1;
  maddrEnd = -1;
}

/** Scans one Via value that fills the bytes from start to end; false where it is malformed. */
export function scanVia(into: Via, bytes: Uint8Array, start: number, end: number): boolean {
  into.bytes = bytes;
  into.port = -1;
  into.branchStart = into.branchEnd = into.receivedParamStart = into.receivedStart = into.receivedEnd = -1;
  into.rportParamStart = into.rportStart = into.rportEnd = into.maddrStart = into.maddrEnd = -1;
  let i = skipProtocol(bytes, start, end);
  if (i < 0) return false;
  into.transportStart = i;
  i = skipClass(bytes, i, end, TOKEN);
  into.transportEnd = i;
  if (i === into.transportStart || i >= end || (CLASS[bytes[i]!]! & LWS) === 0) return false;
  i = skipSpace(bytes, i, end);
  into.hostStart = i;
  i = skipHost(bytes, i, end);
  if (i < 0) return false;
  into.hostEnd = i;
  i = skipSpace(bytes, i, end);
  if (i < end && bytes[i] === COLON) {
    const port = skipSpace(bytes, i + 1, end);
    i = skipClass(bytes, port, end, DIGIT);
    into.port = readPort(bytes, port, i);
    if (into.port < 0) return false;
    i = skipSpace(bytes, i, end);
  }
  into.paramsStart = i;
  into.paramsEnd = end;
  return scanParams(into, bytes, i, end);
}

/** After `SIP / 2.0 /`, with white space around the slashes; -1 where that is not what stands there. */
function skipProtocol(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > 8 && bytes[start + 7] === SLASH && isWord(bytes, start, start + 7, 'sip/2.0')) {
    return skipSpace(bytes, start + 8, end);
  }
  let i = skipClass(bytes, start, end, TOKEN);
  if (!isWord(bytes, start, i, 'sip')) return -1;
  i = skipSpace(bytes, i, end);
  if (i >= end || bytes[i] !== SLASH) return -1;
  const version = skipSpace(bytes, i + 1, end);
  i = skipClass(bytes, version, end, TOKEN);
  if (!isText(bytes, version, i, '2.0')) return -1;
  i = skipSpace(bytes, i, end);
  return i < end && bytes[i] === SLASH ? skipSpace(bytes, i + 1, end) : -1;
}

const param = makeParam();

function scanParams(into: Via, bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    if (bytes[at] !== SEMICOLON) return false;
    const next = nextParam(param, bytes, at, end, VIA_VALUE);
    if (next < 0 || !note(into, bytes, at)) return false;
    at = next;
  }
  return true;
}

/** Takes the parameter that was just read; false where it is one of ours and its value is none. */
function note(into: Via, bytes: Uint8Array, at: number): boolean {
  const { nameStart, nameEnd, valueStart, valueEnd } = param;
  const length = nameEnd - nameStart;
  if (length < 5 || length > 8) return true;
  if (isWord(bytes, nameStart, nameEnd, 'branch')) {
    if (valueStart < 0) return false;
    into.branchStart = valueStart;
    into.branchEnd = valueEnd;
  } else if (isWord(bytes, nameStart, nameEnd, 'rport')) {
    into.rportParamStart = at;
    into.rportStart = valueStart;
    into.rportEnd = valueStart < 0 ? nameEnd : valueEnd;
    return valueStart < 0 || readPort(bytes, valueStart, valueEnd) > 0;
  } else if (isWord(bytes, nameStart, nameEnd, 'received')) {
    into.receivedParamStart = at;
    into.receivedStart = valueStart;
    into.receivedEnd = valueEnd;
    return valueStart >= 0 && isAddress(bytes, valueStart, valueEnd);
  } else if (isWord(bytes, nameStart, nameEnd, 'maddr')) {
    into.maddrStart = valueStart;
    into.maddrEnd = valueEnd;
    return valueStart >= 0;
  }
  return true;
}

/** An address; IPv6 with or without brackets: both are about (RFC 5118, 4.5). */
function isAddress(bytes: Uint8Array, start: number, end: number): boolean {
  return bytes[start] === 91
    ? isIpv6(bytes, start + 1, end - 1)
    : isIpv4(bytes, start, end) || isIpv6(bytes, start, end);
}

/** `UDP`, `TCP`, `TLS`, …: in upper case. */
export const transportOf = (via: Via): string => textOf(via.bytes, via.transportStart, via.transportEnd).toUpperCase();

/** The host of sent-by in lower case, an IPv6 address with its brackets. */
export const sentByOf = (via: Via): string => textOf(via.bytes, via.hostStart, via.hostEnd).toLowerCase();

/** The branch, or undefined. */
export const branchOf = (via: Via): string | undefined =>
  via.branchStart < 0 ? undefined : textOf(via.bytes, via.branchStart, via.branchEnd);

/** The address in `received`, without brackets, or undefined. */
export function receivedOf(via: Via): string | undefined {
  if (via.receivedStart < 0) return undefined;
  const isBracketed = via.bytes[via.receivedStart] === 91 ? 1 : 0;
  return textOf(via.bytes, via.receivedStart + isBracketed, via.receivedEnd - isBracketed);
}

/** The port in `rport`; 0 where it asks for one (RFC 3581, 3); undefined where it is not there. */
export function rportOf(via: Via): number | undefined {
  if (via.rportParamStart < 0) return undefined;
  return via.rportStart < 0 ? 0 : readPort(via.bytes, via.rportStart, via.rportEnd);
}

/** Any other parameter: '' where it has no value, undefined where it is not there. */
export const viaParamOf = (via: Via, name: string): string | undefined =>
  paramOf(via.bytes, via.paramsStart, via.paramsEnd, name, VIA_VALUE);
