import type { DecisionId, InstantMs } from './brands.ts';

export const ENDERS = ['caller', 'callee', 'network'] as const;
export type Ender = (typeof ENDERS)[number];

/** Who says how a call ended: the gate that carried it, or a record that a network made of it. */
export const OUTCOME_SOURCES = ['gate', 'call-record'] as const;
export type OutcomeSource = (typeof OUTCOME_SOURCES)[number];

/** How the call of a decision went. Times are instants. */
export interface CallOutcome {
  readonly decision: DecisionId;
  /** The final SIP status that the caller got: 200, 486, 487 … */
  readonly status: number;
  readonly ringingMs: InstantMs | undefined;
  readonly answeredMs: InstantMs | undefined;
  /** Undefined: not known to have ended. */
  readonly endedMs: InstantMs | undefined;
  /** `network`: nobody hung up. */
  readonly endedBy: Ender | undefined;
}
