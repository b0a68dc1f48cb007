import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DecisionId } from '@wurao/domain';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JournalArchive } from './archive.ts';
import { cutJournal, findCut, measureJournal } from './cut.ts';
import { JournalReader } from './reader.ts';
import type { JournalEntry, JournalOutcome, JournalRecord, OutcomeEntry } from './record.ts';
import { retain } from './retention.ts';
import { type SealStep, seal } from './seal.ts';
import { anyMessageEnd, anyOutcome, NOON_MS, someEntries } from './testing/entries.ts';
import { BOOT, DIRECTORY, expectValue, TestJournal } from './testing/journal.ts';
import { JournalWriter } from './writer.ts';

const DAY_MS = 86_400_000;
/** Ended by the first word, taken back by a later one, ended a day later, never told of. */
const LOOKED_AT = [0, 2, 5, 8] as const;

/** Decisions and what was told of their calls, mixed, as one journal has them. */
type Told = { readonly entry: JournalEntry } | { readonly outcome: OutcomeEntry };

const put = (writer: JournalWriter, told: readonly Told[], ids: DecisionId[]): void => {
  for (const one of told) {
    if ('entry' in one) ids.push(writer.append(one.entry).id);
    else writer.appendOutcome(one.outcome);
  }
  expectValue(writer.flush());
};

const said = (decision: DecisionId, more: Partial<OutcomeEntry> = {}): OutcomeEntry => ({
  decision,
  atMs: NOON_MS,
  source: 'gate',
  status: 200,
  ringingMs: NOON_MS + 1_000,
  answeredMs: NOON_MS + 2_000,
  endedMs: NOON_MS + 62_000,
  endedBy: 'callee',
  ...more,
});

const ended = (
  decision: DecisionId,
  message: OutcomeEntry['message'],
  more: Partial<OutcomeEntry> = {},
): OutcomeEntry => said(decision, { ...NO_CALL, source: 'report', message, ...more });
const NO_CALL = { status: 0, ringingMs: undefined, answeredMs: undefined, endedBy: undefined };

const everythingIn = (files: TestJournal['files'] | undefined, directory: string) => {
  const records: JournalRecord[] = [];
  const outcomes: JournalOutcome[] = [];
  for (const batch of new JournalReader(directory, files).batchesFrom(1)) {
    records.push(...batch.records);
    outcomes.push(...batch.outcomes);
  }
  return { records, outcomes };
};

const bySequence = (a: { sequence: number }, b: { sequence: number }): number => a.sequence - b.sequence;

