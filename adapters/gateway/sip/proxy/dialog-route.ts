// Where a request goes that says so itself: Route and Request-URI (RFC 3261, 16.4 and 16.6, steps 6 and 7).
import {
  HeaderId,
  hostOf,
  kindOfHost,
  NameAddr,
  type SipMessage,
  scanNameAddr,
  scanUri,
  Uri,
  type UriScheme,
  uriParamOf,
  uriTextOf,
  valuesOf,
} from '@wurao/wire';
import type { Link, SipTransport, Target } from '../ports.ts';
import type { Dialog, Hop } from './calls.ts';
import type { Way } from './forwarding.ts';
import { defaultPortOf } from './request-fields.ts';
import { hostText, ROUTE_PARAMETER } from './signed-route.ts';
import type { Switchboard } from './switchboard.ts';

/** Our values on top of Route: the one or two of Record-Route, and one that a client is set to send by. */
const OURS_MAX = 3;

/** What a URI says of a next hop. */
interface Place {
  readonly text: string;
  readonly scheme: UriScheme;
  readonly host: string;
  readonly isAddress: boolean;
  readonly port: number | undefined;
  readonly transport: string | undefined;
  readonly isLoose: boolean;
  /** Our signed parameter. */
  readonly parameter: string | undefined;
}

export interface Routing {
  /** The Request-URI that goes on. */
  readonly uri: string;
  /** What is left of Route. */
  readonly route: string | undefined;
  /** The next hop's URI: the topmost Route value, else the Request-URI; of a strict router always the latter. */
  readonly next: Place | undefined;
  /** The first Route value was ours, signed or not. */
  readonly isOurs: boolean;
  readonly parameter: string | undefined;
}

const address = new NameAddr();
const uri = new Uri();
const encoder = new TextEncoder();

function placeOf(bytes: Uint8Array, start: number, end: number, text: string): Place | undefined {
  if (!scanUri(uri, bytes, start, end)) return undefined;
  return {
    text,
    scheme: uri.scheme,
    host: hostOf(uri),
    isAddress: uri.hostStart >= 0 && kindOfHost(bytes, uri.hostStart, uri.hostEnd) !== 'name',
    port: uri.port < 0 ? undefined : uri.port,
    transport: uriParamOf(uri, 'transport')?.toLowerCase(),
    isLoose: uriParamOf(uri, 'lr') !== undefined,
    parameter: uriParamOf(uri, ROUTE_PARAMETER),
  };
}

function placeOfUri(text: string): Place | undefined {
  const bytes = encoder.encode(text);
  return placeOf(bytes, 0, bytes.length, text);
}

/** Of a Route value. */
function placeOfValue(text: string | undefined): Place | undefined {
  if (text === undefined) return undefined;
  const bytes = encoder.encode(text);
  if (!scanNameAddr(address, bytes, 0, bytes.length)) return undefined;
  return placeOf(bytes, address.uriStart, address.uriEnd, uriTextOf(address));
}

/** By this name or address, whoever comes to this port of the gate comes by it. */
const isAtDoor = (place: Place, link: Link, names: readonly string[]): boolean =>
  (place.host === hostText(link.localAddress).toLowerCase() || names.includes(place.host)) &&
  (place.port ?? defaultPortOf(place.scheme === 'sips' ? 'tls' : link.transport)) === link.localPort;

/** Whether the first Route value, or of a strict router the Request-URI, has our parameter; who signed it is not looked at. */
export function hasOurRoute(message: SipMessage): boolean {
  const { bytes } = message;
  if (scanUri(uri, bytes, message.uriStart, message.uriEnd) && uriParamOf(uri, ROUTE_PARAMETER) !== undefined)
    return true;
  const value = valuesOf(message, HeaderId.route)[0];
  if (value === undefined || !scanNameAddr(address, bytes, value.start, value.end)) return false;
  return scanUri(uri, bytes, address.uriStart, address.uriEnd) && uriParamOf(uri, ROUTE_PARAMETER) !== undefined;
}

/** Takes off what is ours, undoes what a strict router did before us, and does what one after us needs. */
export function routingOf(message: SipMessage, link: Link, names: readonly string[] = []): Routing {
  const values = valuesOf(message, HeaderId.route).map((value) => message.text(value));
  let text = message.text(message.uri);
  const own = placeOfUri(text);
  let parameter = own?.parameter;
  let isOurs = parameter !== undefined;
  if (isOurs && values.length > 0) text = placeOfValue(values.pop())?.text ?? text;
  for (let taken = 0; taken < OURS_MAX && values.length > 0; taken++) {
    const place = placeOfValue(values[0]);
    if (place === undefined || (place.parameter === undefined && !isAtDoor(place, link, names))) break;
    parameter ??= place.parameter;
    isOurs = true;
    values.shift();
  }
  let next = placeOfValue(values[0]);
  if (next !== undefined && !next.isLoose) {
    values.push(`<${text}>`);
    values.shift();
    text = next.text;
  }
  next ??= placeOfUri(text);
  return { uri: text, route: values.length > 0 ? values.join(', ') : undefined, next, isOurs, parameter };
}

const TRANSPORTS: readonly string[] = ['udp', 'tcp', 'tls'];

function transportOf(place: Place): SipTransport | undefined {
  if (place.scheme === 'sips') return 'tls';
  const named = place.transport ?? 'udp';
  return TRANSPORTS.includes(named) ? (named as SipTransport) : undefined;
}

/** By the connection that the other side has open, where the place is at its address; else to the place. */
export function wayOf(board: Switchboard, routing: Routing, dialog: Dialog | undefined, fromTag: string): Way {
  const hop = dialog === undefined ? undefined : fromTag === dialog.callerTag ? dialog.callee : dialog.caller;
  const target = targetOf(board, routing.next, hop);
  const own = target !== undefined && hop?.link.isReliable === true && isOf(hop, target) ? hop.link : undefined;
  return {
    uri: routing.uri,
    target,
    link: () => {
      if (own !== undefined && !board.gone.has(own)) return own;
      return target === undefined ? undefined : board.options.outbound.linkTo(target);
    },
  };
}

const isOf = ({ link }: Hop, target: Target): boolean =>
  link.transport === target.transport && link.address === target.address;

function targetOf(board: Switchboard, place: Place | undefined, hop: Hop | undefined): Target | undefined {
  if (place === undefined || place.host === '') return undefined;
  if (!place.isAddress) {
    return hop?.target ?? board.options.port.locate(place.host, place.port, place.transport);
  }
  const address = place.host.startsWith('[') ? place.host.slice(1, -1) : place.host;
  // A contact that says no transport is reached by the one that its owner spoke.
  const fits = place.scheme !== 'sips' || hop?.target.transport === 'tls';
  const isHop = fits && hop?.target.address === address;
  const transport = isHop && place.transport === undefined ? hop.target.transport : transportOf(place);
  if (transport === undefined) return undefined;
  const serverName = isHop && transport === hop.target.transport ? hop.target.serverName : undefined;
  return { transport, address, port: place.port ?? defaultPortOf(transport), serverName };
}
