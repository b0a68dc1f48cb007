import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import {
  apiClient,
  honestList,
  LIST_HEAD,
  listLine,
  listWorld,
  makeSmallWorld,
  newDirectory,
  postgresPrograms,
  type ServerProcess,
  SMALL_WORLD,
  startPostgres,
  startServer,
} from '@wurao/testkit';
import { type Bench, type Figure, medianOf } from './bench.ts';
import { loadInProcess } from './load-process.ts';
import { SAFE } from './postgres.ts';

const ROWS = { test: 20_000, bench: 500_000, soak: 5_000_000 } as const;
const FULL_ROWS = ROWS.soak;
const PIECE_BYTES = 8 * 1024 * 1024;
/** One core of two is left to the gate: a steady stream of decisions, each timed from when it was due. */
const DECISIONS_PER_SECOND = 500;
const SLICE_SECONDS = 5;
const POLL_MS = 250;
const MAX_FAILURES = 10;
const SEED = 20_261_125;

interface Engine {
  readonly name: 'SQLite' | 'PostgreSQL';
  readonly targetSeconds: number;
  readonly env: Readonly<Record<string, string>>;
}

/** A list of bases from the file to every gate's tables, while the gates decide. */
export const importBench: Bench = {
  name: 'import',
  run: (tier) => importInto({ name: 'SQLite', targetSeconds: 180, env: {} }, ROWS[tier]),
};

/** The same into a database that runs on the same machine, every commit synced. */
export const importPostgresBench: Bench = {
  name: 'import-postgres',
  run: async (tier) => {
    if (postgresPrograms() === undefined) {
      process.stderr.write('left out: PostgreSQL is not installed here\n');
      return [];
    }
    const postgres = await startPostgres({ settings: SAFE });
    try {
      const env = { WURAO_DATABASE_URL: postgres.urlOf(await postgres.createDatabase()) };
      return await importInto({ name: 'PostgreSQL', targetSeconds: 120, env }, ROWS[tier]);
    } finally {
      await postgres.stop();
    }
  },
};