describe('outcomes among decisions', () => {
  it('come back as they went in, up to wherever the file was cut, and the journal goes on', () => {
    const entries = someEntries(6, 41);
    const mixed = fc.array(
      fc.oneof(
        fc.nat(5).map((index): Told => ({ entry: entries[index]! })),
        anyOutcome(writtenIds()).map((outcome): Told => ({ outcome })),
        anyMessageEnd(writtenIds()).map((outcome): Told => ({ outcome })),
      ),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(mixed, fc.double({ min: 0, max: 1, noNaN: true }), (told, share) => {
        const journal = new TestJournal();
        put(journal.open(), told, []);
        const [path] = journal.segments();
        const inode = journal.files.inodes.get(path!)!;
        inode.bytes = inode.bytes.subarray(0, 64 + Math.floor((inode.bytes.length - 64) * share));
        const writer = journal.open();
        const { records, outcomes } = everythingIn(journal.files, DIRECTORY);
        const back = [...records, ...outcomes].sort(bySequence);
        expect(back.map(({ sequence }) => sequence)).toEqual(back.map((_, index) => index + 1));
        for (const [index, one] of back.entries()) {
          const was = told[index]!;
          expect(one).toMatchObject('entry' in was ? was.entry : was.outcome);
        }
        if (share === 1) expect(back).toHaveLength(told.length);
        expect(writer.appendOutcome(said(writtenIds()[0]!))).toBe(back.length + 1);
      }),
      { numRuns: 60 },
    );
  });

  it('keep the instant, the ends and the source', () => {
    const journal = new TestJournal();
    const writer = journal.open();
    const ids: DecisionId[] = [];
    put(writer, [{ entry: someEntries(1, 3)[0]! }], ids);
    const partly = said(ids[0]!, {
      ringingMs: undefined,
      endedMs: undefined,
      endedBy: undefined,
      source: 'call-record',
    });
    put(writer, [{ outcome: partly }], ids);
    expect(everythingIn(journal.files, DIRECTORY).outcomes).toEqual([{ ...partly, sequence: 2 }]);
    expect(journal.records()).toHaveLength(1);
  });

  it('of a decision that no journal gave are a programmer error', () => {
    const writer = new TestJournal().open();
    expect(() => writer.appendOutcome(said('nonsense' as DecisionId))).toThrow(TypeError);
  });

  it('keep of the words of a network what has room and can be shown', () => {
    const journal = new TestJournal();
    const ids: DecisionId[] = [];
    put(journal.open(), [{ entry: someEntries(1, 3)[0]! }], ids);
    const writer = journal.open();
    for (const message of [
      { state: 'DELIVRD', error: '000' },
      { state: 'TOO LONG A WORD', error: '12345' },
      { state: '失败\0', error: '' },
    ])
      put(writer, [{ outcome: ended(ids[0]!, message) }], ids);
    expect(everythingIn(journal.files, DIRECTORY).outcomes.map(({ message }) => message)).toEqual([
      { state: 'DELIVRD', error: '000' },
      { state: 'TOO?LON', error: '123' },
      { state: '???', error: '' },
    ]);
  });

  it.each([2, 3])('leave a segment of version %i readable', (version) => {
    const journal = new TestJournal();
    const entry = someEntries(1, 9)[0]!;
    put(journal.open(), [{ entry: { ...entry, attempt: { ...entry.attempt, stir: undefined } } }], []);
    const { bytes } = journal.files.inodes.get(journal.segments()[0]!)!;
    expect(bytes.readUInt16LE(8)).toBe(4);
    bytes.writeUInt16LE(version, 8);
    bytes.writeUInt32LE(crc32(bytes.subarray(0, 60)), 60);
    expect(journal.records()).toHaveLength(1);
    expect(journal.records()[0]?.attempt.stir).toBeUndefined();
  });
});

/** Ids as the first two records of a first start get them. */
function writtenIds(): readonly DecisionId[] {
  const writer = new TestJournal().open();
  return someEntries(2, 1).map((entry) => writer.append(entry).id);
}

