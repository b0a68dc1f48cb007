// What proxy mode asks of the core of the gate, and what it says of itself.
import type { CallOutcome, DecisionId, InstantMs, LineId } from '@wurao/domain';
import type { Answer, HeaderId, HeaderPair, SipMessage } from '@wurao/wire';
import type { Later, Link, Outbound, Target } from '../ports.ts';

/** A new call that may go on. */
export interface ForwardOrder {
  readonly decisionId: DecisionId;
  readonly lineId: LineId;
  /** Tried one after the other, at least one; the call keeps them, whatever is configured later. */
  readonly targets: readonly Target[];
  /** The Request-URI for each target. */
  readonly uris: readonly string[];
  /** Whether later requests of the dialog come by the gate: only then it sees how the call ends. */
  readonly recordRoute: boolean;
  /** Fields that do not go on, by number, and others by their name in lower case. */
  readonly dropHeaders: readonly HeaderId[];
  readonly dropOther: readonly string[];
  readonly addHeaders: readonly HeaderPair[];
}

/** What the core says to a new INVITE: its own answer, or where it goes. */
export type Admission = { readonly answer: Omit<Answer, 'toTag' | 'source'> } | { readonly forward: ForwardOrder };

/** The core of the gate, as proxy mode asks it. */
export interface ProxyPort {
  nowMs(): InstantMs;
  /**
   * Asked once for each INVITE without a To tag, however often it is repeated; decided and journalled when it answers. The message is
   * valid during the call only. An answer that takes longer than `ADMISSION_MS`, or an error, is a 503 to the caller.
   */
  admit(message: SipMessage, link: Link): Admission | Promise<Admission>;
  /** Once for each order to forward. */
  outcome(outcome: CallOutcome): void;
  /**
   * Where requests of a dialog go whose Route or Request-URI names a host, not an address, and whose dialog is not in memory; `port`
   * and `transport` where the URI says them. Undefined: it is no next hop of ours.
   */
  locate(host: string, port: number | undefined, transport: string | undefined): Target | undefined;
}

export interface ProxyOptions {
  readonly port: ProxyPort;
  readonly outbound: Outbound;
  readonly later: Later;
  /** Characters of a token (RFC 3261, 25.1), never the same twice and not to be guessed: at least 64 bits. */
  readonly makeBranch: () => string;
  readonly makeTag: () => string;
  /** The same after a restart, and in every process behind one address: signs what Record-Route says. At least SECRET_BYTES_MIN. */
  readonly secret: Uint8Array;
  /** Host names of the gate, in lower case, that a client may be set to send by. Its addresses are known by its links. */
  readonly names?: readonly string[] | undefined;
  readonly limits?: Partial<ProxyLimits> | undefined;
}

export interface ProxyLimits {
  /** Server transactions at a time; above it a new INVITE is shed. A quarter more is kept for what is under way already. */
  readonly transactions: number;
  /** Messages that transactions hold copies of. */
  readonly heldBytes: number;
  /** Dialogs in memory; the oldest goes. */
  readonly dialogs: number;
}

export const PROXY_LIMITS: ProxyLimits = { transactions: 100_000, heldBytes: 268_435_456, dialogs: 200_000 };
export const SECRET_BYTES_MIN = 32;
/** How long a new INVITE waits for its admission. */
export const ADMISSION_MS = 10_000;
/** A dialog without any target refresh is forgotten after this. */
export const DIALOG_LIVES_MS = 43_200_000;
/** What a caller is asked to wait that was shed. */
export const RETRY_AFTER_SECONDS = 5;

/** For metrics. The first three are now, the others since the start. */
export interface ProxyFigures {
  readonly transactions: number;
  readonly dialogs: number;
  readonly heldBytes: number;
  readonly failovers: number;
  readonly timeouts: number;
  readonly loops: number;
  readonly sheds: number;
  /** Requests with a Route of ours that nobody signed, and of dialogs that nobody knows. */
  readonly forbidden: number;
  /** Responses that belong to no transaction, ACKs that belong to no dialog. */
  readonly strays: number;
}
