import { type Failure, invalid, ipv4Of, type LineSip, type Result, readIpv6, success } from '@wurao/domain';
import { MAX_NEXT_HOP_CHARS, MAX_NEXT_HOPS, MAX_REDRESS_CHARS } from './bounds.ts';

/** Scheme, user, host, port, parameters (RFC 3261 19.1.1). */
const NEXT_HOP = /^(sips?):(?:([^@]*)@)?(\[[^\]]*\]|[^:;?[\]]+)(?::([^;?]*))?((?:;[^;?]*)*)$/i;
const HOST_NAME =
  /^(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.?$/;
const PORT = /^[1-9]\d{0,4}$/;
const MAX_PORT = 65_535;
const PARAMETER = /^;(?:transport=(udp|tcp|tls)|lr)$/i;
const EXAMPLE = 'Write it as sip:sbc.example:5060 or sips:[2001:db8::1];transport=tcp.';
/** What may stand between angle brackets in a header without meaning something there. */
const STRANGE = /[^\x21-\x7e]|[<>"\\^`{|}]/;

const isHost = (host: string): boolean =>
  host.startsWith('[')
    ? !host.includes('%') && readIpv6(host.slice(1, -1), new Uint32Array(4))
    : ipv4Of(host) >= 0 || HOST_NAME.test(host);

const checkParameters = (field: string, scheme: string, said: string): Failure | undefined => {
  for (const parameter of said.match(/;[^;]*/g) ?? []) {
    const read = PARAMETER.exec(parameter);
    if (read === null)
      return invalid(field, `parameter ${parameter} is not known`, 'Use transport=udp, tcp or tls, and lr only.');
    if (scheme.toLowerCase() === 'sips' && read[1]?.toLowerCase() === 'udp')
      return invalid(field, 'sips cannot go over UDP', 'Write sip:, or another transport.');
  }
  return undefined;
};

const checkNextHop = (uri: string, field: string): Failure | undefined => {
  if (uri.length > MAX_NEXT_HOP_CHARS)
    return invalid(field, `longer than ${MAX_NEXT_HOP_CHARS} characters`, EXAMPLE, MAX_NEXT_HOP_CHARS);
  const strangeAt = uri.search(STRANGE);
  if (strangeAt >= 0) return invalid(field, 'holds a character that no URI may have', EXAMPLE, strangeAt);
  const read = NEXT_HOP.exec(uri);
  if (read === null) return invalid(field, 'not a SIP URI', EXAMPLE);
  const [, scheme = '', user, host = '', port, parameters = ''] = read;
  const hostAt = scheme.length + 1;
  if (user !== undefined)
    return invalid(field, 'names a user', 'Leave out the user and the @: the number called is put there.', hostAt);
  if (!isHost(host)) return invalid(field, `${host} is no host`, EXAMPLE, hostAt);
  if (port !== undefined && (!PORT.test(port) || Number(port) > MAX_PORT))
    return invalid(field, 'not a port', `Write 1 to ${MAX_PORT} behind the colon.`, hostAt + host.length + 1);
  return checkParameters(field, scheme, parameters);
};

const MAILTO = /^mailto:[^@?]+@[^@?]+(?:\?[^@]*)?$/i;

const checkRedress = (redress: string | undefined): Failure | undefined => {
  if (redress === undefined) return undefined;
  const field = 'sip.redress';
  const remedy = `Write a whole https or mailto address of at most ${MAX_REDRESS_CHARS} characters.`;
  if (redress.length > MAX_REDRESS_CHARS)
    return invalid(field, `longer than ${MAX_REDRESS_CHARS} characters`, remedy, MAX_REDRESS_CHARS);
  const strangeAt = redress.search(STRANGE);
  if (strangeAt >= 0) return invalid(field, 'holds a character that no URI may have', remedy, strangeAt);
  const isRight = /^https:\/\//i.test(redress) ? URL.canParse(redress) : MAILTO.test(redress);
  return isRight ? undefined : invalid(field, 'not an https or mailto address', remedy);
};

/** Checked, as it was said. */
export const readSip = (said: LineSip | undefined): Result<LineSip | undefined> => {
  if (said === undefined) return success(undefined);
  const { mode, nextHops, recordRoute, redress } = said;
  if (nextHops.length > MAX_NEXT_HOPS)
    return invalid('sip.nextHops', `more than ${MAX_NEXT_HOPS}`, `Name at most ${MAX_NEXT_HOPS}.`);
  for (const [i, uri] of nextHops.entries()) {
    const field = `sip.nextHops[${i}]`;
    const bad =
      checkNextHop(uri, field) ??
      (nextHops.indexOf(uri) < i ? invalid(field, 'stands there twice', 'Name each next hop once.') : undefined);
    if (bad) return bad;
  }
  // Redirected, a call leaves the gate: a promise to stay on its path could not be kept.
  if (recordRoute && mode === 'redirect')
    return invalid(
      'sip.recordRoute',
      'only a proxy stays on the path',
      'Set mode to "proxy", or leave recordRoute out.',
    );
  return checkRedress(redress) ?? success({ mode, nextHops, recordRoute, redress });
};
