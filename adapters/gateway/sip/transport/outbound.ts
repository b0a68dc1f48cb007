// Ways out: the UDP socket that listens, and connections of our own to next hops.
import { connect as connectTcp, isIP } from 'node:net';
import type { Intake, Link, Outbound, Target, TransportFigures } from '../ports.ts';
import { isPort } from './addresses.ts';
import { Connection } from './connection.ts';
import { Connections, type StreamLimits } from './connections.ts';
import { connectSecurely, type OutboundTls } from './tls.ts';
import { TransportFault } from './transport-fault.ts';
import type { UdpListener } from './udp-listener.ts';

/** Connections out at a time; one more crowds out the one used longest ago. */
export const OUTBOUND_CONNECTIONS_MAX = 1_024;
const PROBE_MS = 60_000;

export interface OutboundOptions {
  /** Tried in their order: the first whose family fits the target. */
  readonly udp: readonly UdpListener[];
  readonly tls?: OutboundTls;
  readonly limits?: Partial<StreamLimits>;
  readonly connectionsMax?: number;
}

/** Only connections that it opened itself carry requests: one from a peer's own port says nothing of who listens there (RFC 5923, 3). */
export class OutboundLinks implements Outbound {
  readonly #options: OutboundOptions;
  readonly #home: Connections;
  /** In the order of their last use. */
  readonly #open = new Map<string, Connection>();
  readonly #connectionsMax: number;
  #isClosed = false;

  constructor(options: OutboundOptions, intake: Intake) {
    this.#options = options;
    this.#home = new Connections(intake, options.limits);
    this.#connectionsMax = options.connectionsMax ?? OUTBOUND_CONNECTIONS_MAX;
  }

  /** Also undefined where address or port are none, and after `close`. */
  linkTo(target: Target): Link | undefined {
    if (this.#isClosed || isIP(target.address) === 0 || !isPort(target.port)) return undefined;
    if (target.transport === 'udp') return this.#udpTo(target);
    const key = `${target.transport} ${target.address} ${target.port} ${target.serverName ?? ''}`;
    const known = this.#open.get(key);
    this.#open.delete(key);
    if (known?.isUsable) {
      this.#open.set(key, known);
      return known;
    }
    this.#makeRoom();
    const connection = this.#connect(target, target.transport, key);
    this.#open.set(key, connection);
    return connection;
  }

  #udpTo(target: Target): Link | undefined {
    for (const listener of this.#options.udp) {
      const link =
        isIP(listener.address) === isIP(target.address) ? listener.linkTo(target.address, target.port) : undefined;
      if (link !== undefined) return link;
    }
    // A socket of both families.
    return this.#options.udp.find(({ address }) => address === '::')?.linkTo(target.address, target.port);
  }

  #makeRoom(): void {
    if (this.#open.size < this.#connectionsMax) return;
    const [oldest] = this.#open;
    if (oldest === undefined) return;
    this.#open.delete(oldest[0]);
    oldest[1].fail(new TransportFault('crowded-out', `more than ${this.#connectionsMax} connections out`));
  }

  #connect(target: Target, transport: 'tcp' | 'tls', key: string): Connection {
    const { address, port, serverName } = target;
    const peer = { transport, address, port, certificate: undefined };
    const to = { host: address, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: PROBE_MS };
    const isTls = transport === 'tls';
    const socket = isTls ? connectSecurely(to, serverName ?? address, this.#options.tls) : connectTcp(to);
    const connection = new Connection(socket, peer, this.#home, 'opening');
    // Of TLS: when the certificate was found right, and not before.
    socket.once(isTls ? 'secureConnect' : 'connect', () => connection.opened());
    socket.once('close', () => {
      if (this.#open.get(key) === connection) this.#open.delete(key);
    });
    return connection;
  }

  figures(): TransportFigures {
    return this.#home.figures();
  }

  /** Ends its connections after what was sent; the UDP sockets are their owner's. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#home.end();
  }
}
