// What transactions are told apart by, read from a request; and where its responses go.
import {
  addrParamOf,
  branchOf,
  CSeq,
  firstValueEnd,
  HeaderId,
  NameAddr,
  type RequestFields,
  rportOf,
  type SipMessage,
  scanCSeq,
  scanNameAddr,
  scanVia,
  sentByOf,
  transportOf,
  Via,
} from '@wurao/wire';
import type { Link } from '../ports.ts';

const via = new Via();
const cseq = new CSeq();
const address = new NameAddr();

const DEFAULT_PORT = 5060;
const DEFAULT_TLS_PORT = 5061;

export const defaultPortOf = (transport: string): number => (transport === 'tls' ? DEFAULT_TLS_PORT : DEFAULT_PORT);

/** The tag of From or To; '' where it has none. */
export function tagOf(message: SipMessage, id: HeaderId): string {
  const { start, end } = message.at(id);
  return scanNameAddr(address, message.bytes, start, end) ? (addrParamOf(address, 'tag') ?? '') : '';
}

/** Number and method of CSeq; undefined where it is malformed. */
export function cseqOf(message: SipMessage): { readonly number: number; readonly method: string } | undefined {
  const { start, end } = message.at(HeaderId.cseq);
  if (!scanCSeq(cseq, message.bytes, start, end)) return undefined;
  return { number: cseq.number, method: message.text({ start: cseq.methodStart, end: cseq.methodEnd }) };
}

function scanTopVia(message: SipMessage): boolean {
  const { start } = message.at(HeaderId.via);
  const end = firstValueEnd(message, HeaderId.via);
  return end >= 0 && scanVia(via, message.bytes, start, end);
}

/** The branch of the topmost Via, or undefined. */
export const topBranchOf = (message: SipMessage): string | undefined =>
  scanTopVia(message) ? branchOf(via) : undefined;

/** What tells transactions apart; undefined where the request lacks it, so that it can be in none. */
export function requestFieldsOf(message: SipMessage): RequestFields | undefined {
  const number = cseqOf(message)?.number;
  if (number === undefined || !scanTopVia(message)) return undefined;
  const { start } = message.at(HeaderId.via);
  return {
    method: message.method,
    uri: message.text(message.uri),
    callId: message.first(HeaderId.callId) ?? '',
    cseq: number,
    fromTag: tagOf(message, HeaderId.from),
    toTag: tagOf(message, HeaderId.to),
    via: message.text({ start, end: firstValueEnd(message, HeaderId.via) }),
    branch: branchOf(via),
    transport: transportOf(via),
    host: sentByOf(via),
    port: via.port < 0 ? undefined : via.port,
  };
}

/**
 * The port that responses to a UDP request go to (RFC 3261, 18.2.2; RFC 3581, 4); undefined: that which it came from, as on a
 * connection.
 */
export function answerPortOf(message: SipMessage, link: Link): number | undefined {
  if (link.isReliable || !scanTopVia(message) || rportOf(via) !== undefined) return undefined;
  return via.port < 0 ? DEFAULT_PORT : via.port;
}
