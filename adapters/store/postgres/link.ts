import pg from 'pg';
import { outsideCause, PREPARE_CONNECTION } from '../dialect.ts';

const CONNECT_TIMEOUT_MS = 5_000;
/** A server that says nothing for so long is taken for lost; COPY of a large chunk takes seconds. */
const SILENCE_MS = 30_000;
const KEEPALIVE_MS = 10_000;
/** After a failed attempt to connect, further ones wait: twice as long each time, up to the last. */
const FIRST_PAUSE_MS = 50;
const LAST_PAUSE_MS = 2_000;

/** Something a caller may try again later; carries a code that `outsideCause` knows. */
export class ConnectionLost extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const INT8 = 20;
const INT4 = 23;
const INT2 = 21;

/** Sequences and instants are numbers here; one that is not exact as a number would be a wrong fact. */
const safeInteger = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is beyond what a number holds exactly`);
  return value;
};
const asText = (text: string): string => text;

const TYPES: pg.CustomTypesConfig = {
  getTypeParser: (oid: number) => (oid === INT8 ? safeInteger : oid === INT4 || oid === INT2 ? Number : asText),
} as pg.CustomTypesConfig;

interface LinkHooks {
  /** Once for each connection, before anything else is asked. */
  readonly onConnect?: (client: pg.Client) => Promise<void>;
  readonly onLost?: (error: Error | undefined) => void;
}

/** One connection that is made when it is needed, and made anew after it broke. */
export class Link {
  readonly #url: string;
  readonly #hooks: LinkHooks;
  #client: pg.Client | undefined;
  #opening: Promise<pg.Client> | undefined;
  #failures = 0;
  #notBeforeMs = 0;
  #lastCause = '';
  #isClosed = false;

  constructor(url: string, hooks: LinkHooks = {}) {
    this.#url = url;
    this.#hooks = hooks;
  }

  /** Fails at once while the pause after a failed attempt lasts. */
  async client(): Promise<pg.Client> {
    if (this.#client !== undefined) return this.#client;
    if (this.#isClosed) throw new ConnectionLost('CLOSED', 'closed');
    if (performance.now() < this.#notBeforeMs)
      throw new ConnectionLost(this.#lastCause, 'the database could not be reached a moment ago');
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#url,
      fallback_application_name: 'wurao',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: SILENCE_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEPALIVE_MS,
      types: TYPES,
      // Statements are sent without waiting for the answers to those before.
      pipeline: true,
    } as pg.ClientConfig);
    let error: Error | undefined;
    client.on('error', (problem: Error) => {
      error = problem;
      this.#lose(client, problem);
    });
    client.on('end', () => this.#lose(client, error));
    try {
      await client.connect();
      await client.query(PREPARE_CONNECTION);
      await this.#hooks.onConnect?.(client);
    } catch (problem) {
      client.end().catch(() => {});
      this.#failures += 1;
      this.#notBeforeMs = performance.now() + Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failures - 1));
      this.#lastCause = outsideCause(problem) ?? 'ECONNREFUSED';
      throw problem;
    }
    this.#failures = 0;
    this.#client = client;
    if (this.#isClosed) this.drop();
    return client;
  }

  #lose(client: pg.Client, error: Error | undefined): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    if (!this.#isClosed) this.#hooks.onLost?.(error);
  }

  /** Gives the connection up: the server rolls back what was open on it. */
  drop(): void {
    const client = this.#client;
    if (client === undefined) return;
    this.#lose(client, undefined);
    client.end().catch(() => {});
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#opening?.catch(() => {});
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => {});
  }
}
