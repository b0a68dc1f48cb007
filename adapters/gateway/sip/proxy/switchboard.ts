// What the transactions of one proxy share: who they are found by, the means to send, what they hold, and what is counted.
import {
  BODY_BYTES_MAX,
  HEADER_BYTES_MAX,
  type HeaderPair,
  inviteClient,
  inviteServer,
  requestClient,
  requestServer,
  SipMessage,
  timingOf,
} from '@wurao/wire';
import type { Link } from '../ports.ts';
import { PROXY_LIMITS, type ProxyFigures, type ProxyLimits, type ProxyOptions } from './proxy-port.ts';

/** What is written goes on with Via, Record-Route and Route put in. */
const PUT_IN_BYTES_MAX = 16_384;

const machinesFor = (isReliable: boolean) => {
  const timing = timingOf(isReliable);
  return {
    inviteServer: inviteServer(timing),
    server: requestServer(timing),
    inviteClient: inviteClient(timing),
    client: requestClient(timing),
  };
};
const ON_CONNECTIONS = machinesFor(true);
const ON_DATAGRAMS = machinesFor(false);

export const machinesOf = ({ isReliable }: Link): typeof ON_CONNECTIONS => (isReliable ? ON_CONNECTIONS : ON_DATAGRAMS);

type Counted = 'failovers' | 'timeouts' | 'loops' | 'sheds' | 'forbidden' | 'strays';

/** A server transaction, as others find it. */
export interface RunningServer {
  /** Of the request; and of the final response, which RFC 2543's ACKs are compared with. */
  readonly requestToTag: string;
  readonly responseToTag: string;
  /** Of responses of our own. */
  readonly ownTag: string;
  /** An INVITE was answered 2xx: its ACK is a request of its own (RFC 6026, 7.1). */
  readonly isAccepted: boolean;
  /** What a CANCEL does, while there is no final answer. */
  readonly whenCancelled: ((headers: readonly HeaderPair[]) => void) | undefined;
  /** What the end of the gate does. */
  readonly whenClosed: (() => void) | undefined;
  /** The request came again. */
  repeat(): void;
  acknowledge(): void;
  /** Ends without an answer. */
  abandon(): void;
}

/** A client transaction, as others find it. */
export interface RunningClient {
  response(message: SipMessage): void;
  /** The link ended. */
  error(): void;
  /** Nobody waits for it any more. */
  abandon(): void;
}

export class Switchboard {
  readonly options: ProxyOptions;
  readonly limits: ProxyLimits;
  /** By `serverKey`. */
  readonly servers = new Map<string, RunningServer>();
  /** By `clientKey`. */
  readonly clients = new Map<string, RunningClient>();
  /** Of connections only: a socket for datagrams does not end. */
  readonly clientsOf = new Map<Link, Set<RunningClient>>();
  /** Connections that ended, so that nobody remembers them as a way. */
  readonly gone = new WeakSet<Link>();
  /** What is being written, until it is sent or copied. */
  readonly out = new Uint8Array(HEADER_BYTES_MAX + BODY_BYTES_MAX + PUT_IN_BYTES_MAX);
  /** A request that came, scanned again from its copy. */
  readonly came = new SipMessage();
  /** A request that was sent, scanned again from its copy. */
  readonly sent = new SipMessage();
  readonly counts: Record<Counted, number> = {
    failovers: 0,
    timeouts: 0,
    loops: 0,
    sheds: 0,
    forbidden: 0,
    strays: 0,
  };
  #heldBytes = 0;

  constructor(options: ProxyOptions) {
    this.options = options;
    this.limits = { ...PROXY_LIMITS, ...options.limits };
  }

  /** A copy that is counted until it is released. */
  hold(bytes: Uint8Array, start: number, end: number): Uint8Array {
    const copy = new Uint8Array(bytes.subarray(start, end));
    this.#heldBytes += copy.length;
    return copy;
  }

  release(bytes: Uint8Array | undefined): undefined {
    if (bytes !== undefined) this.#heldBytes -= bytes.length;
    return undefined;
  }

  /** Whether there is no room for another request; of calls under way a quarter more is let in. */
  isFull(isUnderWay: boolean): boolean {
    const share = isUnderWay ? 1.25 : 1;
    return this.servers.size >= this.limits.transactions * share || this.#heldBytes >= this.limits.heldBytes * share;
  }

  figures(dialogs: number): ProxyFigures {
    const transactions = this.servers.size + this.clients.size;
    return { transactions, dialogs, heldBytes: this.#heldBytes, ...this.counts };
  }
}
