import { asSequence, type Change, type PhoneNumber } from '@wurao/domain';
import type { Envelope } from '@wurao/registry';
import { checkStoreFile, openStore, type Store } from '@wurao/store';
import { afterAll, afterEach, beforeEach, describe, expect } from 'vitest';
import { PostgresGround } from './postgres-ground.ts';
import { postgresPrograms } from './postgres-server.ts';
import { skipUnless } from './skip-unless.ts';
import { ADMIN, ANNA, BANK, BEN, codeOf, held, ofBasis, ofMerchant, ofPreference } from './store-commands.ts';
import { NaiveTables } from './store-model.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

const programs = postgresPrograms();
const test = skipUnless('PostgreSQL 15 or later', programs);
const ground = new PostgresGround();
const SLOW = 60_000;

beforeEach(async () => {
  if (programs !== undefined) await ground.prepare();
}, SLOW);
afterEach(() => ground.clear(), SLOW);
afterAll(() => ground.stop(), SLOW);

const numberAt = (i: number): PhoneNumber => `+86139${String(10_000_000 + i)}` as PhoneNumber;
const wish = (i: number): Envelope => ({ command: ofPreference(numberAt(i)), actor: ADMIN, idempotency: undefined });
const envelope = (command: Envelope['command']): Envelope => ({ command, actor: ADMIN, idempotency: undefined });

/** Everything a store tells, and a promise for the moment it has told up to a sequence. */
const hearing = (store: Store) => {
  const changes: Change[] = [];
  const waiting: { sequence: number; resolve: () => void }[] = [];
  store.onCommit((told) => {
    changes.push(...told);
    for (const { sequence, resolve } of waiting) if ((changes.at(-1)?.sequence ?? 0) >= sequence) resolve();
  });
  const reached = (sequence: number): Promise<void> =>
    (changes.at(-1)?.sequence ?? 0) >= sequence
      ? Promise.resolve()
      : new Promise((resolve) => waiting.push({ sequence, resolve }));
  return { changes, reached };
};

describe('several processes on one database', () => {
  test('give out dense sequences, and each tells all changes in their order', { timeout: SLOW }, async () => {
    const stores = [await ground.open(), await ground.open(), await ground.open()];
    const heard = stores.map(hearing);
    const each = 60;
    const outcomes = await Promise.all(
      stores.flatMap((store, s) => Array.from({ length: each }, (_, i) => store.execute(wish(s * each + i)))),
    );
    const total = stores.length * each;
    const sequences = outcomes.map((outcome) => held(outcome).sequence).sort((a, b) => a - b);
    expect(sequences).toEqual(Array.from({ length: total }, (_, i) => i + 1));
    await Promise.all(heard.map(({ reached }) => reached(total)));
    const stored = held(await (stores[0] as Store).changesSince(asSequence(0)));
    expect(stored.map(({ sequence }) => sequence)).toEqual(sequences);
    for (const { changes } of heard) expect(changes).toEqual(stored);
    expect(stores.map((store) => store.head())).toEqual([total, total, total]);
  });

  test('answer a repeat that reaches the other one with the first answer', { timeout: SLOW }, async () => {
    const [one, two] = [await ground.open(), await ground.open()];
    const idempotency = { key: 'once', bodyHash: 'a' };
    const command = ofPreference(ANNA);
    const [first, second] = await Promise.all([
      one.execute({ command, actor: ADMIN, idempotency }),
      two.execute({ command, actor: ADMIN, idempotency }),
    ]);
    expect(held(first).sequence).toBe(held(second).sequence);
    expect([held(first).repeated, held(second).repeated].sort()).toEqual([false, true]);
  });

  test('see nouns that the other one registered, though each remembers what it read', { timeout: SLOW }, async () => {
    const [one, two] = [await ground.open(), await ground.open()];
    expect(codeOf(await two.execute(envelope(ofBasis(ANNA))))).toBe('invalid');
    held(await one.execute(envelope(ofMerchant(BANK))));
    expect(codeOf(await two.execute(envelope(ofBasis(ANNA))))).toBe('ok');
  });

  test('leave deliveries to webhooks to one of them', { timeout: SLOW }, async () => {
    const [one, two] = [await ground.open(), await ground.open()];
    held(await one.execute(envelope(ofMerchant(BANK))));
    held(await one.execute(envelope({ kind: 'registerWebhook', merchant: BANK, url: 'https://example.com/hook' })));
    held(await one.execute(envelope(ofBasis(ANNA))));
    const id = String(held(await one.execute(envelope(ofBasis(BEN)))).body['id']);
    const subscriber = { ...ADMIN, role: 'subscriber' as const, subscriber: BEN };
    held(await one.execute({ ...envelope({ kind: 'withdrawBasis', id: id as never }), actor: subscriber }));
    const due = await Promise.all([one, two].map((store) => store.webhooksDue(Date.now() + 1_000, 10)));
    expect(due.map((found) => held(found).length)).toEqual([1, 0]);
  });
});

