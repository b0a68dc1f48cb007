// An INVITE as an attempt: who calls whom, by what line, on whose word.
import { hash } from 'node:crypto';
import type { Attempt, ContentId, Line, PhoneNumber } from '@wurao/domain';
import {
  CSeq,
  HeaderId,
  NameAddr,
  type Refusal,
  type SipMessage,
  scanCSeq,
  scanNameAddr,
  scanUri,
  splitLine,
  Uri,
  valuesOf,
} from '@wurao/wire';
import { numberOfUri, type ReadNumber } from './numbers.ts';

/** A permit that was handed out ahead of the call (`POST /v1/permits`), and the content that is going to be spoken. */
const PERMIT_HEADER = 'x-wurao-permit';
const CONTENT_HEADER = 'x-wurao-content';
const MAX_TOKEN_CHARS = 256;
/** Call-IDs are 20 to 80 characters. Each is kept in the journal for months: nobody fills it with one of many thousand. */
const MAX_CALL_ID_CHARS = 200;
const TOKEN = /^[!-~]+$/;

export interface TranslatedCall {
  readonly attempt: Attempt;
  readonly permit: string | undefined;
}

const NOT_FOUND: Refusal = { status: 404, phrase: 'Not Found', headers: [] };
const INCOMPLETE: Refusal = { status: 484, phrase: 'Address Incomplete', headers: [] };

const uri = new Uri();
const address = new NameAddr();
const cseq = new CSeq();

/** For a message that `judgeRequest` let through. */
export const translateInvite = (message: SipMessage, line: Line | undefined): TranslatedCall | Refusal => {
  const { bytes } = message;
  if (!scanUri(uri, bytes, message.uriStart, message.uriEnd)) return NOT_FOUND;
  const callee = numberOfUri(uri);
  if (callee === 'name') return uri.userStart < 0 ? INCOMPLETE : NOT_FOUND;
  if (callee === 'incomplete') return INCOMPLETE;
  const from = message.lineOf(HeaderId.from);
  const caller = numberIn(bytes, message.startOf(from), message.endOf(from));
  return {
    attempt: {
      mode: 'attempt',
      channel: 'voice',
      caller: caller?.number,
      callee: callee.number,
      callerKey: caller?.key,
      calleeKey: callee.key,
      line: line?.id,
      merchant: undefined,
      purpose: undefined,
      category: undefined,
      content: tokenIn(message, CONTENT_HEADER) as ContentId | undefined,
      text: undefined,
      permit: undefined,
      attemptId: attemptIdOf(message),
      assertedCaller: assertedIn(message),
      firstCalled: firstCalledIn(message),
      roaming: false,
      classified: undefined,
    },
    permit: tokenIn(message, PERMIT_HEADER),
  };
};

/** Call-ID and CSeq number: what retransmissions, forks and spirals have in common (DESIGN, the decision). A longer one stands as its hash. */
const attemptIdOf = (message: SipMessage): string => {
  const line = message.lineOf(HeaderId.cseq);
  scanCSeq(cseq, message.bytes, message.startOf(line), message.endOf(line));
  const callId = message.first(HeaderId.callId) ?? '';
  const name = callId.length > MAX_CALL_ID_CHARS ? `sha256:${hash('sha256', callId, 'hex')}` : callId;
  return `${name} ${cseq.number}`;
};

const numberIn = (bytes: Uint8Array, start: number, end: number): ReadNumber | undefined => {
  if (!scanNameAddr(address, bytes, start, end)) return undefined;
  if (!scanUri(uri, bytes, address.uriStart, address.uriEnd)) return undefined;
  const read = numberOfUri(uri);
  return typeof read === 'string' ? undefined : read;
};

/** Of several values the first that is a number (RFC 3325, 9.1: at most a sip and a tel URI, of the same person). */
const assertedIn = (message: SipMessage): PhoneNumber | undefined => {
  for (let line = message.lineOf(HeaderId.assertedIdentity); line >= 0; line = message.after(line)) {
    const alone = numberIn(message.bytes, message.startOf(line), message.endOf(line));
    if (alone !== undefined) return alone.number;
    for (const { start, end } of splitLine(message.bytes, message.startOf(line), message.endOf(line)) ?? []) {
      const one = numberIn(message.bytes, start, end);
      if (one !== undefined) return one.number;
    }
  }
  return undefined;
};

/**
 * Who was called first. Diversion (RFC 5806) puts the latest on top, so the first is the last; History-Info (RFC 7044) numbers
 * them, and the first has the index 1.
 */
const firstCalledIn = (message: SipMessage): PhoneNumber | undefined => {
  const isDiverted = message.count(HeaderId.diversion) > 0;
  if (!isDiverted && message.count(HeaderId.historyInfo) === 0) return undefined;
  const values = valuesOf(message, isDiverted ? HeaderId.diversion : HeaderId.historyInfo);
  for (const { start, end } of isDiverted ? values.reverse() : values) {
    const read = numberIn(message.bytes, start, end);
    if (read !== undefined) return read.number;
  }
  return undefined;
};

const tokenIn = (message: SipMessage, name: string): string | undefined => {
  if (message.count(HeaderId.other) === 0) return undefined;
  const [slice] = message.other(name);
  const text = slice === undefined ? '' : message.text(slice);
  return text.length <= MAX_TOKEN_CHARS && TOKEN.test(text) ? text : undefined;
};
