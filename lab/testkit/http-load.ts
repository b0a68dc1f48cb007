import { connect, type Socket } from 'node:net';

/**
 * A lean HTTP/1.1 load: keep-alive connections with one request outstanding each, answers read by their Content-Length.
 * Bounded by `requests`; paced when `perSecond` is given (open loop: latency counts from when a request was due).
 */
export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  readonly requests: number;
  readonly perSecond?: number;
  /** The whole request, head and body. */
  readonly request: (index: number) => string | Buffer;
  readonly onAnswer?: (index: number, status: number, body: string, latencyMs: number) => void;
}

export interface LoadFigures {
  readonly requests: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
  readonly statuses: Readonly<Record<string, number>>;
}

/** A POST as it goes over the wire. */
export const postRequest = (path: string, key: string, body: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\n` +
  `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

const HEAD_END = '\r\n\r\n';

class Connection {
  readonly #socket: Socket;
  readonly #onAnswer: (status: number, body: string) => void;
  #received = '';

  constructor(port: number, onAnswer: (status: number, body: string) => void, onLost: (error: Error) => void) {
    this.#onAnswer = onAnswer;
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.setNoDelay(true);
    this.#socket.setEncoding('utf8');
    this.#socket.on('data', (chunk) => this.#read(String(chunk)));
    this.#socket.on('error', onLost);
    this.#socket.on('close', () => onLost(new Error('the server closed the connection')));
  }

  send(request: string | Buffer): void {
    this.#socket.write(request);
  }

  close(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.destroy();
  }

  #read(chunk: string): void {
    this.#received += chunk;
    const headEnd = this.#received.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = this.#received.slice(0, headEnd);
    const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    const body = this.#received.slice(headEnd + HEAD_END.length);
    if (Buffer.byteLength(body) < length) return;
    this.#received = '';
    this.#onAnswer(Number(head.slice(9, 12)), body);
  }
}

export const runLoad = (options: LoadOptions): Promise<LoadFigures> =>
  new Promise((resolve, reject) => {
    const { requests, connections, perSecond } = options;
    const latencies = new Float64Array(requests);
    const statuses: Record<string, number> = {};
    const open: Connection[] = [];
    let sent = 0;
    let answered = 0;
    const startedMs = performance.now();
    const finish = (): void => {
      for (const connection of open) connection.close();
      resolve(figuresOf(latencies, statuses, (performance.now() - startedMs) / 1000));
    };
    const next = (
      connection: { send(request: string | Buffer): void },
      state: { index: number; dueMs: number },
    ): void => {
      if (sent >= requests) return;
      state.index = sent++;
      const dueMs = perSecond === undefined ? performance.now() : startedMs + (state.index * 1000) / perSecond;
      state.dueMs = dueMs;
      const waitMs = dueMs - performance.now();
      if (waitMs > 1) setTimeout(() => connection.send(options.request(state.index)), waitMs);
      else connection.send(options.request(state.index));
    };
    for (let i = 0; i < Math.min(connections, requests); i++) {
      const state = { index: 0, dueMs: 0 };
      const connection: Connection = new Connection(
        options.port,
        (status, body) => {
          const latencyMs = performance.now() - state.dueMs;
          latencies[state.index] = latencyMs;
          statuses[status] = (statuses[status] ?? 0) + 1;
          options.onAnswer?.(state.index, status, body, latencyMs);
          if (++answered === requests) finish();
          else next(connection, state);
        },
        (error) => {
          for (const other of open) other.close();
          reject(error);
        },
      );
      open.push(connection);
      next(connection, state);
    }
  });

const figuresOf = (latencies: Float64Array, statuses: Record<string, number>, seconds: number): LoadFigures => {
  const sorted = latencies.slice().sort();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return {
    requests: sorted.length,
    seconds,
    perSecond: sorted.length / seconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    p999Ms: at(0.999),
    maxMs: at(1),
    statuses,
  };
};
