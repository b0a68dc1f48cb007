import type { Attempt, CallOutcome, DecisionId, InstantMs, Line, LineFinder } from '@wurao/domain';
import type { ScanProblem, SipMessage } from '@wurao/wire';

/** What the SIP gate asks of the rest of the house, and what its own parts ask of each other. apps/server wires it. */

export type SipTransport = 'udp' | 'tcp' | 'tls';

/** A way by which messages came in and by which answers go out: a UDP peer, or one connection. */
export interface Link {
  readonly transport: SipTransport;
  /** TCP and TLS: nothing is repeated on it. */
  readonly isReliable: boolean;
  /** The peer's, as sockets write it; IPv4 in its short form also on a socket of both families. */
  readonly address: string;
  readonly port: number;
  /** Of the socket that the peer reached: for Via and Record-Route. */
  readonly localAddress: string;
  readonly localPort: number;
  /** SHA-256 of the client's certificate, 64 lower-case hexadecimal digits. Undefined where it showed none. */
  readonly certificate: string | undefined;
  /** Whatever the core remembers of the peer. The transport leaves it alone and drops it with the link. */
  memo: unknown;
  /**
   * Takes a copy of the first `length` bytes and sends them, in order; on UDP to `port` where that is given (RFC 3261, 18.2.2).
   * False: the link is closed or its queue is full, and nothing was sent.
   */
  send(bytes: Uint8Array, length: number, port?: number): boolean;
}

/** What transports hand up. Bytes and messages are valid during the call only. */
export interface Intake {
  /** One datagram, as it came. */
  datagram(bytes: Uint8Array, start: number, end: number, link: Link): void;
  /** One whole message of a connection, scanned already. */
  streamed(message: SipMessage, link: Link): void;
  /** The connection cannot be read on. `message` holds what was read where a refusal can be written; the link closes after this call. */
  unreadable(problem: ScanProblem, message: SipMessage, link: Link): void;
  /** No more comes or goes on this connection; `error`: what it ended with. */
  closed(link: Link, error: Error | undefined): void;
}

/** A place that requests are sent to, its name already looked up. */
export interface Target {
  readonly transport: SipTransport;
  /** IPv4 or IPv6, without brackets. */
  readonly address: string;
  readonly port: number;
  /** The name that a TLS certificate must show; undefined: the address. */
  readonly serverName: string | undefined;
}

/** Ways out. */
export interface Outbound {
  /**
   * A link to the target: of UDP the socket that listens, of the others the connection that is open, or one that is being opened,
   * which holds what is sent until then. A connection that cannot be had is told by `Intake.closed`. Undefined: no such transport.
   */
  linkTo(target: Target): Link | undefined;
}

/** What a listener's counters say, for metrics. */
export interface TransportFigures {
  readonly received: number;
  readonly sent: number;
  /** Could not be sent: full, closed, or refused by the system. */
  readonly dropped: number;
  readonly connections: number;
}

/** What the gate needs of a decision to answer a call. */
export interface CallDecision {
  readonly id: DecisionId;
  readonly isAllowed: boolean;
  /** Key of the reasons file. */
  readonly reason: string;
  /** When it was first decided: what is signed for it is signed for the same time again. */
  readonly atMs: InstantMs;
  /** Decided within the last 32 s for this line, attempt id and both numbers: nothing was counted or journalled now. */
  readonly isRepeat: boolean;
}

/** The data plane, as the SIP gate asks it. Everything here answers at once. */
export interface CallPort {
  nowMs(): InstantMs;
  /** False: the tables are being loaded, or the server is stopping. */
  ready(): boolean;
  /** Of the lines as they are now; another object whenever one of them changed. */
  lines(): LineFinder;
  /** What was decided of this attempt within 32 s. */
  recall(attempt: Attempt): CallDecision | undefined;
  /**
   * Decides, or recalls, and puts a new decision into this turn's batch of the journal; nobody may be told before `whenWritten` said so.
   * A permit (`p1…`) that is live and matching is used up.
   */
  decide(attempt: Attempt, permit: string | undefined, line: Line | undefined): CallDecision;
  /** Called once, after the batch of this turn was written (true) or was given up (false: none of its decisions happened). */
  whenWritten(tell: (written: boolean) => void): void;
  outcome(outcome: CallOutcome): void;
}

/** Runs something later; the answer calls it off. */
export type Later = (run: () => void, afterMs: number) => () => void;