describe('a journal on disk', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'wurao-outcomes-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const open = (nowMs = NOON_MS): JournalWriter =>
    expectValue(JournalWriter.open({ directory, segmentBytes: 2_000, now: () => nowMs, boot: BOOT, later: () => {} }));
  const names = (start: string): string[] => readdirSync(directory).filter((name) => name.startsWith(start));

  const asked = async <T>(ask: (archive: JournalArchive) => Promise<T>): Promise<T> => {
    const archive = await JournalArchive.open({ directory });
    try {
      return await ask(archive);
    } finally {
      await archive.close();
    }
  };
  const outcomesOf = (from = 1): Promise<JournalOutcome[]> =>
    asked(async (archive) => {
      const outcomes: JournalOutcome[] = [];
      for await (const outcome of archive.outcomesFrom(from)) outcomes.push(outcome);
      return outcomes;
    });

  /** Two days: calls of the first, some of which end on the second; the segment between has outcomes only. */
  const twoDays = async (): Promise<{ ids: DecisionId[]; told: OutcomeEntry[] }> => {
    const entries = someEntries(12, 77).map((entry) => ({
      ...entry,
      atMs: NOON_MS,
      attempt: { ...entry.attempt, mode: 'attempt' as const, channel: 'voice' as const },
    }));
    const ids: DecisionId[] = [];
    let writer = open();
    for (const entry of entries.slice(0, 9)) put(writer, [{ entry }], ids);
    const told = ids.slice(0, 4).map((id, index) => said(id, { atMs: NOON_MS + index }));
    for (const outcome of told) put(writer, [{ outcome }], ids);
    await writer.close();
    const nextMs = NOON_MS + DAY_MS;
    writer = open(nextMs);
    const later = [
      said(ids[2]!, { atMs: nextMs, endedMs: undefined, endedBy: undefined }),
      said(ids[5]!, { atMs: nextMs }),
    ];
    for (const outcome of later) put(writer, [{ outcome }], ids);
    await writer.close();
    writer = open(nextMs + DAY_MS);
    for (const entry of entries.slice(9)) put(writer, [{ entry: { ...entry, atMs: nextMs + DAY_MS } }], ids);
    await writer.close();
    return { ids, told: [...told, ...later] };
  };

  it('answers the same over segments and over Parquet, a day of outcomes alone included', {
    timeout: 60_000,
  }, async () => {
    const { ids, told } = await twoDays();
    const look = () =>
      asked(async (archive) => {
        const records = await Promise.all(LOOKED_AT.map((index) => archive.byId(ids[index]!)));
        const callees = [...new Set(records.map((record) => record!.attempt.callee))];
        const pages = await Promise.all(callees.map((callee) => archive.attemptsOf(callee)));
        const looked = new Set(records.map((record) => record?.id));
        const listed = pages.flatMap(({ items }) => items.filter(({ id }) => looked.has(id))).sort(bySequence);
        return { records, listed };
      });
    const before = await look();
    expect(before.listed).toEqual(before.records);
    const ended = before.records.map((record) => record?.outcome?.endedMs);
    expect(ended).toEqual([NOON_MS + 62_000, undefined, NOON_MS + 62_000, undefined]);
    expect(before.records[1]?.outcome).toMatchObject({ endedMs: undefined, answeredMs: NOON_MS + 2_000 });
    expect(before.records[3]?.outcome).toBeUndefined();
    const all = await outcomesOf();
    expect(all).toMatchObject(told);
    expectValue(await seal({ directory, nowMs: NOON_MS + 3 * DAY_MS }));
    expect(names('outcomes-')).toHaveLength(2);
    expect(names('day-')).toHaveLength(2);
    expect(await look()).toEqual(before);
    expect(await outcomesOf()).toEqual(all);
    expect(await outcomesOf(all[2]!.sequence)).toEqual(all.slice(2));
  });

  it.each(['written', 'verified', 'synced', 'renamed', 'removed-one', 'removed'] satisfies SealStep[])(
    'loses and doubles no outcome when sealing dies after "%s"',
    async (fatal) => {
      await twoDays();
      const all = await outcomesOf();
      let alive = true;
      const onStep = (step: SealStep): void => {
        if (step !== fatal || !alive) return;
        alive = false;
        throw new Error('killed');
      };
      await expect(seal({ directory, nowMs: NOON_MS + 3 * DAY_MS, onStep })).rejects.toThrow('killed');
      expect(await outcomesOf()).toEqual(all);
      expectValue(await seal({ directory, nowMs: NOON_MS + 3 * DAY_MS }));
      expect(await outcomesOf()).toEqual(all);
      expect(names('outcomes-')).toHaveLength(2);
    },
  );

  it.each([false, true])('is cut after any entry (sealed: %s)', async (isSealed) => {
    const { ids } = await twoDays();
    const all = await outcomesOf();
    if (isSealed) expectValue(await seal({ directory, nowMs: NOON_MS + 3 * DAY_MS }));
    const extent = expectValue(await measureJournal(directory));
    expect(extent).toMatchObject({ first: 1, last: 18, records: 12, damagedBytes: 0, tornBytes: 0 });
    for (const upTo of [17, 15, 14, 12, 10, 9]) {
      expect(expectValue(await findCut(directory, { sequence: upTo }))?.sequence).toBe(upTo);
      expectValue(await cutJournal(directory, upTo, { epoch: 3 }));
      expect(await outcomesOf(), `cut after ${upTo}`).toEqual(all.filter(({ sequence }) => sequence <= upTo));
      expect(expectValue(await measureJournal(directory)).last).toBe(upTo);
    }
    expect(await asked((archive) => archive.byId(ids[0]!))).not.toHaveProperty('outcome');
  });

  it('forgets outcomes with their day', async () => {
    await twoDays();
    expectValue(await seal({ directory, nowMs: NOON_MS + 3 * DAY_MS }));
    expectValue(retain({ directory, nowMs: NOON_MS + 400 * DAY_MS, months: 5 }));
    expect([...names('outcomes-'), ...names('day-')]).toEqual([]);
  });

  /** As a release before messages had outcomes sealed them. */
  const withoutMessages = async (): Promise<void> => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    for (const name of names('outcomes-')) {
      const path = join(directory, name);
      chmodSync(path, 0o600);
      await connection.run(
        `CREATE OR REPLACE TABLE old AS SELECT COLUMNS(c -> NOT starts_with(c, 'message_')) FROM '${path}'`,
      );
      await connection.run(`COPY old TO '${path}' (FORMAT parquet)`);
    }
    connection.closeSync();
  };

  it('tells how a message ended, of a long one the part that did not arrive, beside files of a release that knew calls alone', async () => {
    const { ids } = await twoDays();
    expectValue(await seal({ directory, nowMs: NOON_MS + 2 * DAY_MS, segmentsAtOnce: 2 }));
    await withoutMessages();
    const before = await outcomesOf();
    const [delivered, expired] = [
      { state: 'DELIVRD', error: '000' },
      { state: 'EXPIRED', error: '012' },
    ];
    let writer = open(NOON_MS + DAY_MS);
    for (const [index, message] of [
      [9, delivered],
      [10, delivered],
      [10, expired],
      [10, delivered],
    ] as const)
      put(writer, [{ outcome: ended(ids[index]!, message, { endedMs: NOON_MS + index }) }], ids);
    await writer.close();
    writer = open(NOON_MS + 2 * DAY_MS);
    put(writer, [{ entry: someEntries(1, 3)[0]! }], ids);
    await writer.close();
    const look = () => asked((archive) => Promise.all([0, 9, 10].map((index) => archive.outcomeOf(ids[index]!))));
    const seen = await look();
    expect(seen.map((one) => one?.message)).toEqual([undefined, delivered, expired]);
    expect(seen.map((one) => one?.endedMs)).toEqual([NOON_MS + 62_000, NOON_MS + 9, NOON_MS + 10]);
    expect(await outcomesOf()).toHaveLength(before.length + 4);
    expectValue(await seal({ directory, nowMs: NOON_MS + 4 * DAY_MS }));
    expect(await look()).toEqual(seen);
    expect((await outcomesOf()).slice(0, before.length)).toEqual(before);
    await withoutMessages();
    expectValue(await measureJournal(directory));
    expectValue(await cutJournal(directory, before[1]!.sequence, { epoch: 9 }));
    expect(await outcomesOf()).toEqual(before.slice(0, 2));
  });

  it('believes the gate before a call record, unless the gate never saw the end', async () => {
    const writer = open();
    const ids: DecisionId[] = [];
    put(
      writer,
      someEntries(3, 5).map((entry) => ({ entry })),
      ids,
    );
    const record = (id: DecisionId): Told => ({ outcome: said(id, { source: 'call-record', endedMs: NOON_MS + 5 }) });
    const open1 = said(ids[1]!, { endedMs: undefined, endedBy: undefined });
    put(
      writer,
      [{ outcome: said(ids[0]!) }, record(ids[0]!), { outcome: open1 }, record(ids[1]!), record(ids[2]!)],
      ids,
    );
    const best = await asked((archive) => Promise.all(ids.map((id) => archive.outcomeOf(id))));
    expect(best.map((one) => one?.source)).toEqual(['gate', 'call-record', 'call-record']);
    await writer.close();
  });
});
