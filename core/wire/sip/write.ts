// Writing what answers a message (RFC 3261, 8.2.6), spliced from the bytes that it came in.
import { BYTES, isWord } from './bytes.ts';
import { HeaderId } from './headers.ts';
import { elementEnd } from './list.ts';
import type { SipMessage } from './message.ts';
import { scanVia, Via } from './via.ts';

const { CR, LF, SPACE } = BYTES;

/** Where a request came from, for `received` and `rport` (RFC 3261, 18.2.1; RFC 3581, 4). */
export interface Source {
  /** Without brackets. */
  readonly address: string;
  readonly port: number;
}

export type HeaderPair = readonly [name: string, value: string];

export interface Answer {
  readonly status: number;
  readonly phrase: string;
  /** Put on To where it has no tag; not on a 100. */
  readonly toTag: string;
  readonly headers?: readonly HeaderPair[] | undefined;
  readonly body?: Uint8Array | undefined;
  /** Absent, the topmost Via goes back as it came. */
  readonly source?: Source | undefined;
}

/** Bytes that are worth a call to the platform's copy. */
const COPY_BYTES = 96;
const TRYING = 100;
const encoder = new TextEncoder();

/** Copies a stretch; what does not fit is not written, but counted. */
export function putBytes(out: Uint8Array, at: number, bytes: Uint8Array, start: number, end: number): number {
  const after = at + end - start;
  if (after > out.length) return after;
  if (end - start > COPY_BYTES) out.set(bytes.subarray(start, end), at);
  else while (start < end) out[at++] = bytes[start++]!;
  return after;
}

/** Writes text, UTF-8; a control character becomes a space, so that no value can start a line of its own. */
export function putText(out: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) return putUtf8(out, at, text.slice(i));
    out[at++] = code < SPACE ? SPACE : code;
  }
  return at;
}

function putUtf8(out: Uint8Array, at: number, text: string): number {
  const bytes = encoder.encode(text);
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! < SPACE) bytes[i] = SPACE;
  return putBytes(out, at, bytes, 0, bytes.length);
}

export function putLineEnd(out: Uint8Array, at: number): number {
  out[at] = CR;
  out[at + 1] = LF;
  return at + 2;
}

export function putHeader(out: Uint8Array, at: number, name: string, value: string): number {
  at = putText(out, at, name);
  out[at] = 58;
  out[at + 1] = SPACE;
  return putLineEnd(out, putText(out, at + 2, value));
}

export function putHeaders(out: Uint8Array, at: number, headers: readonly HeaderPair[] | undefined): number {
  if (headers !== undefined) for (const [name, value] of headers) at = putHeader(out, at, name, value);
  return at;
}

/** Copies a header line as it stands; folds of a message whose line ends are not in order become spaces. */
export function putLine(out: Uint8Array, at: number, message: SipMessage, line: number): number {
  return putLineEnd(out, putStretch(out, at, message, message.nameStartOf(line), message.endOf(line)));
}

export function putStretch(out: Uint8Array, at: number, message: SipMessage, start: number, end: number): number {
  const after = putBytes(out, at, message.bytes, start, end);
  if (message.fault === undefined) return after;
  for (let i = at; i < after && i < out.length; i++) if (out[i] === CR || out[i] === LF) out[i] = SPACE;
  return after;
}

/** Length of what was written, or 0 where it did not fit. */
export const fitted = (out: Uint8Array, at: number): number => (at > out.length ? 0 : at);

/**
 * Writes a response and gives its length: Via, From, To, Call-ID and CSeq as they stand (8.2.6), To with the tag, then the
 * headers, Content-Length, and the body. 0 where `out` is too small, or the request has no Via to answer by.
 */
export function writeResponse(out: Uint8Array, request: SipMessage, answer: Answer): number {
  if (request.count(HeaderId.via) === 0) return 0;
  const { status, body } = answer;
  let at = putText(out, 0, 'SIP/2.0 ');
  at = putText(out, at, String(status));
  out[at++] = SPACE;
  at = putLineEnd(out, putText(out, at, answer.phrase));
  const lines = request.lines;
  for (let line = 0; line < lines; line++) {
    const id = request.idOf(line);
    // Of a field that may be there once, the first one answers: the rest is what the request is refused for.
    const isFirst = id <= HeaderId.cseq && request.lineOf(id) === line;
    if (id === HeaderId.via) {
      at = isFirst && answer.source ? putTopVia(out, at, request, answer.source) : putLine(out, at, request, line);
    } else if (id === HeaderId.to) {
      if (isFirst) at = putTo(out, at, request, line, status === TRYING ? '' : answer.toTag);
    } else if (id === HeaderId.from || id === HeaderId.callId || id === HeaderId.cseq) {
      if (isFirst) at = putLine(out, at, request, line);
    } else if (id === HeaderId.timestamp && status === TRYING) {
      at = putLine(out, at, request, line);
    }
  }
  at = putHeaders(out, at, answer.headers);
  return finish(out, at, body, 0, body?.length ?? 0);
}

