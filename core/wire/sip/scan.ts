// Finding the parts of a message (RFC 3261, 7), in one pass, nothing copied. What can be answered is scanned with a fault
// noted; what cannot is refused here.
import { BYTES, isWord, readNumber, trimEnd } from './bytes.ts';
import { HeaderId, headerIdOf } from './headers.ts';
import { HEADERS_MAX, SipMessage } from './message.ts';
import { methodOf } from './methods.ts';

const { CLASS, COLON, CR, LF, LWS, SLASH, SPACE, TAB, TOKEN } = BYTES;

/** Bytes from the start line to the empty line. */
export const HEADER_BYTES_MAX = 32_768;
export const BODY_BYTES_MAX = 65_536;
/** Empty lines before a message (RFC 3261, 7.5; keep-alives of RFC 5626, 3.5.1). */
const BLANK_BYTES_MAX = 1_024;

/**
 * Why bytes are no message that could be answered.
 * `not-sip`: no start line of SIP. `status`: a response whose status is not 100 to 699, or not of SIP/2.0.
 * `empty`: line ends only. On a stream only, where it ends the connection because nothing tells where the next message
 * starts: `length-missing`, `length-invalid`, `length-conflict`: Content-Length. `too-large`: above HEADER_BYTES_MAX,
 * HEADERS_MAX or BODY_BYTES_MAX.
 */
export type ScanCode =
  | 'not-sip'
  | 'status'
  | 'empty'
  | 'length-missing'
  | 'length-invalid'
  | 'length-conflict'
  | 'too-large';

export interface ScanProblem {
  readonly code: ScanCode;
  /** Offset into the bytes. */
  readonly at: number;
}

/** A Content-Length beyond this is no number that anybody meant. */
const LENGTH_MAX = 999_999_999;
const VERSION_LENGTH = 7;

/** Scans a datagram: one message; what comes after its body is ignored (RFC 3261, 18.3). */
export function scanMessage(into: SipMessage, bytes: Uint8Array, start: number, end: number): ScanProblem | undefined {
  into.reset(bytes, start);
  const first = skipBlank(bytes, start, end);
  if (first >= end) return { code: 'empty', at: start };
  const head = scanStartLine(into, bytes, first, end);
  if (typeof head !== 'number') return head === 'more' ? { code: 'not-sip', at: first } : head;
  const body = scanHeaders(into, bytes, head, end, first);
  if (body === MORE) {
    // Said before anything else: the last line was not taken in, so that more may be missing than what is found wrong.
    into.fault = 'no-end';
    into.faultAt = end;
    into.bodyStart = end;
    into.bodyEnd = end;
    return undefined;
  }
  into.bodyStart = body;
  into.bodyEnd = end;
  if (into.fault === 'too-many') return undefined;
  const length = contentLength(into);
  if (length > end - body) into.blame('length-exceeds', into.startOf(into.lineOf(HeaderId.contentLength)));
  else if (length >= 0) into.bodyEnd = body + length;
  return undefined;
}

/**
 * Scans the message that a stream holds from `start` on. Gives its length in bytes, empty lines before it included; `more`
 * while it is not whole; or why the stream cannot go on. After a problem with its length or size, `into` holds what was read,
 * so that a refusal can be written before the connection is ended.
 */
export function scanStream(
  into: SipMessage,
  bytes: Uint8Array,
  start: number,
  end: number,
): number | 'more' | ScanProblem {
  into.reset(bytes, start);
  const first = skipBlank(bytes, start, end);
  if (first - start > BLANK_BYTES_MAX) return { code: 'empty', at: start };
  if (first >= end) return 'more';
  const head = scanStartLine(into, bytes, first, end);
  if (typeof head !== 'number') return head;
  const body = scanHeaders(into, bytes, head, end, first);
  if (into.fault === 'too-many') return { code: 'too-large', at: into.faultAt };
  if (body === MORE) return 'more';
  into.bodyStart = body;
  into.bodyEnd = body;
  const length = contentLength(into);
  const line = into.lineOf(HeaderId.contentLength);
  if (line < 0) return { code: 'length-missing', at: body };
  if (into.count(HeaderId.contentLength) > 1) return { code: 'length-conflict', at: into.startOf(line) };
  if (length < 0) return { code: 'length-invalid', at: into.startOf(line) };
  if (length > BODY_BYTES_MAX) return { code: 'too-large', at: into.startOf(line) };
  if (body + length > end) return 'more';
  into.bodyEnd = body + length;
  return body + length - start;
}

