// UDP by node:dgram: one call to the system for each datagram.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIP, isIPv6 } from 'node:net';
import type { Intake, Link, TransportFigures } from '../ports.ts';
import { isPort, mappedAddress, shortAddress } from './addresses.ts';
import { PEER_WAYS, PeerTable } from './peer-table.ts';
import { cannotListen } from './transport-fault.ts';
import {
  DATAGRAM_BYTES_MAX,
  UDP_SYSTEM_BUFFER_BYTES,
  type UdpCounts,
  type UdpListener,
  type UdpOptions,
  udpFigures,
} from './udp-listener.ts';

/** Datagrams that the system has not taken yet, up to 8 MB. */
export const UDP_SENDS_WAITING_MAX = 4_096;
/** What nearly every message fits in; a longer one gets a buffer of its own. */
const PARCEL_BYTES = 2_048;

/** A copy of what is being sent: dgram keeps it until it calls back. */
interface Parcel {
  readonly bytes: Buffer;
  readonly done: (error: Error | null) => void;
}

class PlainSocket {
  readonly socket: Socket;
  readonly counts: UdpCounts = { received: 0, sent: 0, dropped: 0 };
  readonly peers = new PeerTable<PlainPeer>();
  readonly #free: Parcel[] = [];
  #waiting = 0;
  #whenSent: (() => void) | undefined;
  isClosed = false;
  address = '';
  port = 0;

  constructor(isSix: boolean, options: UdpOptions, intake: Intake) {
    this.socket = createSocket({
      type: isSix ? 'udp6' : 'udp4',
      reusePort: options.reusePort ?? false,
      ipv6Only: isSix && (options.ipv6Only ?? false),
      recvBufferSize: UDP_SYSTEM_BUFFER_BYTES,
      sendBufferSize: UDP_SYSTEM_BUFFER_BYTES,
      // Addresses only come here. Answered at once, a datagram goes out before `send` returns.
      lookup: (address, _options, tell) => tell(null, address, isSix ? 6 : 4),
    });
    this.socket.on('message', (bytes: Buffer, from: RemoteInfo) => {
      this.counts.received++;
      intake.datagram(bytes, 0, bytes.length, this.peerOf(from.address, from.port));
    });
  }

  /** The peer by the address as this socket writes it. */
  peerOf(wireAddress: string, port: number): PlainPeer {
    const { peers } = this;
    let hash = peers.seed ^ port;
    for (let i = 0; i < wireAddress.length; i++) hash = Math.imul(hash ^ wireAddress.charCodeAt(i), 16_777_619);
    const set = peers.setOf(hash);
    for (let way = 0; way < PEER_WAYS; way++) {
      const peer = peers.at(set, way);
      if (peer === undefined) return peers.putFirst(set, way, new PlainPeer(this, wireAddress, port));
      if (peer.port === port && peer.wireAddress === wireAddress)
        return way === 0 ? peer : peers.putFirst(set, way, peer);
    }
    return peers.putFirst(set, PEER_WAYS, new PlainPeer(this, wireAddress, port));
  }

  send(bytes: Uint8Array, length: number, port: number, wireAddress: string): boolean {
    if (this.isClosed || length > DATAGRAM_BYTES_MAX || this.#waiting >= UDP_SENDS_WAITING_MAX || !isPort(port)) {
      this.counts.dropped++;
      return false;
    }
    const parcel =
      length > PARCEL_BYTES ? this.#makeParcel(length) : (this.#free.pop() ?? this.#makeParcel(PARCEL_BYTES));
    parcel.bytes.set(bytes.length === length ? bytes : bytes.subarray(0, length));
    this.#waiting++;
    this.socket.send(parcel.bytes, 0, length, port, wireAddress, parcel.done);
    return true;
  }

  #makeParcel(size: number): Parcel {
    const parcel: Parcel = {
      bytes: Buffer.allocUnsafeSlow(size),
      done: (error) => {
        if (error) this.counts.dropped++;
        else this.counts.sent++;
        if (size === PARCEL_BYTES) this.#free.push(parcel);
        if (--this.#waiting === 0) this.#whenSent?.();
      },
    };
    return parcel;
  }

  /** Resolves when the system took all that was sent. */
  sent(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#waiting === 0) resolve();
      else this.#whenSent = resolve;
    });
  }
}

class PlainPeer implements Link {
  readonly transport = 'udp';
  readonly isReliable = false;
  readonly certificate = undefined;
  readonly address: string;
  memo: unknown = undefined;
  readonly port: number;
  readonly wireAddress: string;
  readonly #home: PlainSocket;

  constructor(home: PlainSocket, wireAddress: string, port: number) {
    this.#home = home;
    this.wireAddress = wireAddress;
    this.address = shortAddress(wireAddress);
    this.port = port;
  }

  get localAddress(): string {
    return this.#home.address;
  }

  get localPort(): number {
    return this.#home.port;
  }

  send(bytes: Uint8Array, length: number, port = this.port): boolean {
    return this.#home.send(bytes, length, port, this.wireAddress);
  }
}

/** Rejects with a TransportFault where the address cannot be had. */
export async function openPlainUdp(
  options: UdpOptions,
  intake: Intake,
  reason = 'switched off by configuration',
): Promise<UdpListener> {
  const isSix = isIPv6(options.address);
  const home = new PlainSocket(isSix, options, intake);
  const { socket } = home;
  await new Promise<void>((resolve, reject) => {
    socket.once('error', (error) => reject(cannotListen('udp', options.address, options.port, error)));
    socket.once('listening', resolve);
    socket.bind({ address: options.address, port: options.port, exclusive: true });
  });
  // One datagram's trouble (an ICMP error that comes back) is none of the socket's.
  socket.removeAllListeners('error').on('error', () => {
    home.counts.dropped++;
  });
  const bound = socket.address();
  home.address = bound.address;
  home.port = bound.port;
  return {
    address: bound.address,
    port: bound.port,
    batching: 'off',
    reason,
    figures: (): TransportFigures => udpFigures(home.counts),
    peers: () => home.peers.count(),
    linkTo: (address, port) => {
      const family = isIP(address);
      if (family === 0 || (family === 6 && !isSix) || !isPort(port)) return undefined;
      return home.peerOf(isSix ? mappedAddress(address) : address, port);
    },
    close: async () => {
      if (home.isClosed) return;
      home.isClosed = true;
      await home.sent();
      await new Promise<void>((resolve) => socket.close(resolve));
    },
  };
}
