import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig, loadServer, type RunningServer, serve } from '@wurao/server';
import type { AnswerBody, ApiAnswer, ApiClient } from './api-client.ts';
import { memoryFolder } from './memory-folder.ts';

// With this file: the first test that opens a house is not to wait for the program as well.
await loadServer();

/** The whole server in this process, without a socket and under the test's own clock. */
export interface InlineHouse {
  readonly server: RunningServer;
  readonly admin: ApiClient;
  /** Moves the clock to this instant; it never runs back. */
  setClock(atMs: number): void;
  /** Whole lines of the log so far. */
  log(): string;
  close(): Promise<void>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
type SentHeaders = Readonly<Record<string, string>>;

const injected = (server: RunningServer, key: string | undefined): ApiClient => {
  const send = async (method: Method, url: string, body: unknown, headers: SentHeaders): Promise<ApiAnswer> => {
    const answer = await server.inject({
      method,
      url,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    // Not x-ndjson: that is many.
    const json = /[/+]json/.test(String(answer.headers['content-type']));
    return {
      status: answer.statusCode,
      headers: new Headers(Object.entries(answer.headers).map(([name, value]) => [name, String(value)])),
      body: json ? (answer.json() as AnswerBody) : { text: answer.body },
    };
  };
  return {
    get: (path) => send('GET', path, undefined, {}),
    post: (path, body, headers = {}) => send('POST', path, body, headers),
    put: (path, body, headers = {}) => send('PUT', path, body, headers),
    delete: (path) => send('DELETE', path, undefined, {}),
    as: (other) => injected(server, other),
  };
};

/** `more`: settings beside those that keep it small. */
export const openInlineHouse = async (
  startMs: number,
  more: Readonly<Record<string, string>> = {},
): Promise<InlineHouse> => {
  const directory = mkdtempSync(join(memoryFolder(), 'wurao-inline-'));
  const flags = {
    'data-dir': directory,
    'http-port': '0',
    'sip-port': 'off',
    'smpp-port': 'off',
    'cmpp-port': 'off',
    'log-level': 'info',
    'counter-slots': '1024',
    'sip-remembered-calls': '1024',
    ...more,
  };
  const config = loadConfig({ flags, env: {}, cwd: directory, readFile: () => undefined });
  if (!config.ok) throw new Error(JSON.stringify(config));
  let nowMs = startMs;
  let log = '';
  const served = await serve(config.value, {
    inline: true,
    listen: false,
    empty: true,
    clock: () => nowMs,
    log: (line) => {
      log += line;
    },
  });
  if (!served.ok) throw new Error(JSON.stringify(served));
  const server = served.value;
  return {
    server,
    admin: injected(server, server.adminKey.secret),
    setClock: (atMs) => {
      nowMs = Math.max(nowMs, atMs);
    },
    log: () => log,
    close: async () => {
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
