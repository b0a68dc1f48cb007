import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '@wurao/store';
import { type PostgresServer, startPostgres } from './postgres-server.ts';
import { held } from './store-commands.ts';

/** A PostgreSQL server for one test file, an empty database for each case, and the stores that cases opened on it. */
export class PostgresGround {
  #server: PostgresServer | undefined;
  #stores: Store[] = [];
  #folders: string[] = [];
  database = '';

  get server(): PostgresServer {
    if (this.#server === undefined) throw new Error('the ground was not prepared');
    return this.#server;
  }

  get url(): string {
    return this.server.urlOf(this.database);
  }

  async prepare(): Promise<void> {
    this.#server ??= await startPostgres();
    this.database = await this.#server.createDatabase();
  }

  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'wurao-ground-'));
    this.#folders.push(folder);
    return folder;
  }

  /** Another process on the same database, as far as the database can tell: it has a data directory of its own. */
  async open(url = this.url, clock: () => number = Date.now): Promise<Store> {
    const store = held(await openStore({ directory: this.folder(), databaseUrl: url, clock }));
    this.#stores.push(store);
    return store;
  }

  sql(text: string): Promise<string> {
    return this.server.sql(this.database, text);
  }

  async clear(): Promise<void> {
    for (const store of this.#stores.splice(0)) await store.close();
    for (const folder of this.#folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }
}
