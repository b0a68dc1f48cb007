// Next hops by name, as addresses that requests can be sent to without waiting (RFC 3263, so far as a configured list needs it: the
// transport and the port that the URI names or implies, and addresses by A and AAAA; what SRV would order is the list's own order).
import { isIP } from 'node:net';
import { hostOf, scanUri, Uri, uriParamOf } from '@wurao/wire';
import type { SipTransport, Target } from './ports.ts';

/** Names are looked up anew after this. */
export const NAMES_LIVE_MS = 30_000;
/** More than all lines of a gate name together; beyond, those asked for first are looked up anew. */
export const NAMES_MAX = 4_096;
const DEFAULT_PORT = 5060;
const DEFAULT_TLS_PORT = 5061;

/** The addresses of a name, best first; rejects where there are none. */
export type LookUp = (name: string) => Promise<readonly string[]>;

interface Place {
  readonly transport: SipTransport;
  /** Name or address, without brackets. */
  readonly host: string;
  readonly port: number;
}

const scanned = new Uri();

const isTransport = (text: string | undefined): text is SipTransport =>
  text === 'udp' || text === 'tcp' || text === 'tls';

/** What a URI that the register or the configuration let through names. */
export const placeOfUri = (uri: string): Place | undefined => {
  const bytes = Buffer.from(uri, 'latin1');
  if (!scanUri(scanned, bytes, 0, bytes.length) || (scanned.scheme !== 'sip' && scanned.scheme !== 'sips'))
    return undefined;
  const said = uriParamOf(scanned, 'transport')?.toLowerCase();
  const isSecure = scanned.scheme === 'sips' || said === 'tls';
  const transport = isSecure ? 'tls' : isTransport(said) ? said : 'udp';
  const port = scanned.port >= 0 ? scanned.port : isSecure ? DEFAULT_TLS_PORT : DEFAULT_PORT;
  return { transport, host: hostOf(scanned).replace(/^\[|\]$/g, ''), port };
};

interface Known {
  addresses: readonly string[];
  askedMs: number;
  isAsking: boolean;
}

export class NextHops {
  readonly #names = new Map<string, Known>();
  readonly #lookUp: LookUp;
  readonly #nowMs: () => number;
  readonly #used = new Set<string>();
  /** Names that could not be looked up, since the start. */
  failures = 0;

  constructor(lookUp: LookUp, nowMs: () => number) {
    this.#lookUp = lookUp;
    this.#nowMs = nowMs;
  }

  /** The addresses of these URIs, in order, each with the URI that it is of; names that are not known yet are being asked for. */
  targetsOf(uris: readonly string[]): readonly { readonly uri: string; readonly target: Target }[] {
    return uris.flatMap((uri) => {
      const place = placeOfUri(uri);
      if (place === undefined) return [];
      const { transport, host, port } = place;
      const isAddress = isIP(host) !== 0;
      const serverName = isAddress || transport !== 'tls' ? undefined : host;
      const addresses = isAddress ? [host] : this.#addressesOf(host);
      for (const address of addresses) this.#use(address);
      return addresses.map((address) => ({ uri, target: { transport, address, port, serverName } }));
    });
  }

  #use(address: string): void {
    if (this.#used.has(address)) return;
    if (this.#used.size >= NAMES_MAX) this.#used.clear();
    this.#used.add(address);
  }

  /** A place that a dialog names by host: only one that calls were sent to. */
  locate(uri: string): Target | undefined {
    const place = placeOfUri(uri);
    if (place === undefined) return undefined;
    const known = isIP(place.host) === 0 ? this.#names.get(place.host)?.addresses[0] : place.host;
    if (known === undefined || !this.#used.has(known)) return undefined;
    return this.targetsOf([uri])[0]?.target;
  }

  /** Whether calls were sent there of late. */
  isUsed(address: string): boolean {
    return this.#used.has(address);
  }

  /** Asks for all of these names and waits: at the start, and when they change, so that the first call need not fail. */
  async prepare(uris: readonly string[]): Promise<void> {
    const names = uris.flatMap((uri) => placeOfUri(uri)?.host ?? []).filter((host) => isIP(host) === 0);
    await Promise.all([...new Set(names)].map((name) => this.#ask(name, this.#knownOf(name))));
  }

  #addressesOf(name: string): readonly string[] {
    const known = this.#knownOf(name);
    if (this.#nowMs() - known.askedMs > NAMES_LIVE_MS) void this.#ask(name, known);
    return known.addresses;
  }

  #knownOf(name: string): Known {
    let known = this.#names.get(name);
    if (known !== undefined) return known;
    if (this.#names.size >= NAMES_MAX) this.#names.clear();
    known = { addresses: [], askedMs: Number.NEGATIVE_INFINITY, isAsking: false };
    this.#names.set(name, known);
    return known;
  }

  /** What was known stays until something else is: a name server that is away takes no next hop with it. */
  async #ask(name: string, known: Known): Promise<void> {
    if (known.isAsking) return;
    known.isAsking = true;
    known.askedMs = this.#nowMs();
    try {
      known.addresses = await this.#lookUp(name);
    } catch {
      this.failures++;
    }
    known.isAsking = false;
  }
}
