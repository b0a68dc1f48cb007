import type { DecisionId, Line } from '@wurao/domain';

/** What an operator sets of the SIP gate. Read anew for each call, so that a change needs no restart. */
export interface SipSettings {
  /** For lines that say nothing of their own. */
  readonly mode: 'redirect' | 'proxy';
  /** `sip:` and `sips:` URIs without a user part, in order. */
  readonly nextHops: readonly string[];
  readonly recordRoute: boolean;
  /** Callees that are sent on while the tables are not there yet; without them everybody else waits (DESIGN, "not ready"). */
  readonly isEmergency: (callee: string) => boolean;
  /** INVITEs a second from one address that is no line's; beyond, they are dropped unanswered. */
  readonly strangerRate: number;
  /** INVITEs a second from one address of a line; beyond, 503 with Retry-After. 0 = no limit. */
  readonly sourceRate: number;
  /** Signs the permits of redirected calls; at least `PERMIT_SECRET_BYTES_MIN` bytes. */
  readonly permitSecret: Uint8Array;
  /** Where the signed card of a 608 is served (RFC 8688, 3.2). Undefined: none can be signed, and 603 is said instead. */
  readonly redressCard: (line: Line, decision: DecisionId) => string | undefined;
  /** What a 603+ names the decision by, so that its caller can appeal; undefined: no appeals are taken, and the bare id is said. */
  readonly redressReference: (decision: DecisionId) => string | undefined;
}
