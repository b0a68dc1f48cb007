// Responses as bytes, and by which way they go (RFC 3261, 8.2.6 and 18.2.2; RFC 3581).
import {
  CSeq,
  firstValueEnd,
  HeaderId,
  hasTag,
  type Refusal,
  type SipMessage,
  scanCSeq,
  scanVia,
  Via,
  writeResponse,
} from '@wurao/wire';
import type { Link } from './ports.ts';

/** Larger than any response: Vias and Record-Routes of a message that could be scanned, and our own fields. */
export const RESPONSE_BYTES_MAX = 131_072;
const DEFAULT_PORT = 5060;
const PRIME = 0x01000193;
const MIXER = 0x85ebca6b;
const BASE = 36;

const via = new Via();
const cseq = new CSeq();

export class ResponseDesk {
  readonly #tagSeed: number;
  readonly #out = new Uint8Array(RESPONSE_BYTES_MAX);

  constructor(tagSeed: number) {
    this.#tagSeed = tagSeed;
  }

  hasToTag(message: SipMessage): boolean {
    const line = message.lineOf(HeaderId.to);
    return line >= 0 && hasTag(message, line);
  }

  send(message: SipMessage, link: Link, refusal: Refusal): boolean {
    const length = this.write(this.#out, message, link, refusal);
    return length > 0 && link.send(this.#out, length, portOf(message, link));
  }

  /** Its length, or 0 where it does not fit or nobody can be answered. */
  write(out: Uint8Array, message: SipMessage, link: Link, refusal: Refusal): number {
    const { status, phrase, headers } = refusal;
    const source = { address: link.address, port: link.port };
    return writeResponse(out, message, { status, phrase, headers, source, toTag: this.#toTag(message) });
  }

  /** The same for the same request, however often it comes and whoever answers (RFC 3261, 8.2.7). */
  #toTag(message: SipMessage): string {
    const { bytes } = message;
    let hash = this.#tagSeed;
    const callId = message.lineOf(HeaderId.callId);
    if (callId >= 0) hash = hashed(hash, bytes, message.startOf(callId), message.endOf(callId));
    if (scanTopVia(message)) hash = hashed(hash, bytes, via.branchStart, via.branchEnd);
    const line = message.lineOf(HeaderId.cseq);
    if (line >= 0 && scanCSeq(cseq, bytes, message.startOf(line), message.endOf(line))) hash ^= cseq.number;
    hash = Math.imul(hash ^ (hash >>> 16), MIXER);
    return ((hash ^ (hash >>> 15)) >>> 0).toString(BASE);
  }
}

const hashed = (from: number, bytes: Uint8Array, start: number, end: number): number => {
  let hash = from;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, PRIME);
  return hash;
};

const scanTopVia = (message: SipMessage): boolean => {
  const line = message.lineOf(HeaderId.via);
  const end = firstValueEnd(message, HeaderId.via);
  return line >= 0 && end >= 0 && scanVia(via, message.bytes, message.startOf(line), end);
};

/** On UDP: where `rport` asks for it the port that it came from, else the one in Via. On connections there is only one way. */
export const portOf = (message: SipMessage, link: Link): number | undefined => {
  if (link.isReliable || !scanTopVia(message)) return undefined;
  if (via.rportParamStart >= 0) return undefined;
  return via.port < 0 ? DEFAULT_PORT : via.port;
};
