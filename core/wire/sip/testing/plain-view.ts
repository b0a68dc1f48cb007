// A message as plain values, for tests to compare: everything read through the readers that callers use.
import {
  addrParamOf,
  branchOf,
  CSeq,
  displayOf,
  HeaderId,
  hostOf,
  isStar,
  NameAddr,
  passwordOf,
  receivedOf,
  rportOf,
  type SipMessage,
  type Slice,
  scanCSeq,
  scanNameAddr,
  scanUri,
  scanVia,
  schemeTextOf,
  sentByOf,
  transportOf,
  Uri,
  uriTextOf,
  userOf,
  Via,
  valuesOf,
} from '../../mod.ts';

export interface PlainUri {
  readonly scheme: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly host: string;
  readonly port: number;
}

export interface PlainAddress {
  readonly display: string;
  readonly uri: PlainUri | undefined;
  readonly tag: string | undefined;
  readonly address: NameAddr;
}

export interface PlainVia {
  readonly transport: string;
  readonly host: string;
  readonly port: number;
  readonly branch: string | undefined;
  readonly received: string | undefined;
  readonly rport: number | undefined;
}

export function plainUri(bytes: Uint8Array, { start, end }: Slice): PlainUri | undefined {
  const uri = new Uri();
  if (!scanUri(uri, bytes, start, end)) return undefined;
  return {
    scheme: schemeTextOf(uri),
    user: userOf(uri),
    password: passwordOf(uri),
    host: hostOf(uri),
    port: uri.port,
  };
}

export function scannedUri(text: string): Uri {
  const bytes = new TextEncoder().encode(text);
  const uri = new Uri();
  if (!scanUri(uri, bytes, 0, bytes.length)) throw new RangeError(`no URI: ${text}`);
  return uri;
}

export function plainAddress(bytes: Uint8Array, { start, end }: Slice): PlainAddress | undefined {
  const address = new NameAddr();
  if (isStar(bytes, start, end) || !scanNameAddr(address, bytes, start, end)) return undefined;
  const uri = plainUri(bytes, { start: address.uriStart, end: address.uriEnd });
  return { display: displayOf(address), uri, tag: addrParamOf(address, 'tag'), address };
}

export function uriIn(address: PlainAddress | undefined): Uri {
  if (address === undefined) throw new RangeError('no address');
  return scannedUri(uriTextOf(address.address));
}

export function plainVia(bytes: Uint8Array, { start, end }: Slice): PlainVia | undefined {
  const via = new Via();
  if (!scanVia(via, bytes, start, end)) return undefined;
  return {
    transport: transportOf(via),
    host: sentByOf(via),
    port: via.port,
    branch: branchOf(via),
    received: receivedOf(via),
    rport: rportOf(via),
  };
}

/** What a message says, read whole. */
export function plainView(message: SipMessage) {
  const { bytes } = message;
  const cseq = new CSeq();
  const { start, end } = message.at(HeaderId.cseq);
  const isCSeq = scanCSeq(cseq, bytes, start, end);
  const addresses = (id: HeaderId) => valuesOf(message, id).map((value) => plainAddress(bytes, value));
  return {
    method: message.method,
    status: message.status,
    uri: message.isRequest ? plainUri(bytes, message.uri) : undefined,
    phrase: message.isRequest ? '' : message.text(message.uri),
    vias: valuesOf(message, HeaderId.via).map((value) => plainVia(bytes, value)),
    from: plainAddress(bytes, message.at(HeaderId.from)),
    to: plainAddress(bytes, message.at(HeaderId.to)),
    callId: message.first(HeaderId.callId),
    cseq: isCSeq ? cseq.number : undefined,
    cseqMethod: isCSeq ? message.text({ start: cseq.methodStart, end: cseq.methodEnd }) : undefined,
    contacts: addresses(HeaderId.contact),
    routes: addresses(HeaderId.route),
    maxForwards: message.first(HeaderId.maxForwards),
    contentType: message.first(HeaderId.contentType),
    body: new TextDecoder().decode(bytes.subarray(message.bodyStart, message.bodyEnd)),
    bodyBytes: message.bodyEnd - message.bodyStart,
  };
}
