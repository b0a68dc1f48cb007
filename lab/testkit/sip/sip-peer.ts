// The smallest SIP peer a test needs: datagrams out and in, and a port that nobody has.
import { createSocket, type Socket } from 'node:dgram';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface SipAddress {
  readonly address: string;
  readonly port: number;
}

const ASK_WITHIN_MS = 250;

const isIpv6 = (address: string): boolean => address.includes(':');

/** Free on UDP and on TCP, as a SIP server wants it. */
export const freeSipPort = async (address: string): Promise<number> => {
  for (;;) {
    const socket = await boundSocket(address);
    const { port } = socket.address();
    const isFree = await new Promise<boolean>((resolve) => {
      const probe = createServer();
      probe.once('error', () => resolve(false));
      probe.listen(port, address, () => probe.close(() => resolve(true)));
    });
    socket.close();
    if (isFree) return port;
  }
};

export const boundSocket = (address: string, port = 0): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = createSocket({ type: isIpv6(address) ? 'udp6' : 'udp4', recvBufferSize: 4 * 1024 * 1024 });
    socket.once('error', reject);
    socket.bind(port, address, () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });

/** Everything a UDP peer was sent, in order. */
export class SipPeer {
  readonly received: string[] = [];
  readonly address: string;
  readonly #socket: Socket;
  #waiting: (() => void)[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.address = socket.address().address;
    socket.on('message', (bytes) => {
      this.received.push(bytes.toString('latin1'));
      const told = this.#waiting;
      this.#waiting = [];
      for (const tell of told) tell();
    });
    // A server that was killed refuses: that is no fault of the peer's.
    socket.on('error', () => {});
  }

  static async open(address: string): Promise<SipPeer> {
    return new SipPeer(await boundSocket(address));
  }

  get port(): number {
    return this.#socket.address().port;
  }

  send(to: SipAddress, message: string | Uint8Array): void {
    this.#socket.send(typeof message === 'string' ? Buffer.from(message, 'latin1') : message, to.port, to.address);
  }

  /** As soon as so many have come; false when they have not within the time. */
  async hasReceived(count: number, withinMs: number): Promise<boolean> {
    const late = new AbortController();
    const timeout = pause(withinMs, 'late' as const, { signal: late.signal }).catch(() => 'late' as const);
    try {
      while (this.received.length < count) {
        const more = new Promise<'more'>((resolve) => this.#waiting.push(() => resolve('more')));
        if ((await Promise.race([more, timeout])) === 'late') return this.received.length >= count;
      }
      return true;
    } finally {
      late.abort();
    }
  }

  close(): void {
    this.#socket.close();
  }
}

let asked = 0;

/** An OPTIONS as keep-alives have it; true when it was answered 200. */
export const askOptions = async (to: SipAddress, from?: string, withinMs = ASK_WITHIN_MS): Promise<boolean> => {
  const peer = await SipPeer.open(from ?? (isIpv6(to.address) ? '::1' : '127.0.0.1'));
  try {
    const host = isIpv6(to.address) ? `[${to.address}]` : to.address;
    asked++;
    const me = `${isIpv6(to.address) ? '[::1]' : '127.0.0.1'}:${peer.port}`;
    const lines = [
      `OPTIONS sip:${host}:${to.port} SIP/2.0`,
      `Via: SIP/2.0/UDP ${me};branch=z9hG4bK-asked-${process.pid}-${asked};rport`,
      `From: <sip:keepalive@${me}>;tag=k${asked}`,
      `To: <sip:${host}:${to.port}>`,
      `Call-ID: asked-${process.pid}-${asked}`,
      'CSeq: 1 OPTIONS',
      'Max-Forwards: 70',
      'Content-Length: 0',
    ];
    const startedMs = performance.now();
    peer.send(to, [...lines, '', ''].join('\r\n'));
    const isAnswered = await peer.hasReceived(1, withinMs);
    // Nobody listens yet: not asked again at once.
    if (!isAnswered) await pause(Math.max(0, withinMs - (performance.now() - startedMs)));
    return peer.received[0]?.startsWith('SIP/2.0 200') === true;
  } finally {
    peer.close();
  }
};
