// What sessions of short messages may cost, and the clock and the chance that they are given.
import type { Later } from '../../sip/ports.ts';

/** Connections of one listener. */
export const SMS_CONNECTIONS_MAX = 1_024;
/** Of one source: an IPv4 address, or 64 bits of IPv6. */
export const SMS_CONNECTIONS_PER_SOURCE_MAX = 256;
/** Written and not taken by the peer; of one connection. */
export const SMS_QUEUED_BYTES_MAX = 1_048_576;
/** A connection that we end, until the peer ends it too. */
export const SMS_ENDING_MS = 2_000;
/** All of a listener that closes: time for goodbyes and for answers that are still to come. */
export const SMS_LEAVING_MS = 4_000;
export const SMS_HANDSHAKE_MS = 10_000;

export interface SmsLimits {
  readonly connectionsMax: number;
  readonly perSourceMax: number;
  readonly queuedBytesMax: number;
  readonly endingMs: number;
  readonly leavingMs: number;
  readonly handshakeMs: number;
}

export const SMS_LIMITS: SmsLimits = {
  connectionsMax: SMS_CONNECTIONS_MAX,
  perSourceMax: SMS_CONNECTIONS_PER_SOURCE_MAX,
  queuedBytesMax: SMS_QUEUED_BYTES_MAX,
  endingMs: SMS_ENDING_MS,
  leavingMs: SMS_LEAVING_MS,
  handshakeMs: SMS_HANDSHAKE_MS,
};

export interface SmsClock {
  /** Never goes back. */
  steadyMs(): number;
  /** Since 1970. */
  nowMs(): number;
  readonly later: Later;
}

export const SYSTEM_CLOCK: SmsClock = {
  steadyMs: () => performance.now(),
  nowMs: () => Date.now(),
  later: (run, afterMs) => {
    const timer = setTimeout(run, afterMs);
    return () => clearTimeout(timer);
  },
};

/** China's: what its networks write into receipts. */
export const RECEIPT_OFFSET_MINUTES = 480;
