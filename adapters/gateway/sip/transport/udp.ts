// SIP over UDP, one datagram after the other, by node:dgram.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Intake, Link, TransportFigures } from '../ports.ts';

/** What waits in the system while this process is busy: some thousand calls. */
export const RECEIVE_BUFFER_BYTES = 4_194_304;
/** Peers that are remembered at once; a flood from as many ports as there are begins them anew and holds no memory. */
export const PEERS_MAX = 16_384;
const DATAGRAM_BYTES_MAX = 65_507;
const POOL_MAX = 4_096;
const POOLED_BYTES = 2_048;

export interface UdpOptions {
  readonly address: string;
  /** 0 = a free one. */
  readonly port: number;
  readonly reusePort?: boolean;
}

const MAPPED = '::ffff:';
const shortOf = (address: string): string =>
  address.startsWith(MAPPED) && address.includes('.') ? address.slice(MAPPED.length) : address;

/** Buffers that the socket gave back. */
class SendPool {
  readonly #free: Buffer[] = [];

  take(bytes: Uint8Array, length: number): Buffer {
    const buffer = length <= POOLED_BYTES ? (this.#free.pop() ?? Buffer.allocUnsafeSlow(POOLED_BYTES)) : undefined;
    if (buffer === undefined) return Buffer.from(bytes.subarray(0, length));
    buffer.set(bytes.subarray(0, length));
    return buffer;
  }

  give(buffer: Buffer): void {
    if (buffer.length === POOLED_BYTES && this.#free.length < POOL_MAX) this.#free.push(buffer);
  }
}

class UdpLink implements Link {
  readonly transport = 'udp';
  readonly isReliable = false;
  readonly certificate = undefined;
  readonly address: string;
  readonly port: number;
  readonly #listener: UdpListener;
  memo: unknown;

  constructor(listener: UdpListener, address: string, port: number) {
    this.#listener = listener;
    this.address = address;
    this.port = port;
  }

  get localAddress(): string {
    return this.#listener.address;
  }

  get localPort(): number {
    return this.#listener.port;
  }

  send(bytes: Uint8Array, length: number, port?: number): boolean {
    return this.#listener.send(bytes, length, this.address, port ?? this.port);
  }
}

export class UdpListener {
  readonly batching = 'off';
  readonly address: string;
  readonly port: number;
  readonly #socket: Socket;
  readonly #peers = new Map<string, Map<number, UdpLink>>();
  readonly #pool = new SendPool();
  #peerCount = 0;
  #isClosed = false;
  #received = 0;
  #sent = 0;
  #dropped = 0;

  constructor(socket: Socket, intake: Intake) {
    this.#socket = socket;
    const bound = socket.address();
    this.address = bound.address;
    this.port = bound.port;
    socket.on('message', (bytes: Buffer, from: RemoteInfo) => {
      this.#received++;
      intake.datagram(bytes, 0, bytes.length, this.linkTo(from.address, from.port));
    });
    // What the system says of one datagram (such as that nobody listens there) is no end of the others.
    socket.on('error', () => {
      this.#dropped++;
    });
  }

  linkTo(address: string, port: number): Link {
    let ports = this.#peers.get(address);
    const known = ports?.get(port);
    if (known !== undefined) return known;
    if (this.#peerCount >= PEERS_MAX) {
      this.#peers.clear();
      this.#peerCount = 0;
      ports = undefined;
    }
    if (ports === undefined) {
      ports = new Map();
      this.#peers.set(address, ports);
    }
    const link = new UdpLink(this, shortOf(address), port);
    ports.set(port, link);
    this.#peerCount++;
    return link;
  }

  send(bytes: Uint8Array, length: number, address: string, port: number): boolean {
    if (this.#isClosed || length > DATAGRAM_BYTES_MAX) {
      this.#dropped++;
      return false;
    }
    const buffer = this.#pool.take(bytes, length);
    this.#socket.send(buffer, 0, length, port, address, (error) => {
      this.#pool.give(buffer);
      if (error) this.#dropped++;
      else this.#sent++;
    });
    return true;
  }

  figures(): TransportFigures {
    return { received: this.#received, sent: this.#sent, dropped: this.#dropped, connections: 0 };
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }
}

/** Rejects with the system's error where the address cannot be listened on. */
export const openPlainUdp = async (
  { address, port, reusePort = false }: UdpOptions,
  intake: Intake,
): Promise<UdpListener> => {
  const type = isIPv6(address) ? 'udp6' : 'udp4';
  const socket = createSocket({ type, reusePort, recvBufferSize: RECEIVE_BUFFER_BYTES, ipv6Only: type === 'udp6' });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind({ address, port, exclusive: true }, () => {
      socket.off('error', reject);
      resolve();
    });
  });
  return new UdpListener(socket, intake);
};
