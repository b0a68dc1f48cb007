import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { REQUEST_TIMEOUT_MS } from '../options.ts';
import { rawProblem } from './failures.ts';

/** A write is answered within 5 s or with "not known"; whoever has no answer after that is cut off. */
const CLOSING_GRACE_MS = 6_000;
const LOOK_EVERY_MS = 50;
const LATE_EVERY_MS = 5_000;

/**
 * The open connections of a server. When it closes, those without a call under way end at once (the library waits a minute for
 * one that never sent anything), and the others as soon as they are answered.
 */
export class Connections {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  /** The last call of each connection, and when it began. */
  readonly #calls = new WeakMap<Socket, { request: IncomingMessage; sinceMs: number }>();
  readonly #mayTakeLong: (request: IncomingMessage) => boolean;
  readonly #requestTimeoutMs: number;

  /** `mayTakeLong`: whose body is not held to the time that all others have. */
  constructor(
    server: Server,
    mayTakeLong: (request: IncomingMessage) => boolean = () => false,
    requestTimeoutMs = REQUEST_TIMEOUT_MS,
    lateEveryMs = LATE_EVERY_MS,
  ) {
    this.#server = server;
    this.#mayTakeLong = mayTakeLong;
    this.#requestTimeoutMs = requestTimeoutMs;
    server.on('connection', (socket) => {
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket));
    });
    server.on('request', (request) => {
      const call = this.#calls.get(request.socket);
      if (call === undefined) this.#calls.set(request.socket, { request, sinceMs: performance.now() });
      else {
        call.request = request;
        call.sinceMs = performance.now();
      }
    });
    const looks = setInterval(() => this.#endLate(), lateEveryMs);
    looks.unref();
    server.once('close', () => clearInterval(looks));
  }

  /** A body that never ends would hold its place for good. */
  #endLate(): void {
    for (const socket of this.#open) {
      const call = this.#calls.get(socket);
      if (call === undefined || call.request.complete || this.#mayTakeLong(call.request)) continue;
      if (performance.now() - call.sinceMs < this.#requestTimeoutMs) continue;
      if (socket.writable) socket.end(rawProblem('ERR_HTTP_REQUEST_TIMEOUT'));
      socket.destroySoon();
    }
  }

  /** `close` stops listening and resolves when no connection is left. */
  async endWith(close: () => Promise<void>): Promise<void> {
    const cutOff = setTimeout(() => this.#server.closeAllConnections(), CLOSING_GRACE_MS);
    const looks = setInterval(() => this.#endIdle(), LOOK_EVERY_MS);
    const closed = close();
    this.#endIdle();
    try {
      await closed;
    } finally {
      clearTimeout(cutOff);
      clearInterval(looks);
    }
  }

  #endIdle(): void {
    this.#server.closeIdleConnections();
    for (const socket of this.#open) if (socket.bytesRead === 0) socket.destroy();
  }
}
