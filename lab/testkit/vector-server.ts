import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig, type RunningServer, serve } from '@wurao/server';
import { commandsOfCase, type DecisionCase, type SetUpStep } from '@wurao/vectors';
import { memoryFolder } from './memory-folder.ts';

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
  /** Where its time stands at first. */
  readonly fromMs?: number;
  /** Opens what the flags name. Default: no socket at all. */
  readonly listen?: boolean;
  /** Beside those of every door. */
  readonly flags?: Readonly<Record<string, string>>;
}

/** Of every server here. */
export const ADMIN_KEY = 'admin-key-for-the-vectors';

/** No gate opens but those that somebody asks for. */
const FLAGS = {
  ...{
    'log-level': 'silent',
    'admin-key': ADMIN_KEY,
    'counter-slots': '1024',
    'sip-remembered-calls': '1024',
    'http-port': '0',
  },
  ...{ 'sip-port': 'off', 'smpp-port': 'off', 'cmpp-port': 'off' },
};

const serveIn = async <T>(
  directory: string,
  { law, listen = false, flags = {}, fromMs = 0 }: VectorServerOptions,
  use: (on: VectorServer) => Promise<T>,
): Promise<T> => {
  let nowMs = fromMs;
  const setNow = (atMs: number): void => {
    nowMs = atMs;
  };
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
};

/** `from`: starts on a copy of this directory instead of an empty one. */
export const withVectorServer = async <T>(
  options: VectorServerOptions,
  use: (on: VectorServer) => Promise<T>,
  from?: string,
): Promise<T> => {
  const directory = mkdtempSync(join(memoryFolder(), 'wurao-vector-'));
  try {
    if (from !== undefined) cpSync(from, directory, { recursive: true });
    return await serveIn(directory, options, use);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

const CAST_ONLY = commandsOfCase({ given: [] });

/** The cast of all cases under one law, in a directory, and what the register called each of it. */
export class CastDirectory {
  readonly #directory = mkdtempSync(join(memoryFolder(), 'wurao-cast-'));
  readonly #ids = new Map<string, string>();
  readonly #law: string;
  #written: Promise<void> | undefined;

  constructor(law: string) {
    this.#law = law;
  }

  /** A server of its own for one case: over a copy of the cast, with the case's own facts written by commands. */
  async serve<T>(
    vector: DecisionCase,
    use: (on: VectorServer, ids: ReadonlyMap<string, string>) => Promise<T>,
  ): Promise<T> {
    this.#written ??= serveIn(this.#directory, { law: this.#law }, async (on) => {
      for (const step of CAST_ONLY) await on.write(step, this.#ids);
    });
    await this.#written;
    const ids = new Map(this.#ids);
    const options = { law: this.#law, fromMs: CAST_ONLY.at(-1)?.atMs ?? 0 };
    const serveCase = async (on: VectorServer): Promise<T> => {
      for (const step of commandsOfCase(vector).slice(CAST_ONLY.length)) await on.write(step, ids);
      return use(on, ids);
    };
    return withVectorServer(options, serveCase, this.#directory);
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
