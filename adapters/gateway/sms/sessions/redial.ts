// A connection that is opened again whenever it is gone, with growing pauses.
import { connect, type Socket } from 'node:net';
import { connectSecurely, type OutboundTls } from '../../sip/transport/tls.ts';
import type { SmsClock } from './limits.ts';

export const PAUSE_FIRST_MS = 1_000;
export const PAUSE_MAX_MS = 60_000;
/** A session that lasted as long was none that failed: the pauses begin anew. */
export const STEADY_MS = 30_000;
export const CONNECT_MS = 10_000;
/** When the system asks whether a silent peer is still there. */
const PROBE_MS = 60_000;

export interface DialOptions {
  /** A name or an address. */
  readonly host: string;
  readonly port: number;
  /** Given: over TLS. The certificate must show `serverName`, or else the host. */
  readonly tls?: OutboundTls & { readonly serverName?: string };
}

export interface Dialled {
  connected(socket: Socket): void;
  /** There will be another try. */
  failed(why: string): void;
}

/** How long to wait after so many failures in a row: doubled each time, and between half of it and the whole by chance (0 to 1). */
export function pauseMs(failures: number, random: number): number {
  const longest = Math.min(PAUSE_MAX_MS, PAUSE_FIRST_MS * 2 ** Math.max(0, failures - 1));
  return longest * (0.5 + random / 2);
}

export class Redial {
  readonly #options: DialOptions;
  readonly #clock: SmsClock;
  readonly #random: () => number;
  readonly #told: Dialled;
  #failures = 0;
  #socket: Socket | undefined;
  #cancel: (() => void) | undefined;
  #isStopped = false;
  attempts = 0;

  constructor(options: DialOptions, clock: SmsClock, random: () => number, told: Dialled) {
    this.#options = options;
    this.#clock = clock;
    this.#random = random;
    this.#told = told;
  }

  dial(): void {
    this.attempts++;
    const { host, port, tls } = this.#options;
    const to = { host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: PROBE_MS };
    const socket = tls === undefined ? connect(to) : connectSecurely(to, tls.serverName ?? host, tls);
    this.#socket = socket;
    let why = `no connection in ${CONNECT_MS} ms`;
    this.#cancel = this.#clock.later(() => socket.destroy(), CONNECT_MS);
    const fail = () => {
      this.#cancel?.();
      if (this.#isStopped) return;
      this.#told.failed(why);
      this.again(0);
    };
    const note = (error: Error) => {
      why = error.message;
    };
    socket.on('error', note);
    socket.once('close', fail);
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
      this.#cancel?.();
      socket.off('error', note).off('close', fail);
      this.#socket = undefined;
      this.#told.connected(socket);
    });
  }

  /** A session that was open for so long is over. Nothing happens after `stop`. */
  again(openMs: number): void {
    if (this.#isStopped) return;
    this.#failures = openMs >= STEADY_MS ? 1 : this.#failures + 1;
    this.#cancel = this.#clock.later(() => this.dial(), pauseMs(this.#failures, this.#random()));
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
    this.#socket?.destroy();
  }
}
