import type { DecisionId, InstantMs } from './brands.ts';

export const ENDERS = ['caller', 'callee', 'network'] as const;
export type Ender = (typeof ENDERS)[number];

/**
 * Who says how it ended: of a call the gate that carried it, or a record that a network made of it; of a message the network's report,
 * or the gate's where it ended here. Append, never reorder: the journal names them by place.
 */
export const OUTCOME_SOURCES = ['gate', 'call-record', 'report'] as const;
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

export const MESSAGE_STATE_CHARS_MAX = 7;
export const MESSAGE_ERROR_CHARS_MAX = 3;
/** The state that says that the subscriber's device has it. */
export const DELIVERED = 'DELIVRD';

/** How a message, or a part of a long one, ended: by the words of a delivery report (SMPP 3.4, Appendix B; CMPP, 8.4.5.1). */
export interface MessageEnd {
  /** `DELIVRD`, `EXPIRED`, `UNDELIV`, `REJECTD` …, or a network's own word. */
  readonly state: string;
  /** A code of the network's own; `000` where there is none. */
  readonly error: string;
}

/** The message of a decision has ended. */
export interface MessageOutcome extends MessageEnd {
  readonly decision: DecisionId;
  readonly endedMs: InstantMs;
}
