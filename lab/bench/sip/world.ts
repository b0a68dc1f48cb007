// A server with millions of preferences in its tables: its register holds lines, merchants, filings; the preferences are put into the
// snapshot that it starts from, as a register of that size takes hours to fill.
import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_CATEGORIES, ALL_CHANNELS, categoryMask, type PreferenceProfile, purposeMask } from '@wurao/domain';
import { decodeSnapshot, type TableWriter } from '@wurao/engine';
import { type ApiClient, apiClient, putAllDayLaw, type ServerProcess, startServer } from '@wurao/testkit';
import { numberOf, PREFIXES, PrefixMembers, pageOf, THIN_PREFIX } from '../engine-world.ts';
import { moveToCore, SERVER_CORE } from './load.ts';

const MERCHANTS = 200;
const PROFILES = 300;
const AT_ONCE = 16;
const HISTORY_BYTES = 32;
const READ_BYTES = 4 * 1024 * 1024;
const SUFFIXES = 10_000;
const READY_WITHIN_MS = 300_000;
/** Next hops are never called here: the generator reads the answer and says ACK. */
const FLAGS = ['--sip-next-hops', 'sip:127.0.0.1:5999'];

const callerOf = (merchant: number): string => String(9_510_000 + merchant);

const done = async (asked: ReturnType<ApiClient['post']>): Promise<void> => {
  const { status, body } = await asked;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
};

const fillRegister = async (admin: ApiClient): Promise<void> => {
  await done(admin.post('/v1/parties', { id: 'party-carrier', name: 'Carrier', kind: 'carrier' }));
  await done(
    admin.post('/v1/lines', {
      id: 'line-bench',
      name: 'Line',
      class: 'access',
      chain: ['party-carrier'],
      enforcement: { mode: 'enforce' },
      entry: { addresses: ['127.0.0.0/8'] },
    }),
  );
  await putAllDayLaw(admin);
  const merchants = Array.from({ length: MERCHANTS }, (_, i) => i);
  while (merchants.length > 0) {
    await Promise.all(merchants.splice(0, AT_ONCE).map((merchant) => fileMerchant(admin, merchant)));
  }
};

const fileMerchant = async (admin: ApiClient, merchant: number): Promise<void> => {
  const id = `merchant-${merchant}`;
  await done(admin.post('/v1/merchants', { id, name: id, categories: ['loan'] }));
  await done(
    admin.post('/v1/filings', {
      caller: callerOf(merchant),
      merchant: id,
      line: 'line-bench',
      kind: 'service-number',
      purposes: ['marketing'],
      categories: ['loan'],
      channels: ['voice'],
      from: '2020-01-01T00:00:00Z',
    }),
  );
};

/** All bar marketing calls about loans; they differ in what else they bar. */
const profileOf = (i: number): PreferenceProfile => ({
  on: true,
  channels: ALL_CHANNELS,
  categories: i === 0 ? ALL_CATEGORIES : categoryMask(['loan']) | (Math.imul(i, 0x9e3779b1) & 0xffe),
  purposes: purposeMask(i % 2 === 0 ? ['marketing'] : ['marketing', 'survey']),
  hours: undefined,
  hasLists: false,
});

const fillPreferences = (writer: TableWriter, preferences: number): void => {
  const indexes = Array.from({ length: PROFILES }, (_, i) => writer.profileIndex(profileOf(i)));
  const members = new PrefixMembers(preferences);
  const { tables } = writer;
  writer.write(writer.applied, () => {
    if (preferences / PREFIXES < THIN_PREFIX) tables.preferences.sparse.reserve(preferences);
    for (let prefix = 0; prefix < PREFIXES; prefix++) {
      members.draw(prefix);
      for (let i = 0; i < members.count; i++) members.profiles[i] = indexes[members.profiles[i] ?? 0] ?? 0;
      tables.preferences.fill(pageOf(prefix), members.suffixes, members.profiles, members.count);
    }
  });
};

function* chunksOf(file: number): Generator<Uint8Array> {
  for (;;) {
    const chunk = Buffer.allocUnsafeSlow(READ_BYTES);
    const read = readSync(file, chunk, 0, READ_BYTES, null);
    if (read === 0) return;
    yield chunk.subarray(0, read);
  }
}

/** The history in front of the tables stays: nothing that the store knows has changed. */
const fillSnapshot = (path: string, preferences: number): number => {
  const file = openSync(path, 'r');
  const history = Buffer.alloc(HISTORY_BYTES);
  readSync(file, history, 0, HISTORY_BYTES, null);
  const decoded = decodeSnapshot(chunksOf(file));
  closeSync(file);
  if (!decoded.ok) throw new Error(decoded.title);
  fillPreferences(decoded.value, preferences);
  const out = openSync(path, 'w', 0o600);
  writeSync(out, history);
  for (const chunk of decoded.value.encodeSnapshot()) writeSync(out, chunk);
  closeSync(out);
  return statSync(path).size;
};

/** Lays out the data directory. */
export const makeSipBenchWorld = async (directory: string, preferences: number): Promise<void> => {
  const first = await startServer({ directory });
  await fillRegister(apiClient(first.url, first.adminKey));
  await first.stop();
  fillSnapshot(join(directory, 'tables.snapshot'), preferences);
};

/** A server over it, on its core. */
export const startSipBenchServer = async (directory: string, batching: boolean): Promise<ServerProcess> => {
  const args = [...FLAGS, '--sip-batching', String(batching)];
  const server = await startServer({ directory, sip: true, args, readyWithinMs: READY_WITHIN_MS });
  moveToCore(server.pid, SERVER_CORE);
  return server;
};

/** Calls of which so many in ten are to somebody who wants none; every pair of merchant and callee once. */
export function* worldCalls(preferences: number, count: number, refusedInTen: number): Generator<string> {
  const members = new PrefixMembers(preferences);
  let made = 0;
  for (let round = 0; made < count; round++) {
    // A prime to 400,000: prefixes in no order, each once a round.
    const prefix = (round * 261_641) % PREFIXES;
    const isMember = new Uint8Array(SUFFIXES);
    members.draw(prefix);
    for (const suffix of members.suffixes.subarray(0, members.count)) isMember[suffix] = 1;
    for (let i = 0; i < 10 && made < count; i++, made++) {
      const isRefused = i < refusedInTen && members.count > 0;
      let suffix = (round * 7_919 + i * 1_009) % SUFFIXES;
      if (isRefused) suffix = members.suffixes[(round + i) % members.count] ?? suffix;
      else while (isMember[suffix] === 1) suffix = (suffix + 1) % SUFFIXES;
      const callee = numberOf(prefix, suffix).slice(1);
      yield `${callee};${callerOf((round + i) % MERCHANTS)};${isRefused ? 603 : 302}`;
    }
  }
}