describe('a group rolled back for another’s sake', () => {
  const failing = (code: string, times: number): string => `create sequence tried;
    create function fail() returns trigger language plpgsql as $$ begin
      if nextval('tried') <= ${times} then raise exception 'in the way' using errcode = '${code}'; end if;
      return new; end $$;
    create trigger failing before insert on change for each row execute function fail()`;

  for (const [what, code] of [
    ['serialisation failure', '40001'],
    ['deadlock', '40P01'],
  ] as const) {
    test(`runs again after a ${what}, and takes one sequence`, { timeout: SLOW }, async () => {
      const store = await ground.open();
      await ground.sql(failing(code, 2));
      const outcomes = await store.executeGroup([wish(1), wish(2)]);
      expect(outcomes.map((outcome) => held(outcome).sequence)).toEqual([1, 2]);
      expect(held(await store.changesSince(asSequence(0))).map(({ sequence }) => sequence)).toEqual([1, 2]);
    });
  }

  test('is given up after a bounded number of tries, and applies nothing', { timeout: SLOW }, async () => {
    const store = await ground.open();
    await ground.sql(failing('40001', 1_000_000));
    const [failed] = await store.executeGroup([wish(1)]);
    expect(failed).toMatchObject({
      code: 'store-unavailable',
      errors: [{ message: expect.stringContaining('in the way') }],
    });
    expect(store.head()).toBe(0);
    expect(await ground.sql('select (select count(*) from preference) + (select sequence from feed_head)')).toBe('0');
    await ground.sql('drop trigger failing on change');
    expect(held(await store.execute(wish(1))).sequence).toBe(1);
  });
});

