// Listeners for TCP and TLS: who may connect, and the connections that come of it.
import { createServer, isIP, type Socket } from 'node:net';
import type { Intake, TransportFigures } from '../ports.ts';
import { shortAddress, sourceOf } from './addresses.ts';
import { Connection } from './connection.ts';
import { Connections, type StreamLimits } from './connections.ts';
import { openTlsDoor, type TlsIdentity } from './tls.ts';
import { cannotListen } from './transport-fault.ts';

/** Waiting to be accepted; the system may grant less (net.core.somaxconn). */
const BACKLOG = 1_024;
/** When the system asks whether a silent peer is still there. */
const PROBE_MS = 60_000;

export interface StreamOptions {
  /** IPv4 or IPv6, without brackets. `::` takes both families. */
  readonly address: string;
  /** 0: a free one. */
  readonly port: number;
  readonly reusePort?: boolean;
  /** `::` takes IPv6 alone, so that 0.0.0.0 may have the same port. */
  readonly ipv6Only?: boolean;
  readonly limits?: Partial<StreamLimits>;
}

export interface StreamListener {
  readonly transport: 'tcp' | 'tls';
  readonly address: string;
  readonly port: number;
  figures(): TransportFigures;
  /** Connections turned away because there were too many, of all or of their source. */
  turnedAway(): number;
  /** What was sent before still goes out; then connections are ended. */
  close(): Promise<void>;
}

export interface TlsListener extends StreamListener {
  /** For connections from now on. Throws a TransportFault where the certificate cannot be used; the one before stays. */
  replaceIdentity(identity: TlsIdentity): void;
}

/** Rejects with a TransportFault where the address cannot be had. */
export function openTcp(options: StreamOptions, intake: Intake): Promise<StreamListener> {
  const connections = new Connections(intake, options.limits);
  return listen('tcp', options, connections, (socket) => welcome('tcp', socket, undefined, connections));
}

/** As `openTcp`; also rejects where the certificate cannot be used. */
export async function openTls(
  options: StreamOptions & { readonly identity: TlsIdentity },
  intake: Intake,
): Promise<TlsListener> {
  const connections = new Connections(intake, options.limits);
  const door = openTlsDoor(options.identity, connections.limits.handshakeMs, (secure, certificate) =>
    welcome('tls', secure, certificate, connections),
  );
  const listener = await listen('tls', options, connections, (socket) => door.enter(socket));
  return { ...listener, replaceIdentity: (identity) => door.replace(identity) };
}

function welcome(transport: 'tcp' | 'tls', socket: Socket, certificate: string | undefined, connections: Connections) {
  const { remoteAddress, remotePort } = socket;
  // The peer is gone already.
  if (remoteAddress === undefined || remotePort === undefined) return void socket.destroy();
  new Connection(
    socket,
    { transport, address: shortAddress(remoteAddress), port: remotePort, certificate },
    connections,
    'open',
  );
}

/** Counts connections, of all and of each source, from before their handshake to their end. */
class Doorkeeper {
  readonly sockets = new Set<Socket>();
  readonly #perSource = new Map<string, number>();
  readonly #limits: StreamLimits;
  turnedAway = 0;

  constructor(limits: StreamLimits) {
    this.#limits = limits;
  }

  /** False: turned away. */
  letIn(socket: Socket): boolean {
    const source = sourceOf(socket.remoteAddress ?? '');
    const before = this.#perSource.get(source) ?? 0;
    if (this.sockets.size >= this.#limits.connectionsMax || before >= this.#limits.perSourceMax) {
      this.turnedAway++;
      return false;
    }
    this.#perSource.set(source, before + 1);
    this.sockets.add(socket);
    socket.once('close', () => {
      this.sockets.delete(socket);
      const left = (this.#perSource.get(source) ?? 1) - 1;
      if (left > 0) this.#perSource.set(source, left);
      else this.#perSource.delete(source);
    });
    return true;
  }
}

async function listen(
  transport: 'tcp' | 'tls',
  options: StreamOptions,
  connections: Connections,
  enter: (socket: Socket) => void,
): Promise<StreamListener> {
  const { address, port, reusePort = false, ipv6Only = false } = options;
  if (isIP(address) === 0) throw cannotListen(transport, address, port, 'no IPv4 or IPv6 address');
  const keeper = new Doorkeeper(connections.limits);
  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: PROBE_MS }, (socket) => {
    // Whoever takes the socket over has its own ear for errors; this one is for the time before.
    socket.on('error', () => socket.destroy());
    if (keeper.letIn(socket)) enter(socket);
    else socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(transport, address, port, error)));
    server.listen({ host: address, port, backlog: BACKLOG, reusePort, ipv6Only, exclusive: true }, resolve);
  });
  // Too many open files, for example: the next connection may be had again.
  server.removeAllListeners('error').on('error', () => keeper.turnedAway++);
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw cannotListen(transport, address, port, 'no address');
  return {
    transport,
    address: bound.address,
    port: bound.port,
    figures: () => connections.figures(),
    turnedAway: () => keeper.turnedAway,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await connections.end();
      // Those whose handshake is not done.
      for (const socket of keeper.sockets) socket.destroy();
      await closed;
    },
  };
}
