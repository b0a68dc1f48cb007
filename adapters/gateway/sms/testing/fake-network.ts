// A port on which a test plays the network: each connection that comes, in order.

import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { Queue } from './queue.ts';

export class FakeNetwork {
  readonly sockets = new Queue<Socket>();
  readonly #all = new Set<Socket>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer({ noDelay: true }, (socket) => {
      this.#all.add(socket);
      socket.on('error', () => {});
      this.sockets.put(socket);
    });
  }

  static async listen(port = 0): Promise<FakeNetwork> {
    const network = new FakeNetwork();
    await new Promise<void>((resolve) => network.#server.listen(port, '127.0.0.1', resolve));
    return network;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#all) socket.destroy();
    await closed;
  }
}
