// Addresses as sockets write them, in the forms that the gate compares.
import { isIP, isIPv4 } from 'node:net';

const MAPPED = '::ffff:';

/** IPv4 in its short form, also where a socket of both families wrote it as IPv6 (RFC 4291, 2.5.5.2). */
export const shortAddress = (address: string): string =>
  address.startsWith(MAPPED) && isIPv4(address.slice(MAPPED.length)) ? address.slice(MAPPED.length) : address;

/** What a socket of IPv6 takes; the other way round of `shortAddress`. */
export const mappedAddress = (address: string): string => (isIPv4(address) ? MAPPED + address : address);

export const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port <= 65_535;

const PREFIX_GROUPS = 4;
const GROUPS = 8;

/** Who counts as one source: an IPv4 address, or the 64 bits of IPv6 that one customer gets whole (RFC 6177). */
export function sourceOf(address: string): string {
  const short = shortAddress(address);
  if (isIP(short) !== 6) return short;
  const [head = '', tail = ''] = short.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === '' ? [] : tail.split(':');
  const zeros = new Array<string>(Math.max(0, GROUPS - first.length - last.length)).fill('0');
  return [...first, ...zeros, ...last].slice(0, PREFIX_GROUPS).join(':');
}
