import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** The same screen as one join in another engine: a list, wishes, bases. Seconds for the list; undefined: the peer is not here. */
export interface JoinPeer {
  readonly name: string;
  /** Screens the list and writes it with decision and reason; answers seconds. */
  readonly screen: () => Promise<number>;
  readonly close: () => Promise<void>;
}

export interface PeerFiles {
  readonly folder: string;
  readonly list: string;
  readonly wishes: string;
  readonly bases: string;
}

const SELECT = `SELECT l.*, CASE WHEN b.subscriber IS NOT NULL THEN 'allow' ELSE 'refuse' END AS decision,
  CASE WHEN b.subscriber IS NOT NULL THEN 'consented' WHEN w.subscriber IS NOT NULL THEN 'do-not-disturb' ELSE 'no-consent' END AS reason
  FROM list l LEFT JOIN wish w ON w.subscriber = l.callee
  LEFT JOIN basis b ON b.subscriber = l.callee AND b.merchant = 1`;

/** In memory, reading and writing CSV: its best case. */
export const duckPeer = async ({ folder, list, wishes, bases }: PeerFiles): Promise<JoinPeer> => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const read = (path: string): string => `read_csv('${path}', header = true, all_varchar = true)`;
  await connection.run(`CREATE TABLE wish AS SELECT subscriber::BIGINT AS subscriber FROM ${read(wishes)}`);
  await connection.run(
    `CREATE TABLE basis AS SELECT subscriber::BIGINT AS subscriber, merchant::INTEGER AS merchant FROM ${read(bases)}`,
  );
  return {
    name: 'DuckDB',
    screen: async () => {
      const startedMs = performance.now();
      await connection.run(`CREATE OR REPLACE TABLE list AS SELECT callee::BIGINT AS callee, name FROM ${read(list)}`);
      await connection.run(`COPY (${SELECT}) TO '${join(folder, 'duck.csv')}' (HEADER true)`);
      return (performance.now() - startedMs) / 1000;
    },
    close: async () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
};

const BIN = '/usr/lib/postgresql/15/bin';
const PORT_FROM = 20_000;
const PORTS = 20_000;

/** As the account that the package made, when this one is root: the server does not start as root. */
const asServer = (command: readonly string[], folder: string) => {
  const isRoot = process.getuid?.() === 0;
  const [program = '', ...args] = isRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command;
  const done = spawnSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (done.status !== 0) throw new Error(`${command[0]}: ${done.stderr}`);
  return done.stdout;
};

/** A cluster of its own in a temporary directory, durable writes off: its best case, too. */
export const postgresPeer = async ({ folder, list, wishes, bases }: PeerFiles): Promise<JoinPeer | undefined> => {
  if (!existsSync(join(BIN, 'initdb'))) return undefined;
  const home = join(folder, 'postgres');
  mkdirSync(home, { recursive: true });
  spawnSync('chmod', ['-R', 'a+rX', folder]);
  spawnSync('chmod', ['a+rwx', folder]);
  if (process.getuid?.() === 0) spawnSync('chown', ['postgres', home]);
  const data = join(home, 'data');
  asServer([join(BIN, 'initdb'), '-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync'], home);
  const port = String(PORT_FROM + (process.pid % PORTS));
  const settings = `-p ${port} -k ${home} -h '' -c fsync=off -c shared_buffers=1GB -c work_mem=512MB -c max_parallel_workers_per_gather=0 -c jit=off`;
  asServer([join(BIN, 'pg_ctl'), '-D', data, '-o', settings, '-l', join(home, 'log'), '-w', 'start'], home);
  const sql = (text: string): string =>
    asServer(
      [join(BIN, 'psql'), '-h', home, '-p', port, '-U', 'postgres', '-qAt', '-v', 'ON_ERROR_STOP=1', '-c', text],
      home,
    );
  sql('CREATE TABLE wish (subscriber bigint PRIMARY KEY)');
  sql('CREATE TABLE basis (subscriber bigint, merchant int, PRIMARY KEY (subscriber, merchant))');
  sql(`COPY wish FROM '${wishes}' CSV HEADER`);
  sql(`COPY basis FROM '${bases}' CSV HEADER`);
  sql('CREATE UNLOGGED TABLE list (callee bigint, name text)');
  sql('ANALYZE');
  return {
    name: 'PostgreSQL',
    screen: async () => {
      const startedMs = performance.now();
      sql('TRUNCATE list');
      sql(`COPY list FROM '${list}' CSV HEADER`);
      sql(`COPY (${SELECT}) TO '${join(home, 'postgres.csv')}' CSV HEADER`);
      return (performance.now() - startedMs) / 1000;
    },
    close: async () => {
      asServer([join(BIN, 'pg_ctl'), '-D', data, '-m', 'fast', '-w', 'stop'], home);
    },
  };
};

/** CPU seconds of a process so far, and of its main thread. */
export const cpuSeconds = (pid: number): { readonly all: number; readonly main: number } => {
  const of = (path: string): number => {
    const fields = readFileSync(path, 'latin1').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  };
  return { all: of(`/proc/${pid}/stat`), main: of(`/proc/${pid}/task/${pid}/stat`) };
};

const TICKS_PER_SECOND = 100;
