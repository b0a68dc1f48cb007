import { type PostgresServer, postgresPrograms, skipUnless, startPostgres } from '@wurao/testkit';
import { sql as literal } from 'kysely';
import { afterAll, afterEach, beforeEach, describe, expect } from 'vitest';
import { MIGRATIONS } from '../migrations.ts';
import { statement } from '../session.ts';
import { copyTargetOf } from './copy-in.ts';
import { Link } from './link.ts';
import { inspect, migratePostgres } from './migrate.ts';
import { WritingSession } from './session.ts';

const programs = postgresPrograms();
const test = skipUnless('PostgreSQL 15 or later', programs);
const SLOW = 60_000;
let server: PostgresServer | undefined;
let database = '';
const links: Link[] = [];

const newLink = (): Link => {
  const link = new Link((server as PostgresServer).urlOf(database));
  links.push(link);
  return link;
};
const newSession = (): WritingSession =>
  new WritingSession(newLink(), (head) => ({ text: 'select pg_notify($1, $2)', values: ['test', String(head)] }));
const sql = (text: string): Promise<string> => (server as PostgresServer).sql(database, text);

beforeEach(async () => {
  if (programs === undefined) return;
  server ??= await startPostgres();
  database = await server.createDatabase();
  const migrated = await migratePostgres(await newLink().client(), MIGRATIONS, 1);
  expect(migrated.ok).toBe(true);
}, SLOW);
afterEach(async () => {
  for (const link of links.splice(0)) await link.close();
}, SLOW);
afterAll(() => server?.stop(), SLOW);

const INSERT_INDEX = statement<{ merchant: number; id: string }>((db, p) =>
  db.insertInto('merchant_index').values({ merchant: p.merchant, id: p.id }),
);
const INDEX_OF = statement<{ id: string }, { merchant: number }>((db, p) =>
  db.selectFrom('merchant_index').select('merchant').where('id', '=', p.id),
);
const MOVE_HEAD = statement<{ sequence: number }>((db, p) => db.updateTable('feed_head').set({ sequence: p.sequence }));

const INSERT_OWNERSHIP = statement<{ number: number; from_sequence: number; carrier: string }>((db, p) =>
  db.insertInto('ownership').values({ number: p.number, from_sequence: p.from_sequence, carrier: p.carrier }),
);
const INSERT_TENURE = statement<{ number: number; from_sequence: number; at: number }>((db, p) =>
  db.insertInto('tenure').values({ number: p.number, from_sequence: p.from_sequence, at: p.at }),
);

describe('many rows at once', () => {
  test('keep every sign, come between other statements, and go with a rollback', { timeout: SLOW }, async () => {
    const session = newSession();
    const texts = [
      '',
      ' ',
      '\\',
      '\\N',
      '\\.',
      '\t',
      'a\nb\r\n',
      '"',
      "'",
      '勿扰',
      '🚫',
      '\u0001',
      'null',
      '{"a":"\\u0000"}',
    ];
    const owned = texts.map((carrier, i) => ({ number: i, from_sequence: 1, carrier }));
    await session.beginGroup();
    await session.runMany(INSERT_OWNERSHIP, owned);
    await session.rollbackGroup();
    expect(await sql('select count(*) from ownership')).toBe('0');
    await session.beginGroup();
    // As they come, without waiting for one another.
    const [, , , read] = await Promise.all([
      session.run(INSERT_INDEX, { merchant: 1, id: 'm' }),
      session.runMany(INSERT_OWNERSHIP, owned),
      session.runMany(INSERT_TENURE, [{ number: 1, from_sequence: 2, at: Number.MAX_SAFE_INTEGER }]),
      session.one(INDEX_OF, { id: 'm' }),
    ]);
    expect(read).toEqual({ merchant: 1 });
    await session.commitGroup(undefined);
    const client = await newLink().client();
    const { rows } = await client.query(
      'select number, from_sequence, to_sequence, carrier from ownership order by number',
    );
    expect(rows).toEqual(owned.map((row) => ({ ...row, to_sequence: null })));
    expect((await client.query('select at from tenure')).rows).toEqual([{ at: Number.MAX_SAFE_INTEGER }]);
  });

  test('of one statement are as many of it, by COPY where it is a plain insert', { timeout: SLOW }, async () => {
    const session = newSession();
    const plain = statement<{ carrier: string; number: number }>((db, p) =>
      db
        .insertInto('ownership')
        .values({ carrier: p.carrier, to_sequence: literal`null`, number: p.number, from_sequence: literal.lit(1) }),
    );
    const bare = statement<{ number: number; at: number }>((db, p) =>
      db.insertInto('tenure').values({ number: p.number, at: p.at, from_sequence: p.at }),
    );
    expect([copyTargetOf(plain.numbered), copyTargetOf(bare.numbered)]).toEqual([
      undefined,
      { table: 'tenure', columns: ['number', 'at', 'from_sequence'] },
    ]);
    await session.beginGroup();
    await session.runMany(plain, [
      { carrier: 'a', number: 1 },
      { carrier: 'b\t', number: 2 },
    ]);
    await session.runMany(bare, [
      { number: 1, at: 5 },
      { number: 2, at: 6 },
    ]);
    await session.commitGroup(undefined);
    expect(await sql('select * from ownership order by number')).toBe('1|1||a\n2|1||b');
    expect(await sql('select * from tenure order by number')).toBe('1|5|5|\n2|6|6|');
  });

  test('that the server does not take end the group with their reason', { timeout: SLOW }, async () => {
    const session = newSession();
    await session.beginGroup();
    const twice = { number: 1, from_sequence: 1, carrier: 'x' };
    await expect(session.runMany(INSERT_OWNERSHIP, [twice, twice])).rejects.toThrow(/duplicate key/);
    await session.rollbackGroup();
    await session.beginGroup();
    await session.run(INSERT_INDEX, { merchant: 1, id: 'm' });
    await session.run(INSERT_INDEX, { merchant: 1, id: 'n' });
    await session.run(INSERT_INDEX, { merchant: 2, id: 'o' });
    await expect(session.commitGroup(undefined)).rejects.toThrow(/duplicate key/);
    await session.rollbackGroup();
    expect(await sql('select count(*) from merchant_index')).toBe('0');
  });
});

