import type { DecisionId, InstantMs, LineId, MerchantId, PhoneNumber } from './brands.ts';

/**
 * `fake-unsubscribe`: a merchant took a TD and sends on. `unresolved-reply`: somebody said no to a port, and nobody is known to
 * have sent from it. `fake-base-station`: somebody reports a message of a port filed here that the journal never carried.
 */
const FINDING_KINDS = ['fake-unsubscribe', 'unresolved-reply', 'fake-base-station'] as const;
type FindingKind = (typeof FINDING_KINDS)[number];

/** What a subscriber wrote, to which port, and when the network had it; of a report the message that it shows. */
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
  /** By which the message came, or the reply; of a report the one that its port is filed on. */
  readonly line: LineId | undefined;
  readonly reply: ReplyEvidence;
  /** The refused attempt that gave it away. */
  readonly decision: DecisionId | undefined;
}

export interface Finding extends NewFinding {
  readonly id: string;
  readonly atMs: InstantMs;
}
