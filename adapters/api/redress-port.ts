import type { DecisionId, InstantMs, Line } from '@wurao/domain';

/** How a refused caller is heard. A reference is what the refusal gave it, and cannot be guessed from another. */
export interface RedressPort {
  /** Undefined: no reference of ours. */
  decisionOf(reference: string): DecisionId | undefined;
  /** The signed card (JWS, RFC 8688) issued at the instant of the refusal; undefined: none any more, or none can be signed. */
  card(decision: DecisionId, line: Line, atMs: InstantMs): string | undefined;
}