describe('a group', () => {
  test('waits for the head until the group before it is committed', { timeout: SLOW }, async () => {
    const [one, two] = [newSession(), newSession()];
    expect(await one.beginGroup()).toBe(0);
    const order: string[] = [];
    const second = two.beginGroup().then((head) => {
      order.push('second has begun');
      return head;
    });
    await one.run(MOVE_HEAD, { sequence: 1 });
    while ((await sql("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")) === '0');
    order.push('first commits');
    await one.commitGroup({ sequence: 1 as never, atMs: 1, body: { kind: 'law', law: 'x' } });
    expect(await second).toBe(1);
    expect(order).toEqual(['first commits', 'second has begun']);
    await two.rollbackGroup();
  });

  test('does not remember what was rolled back with a command, nor what another may have changed', {
    timeout: SLOW,
  }, async () => {
    const [one, two] = [newSession(), newSession()];
    await one.beginGroup();
    expect(await one.one(INDEX_OF, { id: 'm' })).toBeUndefined();
    await one.savepoint();
    await one.run(INSERT_INDEX, { merchant: 1, id: 'm' });
    expect(await one.one(INDEX_OF, { id: 'm' })).toEqual({ merchant: 1 });
    await one.rollbackToSavepoint();
    await one.releaseSavepoint();
    expect(await one.one(INDEX_OF, { id: 'm' })).toBeUndefined();
    await one.commitGroup(undefined);
    await two.beginGroup();
    await two.run(INSERT_INDEX, { merchant: 7, id: 'm' });
    await two.run(MOVE_HEAD, { sequence: 1 });
    await two.commitGroup({ sequence: 1 as never, atMs: 1, body: { kind: 'law', law: 'x' } });
    await one.beginGroup();
    expect(await one.one(INDEX_OF, { id: 'm' })).toEqual({ merchant: 7 });
    await one.rollbackGroup();
  });
});

describe('a migration', () => {
  const next = (statements: readonly string[]) => [
    ...MIGRATIONS,
    { version: MIGRATIONS.length + 1, name: 'next', statements },
  ];

  test('leaves the database as it was when a step fails', { timeout: SLOW }, async () => {
    const client = await newLink().client();
    const broken = next(['create table half (id integer)', 'create table nonsense (']);
    await expect(migratePostgres(client, broken, 1)).rejects.toThrow();
    expect(await sql("select count(*) from pg_tables where tablename = 'half'")).toBe('0');
    expect((await inspect(client)).schema).toBe(MIGRATIONS.length);
  });

  test('is made once by two that start together, and its text is ordered by bytes', { timeout: SLOW }, async () => {
    const column = next(['alter table outbox add column remark text']);
    const clients = await Promise.all([newLink().client(), newLink().client()]);
    const both = await Promise.all(clients.map((client) => migratePostgres(client, column, 1)));
    expect(both.map(({ ok }) => ok)).toEqual([true, true]);
    expect(await sql('select count(*) from schema_version')).toBe(String(MIGRATIONS.length + 1));
    const otherwise = `select count(*) from information_schema.columns
      where table_schema = 'public' and data_type = 'text' and collation_name is distinct from 'C'`;
    expect(await sql(otherwise)).toBe('0');
  });
});
