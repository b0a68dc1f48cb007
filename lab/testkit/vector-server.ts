import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, type RunningServer, serve } from '@wurao/server';
import type { SetUpStep } from '@wurao/vectors';

/** A server in this process, empty, in a directory of its own, whose time stands where a case is. */
export interface VectorServer {
  readonly server: RunningServer;
  readonly directory: string;
  readonly setNow: (atMs: number) => void;
  /** Writes one fact, at its instant; remembers what the register called it. */
  write(step: SetUpStep, ids: Map<string, string>): Promise<void>;
}

export interface VectorServerOptions {
  readonly law: string;
  /** Opens what the flags name. Default: no socket at all. */
  readonly listen?: boolean;
  /** Beside those of every door. */
  readonly flags?: Readonly<Record<string, string>>;
}

/** Of every server here. */
export const ADMIN_KEY = 'admin-key-for-the-vectors';

/** No gate opens but those that somebody asks for. */
const FLAGS = {
  ...{ 'log-level': 'silent', 'admin-key': ADMIN_KEY, 'counter-slots': '1024', 'http-port': '0' },
  ...{ 'sip-port': 'off', 'smpp-port': 'off', 'cmpp-port': 'off' },
};

export const withVectorServer = async <T>(
  { law, listen = false, flags = {} }: VectorServerOptions,
  use: (on: VectorServer) => Promise<T>,
): Promise<T> => {
  const directory = mkdtempSync(join(tmpdir(), 'wurao-vector-'));
  let nowMs = 0;
  const setNow = (atMs: number): void => {
    nowMs = atMs;
  };
  try {
    const said = { ...FLAGS, ...flags, 'data-dir': directory, law };
    const config = loadConfig({ flags: said, env: {}, cwd: directory, readFile: () => undefined });
    if (!config.ok) throw new Error(JSON.stringify(config));
    const served = await serve(config.value, { inline: true, listen, empty: true, clock: () => nowMs });
    if (!served.ok) throw new Error(JSON.stringify(served));
    const server = served.value;
    const write = async ({ atMs, actor, command, as }: SetUpStep, ids: Map<string, string>): Promise<void> => {
      setNow(atMs);
      const done = await server.execute({ command: command(ids), actor, idempotency: undefined });
      if (!done.ok) throw new Error(JSON.stringify(done));
      if (as !== undefined) ids.set(as, String(done.value.body['id']));
    };
    try {
      return await use({ server, directory, setNow, write });
    } finally {
      await server.close();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};
