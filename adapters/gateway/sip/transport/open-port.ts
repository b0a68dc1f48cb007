// A port of TCP that is listened on, and who may connect to it.
import { createServer, isIP, type Socket } from 'node:net';
import { sourceOf } from './addresses.ts';
import { cannotListen } from './transport-fault.ts';

/** Waiting to be accepted; the system may grant less (net.core.somaxconn). */
const BACKLOG = 1_024;
/** When the system asks whether a silent peer is still there. */
const PROBE_MS = 60_000;

export interface PortOptions {
  /** IPv4 or IPv6, without brackets. `::` takes both families. */
  readonly address: string;
  /** 0: a free one. */
  readonly port: number;
  readonly reusePort?: boolean;
  /** `::` takes IPv6 alone, so that 0.0.0.0 may have the same port. */
  readonly ipv6Only?: boolean;
}

export interface DoorLimits {
  readonly connectionsMax: number;
  /** Of one source: an IPv4 address, or 64 bits of IPv6. */
  readonly perSourceMax: number;
}

export interface OpenPort {
  readonly address: string;
  readonly port: number;
  /** Connections turned away because there were too many, of all or of their source. */
  turnedAway(): number;
  /** Nobody is let in any more; `leave` ends those that are, and what it leaves over is cut off. */
  close(leave: () => Promise<void>): Promise<void>;
}

/** Counts connections, of all and of each source, from before their handshake to their end. */
class Doorkeeper {
  readonly sockets = new Set<Socket>();
  readonly #perSource = new Map<string, number>();
  readonly #limits: DoorLimits;
  turnedAway = 0;

  constructor(limits: DoorLimits) {
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

/** `what` is for the words of a failure. Rejects with a TransportFault where the address cannot be had. */
export async function openPort(
  what: string,
  options: PortOptions,
  limits: DoorLimits,
  enter: (socket: Socket) => void,
): Promise<OpenPort> {
  const { address, port, reusePort = false, ipv6Only = false } = options;
  if (isIP(address) === 0) throw cannotListen(what, address, port, 'no IPv4 or IPv6 address');
  const keeper = new Doorkeeper(limits);
  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: PROBE_MS }, (socket) => {
    // Whoever takes the socket over has its own ear for errors; this one is for the time before.
    socket.on('error', () => socket.destroy());
    if (keeper.letIn(socket)) enter(socket);
    else socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(what, address, port, error)));
    server.listen({ host: address, port, backlog: BACKLOG, reusePort, ipv6Only, exclusive: true }, resolve);
  });
  // Too many open files, for example: the next connection may be had again.
  server.removeAllListeners('error').on('error', () => keeper.turnedAway++);
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw cannotListen(what, address, port, 'no address');
  return {
    address: bound.address,
    port: bound.port,
    turnedAway: () => keeper.turnedAway,
    close: async (leave) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await leave();
      // Those whose handshake is not done.
      for (const socket of keeper.sockets) socket.destroy();
      await closed;
    },
  };
}
