// One connection, TCP or TLS, as a link: it reads messages and gathers what is written.
import { isIPv6, type Socket } from 'node:net';
import type { ScanProblem, SipMessage } from '@wurao/wire';
import type { Link } from '../ports.ts';
import { shortAddress } from './addresses.ts';
import type { Connections, Member } from './connections.ts';
import { MessageReader, type ReaderTold } from './message-reader.ts';
import { OutChunks } from './out-chunks.ts';
import { TransportFault } from './transport-fault.ts';

export interface Peer {
  readonly transport: 'tcp' | 'tls';
  readonly address: string;
  readonly port: number;
  readonly certificate: string | undefined;
}

const PONG = Buffer.from('\r\n');

export class Connection implements Link, Member, ReaderTold {
  readonly transport: 'tcp' | 'tls';
  readonly isReliable = true;
  readonly address: string;
  readonly port: number;
  readonly certificate: string | undefined;
  memo: unknown = undefined;
  readonly #socket: Socket;
  readonly #home: Connections;
  readonly #reader: MessageReader;
  #state: 'opening' | 'open' | 'ending' | 'closed';
  #local = { address: '', port: 0 };
  readonly #out = new OutChunks();
  #gatheredMessages = 0;
  #isFlushDue = false;
  #lastMs: number;
  /** Since when a message waits to be whole; 0: none does. */
  #begunMs = 0;
  #error: Error | undefined;

  /** `opening`: nothing is written before `opened`. */
  constructor(socket: Socket, peer: Peer, home: Connections, state: 'opening' | 'open') {
    this.transport = peer.transport;
    this.address = peer.address;
    this.port = peer.port;
    this.certificate = peer.certificate;
    this.#socket = socket;
    this.#home = home;
    this.#state = state;
    this.#reader = new MessageReader(this, home.message);
    this.#lastMs = home.nowMs();
    home.add(this);
    const any = isIPv6(peer.address) ? '::' : '0.0.0.0';
    this.#local = { address: any, port: 0 };
    if (state === 'open') this.#noteLocal();
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', (error) => {
      this.#error ??= error;
    });
    socket.once('close', () => this.#closed());
  }

  /** Of a connection that is being opened: the unspecified address, and port 0. */
  get localAddress(): string {
    return this.#local.address;
  }

  get localPort(): number {
    return this.#local.port;
  }

  get isUsable(): boolean {
    return this.#state === 'opening' || this.#state === 'open';
  }

  send(bytes: Uint8Array, length: number): boolean {
    const { counts, limits } = this.#home;
    if (!this.isUsable) {
      counts.dropped++;
      return false;
    }
    const queuedBytes = this.#out.gatheredBytes + this.#socket.writableLength;
    if (queuedBytes + length > limits.queuedBytesMax) {
      counts.dropped++;
      // A stream that loses one message in the middle says nothing right any more; one that is not open yet lost none.
      if (this.#state === 'open')
        this.fail(new TransportFault('slow-reader', `${queuedBytes} bytes wait for the peer`));
      return false;
    }
    this.#gather(bytes, length);
    this.#gatheredMessages++;
    return true;
  }

  #gather(bytes: Uint8Array, length: number): void {
    this.#out.gather(bytes, length);
    if (this.#isFlushDue || this.#state === 'opening') return;
    this.#isFlushDue = true;
    this.#home.turnEnd.flushLater(this);
  }

  /** Writes what was gathered: one call to the system, also where it is in several chunks. */
  flush(): void {
    this.#isFlushDue = false;
    if (this.#state !== 'open' || this.#out.gatheredBytes === 0) return;
    this.#lastMs = this.#home.nowMs();
    this.#out.writeTo(this.#socket);
    this.#home.counts.sent += this.#gatheredMessages;
    this.#gatheredMessages = 0;
  }

  /** Of a connection that was being opened: now it is open, and what it held goes out. */
  opened(): void {
    if (this.#state !== 'opening') return;
    this.#state = 'open';
    this.#noteLocal();
    this.flush();
  }

  #noteLocal(): void {
    const { localAddress, localPort } = this.#socket;
    if (localAddress !== undefined && localPort !== undefined) {
      this.#local = { address: shortAddress(localAddress), port: localPort };
    }
  }

  #read(chunk: Buffer): void {
    if (this.#state !== 'open') return;
    const nowMs = this.#home.nowMs();
    this.#lastMs = nowMs;
    const { received } = this.#home.counts;
    this.#reader.push(chunk);
    if (this.#reader.held === 0) this.#begunMs = 0;
    else if (this.#begunMs === 0 || this.#home.counts.received !== received) this.#begunMs = nowMs;
  }

  message(message: SipMessage): void {
    this.#home.counts.received++;
    this.#home.intake.streamed(message, this);
  }

  problem(problem: ScanProblem, message: SipMessage): void {
    this.#home.intake.unreadable(problem, message, this);
    this.end();
  }

  ping(): void {
    if (this.isUsable) this.#gather(PONG, PONG.length);
    // Answers that nobody fetches are no way to fill our memory.
    if (this.#socket.writableLength > this.#home.limits.queuedBytesMax) {
      this.fail(new TransportFault('slow-reader', 'keep-alives are answered and not fetched'));
    }
  }

  /** Ends it after what was written; what still comes is not read. */
  end(): void {
    if (this.#state === 'opening') this.#socket.destroy();
    if (this.#state !== 'open') return;
    this.flush();
    this.#state = 'ending';
    this.#lastMs = this.#home.nowMs();
    this.#reader.stop();
    this.#socket.end();
  }

  /** Ends it at once. */
  fail(error: Error): void {
    if (this.#state === 'closed') return;
    this.#state = 'ending';
    this.#error ??= error;
    this.#reader.stop();
    this.#socket.destroy();
  }

  checkTimes(nowMs: number): void {
    const { limits } = this.#home;
    const quietMs = nowMs - this.#lastMs;
    if (this.#state === 'ending') {
      if (quietMs > limits.endingMs) this.#socket.destroy();
    } else if (this.#state === 'opening') {
      if (quietMs > limits.connectMs)
        this.fail(new TransportFault('connect-timeout', `no connection in ${limits.connectMs} ms`));
    } else if (this.#begunMs > 0 && nowMs - this.#begunMs > limits.wholeMs) {
      this.fail(new TransportFault('message-timeout', `a message was not whole in ${limits.wholeMs} ms`));
    } else if (quietMs > limits.idleMs) {
      this.fail(new TransportFault('idle', `nothing came or went in ${limits.idleMs} ms`));
    }
  }

  #closed(): void {
    this.#state = 'closed';
    this.#reader.stop();
    this.#home.counts.dropped += this.#gatheredMessages;
    this.#out.drop();
    this.#home.remove(this);
    this.#home.intake.closed(this, this.#error);
  }
}