const scratch = new SipMessage();

/** How many bytes the message at `start` of a stream has; see `scanStream`. */
export const frameLength = (bytes: Uint8Array, start: number, end: number): number | 'more' | ScanProblem =>
  scanStream(scratch, bytes, start, end);

/** The first place at or after `at` that is no line end: keep-alives and strays before a message. */
export function skipBlank(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && (bytes[at] === CR || bytes[at] === LF)) at++;
  return at;
}

const MORE = -1;

/** The start of the first header line; `more` where the start line has no end yet. */
function scanStartLine(into: SipMessage, bytes: Uint8Array, at: number, end: number): number | 'more' | ScanProblem {
  let i = at;
  while (i < end && (CLASS[bytes[i]!]! & TOKEN) !== 0) i++;
  const wordEnd = i;
  if (i < end && (wordEnd === at || (bytes[i] !== SPACE && bytes[i] !== SLASH && bytes[i] !== TAB))) {
    return { code: 'not-sip', at: i };
  }
  while (i < end && bytes[i] !== LF) i++;
  if (i - at > HEADER_BYTES_MAX) return { code: 'not-sip', at };
  if (i >= end) return 'more';
  let lineEnd = i;
  if (bytes[i - 1] === CR) lineEnd--;
  else into.blame('line-end', i);
  const problem =
    bytes[wordEnd] === SLASH
      ? scanStatusLine(into, bytes, at, lineEnd)
      : scanRequestLine(into, bytes, at, wordEnd, lineEnd);
  return problem ?? i + 1;
}

function scanRequestLine(into: SipMessage, bytes: Uint8Array, start: number, methodEnd: number, lineEnd: number) {
  const end = trimEnd(bytes, start, lineEnd);
  let version = end;
  while (version > methodEnd && bytes[version - 1] !== SPACE && bytes[version - 1] !== TAB) version--;
  if (!isVersion(bytes, version, end)) return { code: 'not-sip', at: version } as const;
  into.method = methodOf(bytes, start, methodEnd);
  let uriStart = methodEnd;
  while (uriStart < version && (CLASS[bytes[uriStart]!]! & LWS) !== 0) uriStart++;
  into.uriStart = uriStart;
  into.uriEnd = trimEnd(bytes, uriStart, version);
  // One space each, and none within: anything else is refused, never guessed at (RFC 4475, 3.1.2.8 to 3.1.2.10).
  const isPlain = end === lineEnd && uriStart === methodEnd + 1 && into.uriEnd === version - 1;
  if (!isPlain || bytes[methodEnd] === TAB || bytes[version - 1] === TAB || into.uriEnd <= uriStart) {
    into.blame('start-line', methodEnd);
  }
  for (let i = uriStart; i < into.uriEnd; i++) {
    if (bytes[i]! <= SPACE) {
      into.blame('start-line', i);
      break;
    }
  }
  if (!isWord(bytes, version, end, 'sip/2.0')) into.blame('version', version);
  return undefined;
}

/** `SIP/` digits `.` digits. */
function isVersion(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < VERSION_LENGTH || !isWord(bytes, start, start + 4, 'sip/')) return false;
  let i = start + 4;
  while (i < end && bytes[i] !== 46) i++;
  return readNumber(bytes, start + 4, i, LENGTH_MAX) >= 0 && readNumber(bytes, i + 1, end, LENGTH_MAX) >= 0;
}