describe('a connection that breaks', () => {
  let proxy: TcpProxy;
  beforeEach(async () => {
    if (programs !== undefined) proxy = await startTcpProxy(ground.server.port);
  }, SLOW);
  afterEach(() => proxy?.close(), SLOW);
  const throughProxy = (): Promise<Store> =>
    ground.open(ground.url.replace(`:${ground.server.port}/`, `:${proxy.port}/`));
  const isCommit = (bytes: Buffer): boolean => bytes.includes('commit\0') && bytes.includes('pg_notify');

  /** As soon as the group's commit is on its way: `forward` lets the server have it. */
  const breakAtCommit = (what: 'forward' | 'swallow', thenRefuse: boolean): void => {
    proxy.onSent = (bytes, link) => {
      if (!isCommit(bytes)) return 'forward';
      link.mute();
      proxy.onSent = () => 'forward';
      proxy.refuses = thenRefuse;
      setTimeout(() => link.cut(), what === 'forward' ? 200 : 0);
      return what;
    };
  };

  test('after the commit: the server is asked, and the write answered as done', { timeout: SLOW }, async () => {
    const store = await throughProxy();
    held(await store.execute(wish(0)));
    breakAtCommit('forward', false);
    expect(held(await store.execute(wish(1))).sequence).toBe(2);
    expect(held(await store.execute(wish(2))).sequence).toBe(3);
  });

  test('before the commit: the write is answered as not applied, and is not', { timeout: SLOW }, async () => {
    const store = await throughProxy();
    held(await store.execute(wish(0)));
    const heard = hearing(store);
    breakAtCommit('swallow', false);
    const failed = await store.execute(wish(1));
    expect(failed).toMatchObject({
      code: 'store-unavailable',
      errors: [{ message: expect.stringContaining('nothing') }],
    });
    expect(heard.changes).toEqual([]);
    expect(held(await store.ask({ kind: 'preference', subscriber: numberAt(1) }))).toBeUndefined();
    expect(held(await store.execute(wish(2))).sequence).toBe(2);
  });

  test('and stays away: the write is answered as not known, and told once it is found', { timeout: SLOW }, async () => {
    const store = await throughProxy();
    held(await store.execute(wish(0)));
    const heard = hearing(store);
    breakAtCommit('forward', true);
    const unknown = await store.execute(wish(1));
    expect(unknown).toMatchObject({
      code: 'store-unavailable',
      errors: [{ message: expect.stringContaining('not known') }],
    });
    proxy.refuses = false;
    await heard.reached(2);
    expect(heard.changes.map(({ sequence }) => sequence)).toEqual([2]);
  });

  test('inside a group: nothing of it is applied, and the next goes through', { timeout: SLOW }, async () => {
    const store = await ground.open();
    await ground.sql(`create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(30); return new; end $$;
      create trigger slow before insert on change for each row execute function slow()`);
    const group = store.executeGroup([wish(1), wish(2)]);
    const sleeping = "select count(*) from pg_stat_activity where wait_event = 'PgSleep'";
    while ((await ground.sql(sleeping)) === '0');
    await ground.sql("select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep'");
    expect((await group).map(codeOf)).toEqual(['store-unavailable', 'store-unavailable']);
    expect(store.head()).toBe(0);
    await ground.sql('drop trigger if exists slow on change');
    expect(held(await store.execute(wish(1))).sequence).toBe(1);
  });

  test('in the feed: what others committed meanwhile is told when it is back', { timeout: SLOW }, async () => {
    const [one, two] = [await ground.open(), await ground.open()];
    const heard = hearing(one);
    await ground.sql('select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()');
    for (let i = 1; codeOf(await two.execute(wish(1))) !== 'ok'; i++) expect(i).toBeLessThan(200);
    held(await two.execute(wish(2)));
    await heard.reached(2);
    expect(heard.changes.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });
});

describe('the whole present state', () => {
  test('is of one sequence, whatever is written while it is read', { timeout: SLOW }, async () => {
    const [one, two] = [await ground.open(), await ground.open()];
    held(await one.execute(envelope(ofMerchant(BANK))));
    await one.executeGroup(Array.from({ length: 50 }, (_, i) => envelope(ofBasis(numberAt(i)))));
    const load = held(await one.loadTables());
    expect(load.sequence).toBe(51);
    const loaded = new NaiveTables();
    let pieces = 0;
    for await (const piece of load.pieces) {
      held(await two.execute(envelope(ofBasis(numberAt(100 + pieces++)))));
      for (const body of piece) loaded.put(body);
    }
    expect(pieces).toBeGreaterThan(0);
    const followed = new NaiveTables();
    for (const { sequence, body } of held(await one.changesSince(asSequence(0))))
      if (sequence <= 51) followed.put(body);
    expect(loaded.of('pair/')).toEqual(followed.of('pair/'));
    expect(loaded.of('pair/')).toHaveLength(50);
  });

  test('is backed up as a file of the embedded store, row by row, while others write', { timeout: SLOW }, async () => {
    const store = await ground.open();
    held(await store.execute(envelope(ofMerchant(BANK))));
    const words = 'tab\t line\n slash\\ 汉字 \\N';
    held(await store.execute(envelope(ofBasis(ANNA, { words, evidence: { reference: '\\.', sha256: undefined } }))));
    const directory = ground.folder();
    const report = held(await store.backup(`${directory}/store.sqlite`));
    expect(held(checkStoreFile(report.path)).sequence).toBe(2);
    const embedded = held(await openStore({ directory }));
    try {
      expect(held(await embedded.changesSince(asSequence(0)))).toEqual(held(await store.changesSince(asSequence(0))));
      const rights = { kind: 'contactRights', subscriber: ANNA } as const;
      expect(held(await embedded.ask(rights))).toEqual(held(await store.ask(rights)));
      expect(held(await embedded.ask(rights)).bases[0]?.words).toBe(words);
    } finally {
      await embedded.close();
    }
  });
});

describe('a database that cannot hold the store', () => {
  const refused = async (databaseUrl: string) => openStore({ directory: ground.folder(), databaseUrl });

  test('is refused by name: newer, otherwise encoded, half copied, not there', { timeout: SLOW }, async () => {
    await (await ground.open()).close();
    await ground.sql("insert into schema_version values (999, 'later', 0)");
    expect(await refused(ground.url)).toMatchObject({
      code: 'newer-schema',
      errors: [{ message: expect.stringMatching(/999.*up to \d/) }],
    });
    await ground.sql('delete from schema_version where version = 999; create table store_copy (source text)');
    expect(await refused(ground.url)).toMatchObject({
      code: 'conflict',
      errors: [{ remedy: expect.stringContaining('store copy') }],
    });
    await ground.server.sql('postgres', "create database latin encoding 'LATIN1' locale 'C' template template0");
    expect(await refused(ground.server.urlOf('latin'))).toMatchObject({
      errors: [{ message: expect.stringContaining('LATIN1') }],
    });
    expect(await refused(ground.server.urlOf('nowhere'))).toMatchObject({
      code: 'store-unavailable',
      errors: [{ message: expect.stringContaining('"nowhere" does not exist') }],
    });
    expect(codeOf(await refused('mysql://secret@here/x'))).toBe('invalid');
    const nobody = await refused('postgres://wurao:hidden@127.0.0.1:1/x');
    expect(nobody).toMatchObject({ code: 'store-unavailable' });
    expect(JSON.stringify(nobody)).not.toContain('hidden');
  });
});
