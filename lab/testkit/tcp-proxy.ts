import { connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a client and a server, so that a test decides what of their talk arrives. */
export interface TcpProxy {
  readonly port: number;
  /** Looks at what a client sends before the server gets it. */
  onSent: (bytes: Buffer, link: ProxiedLink) => 'forward' | 'swallow';
  /** New clients are turned away. */
  refuses: boolean;
  /** Breaks all there is, without a word. */
  close(): Promise<void>;
}

export interface ProxiedLink {
  /** From now on nothing of the server's answers reaches the client. */
  mute(): void;
  /** Breaks the client's side at once. */
  cut(): void;
}

/** `port`: 0 takes a free one. */
export const startTcpProxy = async (toPort: number, port = 0): Promise<TcpProxy> => {
  const sockets = new Set<Socket>();
  const proxy: TcpProxy & { port: number } = {
    port: 0,
    onSent: () => 'forward',
    refuses: false,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server: Server = createServer((client) => {
    if (proxy.refuses) {
      client.destroy();
      return;
    }
    const upstream = connect(toPort, '127.0.0.1');
    let isMute = false;
    const link: ProxiedLink = {
      mute: () => {
        isMute = true;
      },
      cut: () => client.destroy(),
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.once('close', () => sockets.delete(socket));
    }
    client.on('data', (bytes) => {
      if (proxy.onSent(bytes, link) === 'forward') upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (!isMute) client.write(bytes);
    });
    client.once('close', () => upstream.destroy());
    upstream.once('close', () => client.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  proxy.port = (server.address() as { port: number }).port;
  return proxy;
};