function scanStatusLine(into: SipMessage, bytes: Uint8Array, start: number, lineEnd: number): ScanProblem | undefined {
  const versionEnd = start + VERSION_LENGTH;
  if (!isWord(bytes, start, Math.min(start + 4, lineEnd), 'sip/')) return { code: 'not-sip', at: start };
  if (lineEnd <= versionEnd || !isWord(bytes, start, versionEnd, 'sip/2.0') || bytes[versionEnd] !== SPACE) {
    return { code: 'status', at: start };
  }
  const code = versionEnd + 1;
  const codeEnd = code + 3;
  if (codeEnd > lineEnd || (codeEnd < lineEnd && bytes[codeEnd] !== SPACE)) return { code: 'status', at: code };
  const status = readNumber(bytes, code, codeEnd, 699);
  if (status < 100) return { code: 'status', at: code };
  into.isRequest = false;
  into.status = status;
  into.uriStart = Math.min(codeEnd + 1, lineEnd);
  into.uriEnd = lineEnd;
  return undefined;
}

/** The start of the body, or MORE where no empty line comes. */
function scanHeaders(into: SipMessage, bytes: Uint8Array, at: number, end: number, first: number): number {
  let i = at;
  while (i < end) {
    if (i - first > HEADER_BYTES_MAX) return tooMany(into, i);
    let byte = bytes[i]!;
    if (byte === CR || byte === LF) {
      if (byte === CR) {
        if (i + 1 >= end) return MORE;
        if (bytes[i + 1] === LF) return i + 2;
        into.blame('line-end', i);
      } else {
        into.blame('line-end', i);
        return i + 1;
      }
    }
    if (into.lines >= HEADERS_MAX) return tooMany(into, i);
    const nameStart = i;
    while (i < end && (CLASS[bytes[i]!]! & TOKEN) !== 0) i++;
    const nameEnd = i;
    byte = bytes[i]!;
    while (i < end && (byte === SPACE || byte === TAB)) byte = bytes[++i]!;
    const isNamed = nameEnd > nameStart && i < end && byte === COLON;
    if (isNamed) i++;
    const lineEnd = scanValue(into, bytes, i, end);
    if (lineEnd === MORE) return end - first > HEADER_BYTES_MAX ? tooMany(into, i) : MORE;
    if (isNamed) addLine(into, bytes, nameStart, nameEnd, i, lineEnd);
    else into.blame('header-line', nameStart);
    i = bytes[lineEnd] === CR ? lineEnd + 2 : lineEnd + 1;
  }
  return MORE;
}

function tooMany(into: SipMessage, at: number): number {
  into.fault = 'too-many';
  into.faultAt = at;
  return at;
}

/** The line end after a value: of the last line where it is folded. MORE where it is not known yet. */
function scanValue(into: SipMessage, bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  for (;;) {
    while (i < end && bytes[i]! >= SPACE) i++;
    if (i >= end) return MORE;
    const byte = bytes[i]!;
    if (byte === TAB) {
      i++;
      continue;
    }
    let next = i + 1;
    if (byte === CR) {
      if (next >= end) return MORE;
      if (bytes[next] !== LF) {
        into.blame('line-end', i);
        i++;
        continue;
      }
      next++;
    } else if (byte === LF) {
      into.blame('line-end', i);
    } else {
      // A control character has its place in a quoted pair only (RFC 3261, 25.1).
      if (bytes[i - 1] !== 92) into.blame('control', i);
      i++;
      continue;
    }
    if (next >= end) return MORE;
    const follows = bytes[next]!;
    if (follows !== SPACE && follows !== TAB) return i;
    i = next;
  }
}

function addLine(into: SipMessage, bytes: Uint8Array, nameStart: number, nameEnd: number, from: number, to: number) {
  while (from < to && (CLASS[bytes[from]!]! & LWS) !== 0) from++;
  const valueEnd = trimEnd(bytes, from, to);
  into.addLine(headerIdOf(bytes, nameStart, nameEnd), nameStart, nameEnd, from, valueEnd);
}

/** The Content-Length, or -1 where it is absent, no number, or there twice. */
function contentLength(into: SipMessage): number {
  const line = into.lineOf(HeaderId.contentLength);
  if (line < 0) return -1;
  const start = into.startOf(line);
  const length = readNumber(into.bytes, start, into.endOf(line), LENGTH_MAX);
  if (into.count(HeaderId.contentLength) > 1) into.blame('length-conflict', into.startOf(into.after(line)));
  else if (length < 0) into.blame('length-invalid', start);
  else return length;
  return -1;
}
