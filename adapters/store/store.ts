import type { HouseAnswer, HouseEnvelope, HouseQuery } from '@wurao/casework';
import { type Change, type PhoneNumber, type Result, type Sequence, success } from '@wurao/domain';
import type { Outcome } from '@wurao/registry';
import type Database from 'better-sqlite3';
import { factBySequence, factsAsOf, lawAsOf } from './as-of.ts';
import { changesAfter, DEFAULT_CHANGE_ROWS } from './changes.ts';
import { markDelivered, markFailed, sweepOld, webhooksDue } from './deliveries.ts';
import type { Engine } from './engine.ts';
import { attempted, unavailable } from './failures.ts';
import { type Committed, type GroupParts, MAX_GROUP_COMMANDS, runGroup } from './group.ts';
import { importStore } from './imports.ts';
import type { ImportStore, Store, StoreOptions, TableLoad } from './ports.ts';
import { answer } from './questions.ts';
import { keyAsked } from './rows.ts';
import { passingMac, RANDOM_SECRETS } from './secrets.ts';
import type { Session } from './session.ts';
import { openSqlite } from './sqlite/engine.ts';
import { LATEST, tenureAsOf } from './statements.ts';
import { Telling } from './telling.ts';
import { createTurns, type Turns } from './turns.ts';

/** What of the connections a fault test may reach. */
export interface OpenedStore {
  readonly store: Store;
  readonly writer: Database.Database;
}

/** On PostgreSQL when a URL is given, else on SQLite in the data directory. */
export const openStore = async (options: StoreOptions): Promise<Result<Store>> => {
  const { clock = Date.now, secrets = RANDOM_SECRETS, mac = passingMac() } = options;
  const engine = await openEngine(options, clock);
  return engine.ok ? success(new RegisterStore({ engine: engine.value, clock, secrets, mac })) : engine;
};

const openEngine = async (
  { directory, databaseUrl, log = () => {} }: StoreOptions,
  clock: () => number,
): Promise<Result<Engine>> => {
  if (databaseUrl === undefined) return openSqlite(directory, clock);
  // The driver is loaded by whoever uses it.
  const { openPostgres } = await import('./postgres/engine.ts');
  return openPostgres({ url: databaseUrl, directory, clock, log });
};

export const openStoreParts = async ({
  directory,
  clock = Date.now,
  secrets = RANDOM_SECRETS,
  mac = passingMac(),
}: StoreOptions): Promise<Result<OpenedStore>> => {
  const engine = await openSqlite(directory, clock);
  if (!engine.ok) return engine;
  return success({
    store: new RegisterStore({ engine: engine.value, clock, secrets, mac }),
    writer: engine.value.writer.db,
  });
};

interface Waiting {
  readonly envelope: HouseEnvelope;
  readonly answer: (result: Result<Outcome>) => void;
  readonly fail: (error: unknown) => void;
}

/** The commands stand in the store: whoever waits for them must not have them run again. */
class NotTold extends Error {}

interface StoreParts extends Omit<GroupParts, 'session'> {
  readonly engine: Engine;
}

/** The store's port over an engine: groups what waits, tells what was committed, answers questions. */
class RegisterStore implements Store {
  readonly #engine: Engine;
  readonly #clock: () => number;
  readonly #group: GroupParts;
  readonly #writing: Turns = createTurns();
  readonly #telling: Telling;
  #waiting: Waiting[] = [];
  #isFlushing = false;
  #isClosed = false;
  readonly imports: ImportStore;

  constructor({ engine, clock, secrets, mac }: StoreParts) {
    this.#engine = engine;
    this.#clock = clock;
    this.#group = { session: engine.writer, secrets, mac, clock };
    this.#telling = new Telling(engine.head, (after) =>
      engine.read((session) => changesAfter(session, after, DEFAULT_CHANGE_ROWS)),
    );
    engine.follow((head) => this.#telling.heard(head));
    this.imports = importStore({
      read: (work) => this.#read(work),
      write: (work) => this.#write(work),
      commit: (work) => this.#commit(work),
      clock,
    });
  }

  head(): Sequence {
    return this.#telling.head;
  }

