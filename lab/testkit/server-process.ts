import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A real server in a process of its own, on a free port, started the way `npm start` starts it. */
export interface ServerProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly directory: string;
  readonly adminKey: string;
  readonly startedInMs: number;
  /** Where its SIP gate listens; undefined: it has none. */
  readonly sip: { readonly port: number; readonly sipsPort: number | undefined } | undefined;
  /** Where its SMS gates listen; undefined: it has none. */
  readonly sms: { readonly smppPort: number; readonly cmppPort: number } | undefined;
  /** Everything it printed so far. */
  output(): string;
  /** Ends it at once, as a power cut would; resolves when it is gone. */
  kill(): Promise<void>;
  /** Asks it to stop, waits, and removes the directory if it was made here. */
  stop(): Promise<number | null>;
}

export interface ServerProcessOptions {
  /** Default: a new temporary one, removed by `stop`. */
  readonly directory?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Load the sample world. Default false. */
  readonly sample?: boolean;
  readonly readyWithinMs?: number;
  /** Opens the SIP gate, too, on a free port. Default false. */
  readonly sip?: boolean;
  /** Opens the SMS gates, too, on free ports. Default false. */
  readonly sms?: boolean;
}

/** As `npm start` and the launcher have it. */
const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'));
const NODE_FLAGS: readonly string[] = scripts.start.split(' ').filter((word: string) => word.startsWith('--'));
const MAIN = fileURLToPath(new URL('./main.ts', import.meta.resolve('@wurao/server')));
const POLL_MS = 20;
const READY_WITHIN_MS = 60_000;

export const newDirectory = (): string => mkdtempSync(join(tmpdir(), 'wurao-test-'));

export const startServer = async (options: ServerProcessOptions = {}): Promise<ServerProcess> => {
  const directory = options.directory ?? newDirectory();
  const args = [
    '--data-dir',
    directory,
    '--http-port',
    '0',
    '--sip-port',
    options.sip ? '0' : 'off',
    '--smpp-port',
    options.sms ? '0' : 'off',
    '--cmpp-port',
    options.sms ? '0' : 'off',
    '--log-level',
    'warn',
    ...(options.sample ? [] : ['--empty']),
  ];
  const startedMs = performance.now();
  const child = spawn(process.execPath, [...NODE_FLAGS, MAIN, ...args, ...(options.args ?? [])], {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const gone = new Promise<number | null>((resolve) =>
    child.once('exit', (code, signal) => {
      if (signal !== null) output += `\nended by ${signal}\n`;
      resolve(code);
    }),
  );
  const runtime = await runtimeOf(child, directory, options.readyWithinMs ?? READY_WITHIN_MS, () => output);
  const { httpPort: port, sipPort, sipsPort, smppPort, cmppPort } = runtime;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid ?? 0,
    directory,
    adminKey: adminKeyIn(directory, options.env),
    startedInMs: performance.now() - startedMs,
    sip: sipPort === undefined ? undefined : { port: sipPort, sipsPort },
    sms: smppPort === undefined || cmppPort === undefined ? undefined : { smppPort, cmppPort },
    output: () => output,
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
    stop: async () => {
      child.kill('SIGTERM');
      const code = await gone;
      if (options.directory === undefined) rmSync(directory, { recursive: true, force: true });
      return code;
    },
  };
};

const adminKeyIn = (directory: string, env: ServerProcessOptions['env']): string =>
  env?.['WURAO_ADMIN_KEY'] ?? readFileSync(join(directory, 'admin.key'), 'utf8').trim();

interface BoundPorts {
  readonly httpPort: number;
  readonly sipPort?: number;
  readonly sipsPort?: number;
  readonly smppPort?: number;
  readonly cmppPort?: number;
}

/** Ports stand in runtime.json once they are bound, under the process's own id. */
const runtimeOf = async (
  child: ChildProcess,
  directory: string,
  withinMs: number,
  output: () => string,
): Promise<BoundPorts> => {
  const path = join(directory, 'runtime.json');
  const untilMs = performance.now() + withinMs;
  while (performance.now() < untilMs) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the server ended at its start (${child.exitCode ?? child.signalCode}):\n${output()}`);
    const runtime = existsSync(path) ? readRuntimeFile(path) : undefined;
    if (runtime !== undefined && runtime.pid === child.pid && runtime.httpPort !== undefined)
      return { ...runtime, httpPort: runtime.httpPort };
    await pause(POLL_MS);
  }
  child.kill('SIGKILL');
  throw new Error(`the server was not ready within ${withinMs} ms:\n${output()}`);
};

const readRuntimeFile = (path: string): ({ pid?: number } & Partial<BoundPorts>) | undefined => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { pid?: number } & Partial<BoundPorts>;
  } catch {
    // Being written this moment: looked at again.
    return undefined;
  }
};
