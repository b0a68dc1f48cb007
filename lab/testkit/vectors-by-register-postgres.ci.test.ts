import type { Store } from '@wurao/store';
import { afterAll, beforeAll } from 'vitest';
import { PostgresGround } from './postgres-ground.ts';
import { postgresPrograms } from './postgres-server.ts';
import { skipUnless } from './skip-unless.ts';
import { vectorsByRegister } from './vectors-by-register.ts';

const SLOW_MS = 120_000;
const ground = new PostgresGround();

/** The cast, kept beside; and the tables as they were with the cast alone. One database and one open store serve all cases. */
const KEEP_CAST = `create schema kept; do $$ declare name text; begin
  for name in select tablename from pg_tables where schemaname = 'public' loop
    execute format('create table kept.%I as table public.%I', name, name);
  end loop; end $$`;
const BACK_TO_CAST = `do $$ declare name text; begin
  set local session_replication_role = replica;
  for name in select tablename from pg_tables where schemaname = 'kept' loop
    execute format('delete from public.%I', name);
    execute format('insert into public.%I select * from kept.%I', name, name);
  end loop; end $$`;

let hasCast = false;
let store: Store | undefined;
let now: () => number = () => 0;

/** A case closes what it was given; the store goes on to the next. */
const lent = (whole: Store): Store =>
  new Proxy(whole, {
    get: (target, name) => {
      if (name === 'close') return async () => {};
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

const programs = postgresPrograms();
if (programs === undefined) skipUnless('PostgreSQL 15 or later', programs)('decides as on SQLite', () => {});
else {
  beforeAll(() => ground.prepare(), SLOW_MS);
  afterAll(async () => {
    await ground.clear();
    await ground.stop();
  }, SLOW_MS);
  vectorsByRegister('PostgreSQL', {
    openCast: async (clock) => {
      now = clock;
      store = await ground.open(undefined, () => now());
      return lent(store);
    },
    openCopy: async (clock) => {
      if (store === undefined) throw new Error('the cast was not written');
      if (!hasCast) await ground.sql(KEEP_CAST);
      else await ground.sql(BACK_TO_CAST);
      hasCast = true;
      now = clock;
      return lent(store);
    },
  });
}
