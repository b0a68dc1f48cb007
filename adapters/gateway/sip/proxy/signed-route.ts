// Record-Route of the gate (RFC 3261, 16.6, step 4): where it is reached, and a signed parameter without which nothing is relayed.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { asId, type DecisionId } from '@wurao/domain';
import type { Link } from '../ports.ts';

/** The URI parameter: `;wurao=<decision id>.<signature>`. */
export const ROUTE_PARAMETER = 'wurao';
/** HMAC-SHA256 cut to 128 bits (RFC 2104, 5), in base64url. */
const SIGNATURE_CHARACTERS = 22;

/** No line end stands in a scanned field, so the two cannot run into each other. */
const signatureOf = (secret: Uint8Array, callId: string, decision: string): string =>
  createHmac('sha256', secret)
    .update(`route\n${decision}\n${callId}`)
    .digest('base64url')
    .slice(0, SIGNATURE_CHARACTERS);

/** An address in a Via or a URI: IPv6 in brackets. */
export const hostText = (address: string): string => (address.includes(':') ? `[${address}]` : address);

const uriOf = (link: Link, parameter: string, asSecure: boolean): string => {
  const transport = asSecure || link.transport === 'udp' ? '' : `;transport=${link.transport}`;
  const scheme = asSecure ? 'sips' : 'sip';
  return `<${scheme}:${hostText(link.localAddress)}:${link.localPort}${transport};lr;${ROUTE_PARAMETER}=${parameter}>`;
};

const isSameDoor = (a: Link, b: Link): boolean =>
  a.transport === b.transport && a.localAddress === b.localAddress && a.localPort === b.localPort;

/** Whether the Request-URI is a SIPS URI, so that ours must be, too. */
export const isSecure = ({ uri }: { readonly uri: string }): boolean => /^sips:/i.test(uri);

/**
 * The values to push: one where both sides reach the gate by the same door, else one for each side, the one of the next hop on top
 * (RFC 5658, 5).
 */
export function recordRouteOf(
  secret: Uint8Array,
  call: { readonly callId: string; readonly decision: DecisionId },
  doors: { readonly from: Link; readonly to: Link },
  asSecure: boolean,
): string {
  const parameter = `${encodeURIComponent(call.decision)}.${signatureOf(secret, call.callId, call.decision)}`;
  const near = uriOf(doors.from, parameter, asSecure);
  return isSameDoor(doors.from, doors.to) ? near : `${uriOf(doors.to, parameter, asSecure)}, ${near}`;
}

/** The decision that the parameter (its escapes resolved) names, where we signed it for this Call-ID; else undefined. */
export function decisionOfRoute(secret: Uint8Array, parameter: string, callId: string): DecisionId | undefined {
  const at = parameter.lastIndexOf('.');
  if (at <= 0) return undefined;
  const decision = parameter.slice(0, at);
  const given = Buffer.from(parameter.slice(at + 1));
  const right = Buffer.from(signatureOf(secret, callId, decision));
  return given.length === right.length && timingSafeEqual(given, right) ? asId<DecisionId>(decision) : undefined;
}
