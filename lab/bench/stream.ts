import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync, rmSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { apiClient, makeSmallWorld, newDirectory, type ServerProcess, SMALL_WORLD, startServer } from '@wurao/testkit';
import Database from 'better-sqlite3';
import { type Bench, type Figure, medianOf, type Tier } from './bench.ts';
import { loadInProcess } from './load-process.ts';
import { cpuSeconds, duckPeer, type JoinPeer, type PeerFiles, postgresPeer } from './stream-peers.ts';

interface Sizes {
  readonly streamed: number;
  readonly scrubbed: number;
  readonly joined: number;
  readonly facts: number;
  readonly rounds: number;
}

const SIZES: Readonly<Record<Tier, Sizes>> = {
  test: { streamed: 50_000, scrubbed: 50_000, joined: 50_000, facts: 20_000, rounds: 1 },
  bench: { streamed: 1_000_000, scrubbed: 1_000_000, joined: 1_000_000, facts: 1_000_000, rounds: 3 },
  soak: { streamed: 3_000_000, scrubbed: 10_000_000, joined: 2_000_000, facts: 5_000_000, rounds: 5 },
};
const FULL = SIZES.soak;

/** Lists of the trade: mobiles all over the plan, a part of them known. */
const FIRST_NUMBER = 13_000_000_000;
const NUMBERS = 6_000_000_000;
/** Coprime to their count, and small enough for exact products. */
const STEP = 800_000_011;
const AT = '2026-11-20T10:00:00+08:00';
const MIB = 1024 ** 2;

const numberOf = (row: number): number => FIRST_NUMBER + ((row * STEP) % NUMBERS);
/** Every second row of a list is of a number that somebody has said something about. */
const factNumber = (fact: number): number => numberOf(fact * 2);