const importInto = async (engine: Engine, rows: number): Promise<readonly Figure[]> => {
  const directory = newDirectory();
  const list = join(directory, 'list.csv');
  // First: it takes minutes of this process alone, and a server closes connections that are idle so long.
  writeList(list, rows);
  const server = await startServer({ directory, env: engine.env });
  try {
    await makeSmallWorld(apiClient(server.url, server.adminKey));
    const ended = { is: false };
    const deciding = decideUntil(server, ended);
    // It is looked at at the end; one that fails before ends the import.
    deciding.catch(() => {});
    const imported = await importList(server, list);
    ended.is = true;
    return figuresOf(engine, imported, await deciding, rows);
  } catch (error) {
    // A server that ended says why, where it can.
    process.stderr.write(server.output());
    throw error;
  } finally {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
};

const writeList = (path: string, rows: number): void => {
  const file = openSync(path, 'w');
  let text = `${LIST_HEAD}\n`;
  for (const row of honestList(listWorld(), rows, SEED)) {
    text += `${listLine(row, SMALL_WORLD.merchant)}\n`;
    if (text.length > PIECE_BYTES) {
      writeSync(file, text);
      text = '';
    }
  }
  writeSync(file, text);
  closeSync(file);
};

/** Processor seconds of a process by name of its threads, where the system tells; ticks of a hundredth. */
export const threadSeconds = (pid: number): Record<string, number> => {
  const folder = `/proc/${pid}/task`;
  const seconds: Record<string, number> = {};
  if (!existsSync(folder)) return seconds;
  for (const task of readdirSync(folder)) {
    try {
      const stat = readFileSync(`${folder}/${task}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      seconds[name] = (seconds[name] ?? 0) + (Number(fields[11]) + Number(fields[12])) / 100;
    } catch {}
  }
  return seconds;
};

interface Imported {
  /** Of the threads of the import and of the store. */
  readonly cpuSeconds: number;
  readonly seconds: number;
  readonly sendSeconds: number;
  readonly view: Readonly<Record<string, unknown>>;
}

/** By the plain client: `fetch` takes three times as long for a body of megabytes. */
const putPiece = async (url: string, key: string, body: Buffer): Promise<void> => {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream' };
  const call = request(url, { method: 'PUT', headers: { ...headers, 'content-length': body.length } });
  const answered = once(call, 'response');
  call.end(body);
  const [response] = (await answered) as [IncomingMessage];
  const said = (await response.setEncoding('utf8').toArray()).join('');
  if (response.statusCode !== 200) throw new Error(said);
};

const importList = async (server: ServerProcess, path: string): Promise<Imported> => {
  const { url, adminKey } = server;
  const admin = apiClient(url, adminKey);
  const startedMs = performance.now();
  const created = await admin.post('/v1/imports', { kind: 'bases', onError: 'quarantine' });
  const id = String(created.body['id']);
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(PIECE_BYTES);
  let failures = 0;
  for (let offset = 0; offset < statSync(path).size; ) {
    const read = readSync(file, buffer, 0, buffer.length, offset);
    try {
      await putPiece(`${url}/v1/imports/${id}/content?offset=${offset}`, adminKey, buffer.subarray(0, read));
      offset += read;
    } catch (error) {
      // A connection that was closed meanwhile: the import says from where to go on.
      if (++failures > MAX_FAILURES) throw error;
      offset = Number((await admin.get(`/v1/imports/${id}`)).body['bytes']);
    }
  }
  closeSync(file);
  const sendSeconds = (performance.now() - startedMs) / 1000;
  const before = threadSeconds(server.pid)['wurao-control'] ?? 0;
  await admin.post(`/v1/imports/${id}/start`, {});
  let cpuSeconds = 0;
  for (;;) {
    const now = threadSeconds(server.pid);
    cpuSeconds = Math.max(cpuSeconds, (now['wurao-control'] ?? 0) - before + (now['wurao-import'] ?? 0));
    const { status, body } = await admin.get(`/v1/imports/${id}`);
    if (status !== 200) throw new Error(`the import cannot be read: ${status} ${JSON.stringify(body)}`);
    if (body['state'] !== 'checking' && body['state'] !== 'running')
      return { seconds: (performance.now() - startedMs) / 1000, sendSeconds, cpuSeconds, view: body };
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
};

interface Decided {
  readonly p99: readonly number[];
  readonly worstMs: number;
  readonly decisions: number;
}

const decideUntil = async ({ port, adminKey }: ServerProcess, ended: { is: boolean }): Promise<Decided> => {
  const bodies = Array.from({ length: 500 }, (_, i) =>
    JSON.stringify({
      channel: 'voice',
      caller: SMALL_WORLD.caller,
      callee: `+86138${String(10_000_000 + i * 7_919)}`,
      line: SMALL_WORLD.line,
      purpose: 'marketing',
    }),
  );
  const p99: number[] = [];
  let worstMs = 0;
  let decisions = 0;
  while (!ended.is) {
    const figures = await loadInProcess({
      port,
      key: adminKey,
      path: '/v1/decisions',
      connections: 8,
      requests: DECISIONS_PER_SECOND * SLICE_SECONDS,
      perSecond: DECISIONS_PER_SECOND,
      bodies,
    });
    p99.push(figures.p99Ms);
    worstMs = Math.max(worstMs, figures.maxMs);
    decisions += figures.requests;
  }
  return { p99, worstMs, decisions };
};

const figuresOf = (
  { name, targetSeconds }: Engine,
  { seconds, sendSeconds, cpuSeconds, view }: Imported,
  decided: Decided,
  rows: number,
): readonly Figure[] => {
  const counts = `${view['stated']} stated, ${view['held']} held, ${view['bad']} bad, state ${view['state']}`;
  const conditions = `${rows.toLocaleString('en-US')} rows, CSV over HTTP, ${name}; ${counts}`;
  const meanwhile = `${decided.decisions.toLocaleString('en-US')} decisions meanwhile, ${DECISIONS_PER_SECOND}/s over HTTP, ${name}`;
  const fullSize = rows === FULL_ROWS;
  return [
    {
      name: `Import of bases, ${name}`,
      value: seconds,
      unit: 's',
      target: { atMost: targetSeconds },
      fullSize,
      conditions,
    },
    { name: `Import of bases, ${name}, rate`, value: rows / seconds, unit: 'rows/s', conditions },
    {
      name: 'Processor time of a row, import and store threads',
      value: (1e6 * cpuSeconds) / rows,
      unit: 'µs',
      conditions: `${name}; for a machine that others use, too`,
    },
    { name: 'Sending the file', value: sendSeconds, unit: 's', conditions },
    {
      name: 'Decisions meanwhile, p99',
      value: medianOf(decided.p99),
      unit: 'ms',
      target: { atMost: 5 },
      fullSize,
      conditions: `${meanwhile}; median of slices of ${SLICE_SECONDS} s`,
    },
    {
      name: 'Decisions meanwhile, worst p99 of a slice',
      value: Math.max(...decided.p99),
      unit: 'ms',
      conditions: meanwhile,
    },
    { name: 'Decisions meanwhile, slowest', value: decided.worstMs, unit: 'ms', conditions: meanwhile },
    {
      name: 'Honest rows held',
      value: (100 * Number(view['held'])) / rows,
      unit: '%',
      target: { atMost: 0.1 },
      conditions,
    },
  ];
};
