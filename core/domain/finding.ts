import type { DecisionId, InstantMs, LineId, MerchantId, PhoneNumber } from './brands.ts';

/**
 * `fake-unsubscribe`: a merchant took a TD and sends on. `unresolved-reply`: somebody said no to a port, and nobody is known to
 * have sent from it.
 */
const FINDING_KINDS = ['fake-unsubscribe', 'unresolved-reply'] as const;
type FindingKind = (typeof FINDING_KINDS)[number];

/** What a subscriber wrote, to which port, and when the network had it. */
interface ReplyEvidence {
  readonly words: string;
  readonly port: PhoneNumber;
  readonly atMs: InstantMs;
}

/** What a detector concluded, before anybody looks at it. */
export interface NewFinding {
  readonly kind: FindingKind;
  /** Undefined: not known. */
  readonly merchant: MerchantId | undefined;
  readonly subscriber: PhoneNumber;
  /** By which the message came, or the reply. */
  readonly line: LineId | undefined;
  readonly reply: ReplyEvidence;
  /** The refused attempt that gave it away. */
  readonly decision: DecisionId | undefined;
}

export interface Finding extends NewFinding {
  readonly id: string;
  readonly atMs: InstantMs;
}
