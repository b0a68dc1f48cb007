import { mkdirSync } from 'node:fs';
import { asSequence, type Failure, failure, type InstantMs, type Result, type Sequence, success } from '@wurao/domain';
import { BEGIN_SNAPSHOT_POSTGRES, outsideCause } from '../dialect.ts';
import type { Engine } from '../engine.ts';
import { unavailable } from '../failures.ts';
import { type DirectoryLock, lockDirectory } from '../lock.ts';
import { MIGRATIONS } from '../migrations.ts';
import type { BackupReport, StoreLog, TableLoad } from '../ports.ts';
import type { Session } from '../session.ts';
import { createTurns, type Turns } from '../turns.ts';
import { backupPostgres } from './backup.ts';
import { channelOf, Follower } from './follow.ts';
import { Link } from './link.ts';
import { loadFromPostgres } from './load.ts';
import { halfCopied, migratePostgres } from './migrate.ts';
import { PostgresSession, WritingSession } from './session.ts';
import { faultOfUrl, placeOf } from './url.ts';

/** Questions at once; more wait. */
const READERS = 4;

interface PostgresOptions {
  readonly url: string;
  readonly directory: string;
  readonly clock: () => InstantMs;
  readonly log: StoreLog;
}

export const notReached = (url: string, error: unknown): Failure => {
  const cause = outsideCause(error);
  if (cause === undefined) throw error;
  const message = error instanceof Error && error.message !== '' ? error.message : cause;
  return failure('store-unavailable', 'The database cannot be reached', {
    field: 'databaseUrl',
    message: `${placeOf(url)}: ${message}`,
    remedy: 'Check that the server runs, and that database.url names its address, database, account and password.',
  });
};

/** Locks the data directory, connects, brings the schema up to date. */
export const openPostgres = async (options: PostgresOptions): Promise<Result<PostgresEngine>> => {
  const { url, directory, log } = options;
  const fault = faultOfUrl(url);
  if (fault !== undefined)
    return failure('invalid', 'Invalid databaseUrl', {
      field: 'databaseUrl',
      message: `it ${fault}`,
      remedy: 'Write postgres://account:password@host:5432/database.',
    });
  try {
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    return unavailable(error instanceof Error ? error.message : 'no directory');
  }
  const lock = lockDirectory(directory);
  if (!lock.ok) return lock;
  const link = new Link(url, toldBy(log, placeOf(url)));
  let engine: PostgresEngine | undefined;
  try {
    const opened = await openOn(link, lock.value, options);
    if (opened.ok) engine = opened.value;
    return opened;
  } catch (error) {
    return notReached(url, error);
  } finally {
    if (engine === undefined) {
      await link.close();
      lock.value.release();
    }
  }
};

/** One line when the writing connection goes, one when it is back. */
const toldBy = (log: StoreLog, place: string) => {
  let isLost = false;
  return {
    onConnect: async () => {
      if (isLost) log('info', 'database connection is back', { place });
      isLost = false;
    },
    onLost: (error: Error | undefined) => {
      isLost = true;
      log('warn', 'database connection lost', { place, problem: error?.message ?? 'closed' });
    },
  };
};

const openOn = async (link: Link, lock: DirectoryLock, options: PostgresOptions): Promise<Result<PostgresEngine>> => {
  const client = await link.client();
  const migrated = await migratePostgres(client, MIGRATIONS, options.clock());
  if (!migrated.ok) return migrated;
  if (migrated.value.isHalfCopied) return halfCopied();
  const { rows } = await client.query<{ sequence: number }>('select sequence from feed_head');
  const engine = new PostgresEngine(options.url, link, lock, {
    namespace: migrated.value.namespace,
    head: asSequence(rows[0]?.sequence ?? 0),
  });
  await engine.look();
  return success(engine);
};

interface Reader {
  readonly link: Link;
  readonly turns: Turns;
  waiting: number;
}

/** One writing connection, a few reading ones, one that listens, another for each bulk load. */
export class PostgresEngine implements Engine {
  readonly head: Sequence;
  readonly writer: WritingSession;
  readonly #url: string;
  readonly #link: Link;
  readonly #lock: DirectoryLock;
  readonly #readers: readonly Reader[];
  readonly #follower: Follower;
  readonly #loads = new Set<Link>();

  constructor(
    url: string,
    link: Link,
    lock: DirectoryLock,
    { namespace, head }: { readonly namespace: number; readonly head: Sequence },
  ) {
    this.#url = url;
    this.#link = link;
    this.#lock = lock;
    this.head = head;
    const channel = channelOf(namespace);
    this.writer = new WritingSession(link, (moved) => ({
      text: 'select pg_notify($1, $2)',
      values: [channel, String(moved)],
    }));
    this.#readers = Array.from({ length: READERS }, () => ({ link: new Link(url), turns: createTurns(), waiting: 0 }));
    this.#follower = new Follower(url, namespace, () => this.writer.backend);
  }

  look(): Promise<void> {
    return this.#follower.look();
  }

  async read<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const reader = this.#readers.reduce((best, other) => (other.waiting < best.waiting ? other : best));
    reader.waiting += 1;
    try {
      return await reader.turns.run(() => readOn(reader.link, work));
    } finally {
      reader.waiting -= 1;
    }
  }

  async write<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return work(new PostgresSession(await this.#link.client()));
  }

  async load(nowMs: InstantMs): Promise<TableLoad> {
    const link = new Link(this.#url);
    this.#loads.add(link);
    const onEnd = async (): Promise<void> => {
      this.#loads.delete(link);
      await link.close();
    };
    try {
      return await loadFromPostgres(await link.client(), nowMs, onEnd);
    } catch (error) {
      await onEnd();
      throw error;
    }
  }

  backup(path: string): Promise<Result<BackupReport>> {
    return backupPostgres(this.#url, path);
  }

  follow(heard: (head: Sequence) => void): void {
    this.#follower.follow(heard);
  }

  delivers(): boolean {
    return this.#follower.delivers;
  }

  async close(): Promise<void> {
    await this.#follower.close();
    for (const { link, turns } of this.#readers) await turns.run(() => link.close());
    for (const link of this.#loads) await link.close();
    await this.#link.close();
    this.#lock.release();
  }
}

const readOn = async <T>(link: Link, work: (session: Session) => Promise<T>): Promise<T> => {
  const client = await link.client();
  const begun = client.query(BEGIN_SNAPSHOT_POSTGRES);
  // Sent ahead and awaited below; the work may fail first, and then that failure is the one to tell.
  begun.catch(() => undefined);
  try {
    const answer = await work(new PostgresSession(client));
    // Without its snapshot the answer may be of several sequences: then it is none.
    await begun;
    return answer;
  } finally {
    // Whatever it answers, the snapshot is given back: a connection that cannot even do that is given up.
    client.query('commit').catch(() => link.drop());
  }
};
