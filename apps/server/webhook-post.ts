import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/**
 * Networks that a merchant's address must not lead into: loopback, private, link-local, carrier-grade NAT, tests and protocols,
 * their IPv6 kin, and the IPv6 networks that carry an IPv4 address inside, which a gateway may unwrap.
 */
const PRIVATE: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 96, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['2001::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fec0::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];
const privateNetworks = new BlockList();
for (const [network, bits, family] of PRIVATE) privateNetworks.addSubnet(network, bits, family);

const isPrivate = (address: string): boolean => {
  const plain = address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
  return privateNetworks.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
};

const leadsInside = (host: string, address: string): Error =>
  new Error(`${host} leads to the private address ${address}`);

type Resolve = (
  host: string,
  options: LookupOptions & { readonly all: true },
  then: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Looks up for the connection itself, so that what was checked is what is called: a name may change between two look-ups. */
export const guardedLookup =
  (resolve: Resolve = lookup): LookupFunction =>
  (host, options, then) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      const hidden = addresses?.find(({ address }) => isPrivate(address));
      if (error || first === undefined) return then(error ?? new Error(`${host} has no address`), []);
      if (hidden !== undefined) return then(leadsInside(host, hidden.address), []);
      return options.all ? then(null, addresses) : then(null, first.address, first.family);
    });
  };

export interface WebhookPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  readonly allowPrivate: boolean;
}

/** The status of the answer. Redirects are not followed: they could lead inside. */
export const postWebhook = ({ url: text, headers, body, timeoutMs, allowPrivate }: WebhookPost): Promise<number> =>
  new Promise((resolve, reject) => {
    const url = new URL(text);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    // An address in place of a name is not looked up.
    if (!allowPrivate && isIP(host) !== 0 && isPrivate(host)) return reject(leadsInside(url.hostname, host));
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        signal: AbortSignal.timeout(timeoutMs),
        ...(allowPrivate ? {} : { lookup: guardedLookup() }),
      },
      (response) => {
        resolve(response.statusCode ?? 0);
        // What it says is not read.
        response.destroy();
      },
    );
    request.on('error', reject);
    request.end(body);
  });
