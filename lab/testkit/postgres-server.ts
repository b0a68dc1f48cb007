import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A PostgreSQL server of a test's own: in a temporary directory, on a free port, gone when it is stopped. */
export interface PostgresServer {
  readonly port: number;
  readonly directory: string;
  /** An empty database; `template`: a copy of that one. */
  createDatabase(template?: string): Promise<string>;
  urlOf(database: string): string;
  /** By psql: rows a line each, cells by bars. */
  sql(database: string, text: string): Promise<string>;
  /** Every table of a store empty, as right after its first start. */
  emptyStore(database: string): Promise<void>;
  /** Ends the server and all its processes at once, as a crash would. */
  kill(): Promise<void>;
  /** After `kill`: recovers on the same port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface PostgresServerOptions {
  /** Settings by name. Default: made for speed, as nothing outlives the test. */
  readonly settings?: Readonly<Record<string, string>>;
}

const LEAST_MAJOR = 15;
const DEBIAN_HOME = '/usr/lib/postgresql';
const SUPERUSER = 'wurao';
const READY_WITHIN_MS = 30_000;
const POLL_MS = 20;
const KEPT_LOG_CHARS = 10_000;
const FAST: Readonly<Record<string, string>> = {
  fsync: 'off',
  full_page_writes: 'off',
  shared_buffers: '32MB',
  autovacuum: 'off',
  max_wal_senders: '0',
  wal_level: 'minimal',
};

/** The folder with `initdb` and `postgres` of the newest version that is here and new enough. */
export const postgresPrograms = (): string | undefined => {
  const named = process.env['WURAO_TEST_POSTGRES'];
  if (named !== undefined) return named;
  if (!existsSync(DEBIAN_HOME)) return undefined;
  const majors = readdirSync(DEBIAN_HOME)
    .map(Number)
    .filter((major) => major >= LEAST_MAJOR)
    .sort((a, b) => b - a);
  return majors.map((major) => join(DEBIAN_HOME, String(major), 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
};

/** PostgreSQL refuses to run as the superuser of the machine: then it runs as the account that its package made. */
const accountOf = (): { readonly uid: number; readonly gid: number } | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('postgres:'));
  if (line === undefined) throw new Error('there is no account postgres to run PostgreSQL as');
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
};

/** A port of the loopback that nobody has now. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

const EMPTY_STORE = `do $$ begin execute 'truncate ' || (select string_agg(quote_ident(tablename), ', ') from pg_tables
  where schemaname = 'public' and tablename not in ('schema_version', 'feed_head')); end $$; update feed_head set sequence = 0`;

const run = promisify(execFile);

export const startPostgres = async ({ settings = FAST }: PostgresServerOptions = {}): Promise<PostgresServer> => {
  const bin = postgresPrograms();
  if (bin === undefined) throw new Error('there is no PostgreSQL here');
  const server = new OwnServer(bin, await freePort(), settings);
  await server.start();
  return server;
};

class OwnServer implements PostgresServer {
  readonly port: number;
  readonly directory = mkdtempSync(join(tmpdir(), 'wurao-postgres-'));
  readonly #bin: string;
  readonly #as: { readonly uid?: number; readonly gid?: number } = accountOf() ?? {};
  readonly #flags: readonly string[];
  #child: ChildProcess | undefined;
  #gone: Promise<unknown> = Promise.resolve();
  #log = '';
  #databases = 0;

  constructor(bin: string, port: number, settings: Readonly<Record<string, string>>) {
    this.port = port;
    this.#bin = bin;
    const { directory } = this;
    const { uid, gid } = this.#as;
    if (uid !== undefined && gid !== undefined) chownSync(directory, uid, gid);
    const rule = ['-A', 'trust', '-U', SUPERUSER, '--encoding=UTF8', '--locale=C.UTF-8', '-N'];
    execFileSync(join(bin, 'initdb'), ['-D', this.#data, ...rule], { ...this.#as, cwd: directory, stdio: 'pipe' });
    const given = {
      ...settings,
      listen_addresses: '127.0.0.1',
      port: String(port),
      unix_socket_directories: directory,
    };
    this.#flags = Object.entries(given).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  }

  get #data(): string {
    return join(this.directory, 'data');
  }

  #launch(): ChildProcess {
    const child = spawn(join(this.#bin, 'postgres'), ['-D', this.#data, ...this.#flags], {
      ...this.#as,
      cwd: this.directory,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#gone = new Promise((resolve) => child.once('exit', resolve));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#log = (this.#log + chunk.toString()).slice(-KEPT_LOG_CHARS);
      });
    }
    return child;
  }

  async start(): Promise<void> {
    let child = this.#launch();
    const untilMs = performance.now() + READY_WITHIN_MS;
    for (;;) {
      try {
        await this.sql('postgres', 'select 1');
        return;
      } catch {
        if (performance.now() > untilMs) throw new Error(`PostgreSQL did not start:\n${this.#log}`);
        // After a kill its former processes may hold the shared memory for a moment longer.
        if (child.exitCode !== null) child = this.#launch();
        await pause(POLL_MS);
      }
    }
  }

  async sql(database: string, text: string): Promise<string> {
    const whereabouts = ['-h', this.directory, '-p', String(this.port), '-U', SUPERUSER, '-d', database];
    const quietly = ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1'];
    return (await run(join(this.#bin, 'psql'), [...whereabouts, ...quietly, '-c', text])).stdout.trim();
  }

  async createDatabase(template?: string): Promise<string> {
    this.#databases += 1;
    const name = `wurao_${this.#databases}`;
    await this.sql('postgres', `create database ${name}${template === undefined ? '' : ` template ${template}`}`);
    return name;
  }

  async emptyStore(database: string): Promise<void> {
    await this.sql(database, EMPTY_STORE);
  }

  urlOf(database: string): string {
    return `postgres://${SUPERUSER}@127.0.0.1:${this.port}/${database}`;
  }

  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#gone;
  }

  async stop(): Promise<void> {
    this.#child?.kill('SIGINT');
    await this.#gone;
    rmSync(this.directory, { recursive: true, force: true });
  }
}
