// A decision as SIP says it (DESIGN, the table of outcomes).
import type { Line } from '@wurao/domain';
import {
  HeaderId,
  type HeaderPair,
  NameAddr,
  type Refusal,
  type SipMessage,
  scanNameAddr,
  scanUri,
  Uri,
} from '@wurao/wire';
import { makePermitParameter, PERMIT_PARAMETER } from './permit-parameter.ts';
import type { CallDecision } from './ports.ts';
import type { SipSettings } from './settings.ts';
import { answers608, callInfoOf, showsSip608 } from './stir/redress-card.ts';

/** Call rejected (ITU-T Q.850, 2.2.7.2.1): what every switch understands. */
const Q850_REJECTED: HeaderPair = ['Reason', 'Q.850;cause=21'];
const WURAO_REASON = 'X-Wurao-Reason';
/** Q-values of Contacts fall by a tenth from one next hop to the next (RFC 3261, 20.10). */
const QUALITIES = 10;

const NO_NEXT_HOP: Refusal = {
  status: 500,
  phrase: 'No Next Hop Configured',
  headers: [['Warning', '399 wurao "neither the line nor the gate names a next hop"']],
};

export const NOT_READY: Refusal = { status: 480, phrase: 'Temporarily Unavailable', headers: [['Retry-After', '2']] };
export const OVERLOADED: Refusal = { status: 503, phrase: 'Service Unavailable', headers: [['Retry-After', '1']] };

const PHRASES = { 603: 'Decline', 607: 'Unwanted', 608: 'Rejected' } as const;

const uri = new Uri();
const address = new NameAddr();

/** What the caller's switch is told. `message` is the INVITE, judged and translated. */
export const answerOf = (
  decision: CallDecision,
  line: Line | undefined,
  message: SipMessage,
  settings: SipSettings,
): Refusal =>
  decision.isAllowed
    ? redirect(message, nextHopsOf(line, settings), decision.atMs, settings.permitSecret)
    : refuse(decision, line, message, settings);

export const nextHopsOf = (line: Line | undefined, settings: SipSettings): readonly string[] =>
  line?.sip !== undefined && line.sip.nextHops.length > 0 ? line.sip.nextHops : settings.nextHops;

/** 302 with the user part kept, a signed permit, and no Diversion. */
export const redirect = (
  message: SipMessage,
  nextHops: readonly string[],
  atMs: number,
  permitSecret: Uint8Array,
): Refusal => {
  if (nextHops.length === 0) return NO_NEXT_HOP;
  const { user, isTel } = calledUser(message);
  const callId = message.first(HeaderId.callId) ?? '';
  const permit = makePermitParameter(permitSecret, { callee: user, caller: callingUser(message), callId }, atMs);
  const parameters = `${isTel ? ';user=phone' : ''}${permit === undefined ? '' : `;${PERMIT_PARAMETER}=${permit}`}`;
  const contacts = nextHops.map((hop, index): HeaderPair => {
    const quality = nextHops.length > 1 ? `;q=${qualityOf(index)}` : '';
    return ['Contact', `<${uriAt(hop, user)}${parameters}>${quality}`];
  });
  return { status: 302, phrase: 'Moved Temporarily', headers: contacts };
};

const qualityOf = (index: number): string => (Math.max(1, QUALITIES - index) / QUALITIES).toFixed(1);

/** The next hop's URI with the user part put in. */
export const uriAt = (hop: string, user: string): string => {
  const colon = hop.indexOf(':');
  return `${hop.slice(0, colon + 1)}${user}@${hop.slice(colon + 1)}`;
};

/** The user part of the Request-URI as it stands; a tel URI becomes the sip URI of the same number (RFC 3261, 19.1.6). */
export const calledUser = (message: SipMessage): { readonly user: string; readonly isTel: boolean } => {
  if (!scanUri(uri, message.bytes, message.uriStart, message.uriEnd)) return { user: '', isTel: false };
  return { user: userIn(message), isTel: uri.scheme === 'tel' };
};

const callingUser = (message: SipMessage): string => {
  const { start, end } = message.at(HeaderId.from);
  if (!scanNameAddr(address, message.bytes, start, end)) return '';
  return scanUri(uri, message.bytes, address.uriStart, address.uriEnd) ? userIn(message) : '';
};

const userIn = (message: SipMessage): string =>
  uri.userStart < 0 ? '' : message.text({ start: uri.userStart, end: uri.userEnd });

/**
 * 603 unless the line asks for more: `603+` says in a Reason of SIP that the network blocked the call (the form of ATIS-1000099,
 * as far as it is public), 607 that the callee does not want it (RFC 8197), 608 where to appeal (RFC 8688). One Reason value
 * a protocol (RFC 3326, 2).
 */
const refuse = (
  { id, reason }: CallDecision,
  line: Line | undefined,
  message: SipMessage,
  settings: SipSettings,
): Refusal => {
  const headers: HeaderPair[] = [Q850_REJECTED];
  if (line?.trusted) headers.push([WURAO_REASON, reason]);
  switch (line?.refusalStyle) {
    case '603+':
      headers.push(['Reason', `SIP;cause=603;text="${networkBlocked(line, settings.redressReference(id) ?? id)}"`]);
      return { status: 603, phrase: 'Network Blocked', headers };
    case '607':
      return { status: 607, phrase: PHRASES[607], headers };
    case '608': {
      const card = answers608(true, showsRedress(message)) ? settings.redressCard(line, id) : undefined;
      if (card === undefined) break;
      headers.push(['Call-Info', callInfoOf(card)]);
      return { status: 608, phrase: PHRASES[608], headers };
    }
    default:
  }
  return { status: 603, phrase: PHRASES[603], headers };
};

const networkBlocked = (line: Line, reference: string): string => {
  const redress = line.sip?.redress;
  const way =
    redress === undefined ? '' : redress.startsWith('mailto:') ? `;email=${redress.slice(7)}` : `;url=${redress}`;
  return `v=analytics1${way};id=${reference}`;
};

const showsRedress = (message: SipMessage): boolean => {
  if (message.count(HeaderId.featureCaps) === 0) return false;
  const values: string[] = [];
  for (let line = message.lineOf(HeaderId.featureCaps); line >= 0; line = message.after(line))
    values.push(message.text({ start: message.startOf(line), end: message.endOf(line) }));
  return showsSip608(values);
};
