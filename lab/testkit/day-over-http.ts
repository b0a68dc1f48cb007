import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, type RunningServer, serve } from '@wurao/server';
import type { AttemptBody, Day, DayAttempt } from '@wurao/vectors';
import { postRequest } from './http-load.ts';

/**
 * A day's attempts through a real HTTP socket, in the order of their time, under a clock that keeps to it: attempts of one
 * instant travel together down one connection, and are answered in order.
 */
export interface DayFigures {
  readonly attempts: number;
  readonly seconds: number;
  /** By reason, highest first. */
  readonly totals: ReadonlyMap<string, number>;
  /** By reason and hour of the day (Asia/Shanghai). */
  readonly byHour: ReadonlyMap<string, readonly number[]>;
  readonly setUpCommands: number;
}

/** Attempts are gathered into instants this long; the reference must be asked likewise. */
export const INSTANT_MS = 1000;
const ADMIN_KEY = 'admin-key-for-a-day-on-real-input';
const HOUR_MS = 3_600_000;
const SHANGHAI_MS = 8 * HOUR_MS;

const wholeInstant = (atMs: number): number => Math.floor(atMs / INSTANT_MS) * INSTANT_MS;

/** The day with its instants rounded down as they are driven. */
export const inInstants = (day: Day): Day => ({
  ...day,
  *attempts() {
    for (const { body, atMs } of day.attempts()) yield { body, atMs: wholeInstant(atMs) };
  },
});

/** `progress` hears now and then how many are done. */
export const driveDay = async (day: Day, progress: (done: number) => void = () => {}): Promise<DayFigures> => {
  const directory = mkdtempSync(join(tmpdir(), 'wurao-day-'));
  let nowMs = 0;
  const flags = {
    'data-dir': directory,
    'http-port': '0',
    'sip-port': 'off',
    'smpp-port': 'off',
    'cmpp-port': 'off',
    'log-level': 'silent',
    'admin-key': ADMIN_KEY,
  };
  const config = loadConfig({ flags, env: {}, cwd: directory, readFile: () => undefined });
  if (!config.ok) throw new Error(JSON.stringify(config));
  const served = await serve(config.value, { inline: true, empty: true, clock: () => nowMs });
  if (!served.ok) throw new Error(JSON.stringify(served));
  try {
    await setUp(served.value, day, (atMs) => (nowMs = atMs));
    return await drive(served.value, day, (atMs) => (nowMs = atMs), progress);
  } finally {
    await served.value.close();
    rmSync(directory, { recursive: true, force: true });
  }
};

const setUp = async (server: RunningServer, day: Day, setNow: (atMs: number) => void): Promise<void> => {
  const ids = new Map<string, string>();
  for (const { atMs, actor, command, as } of day.commands) {
    setNow(atMs);
    const done = await server.execute({ command: command(ids), actor, idempotency: undefined });
    if (!done.ok) throw new Error(JSON.stringify(done));
    if (as !== undefined) ids.set(as, String(done.value.body['id']));
  }
};

const drive = async (
  server: RunningServer,
  day: Day,
  setNow: (atMs: number) => void,
  progress: (done: number) => void,
): Promise<DayFigures> => {
  const pipe = new Pipe(Number(new URL(server.addresses[0] ?? '').port));
  const totals = new Map<string, number>();
  const byHour = new Map<string, number[]>();
  const startedMs = performance.now();
  let attempts = 0;
  for (const group of instantsOf(day)) {
    setNow(group[0]?.atMs ?? 0);
    const answers = await pipe.ask(group.map(({ body }) => requestOf(body)));
    for (const [i, reason] of answers.entries()) {
      totals.set(reason, (totals.get(reason) ?? 0) + 1);
      const hour = Math.floor((((group[i]?.atMs ?? 0) + SHANGHAI_MS) / HOUR_MS) % 24);
      const hours = byHour.get(reason) ?? new Array<number>(24).fill(0);
      hours[hour] = (hours[hour] ?? 0) + 1;
      byHour.set(reason, hours);
    }
    attempts += group.length;
    progress(attempts);
  }
  pipe.close();
  const sorted = new Map([...totals].sort((a, b) => b[1] - a[1]));
  return {
    attempts,
    seconds: (performance.now() - startedMs) / 1000,
    totals: sorted,
    byHour,
    setUpCommands: day.commands.length,
  };
};

function* instantsOf(day: Day): Generator<readonly DayAttempt[]> {
  let group: DayAttempt[] = [];
  for (const attempt of day.attempts()) {
    if (group.length > 0 && group[0]?.atMs !== attempt.atMs) {
      yield group;
      group = [];
    }
    group.push(attempt);
  }
  if (group.length > 0) yield group;
}

const requestOf = ({ caller, ...body }: AttemptBody): string =>
  postRequest('/v1/decisions', ADMIN_KEY, JSON.stringify({ ...body, ...(caller === null ? {} : { caller }) }));

const ANSWER = /HTTP\/1\.1 (\d+)[\s\S]*?\r\n\r\n(\{[^\r\n]*?"reason":"([a-z-]+)"[^\r\n]*?\}(?=HTTP\/1\.1|$))/y;

/** One connection; many requests at once, answered in order. */
class Pipe {
  readonly #socket: Socket;
  #received = '';
  #waiting:
    | { wanted: number; reasons: string[]; resolve: (reasons: string[]) => void; reject: (error: Error) => void }
    | undefined;

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.setEncoding('utf8');
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (chunk) => this.#read(String(chunk)));
    this.#socket.on('error', (error) => this.#waiting?.reject(error));
  }

  ask(requests: readonly string[]): Promise<string[]> {
    return new Promise((resolve, reject) => {
      this.#waiting = { wanted: requests.length, reasons: [], resolve, reject };
      this.#socket.write(requests.join(''));
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: string): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    this.#received += chunk;
    ANSWER.lastIndex = 0;
    let read = 0;
    for (let found = ANSWER.exec(this.#received); found !== null; found = ANSWER.exec(this.#received)) {
      if (found[1] !== '200') {
        waiting.reject(new Error(found[0]));
        return;
      }
      waiting.reasons.push(found[3] ?? '');
      read = ANSWER.lastIndex;
    }
    this.#received = this.#received.slice(read);
    if (waiting.reasons.length < waiting.wanted) {
      if (/^HTTP\/1\.1 [^2]/.test(this.#received)) waiting.reject(new Error(this.#received));
      return;
    }
    waiting.resolve(waiting.reasons);
  }
}
