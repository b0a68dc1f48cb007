import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askOptions, freeSipPort } from './sip-peer.ts';

/** A Kamailio of a test's own, from Debian's package: generated configuration, free port, gone when it is stopped. */
export interface Kamailio {
  readonly address: string;
  readonly port: number;
  readonly pid: number;
  /** What it logged so far. */
  output(): string;
  stop(): Promise<void>;
}

export interface KamailioOptions {
  /** Beside pv, sl, textops and siputils, which every configuration has. */
  readonly modules?: readonly string[];
  /** `modparam` and `#!define` lines. */
  readonly settings?: readonly string[];
  /** Files that are included, such as docs/kamailio/wurao-permit.cfg. */
  readonly include?: readonly string[];
  /** What `request_route` does with a request that is no OPTIONS of the launcher; further routes may follow `}`. */
  readonly routes: string;
  readonly address?: string;
  readonly tcp?: boolean;
  /** Flags of the program, such as its memory. */
  readonly flags?: readonly string[];
  /** A command that starts it, such as `taskset -c 0`. */
  readonly before?: readonly string[];
  readonly readyWithinMs?: number;
}

const PROGRAM = ['/usr/sbin/kamailio', '/usr/local/sbin/kamailio'].find((path) => existsSync(path));
const MODULES = ['pv', 'sl', 'textops', 'siputils'];
const MODULE_FOLDERS = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map(
  (triple) => `/usr/lib/${triple}/kamailio/modules/`,
);
const READY_WITHIN_MS = 30_000;
const KEPT_LOG_CHARS = 20_000;

/** Kamailio with the modules that Debian's own package brings, or undefined. */
export const kamailioProgram = (): string | undefined => (modulesFolder() === undefined ? undefined : PROGRAM);

const modulesFolder = (): string | undefined => MODULE_FOLDERS.find((folder) => existsSync(folder));

const configurationOf = (options: KamailioOptions, address: string, port: number): string =>
  [
    '#!KAMAILIO',
    'debug=1',
    'log_stderror=yes',
    'fork=yes',
    'children=1',
    `disable_tcp=${options.tcp ? 'no' : 'yes'}`,
    ...(options.tcp ? ['tcp_children=1', 'tcp_accept_no_cl=no', `listen=tcp:${address}:${port}`] : []),
    'auto_aliases=no',
    'dns=no',
    'rev_dns=no',
    'server_signature=no',
    `listen=udp:${address}:${port}`,
    `mpath="${modulesFolder()}"`,
    ...[...MODULES, ...(options.modules ?? [])].map((name) => `loadmodule "${name}.so"`),
    ...(options.settings ?? []),
    ...(options.include ?? []).map((path) => `include_file "${path}"`),
    'request_route {',
    '    if (is_method("OPTIONS") && !has_totag() && uri==myself) { sl_send_reply("200", "OK"); exit; }',
    options.routes,
    '',
  ].join('\n');

export const startKamailio = async (options: KamailioOptions): Promise<Kamailio> => {
  const program = kamailioProgram();
  if (program === undefined) throw new Error('there is no Kamailio here');
  const address = options.address ?? '127.0.0.1';
  const port = await freeSipPort(address);
  const directory = mkdtempSync(join(tmpdir(), 'wurao-kamailio-'));
  const file = join(directory, 'kamailio.cfg');
  writeFileSync(file, configurationOf(options, address, port), { mode: 0o600 });
  // In the foreground, so that ending it ends its children too.
  const command = [
    ...(options.before ?? []),
    program,
    '-f',
    file,
    '-DD',
    '-E',
    '-Y',
    directory,
    ...(options.flags ?? []),
  ];
  const child = spawn(command[0]!, command.slice(1), { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const output = keptLog(child);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await gone;
    rmSync(directory, { recursive: true, force: true });
  };
  const untilMs = performance.now() + (options.readyWithinMs ?? READY_WITHIN_MS);
  while (!(await askOptions({ address, port }))) {
    if (child.exitCode === null && child.signalCode === null && performance.now() < untilMs) continue;
    await stop();
    throw new Error(`Kamailio did not start:\n${output()}`);
  }
  return { address, port, pid: child.pid ?? 0, output, stop };
};

const keptLog = (child: ChildProcess): (() => string) => {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-KEPT_LOG_CHARS);
    });
  }
  return () => text;
};