export const streamBench: Bench = {
  name: 'stream',
  run: async (tier) => {
    const sizes = SIZES[tier];
    const folder = newDirectory();
    const directory = join(folder, 'data');
    try {
      const first = await startServer({ directory });
      await makeSmallWorld(apiClient(first.url, first.adminKey));
      await first.stop();
      storeFacts(directory, sizes.facts);
      rmSync(join(directory, 'tables.snapshot'));
      const server = await startServer({ directory, readyWithinMs: 300_000 });
      try {
        return [
          ...(await streamFigures(server, sizes)),
          ...(await joinFigures(server, sizes, folder)),
          await latencyFigure(server, sizes),
          ...(await scrubFigures(server, sizes, folder)),
        ];
      } finally {
        await server.stop();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Written directly: a register takes days to fill. A fifth of the facts are consents to the merchant, the others wishes. */
const storeFacts = (directory: string, count: number): void => {
  const store = new Database(join(directory, 'store.sqlite'));
  store.pragma('synchronous = off');
  const { sequence } = store.prepare('select sequence from feed_head').get() as { sequence: number };
  const { merchant } = store.prepare('select merchant from merchant_index where id = ?').get(SMALL_WORLD.merchant) as {
    merchant: number;
  };
  const atMs = Date.parse('2026-01-01T00:00:00Z');
  const all = 2 ** 13 - 1;
  const basis =
    store.prepare(`insert into basis (subscriber, merchant, from_sequence, kind, method, confirmed, purposes, categories, channels, from_at, received_at)
    values (?, ${merchant}, ?, 0, 0, 1, 1, ${all}, 7, ${atMs}, ${atMs})`);
  const proof = store.prepare(
    'insert into basis_proof (from_sequence, id, subscriber, merchant, wording) values (?, ?, ?, ?, 1000000)',
  );
  const wish =
    store.prepare(`insert into preference (subscriber, from_sequence, received_at, is_on, purposes, categories, channels, barred_since)
    values (?, ?, ${atMs}, 1, 1, ${all}, 7, 0)`);
  store.transaction(() => {
    store.prepare("insert into wording (id, sha256, words) values (1000000, 'bench', 'yes')").run();
    for (let fact = 0; fact < count; fact++) {
      const subscriber = 86 * 1e11 + factNumber(fact);
      if (isBasis(fact)) {
        basis.run(subscriber, sequence + fact + 1);
        proof.run(sequence + fact + 1, `basis-bench-${fact}`, subscriber, merchant);
      } else wish.run(subscriber, sequence + fact + 1);
    }
    store.exec(`update feed_head set sequence = ${sequence + count}`);
  })();
  store.close();
};

const isBasis = (fact: number): boolean => fact % 5 === 0;

interface Streamed {
  readonly seconds: number;
  readonly mainSeconds: number;
  readonly allSeconds: number;
}

const QUERY = `merchant=${SMALL_WORLD.merchant}&purpose=marketing&at=${encodeURIComponent(AT)}`;

/** One list through one stream, from this process: its answers are counted and let go. */
const streamed = async (server: ServerProcess, type: string, body: Buffer, rows: number): Promise<Streamed> => {
  const before = cpuSeconds(server.pid);
  const startedMs = performance.now();
  const headers = { authorization: `Bearer ${server.adminKey}`, 'content-type': type };
  const call = request(`${server.url}/v1/decisions/stream?${QUERY}`, { method: 'POST', headers });
  const answered = once(call, 'response');
  call.end(body);
  const [response] = (await answered) as [IncomingMessage];
  let lines = 0;
  for await (const chunk of response) {
    const bytes = chunk as Buffer;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
  }
  if (response.statusCode !== 200 || Math.abs(lines - rows) > 1) throw new Error(`${lines} answers to ${rows} rows`);
  const seconds = (performance.now() - startedMs) / 1000;
  const after = cpuSeconds(server.pid);
  return { seconds, mainSeconds: after.main - before.main, allSeconds: after.all - before.all };
};

const listOf = (rows: number, line: (number: number) => string): Buffer => {
  const bytes = Buffer.alloc(rows * 40);
  let used = 0;
  for (let row = 0; row < rows; row++) used += bytes.write(line(numberOf(row)), used, 'latin1');
  return bytes.subarray(0, used);
};

const FORMS = [
  { name: 'CSV', type: 'text/csv', target: 300_000, line: (number: number) => `${number}\n` },
  {
    name: 'NDJSON',
    type: 'application/x-ndjson',
    target: 150_000,
    line: (number: number) => `{"callee":"${number}"}\n`,
  },
] as const;

const streamFigures = async (server: ServerProcess, { streamed: rows, rounds, facts }: Sizes): Promise<Figure[]> => {
  const lists = FORMS.map(({ line }) => listOf(rows, line));
  const runs: Streamed[][] = FORMS.map(() => []);
  // The first is for the compiler.
  for (let round = 0; round <= rounds; round++) {
    for (const [i, { type }] of FORMS.entries()) {
      const run = await streamed(server, type, lists[i] ?? Buffer.alloc(0), rows);
      if (round > 0) runs[i]?.push(run);
    }
  }
  const fullSize = rows === FULL.streamed;
  const conditions = `${rows.toLocaleString('en-US')} rows, ${facts.toLocaleString('en-US')} facts in the register; median of ${rounds}; the client on the other core`;
  return FORMS.flatMap(({ name, target }, i) => {
    const of = (pick: (run: Streamed) => number): number => medianOf((runs[i] ?? []).map(pick));
    return [
      {
        name: `Stream of ${name}, wall clock`,
        value: rows / of((run) => run.seconds),
        unit: 'rows/s',
        target: { atLeast: target },
        fullSize,
        conditions,
      },
      {
        name: `Stream of ${name}, rows a second of the serving thread's CPU`,
        value: rows / of((run) => run.mainSeconds),
        unit: 'rows/s',
        target: { atLeast: target },
        fullSize,
        conditions,
      },
      {
        name: `Stream of ${name}, CPU of the whole process`,
        value: (of((run) => run.allSeconds) / rows) * 1e6,
        unit: 'us/row',
        conditions,
      },
    ];
  });
};

/** What one decision waits for while a stream runs: asked by another process, so many a second. */
const latencyFigure = async (server: ServerProcess, { streamed: rows }: Sizes): Promise<Figure> => {
  const { caller, line } = SMALL_WORLD;
  const screen = { channel: 'voice', caller, line, callee: '13800000001', purpose: 'marketing', mode: 'screen' };
  const list = listOf(rows, FORMS[0].line);
  const { seconds } = await streamed(server, 'text/csv', list, rows);
  const load = loadInProcess({
    port: server.port,
    key: server.adminKey,
    path: '/v1/decisions',
    connections: 4,
    requests: Math.max(1, Math.floor(seconds * BESIDE_PER_SECOND)),
    perSecond: BESIDE_PER_SECOND,
    bodies: [JSON.stringify(screen)],
  });
  await streamed(server, 'text/csv', list, rows);
  const { p99Ms, requests } = await load;
  return {
    name: 'One decision while a stream runs, p99',
    value: p99Ms,
    unit: 'ms',
    conditions: `${requests} decisions at ${BESIDE_PER_SECOND} a second; their client shares a core with the stream's`,
  };
};

const BESIDE_PER_SECOND = 500;

const writeCsv = async (path: string, header: string, rows: number, line: (row: number) => string): Promise<void> => {
  const out = createWriteStream(path);
  out.write(`${header}\n`);
  for (let row = 0; row < rows; ) {
    let text = '';
    for (const end = Math.min(rows, row + 10_000); row < end; row++) text += line(row);
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
};

interface Scrubbed {
  readonly seconds: number;
  readonly peakMib: number;
}

const CLI = join(dirname(fileURLToPath(import.meta.resolve('@wurao/cli'))), 'main.ts');
const LOOK_EVERY_MS = 100;

/** The command itself, in a process of its own: end to end, from the start of the process to the file under its name. */
const scrubbed = async (server: ServerProcess, list: string, out: string): Promise<Scrubbed> => {
  const args = ['--merchant', SMALL_WORLD.merchant, '--purpose', 'marketing', '--at', AT, '--force'];
  const startedMs = performance.now();
  const child = spawn(process.execPath, [CLI, 'scrub', list, '-o', out, '--data-dir', server.directory, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let peak = 0;
  const looks = setInterval(() => {
    peak = Math.max(peak, peakBytes(child.pid ?? 0));
  }, LOOK_EVERY_MS);
  const [code] = await once(child, 'exit');
  clearInterval(looks);
  if (code !== 0) throw new Error(`scrub ended with ${code}`);
  return { seconds: (performance.now() - startedMs) / 1000, peakMib: peak / MIB };
};

const peakBytes = (pid: number): number => {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024;
  } catch {
    // It has just ended.
    return 0;
  }
};

const scrubFigures = async (server: ServerProcess, { scrubbed: rows }: Sizes, folder: string): Promise<Figure[]> => {
  const list = join(folder, 'scrub.csv');
  await writeCsv(list, 'name,callee,city', rows, (row) => `name-${row},${numberOf(row)},Hangzhou\n`);
  const { seconds, peakMib } = await scrubbed(server, list, join(folder, 'scrubbed.csv'));
  const fullSize = rows === FULL.scrubbed;
  const conditions = `${rows.toLocaleString('en-US')} rows of three columns; the command as a process, server and command on two cores`;
  return [
    { name: 'wurao scrub, end to end', value: seconds, unit: 's', target: { atMost: 60 }, fullSize, conditions },
    { name: 'wurao scrub, peak memory', value: peakMib, unit: 'MiB', target: { atMost: 300 }, fullSize, conditions },
  ];
};

/** The same list by `scrub` and by a join, one after the other, as many times; ratios of the pairs. */
const joinFigures = async (
  server: ServerProcess,
  { joined: rows, rounds, facts }: Sizes,
  folder: string,
): Promise<Figure[]> => {
  const files: PeerFiles = {
    folder,
    list: join(folder, 'join.csv'),
    wishes: join(folder, 'wishes.csv'),
    bases: join(folder, 'bases.csv'),
  };
  await writeCsv(files.list, 'callee,name', rows, (row) => `${numberOf(row)},name-${row}\n`);
  await writeCsv(files.wishes, 'subscriber', facts, (fact) => (isBasis(fact) ? '' : `${factNumber(fact)}\n`));
  await writeCsv(files.bases, 'subscriber,merchant', facts, (fact) => (isBasis(fact) ? `${factNumber(fact)},1\n` : ''));
  const figures: Figure[] = [];
  for (const open of [postgresPeer, duckPeer]) {
    const peer = await open(files);
    if (peer === undefined) process.stdout.write('left out: PostgreSQL 15 is not installed\n');
    else figures.push(...(await against(server, peer, files, rows, rounds)));
  }
  return figures;
};

const against = async (
  server: ServerProcess,
  peer: JoinPeer,
  { list, folder }: PeerFiles,
  rows: number,
  rounds: number,
): Promise<Figure[]> => {
  const ratios: number[] = [];
  const theirs: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const their = await peer.screen();
      const { seconds } = await scrubbed(server, list, join(folder, 'joined.csv'));
      theirs.push(their);
      ratios.push(their / seconds);
    }
  } finally {
    await peer.close();
  }
  const conditions = `${rows.toLocaleString('en-US')} rows from CSV to CSV: one join with wishes and bases against all thirteen steps, journalled; ${rounds} pairs`;
  return [
    {
      name: `${peer.name}, the same list joined, seconds over those of scrub`,
      value: medianOf(ratios),
      unit: '×',
      conditions,
    },
    { name: `${peer.name}, the same list joined`, value: rows / medianOf(theirs), unit: 'rows/s', conditions },
  ];
};
