import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/** Groups of an IPv6 address that its network gives; the rest the asker may choose at will. */
const NETWORK_GROUPS = 4;
const GROUPS = 8;

/** What is limited as one asker: an IPv4 address, or the /64 of an IPv6 one. */
export const askerOf = (address: string): string => {
  if (isIP(address) !== 6) return address;
  if (address.includes('.')) return address.slice(address.lastIndexOf(':') + 1);
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: tail === undefined ? 0 : GROUPS - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].slice(0, NETWORK_GROUPS).join(':');
};

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;
const BY_PROXY = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const;

/** Asked on this machine itself, and not by a proxy for somebody else. */
export const isFromHere = (address: string, headers: IncomingHttpHeaders): boolean =>
  LOOPBACK.test(address) && BY_PROXY.every((name) => headers[name] === undefined);
