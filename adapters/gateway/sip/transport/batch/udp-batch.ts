// UDP with up to 64 datagrams a call. Node's socket around the same descriptor wakes us with the first datagram; the rest
// are fetched in batches before it looks again. No thread, nothing of the event loop's inside.
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { getSystemErrorName } from 'node:util';
import type { Intake, Link } from '../../ports.ts';
import { isPort } from '../addresses.ts';
import { PEER_WAYS, PeerTable } from '../peer-table.ts';
import { cannotListen } from '../transport-fault.ts';
import {
  DATAGRAM_BYTES_MAX,
  UDP_SYSTEM_BUFFER_BYTES,
  type UdpCounts,
  type UdpListener,
  type UdpOptions,
  udpFigures,
} from '../udp-listener.ts';
import type { BatchAddon } from './load-batch.ts';

/** Of one call to the system. */
const BATCH = 64;
/** Room for the longest datagram; not a power of two, so that the beginnings do not share their places in the processor's cache. */
const SLOT_BYTES = 66_624;
/** After so many batches Node's loop gets its turn: connections and timers wait. */
const BATCHES_A_TURN = 4;
const PEER_WORDS = 6;
const PORT_WORD = 4;
/** What waits for the system at most. */
export const BATCH_QUEUE_BYTES = 4_194_304;
export const BATCH_QUEUE_DATAGRAMS = 4_096;
/** The system's queue was full: it empties within about a millisecond. */
const RETRY_MS = 1;

class BatchSocket {
  readonly socket: Socket;
  readonly counts: UdpCounts = { received: 0, sent: 0, dropped: 0 };
  readonly table = new PeerTable<BatchPeer>();
  readonly addon: BatchAddon;
  readonly #intake: Intake;
  readonly #fd: number;
  readonly #isSix: boolean;
  readonly #in = Buffer.allocUnsafeSlow(BATCH * SLOT_BYTES);
  readonly #lengths = new Int32Array(BATCH);
  readonly #from = new Uint32Array(BATCH * PEER_WORDS);
  readonly #wake = new Uint32Array(PEER_WORDS);
  readonly #out = Buffer.allocUnsafeSlow(BATCH_QUEUE_BYTES);
  readonly #ends = new Int32Array(BATCH_QUEUE_DATAGRAMS);
  readonly #to = new Uint32Array(BATCH_QUEUE_DATAGRAMS * PEER_WORDS);
  #queued = 0;
  #flushComes = false;
  #whenSent: (() => void) | undefined;
  isClosed = false;
  address = '';
  port = 0;

  constructor(fd: number, isSix: boolean, addon: BatchAddon, intake: Intake) {
    this.#fd = fd;
    this.#isSix = isSix;
    this.addon = addon;
    this.#intake = intake;
    this.socket = createSocket({ type: isSix ? 'udp6' : 'udp4' });
    this.socket.on('message', (bytes, from) => {
      this.counts.received++;
      const peer = this.peerAt(from.address, from.port);
      if (peer !== undefined) intake.datagram(bytes, 0, bytes.length, peer);
      this.#drain();
    });
  }

  #drain(): void {
    for (let batch = 0; batch < BATCHES_A_TURN && !this.isClosed; batch++) {
      const count = this.addon.receive(this.#fd, this.#in, SLOT_BYTES, this.#lengths, this.#from);
      // An error (one that ICMP brought back) is read up with this call, and no reason to stop listening.
      if (count <= 0) return;
      this.counts.received += count;
      for (let i = 0; i < count; i++) {
        const start = i * SLOT_BYTES;
        this.#intake.datagram(this.#in, start, start + this.#lengths[i]!, this.#peerOf(this.#from, i * PEER_WORDS));
      }
      if (count < BATCH) return;
    }
  }