  /** Those that arrive in one turn of the event loop, or while a group is under way, are committed and synced together. */
  execute(envelope: HouseEnvelope): Promise<Result<Outcome>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ envelope, answer: resolve, fail: reject });
      if (this.#isFlushing) return;
      this.#isFlushing = true;
      setImmediate(() => void this.#flush());
    });
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) await this.#runWaiting(this.#waiting.splice(0, MAX_GROUP_COMMANDS));
    this.#isFlushing = false;
  }

  async #runWaiting(group: readonly Waiting[]): Promise<void> {
    try {
      const results = await this.executeGroup(group.map(({ envelope }) => envelope));
      for (const [i, { answer: tell }] of group.entries()) tell(results[i] as Result<Outcome>);
    } catch (error) {
      if (group.length === 1 || error instanceof NotTold) for (const { fail } of group) fail(error);
      // A programmer's error in one command must not take its neighbours with it: each alone, only the culprit fails.
      else for (const one of group) await this.#runWaiting([one]);
    }
  }

  executeGroup(envelopes: readonly HouseEnvelope[]): Promise<readonly Result<Outcome>[]> {
    return this.#writing.run(async () => {
      if (this.#isClosed) return envelopes.map(() => unavailable('closed'));
      const { results, changes, start } = await runGroup(this.#group, envelopes);
      if (start !== undefined && changes.length > 0) await this.#tell(start, changes);
      return results;
    });
  }

  #commit<T>(work: (parts: GroupParts) => Promise<Result<Committed<T>>>): Promise<Result<T>> {
    return this.#writing.run(async () => {
      if (this.#isClosed) return unavailable('closed');
      const done = await work(this.#group);
      if (!done.ok) return done;
      const { value, changes, start } = done.value;
      if (changes.length > 0) await this.#tell(start, changes);
      return success(value);
    });
  }

  async #tell(start: Sequence, changes: readonly Change[]): Promise<void> {
    try {
      await this.#telling.own(start, changes);
    } catch (error) {
      throw new NotTold('committed, but a listener failed', { cause: error });
    }
  }

  onCommit(listener: (changes: readonly Change[]) => void | Promise<void>): () => void {
    return this.#telling.listen(listener);
  }

  #read<T>(work: (session: Session) => Promise<T>): Promise<Result<T>> {
    if (this.#isClosed) return Promise.resolve(unavailable('closed'));
    return attempted(() => this.#engine.read(work));
  }

  #write<T>(work: (session: Session) => Promise<T>): Promise<Result<T>> {
    return this.#writing.run(async () =>
      this.#isClosed ? unavailable('closed') : attempted(() => this.#engine.write(work)),
    );
  }

  ask<Q extends HouseQuery>(query: Q): Promise<Result<HouseAnswer<Q>>> {
    return this.#read((session) => answer(session, query) as Promise<HouseAnswer<Q>>);
  }

  changesSince(sequence: Sequence, limit = DEFAULT_CHANGE_ROWS) {
    return this.#read((session) => changesAfter(session, sequence, limit));
  }

  async loadTables(): Promise<Result<TableLoad>> {
    if (this.#isClosed) return unavailable('closed');
    return attempted(async () => {
      const load = await this.#engine.load(this.#clock());
      // Others may have committed since: whoever follows from the load on must find the head there.
      await this.#telling.reach(load.sequence);
      return load;
    });
  }

  factsAsOf(...[sequence, keys]: Parameters<Store['factsAsOf']>) {
    return this.#read((session) => factsAsOf(session, sequence, keys));
  }

  factBySequence(...[sequence, merchant]: Parameters<Store['factBySequence']>) {
    return this.#read((session) => factBySequence(session, sequence, merchant));
  }

  law(sequence?: Sequence) {
    return this.#read((session) => lawAsOf(session, sequence ?? LATEST));
  }

  tenureFromMs(number: PhoneNumber) {
    return this.#read(async (session) => (await tenureAsOf(session, keyAsked(number), LATEST))?.at);
  }

  async webhooksDue(nowMs: number, limit: number) {
    if (!this.#engine.delivers()) return success([]);
    return this.#read((session) => webhooksDue(session, nowMs, limit));
  }

  webhookDelivered(id: string, to: Sequence) {
    return this.#write((session) => markDelivered(session, id, to));
  }

  webhookFailed(id: string, nextMs: number) {
    return this.#write((session) => markFailed(session, id, nextMs));
  }

  sweep() {
    return this.#write((session) => sweepOld(session, this.#clock()));
  }

  backup(path: string) {
    return this.#engine.backup(path);
  }

  async close(): Promise<void> {
    await this.#writing.run(async () => {
      this.#isClosed = true;
    });
    await this.#telling.close();
    await this.#engine.close();
  }
}