/** Content-Length, the empty line, the body; the whole length, or 0 where it did not fit. */
export function finish(out: Uint8Array, at: number, body: Uint8Array | undefined, start: number, end: number): number {
  at = putText(out, at, 'Content-Length: ');
  at = putLineEnd(out, putLineEnd(out, putText(out, at, String(end - start))));
  if (body !== undefined) at = putBytes(out, at, body, start, end);
  return fitted(out, at);
}

function putTo(out: Uint8Array, at: number, request: SipMessage, line: number, tag: string): number {
  at = putStretch(out, at, request, request.nameStartOf(line), request.endOf(line));
  if (tag !== '' && !hasTag(request, line)) {
    at = putText(out, at, ';tag=');
    at = putText(out, at, tag);
  }
  return putLineEnd(out, at);
}

/** Whether a From or To line has a tag: a parameter behind the brackets, or behind the URI where there are none. */
export function hasTag(message: SipMessage, line: number): boolean {
  const { bytes } = message;
  const end = message.endOf(line);
  let isQuoted = false;
  let depth = 0;
  for (let i = message.startOf(line); i < end; i++) {
    const byte = bytes[i]!;
    if (isQuoted) {
      if (byte === 92) i++;
      else if (byte === 34) isQuoted = false;
    } else if (byte === 34) isQuoted = true;
    else if (byte === 60) depth = 1;
    else if (byte === 62) depth = 0;
    else if (byte === 59 && depth === 0 && isTagAt(bytes, i + 1, end)) return true;
  }
  return false;
}

function isTagAt(bytes: Uint8Array, at: number, end: number): boolean {
  while (at < end && bytes[at]! <= SPACE) at++;
  if (at + 3 >= end || !isWord(bytes, at, at + 3, 'tag')) return false;
  at += 3;
  while (at < end && bytes[at]! <= SPACE) at++;
  return bytes[at] === 61 && at < end;
}

const via = new Via();

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The first Via line with `received` and `rport` of its first value put right; as it stands where that is malformed. */
export function putTopVia(out: Uint8Array, at: number, message: SipMessage, source: Source): number {
  const { bytes } = message;
  const line = message.lineOf(HeaderId.via);
  const start = message.startOf(line);
  const stop = elementEnd(bytes, start, message.endOf(line));
  let end = stop;
  while (end > start && bytes[end - 1]! <= SPACE) end--;
  if (stop < 0 || !scanVia(via, bytes, start, end)) return putLine(out, at, message, line);
  let from = message.nameStartOf(line);
  for (const edit of viaEdits(end, source)) {
    at = putStretch(out, at, message, from, edit.from);
    at = putText(out, at, edit.text);
    from = edit.to;
  }
  return putLineEnd(out, putStretch(out, at, message, from, message.endOf(line)));
}

/** In the order of their places. An old `received` goes: it is not for the sender to say. */
function viaEdits(end: number, { address, port }: Source): readonly Edit[] {
  const edits: Edit[] = [];
  if (via.receivedParamStart >= 0) edits.push({ from: via.receivedParamStart, to: via.receivedEnd, text: '' });
  const asksPort = via.rportParamStart >= 0;
  if (asksPort) {
    const from = via.rportStart < 0 ? via.rportEnd : via.rportStart;
    edits.push({ from, to: via.rportEnd, text: via.rportStart < 0 ? `=${port}` : String(port) });
  }
  edits.sort((a, b) => a.from - b.from);
  const isBracketed = via.bytes[via.hostStart] === 91 ? 1 : 0;
  const isSame = isWord(via.bytes, via.hostStart + isBracketed, via.hostEnd - isBracketed, address.toLowerCase());
  if (asksPort || !isSame) edits.push({ from: end, to: end, text: `;received=${address}` });
  return edits;
}
