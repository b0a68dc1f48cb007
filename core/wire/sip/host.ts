// Hosts: names, IPv4 addresses, IPv6 references (RFC 3261, 25.1, as RFC 5954 corrects it).
import { BYTES, readNumber, skipClass } from './bytes.ts';

const { ALPHA, CLASS, CLOSE_BRACKET, COLON, HEX, HOST, OPEN_BRACKET } = BYTES;

export type HostKind = 'name' | 'ipv4' | 'ipv6';

const DOT = 46;
const HYPHEN = 45;
const GROUPS = 8;
const OCTETS = 4;
export const PORT_MAX = 65_535;

/** The end of the host at `at`, brackets included, or -1 where there is none. */
export function skipHost(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return -1;
  if (bytes[at] === OPEN_BRACKET) {
    let i = at + 1;
    while (i < end && bytes[i] !== CLOSE_BRACKET) i++;
    return i < end && isIpv6(bytes, at + 1, i) ? i + 1 : -1;
  }
  return skipName(bytes, at, end);
}

/** What the bytes of a host that was found are. */
export function kindOfHost(bytes: Uint8Array, start: number, end: number): HostKind {
  if (bytes[start] === OPEN_BRACKET) return 'ipv6';
  return isIpv4(bytes, start, end) ? 'ipv4' : 'name';
}

/** The port in the digits, 1 to 65535, or -1. */
export function readPort(bytes: Uint8Array, start: number, end: number): number {
  const port = readNumber(bytes, start, end, PORT_MAX);
  return port > 0 ? port : -1;
}

/** Labels between dots, none of which starts or ends with a hyphen; the last one starts with a letter, or all is IPv4. */
function skipName(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  let top = at;
  let before = DOT;
  for (; i < end; i++) {
    const byte = bytes[i]!;
    if ((CLASS[byte]! & HOST) === 0) break;
    if (byte === DOT) {
      if (before === DOT || before === HYPHEN) return -1;
    } else if (before === DOT) {
      if (byte === HYPHEN) return -1;
      top = i;
    }
    before = byte;
  }
  if (i === at || before === HYPHEN) return -1;
  return (CLASS[bytes[top]!]! & ALPHA) !== 0 || isIpv4(bytes, at, i) ? i : -1;
}

export function isIpv4(bytes: Uint8Array, start: number, end: number): boolean {
  let octets = 0;
  let from = start;
  for (let i = start; i <= end; i++) {
    if (i < end && bytes[i] !== DOT) continue;
    if (i - from > 3 || readNumber(bytes, from, i, 255) < 0) return false;
    octets++;
    from = i + 1;
  }
  return octets === OCTETS;
}

/**
 * Groups of up to four hexadecimal digits, at most one `::`, an IPv4 address as the last two. Three colons are taken for
 * two right before an IPv4 address and nowhere else: the grammar of RFC 3261 made such addresses, and RFC 5118, 4.10,
 * wants them tolerated.
 */
export function isIpv6(bytes: Uint8Array, start: number, end: number): boolean {
  let groups = 0;
  let isShortened = false;
  let i = start;
  if (i < end && bytes[i] === COLON) {
    if (bytes[i + 1] !== COLON || i + 1 >= end) return false;
    isShortened = true;
    i = afterDoubleColon(bytes, i, end);
  }
  while (i < end) {
    const from = i;
    i = skipClass(bytes, i, end, HEX);
    if (i < end && bytes[i] === DOT) {
      if (!isIpv4(bytes, from, end)) return false;
      groups += 2;
      return isShortened ? groups < GROUPS : groups === GROUPS;
    }
    if (i === from || i - from > 4) return false;
    groups++;
    if (i >= end) break;
    if (bytes[i] !== COLON) return false;
    if (bytes[i + 1] === COLON && i + 1 < end) {
      if (isShortened) return false;
      isShortened = true;
      i = afterDoubleColon(bytes, i, end);
    } else if (++i >= end) return false;
  }
  return isShortened ? groups < GROUPS : groups === GROUPS;
}

function afterDoubleColon(bytes: Uint8Array, at: number, end: number): number {
  const after = at + 2;
  return after < end && bytes[after] === COLON && isIpv4(bytes, after + 1, end) ? after + 1 : after;
}