  /** Undefined where the text is no address of this socket's families. */
  peerAt(address: string, port: number): BatchPeer | undefined {
    if (this.addon.words(address, this.#wake) !== 1) return undefined;
    const isFour = !isIPv6(address);
    if (!isFour && !this.#isSix) return undefined;
    this.#wake[PORT_WORD] = port;
    return this.#peerOf(this.#wake, 0);
  }

  #peerOf(words: Uint32Array, at: number): BatchPeer {
    const { table } = this;
    let hash = table.seed;
    for (let i = 0; i < PEER_WORDS; i++) hash = Math.imul(hash ^ words[at + i]!, 0x5bd1e995) ^ (hash >>> 13);
    const set = table.setOf(hash);
    for (let way = 0; way < PEER_WAYS; way++) {
      const peer = table.at(set, way);
      if (peer === undefined) return table.putFirst(set, way, this.#makePeer(words, at));
      if (peer.isAt(words, at)) return way === 0 ? peer : table.putFirst(set, way, peer);
    }
    return table.putFirst(set, PEER_WAYS, this.#makePeer(words, at));
  }

  #makePeer(words: Uint32Array, at: number): BatchPeer {
    return new BatchPeer(this, words.slice(at, at + PEER_WORDS));
  }

  send(bytes: Uint8Array, length: number, port: number, words: Uint32Array): boolean {
    const at = this.#queued;
    const start = at === 0 ? 0 : this.#ends[at - 1]!;
    const isFull = at >= BATCH_QUEUE_DATAGRAMS || start + length > BATCH_QUEUE_BYTES;
    if (this.isClosed || isFull || length > DATAGRAM_BYTES_MAX || !isPort(port)) {
      this.counts.dropped++;
      return false;
    }
    this.#out.set(bytes.length === length ? bytes : bytes.subarray(0, length), start);
    this.#ends[at] = start + length;
    this.#to.set(words, at * PEER_WORDS);
    this.#to[at * PEER_WORDS + PORT_WORD] = port;
    this.#queued = at + 1;
    if (!this.#flushComes) {
      this.#flushComes = true;
      setImmediate(this.#flush);
    } else if (this.#queued === BATCH) {
      this.#push();
    }
    return true;
  }

  readonly #flush = (): void => {
    this.#flushComes = false;
    this.#push();
    if (this.#queued > 0) {
      this.#flushComes = true;
      setTimeout(this.#flush, RETRY_MS);
    } else {
      this.#whenSent?.();
    }
  };

  /** Gives the system what it takes, and moves what it does not to the front. */
  #push(): void {
    let from = 0;
    while (from < this.#queued) {
      const count = this.addon.send(this.#fd, this.#isSix ? 1 : 0, this.#out, this.#ends, this.#to, from, this.#queued);
      if (count === 0) break;
      if (count < 0) {
        this.counts.dropped++;
        from++;
      } else {
        this.counts.sent += count;
        from += count;
      }
    }
    const rest = this.#queued - from;
    if (rest > 0 && from > 0) {
      const start = this.#ends[from - 1]!;
      this.#out.copyWithin(0, start, this.#ends[this.#queued - 1]!);
      for (let i = 0; i < rest; i++) this.#ends[i] = this.#ends[from + i]! - start;
      this.#to.copyWithin(0, from * PEER_WORDS, this.#queued * PEER_WORDS);
    }
    this.#queued = rest;
  }

  /** Resolves when the system took all that was sent. */
  sent(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#queued === 0) resolve();
      else this.#whenSent = resolve;
    });
  }
}

class BatchPeer implements Link {
  readonly transport = 'udp';
  readonly isReliable = false;
  readonly certificate = undefined;
  memo: unknown = undefined;
  readonly address: string;
  readonly port: number;
  readonly #words: Uint32Array;
  readonly #home: BatchSocket;

  constructor(home: BatchSocket, words: Uint32Array) {
    this.#home = home;
    this.#words = words;
    this.address = home.addon.text(words);
    this.port = words[PORT_WORD]!;
  }

  isAt(words: Uint32Array, at: number): boolean {
    const own = this.#words;
    for (let i = PEER_WORDS - 1; i >= 0; i--) if (own[i] !== words[at + i]) return false;
    return true;
  }

  get localAddress(): string {
    return this.#home.address;
  }

  get localPort(): number {
    return this.#home.port;
  }

  send(bytes: Uint8Array, length: number, port = this.port): boolean {
    return this.#home.send(bytes, length, port, this.#words);
  }
}

/** Rejects with a TransportFault where the address cannot be had. */
export async function openBatchUdp(options: UdpOptions, intake: Intake, addon: BatchAddon): Promise<UdpListener> {
  const isSix = isIPv6(options.address);
  const reuse = options.reusePort ? 1 : 0;
  const fd = addon.open(
    options.address,
    options.port,
    isSix ? 1 : 0,
    reuse,
    UDP_SYSTEM_BUFFER_BYTES,
    options.ipv6Only ? 1 : 0,
  );
  if (fd < 0) throw cannotListen('udp', options.address, options.port, getSystemErrorName(fd));
  const home = new BatchSocket(fd, isSix, addon, intake);
  const { socket } = home;
  await new Promise<void>((resolve, reject) => {
    socket.once('error', (error) => reject(cannotListen('udp', options.address, options.port, error)));
    socket.once('listening', resolve);
    socket.bind({ fd, exclusive: true });
  });
  socket.removeAllListeners('error').on('error', () => {
    home.counts.dropped++;
  });
  const bound = socket.address();
  home.address = bound.address;
  home.port = bound.port;
  return {
    address: bound.address,
    port: bound.port,
    batching: 'on',
    reason: undefined,
    figures: () => udpFigures(home.counts),
    peers: () => home.table.count(),
    linkTo: (address, port) => (isPort(port) ? home.peerAt(address, port) : undefined),
    close: async () => {
      if (home.isClosed) return;
      home.isClosed = true;
      await home.sent();
      await new Promise<void>((resolve) => socket.close(resolve));
    },
  };
}
