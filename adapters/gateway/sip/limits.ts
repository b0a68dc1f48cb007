/** Decided and not yet written at once; an event-loop turn that brings more than that is overload. */
export const CALLS_WAITING_MAX = 4_096;
/** A turn that took so long has as much waiting behind it. */
export const LATE_TURN_MS = 500;
