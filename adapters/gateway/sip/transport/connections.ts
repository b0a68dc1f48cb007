// What the connections of one listener share: counters, the write at the end of a turn, the clock.
import { SipMessage } from '@wurao/wire';
import type { Intake, TransportFigures } from '../ports.ts';
import { type Flushed, TurnEnd } from './turn-end.ts';

/** Connections of one listener. */
export const CONNECTIONS_MAX = 8_192;
/** Of one source: an IPv4 address, or 64 bits of IPv6. */
export const CONNECTIONS_PER_SOURCE_MAX = 256;
/** A begun message must be whole. */
export const MESSAGE_WHOLE_MS = 10_000;
/** Above the 2 minutes at most between keep-alives of RFC 5626, 4.4.1, and the 14 that it allows TCP. */
export const IDLE_MS = 900_000;
/** Written and not taken by the peer; of one connection. */
export const QUEUED_BYTES_MAX = 1_048_576;
/** A connection that we end, until the peer ends it too. */
export const ENDING_MS = 2_000;
export const TLS_HANDSHAKE_MS = 10_000;
/** Below a tenth of the 32 s in which a caller gives up (RFC 3261, 17.1.1.2): time for other next hops. */
export const CONNECT_MS = 3_000;

export interface StreamLimits {
  readonly connectionsMax: number;
  readonly perSourceMax: number;
  readonly wholeMs: number;
  readonly idleMs: number;
  readonly queuedBytesMax: number;
  readonly endingMs: number;
  readonly handshakeMs: number;
  readonly connectMs: number;
}

export const STREAM_LIMITS: StreamLimits = {
  connectionsMax: CONNECTIONS_MAX,
  perSourceMax: CONNECTIONS_PER_SOURCE_MAX,
  wholeMs: MESSAGE_WHOLE_MS,
  idleMs: IDLE_MS,
  queuedBytesMax: QUEUED_BYTES_MAX,
  endingMs: ENDING_MS,
  handshakeMs: TLS_HANDSHAKE_MS,
  connectMs: CONNECT_MS,
};

/** How much later than its limit something may be found out, as a part of the shortest limit. */
const SWEEPS_A_LIMIT = 4;

/** What a listener asks of each of its connections. */
export interface Member extends Flushed {
  /** Ends what takes too long. */
  checkTimes(nowMs: number): void;
  /** Ends it after what was written. */
  end(): void;
}

export class Connections {
  readonly all = new Set<Member>();
  readonly intake: Intake;
  readonly limits: StreamLimits;
  /** What every reader scans into: one is at work at a time. */
  readonly message = new SipMessage();
  readonly counts = { received: 0, sent: 0, dropped: 0 };
  readonly turnEnd = new TurnEnd();
  #sweep: NodeJS.Timeout | undefined;
  #whenEmpty: (() => void) | undefined;

  constructor(intake: Intake, limits: Partial<StreamLimits> = {}) {
    this.intake = intake;
    this.limits = { ...STREAM_LIMITS, ...limits };
  }

  nowMs(): number {
    return performance.now();
  }

  add(connection: Member): void {
    this.all.add(connection);
    const { wholeMs, idleMs, endingMs, connectMs, handshakeMs } = this.limits;
    const everyMs = Math.max(1, Math.min(wholeMs, idleMs, endingMs, connectMs, handshakeMs) / SWEEPS_A_LIMIT);
    this.#sweep ??= setInterval(() => {
      const nowMs = this.nowMs();
      for (const one of this.all) one.checkTimes(nowMs);
    }, everyMs);
  }

  remove(connection: Member): void {
    this.all.delete(connection);
    if (this.all.size > 0) return;
    clearInterval(this.#sweep);
    this.#sweep = undefined;
    this.#whenEmpty?.();
  }

  figures(): TransportFigures {
    return { ...this.counts, connections: this.all.size };
  }

  /** Ends all, what they were given included; resolves when the last one is gone. */
  async end(): Promise<void> {
    for (const connection of [...this.all]) connection.end();
    if (this.all.size > 0) await new Promise<void>((resolve) => (this.#whenEmpty = resolve));
  }
}
