import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** A write is answered within 5 s or with "not known"; whoever has no answer after that is cut off. */
const CLOSING_GRACE_MS = 6_000;
const LOOK_EVERY_MS = 50;

/**
 * The open connections of a server. When it closes, those without a call under way end at once (the library waits a minute for
 * one that never sent anything), and the others as soon as they are answered.
 */
export class Connections {
  readonly #server: Server;
  readonly #open = new Set<Socket>();

  constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket));
    });
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
