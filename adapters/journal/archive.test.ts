import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LineId, PhoneNumber } from '@wurao/domain';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JournalArchive } from './archive.ts';
import { JournalProgress } from './progress.ts';
import { JournalReader } from './reader.ts';
import type { JournalEntry, JournalRecord } from './record.ts';
import { seal } from './seal.ts';
import { NOON_MS, someEntries } from './testing/entries.ts';
import { expectValue, write } from './testing/journal.ts';
import { JournalWriter } from './writer.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CALLEES = ['+8613800000001', '+8613800000002', '110', '+8619999999999'] as PhoneNumber[];
const PERIODS = [
  {},
  { sinceMs: NOON_MS + HOUR_MS },
  { untilMs: NOON_MS + DAY_MS },
  { sinceMs: NOON_MS + HOUR_MS, untilMs: NOON_MS + DAY_MS + HOUR_MS },
];

/** A day sealed whole, part of one sealed on demand, the rest in segments. */
const entriesOf = (day: number, howMany: number): JournalEntry[] =>
  someEntries(
    howMany,
    300 + day,
    fc.integer({ min: NOON_MS + day * DAY_MS, max: NOON_MS + day * DAY_MS + 2 * HOUR_MS }),
  );

let directory = '';
let writer: JournalWriter;
let archive: JournalArchive;
/** The naive truth: an array. */
const truth: JournalRecord[] = [];

const journal = (entries: readonly JournalEntry[]): void => {
  const ids = write(writer, entries);
  for (const [index, entry] of entries.entries()) {
    truth.push({ ...entry, id: ids[index], sequence: truth.length + 1 } as unknown as JournalRecord);
  }
};

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "wurao-it's-"));
  writer = expectValue(JournalWriter.open({ directory, now: () => NOON_MS }));
  archive = await JournalArchive.open({ directory });
  journal(entriesOf(0, 300));
  journal(entriesOf(1, 200));
  expectValue(writer.roll());
  expectValue(await seal({ directory, nowMs: NOON_MS + DAY_MS, openDay: true }));
  journal(entriesOf(1, 150));
  journal(entriesOf(2, 150));
});
afterAll(async () => {
  await archive.close();
  await writer.close();
  rmSync(directory, { recursive: true, force: true });
});

const within = (record: JournalRecord, period: { sinceMs?: number; untilMs?: number }): boolean =>
  record.atMs >= (period.sinceMs ?? 0) && record.atMs < (period.untilMs ?? Number.POSITIVE_INFINITY);
const isAttempt = (record: JournalRecord): boolean => record.attempt.mode === 'attempt';
const newestFirst = (a: JournalRecord, b: JournalRecord): number => b.sequence - a.sequence;

const groups = <T>(
  records: readonly JournalRecord[],
  key: (record: JournalRecord) => unknown,
  made: (group: JournalRecord[]) => T,
): T[] => [...Map.groupBy(records, (record) => JSON.stringify(key(record))).values()].map(made);

describe('questions over Parquet and tail, against a filter over an array', () => {
  it('byId: each record as it went in', async () => {
    for (const record of truth.filter((_, index) => index % 9 === 0))
      expect(await archive.byId(record.id)).toEqual(record);
    expect(await archive.byId('d1-111')).toBeUndefined();
    expect(await archive.byId('nonsense')).toBeUndefined();
  });

  it('attemptsOf: by decision and period, page by page', async () => {
    for (const callee of CALLEES) {
      for (const [index, period] of PERIODS.entries()) {
        const decision = ([undefined, 'allow', 'refuse'] as const)[index % 3];
        const wanted = truth.filter(
          (record) =>
            record.attempt.callee === callee &&
            isAttempt(record) &&
            within(record, period) &&
            (decision === undefined || record.decision.decision === decision),
        );
        const found: JournalRecord[] = [];
        let cursor: string | undefined;
        do {
          const page = await archive.attemptsOf(callee, { ...period, decision, limit: 17, cursor });
          expect(page.items.length).toBeLessThanOrEqual(17);
          found.push(...page.items);
          cursor = page.cursor;
        } while (cursor !== undefined);
        expect(found).toEqual(wanted.sort(newestFirst));
      }
    }
  });

  it('askersOf: who asked, how often, in which mode', async () => {
    const who = (record: JournalRecord): unknown[] => [
      record.decision.merchant ?? record.attempt.merchant ?? null,
      record.asker?.role ?? null,
      record.asker?.party ?? null,
    ];
    for (const callee of CALLEES) {
      const mine = truth.filter((record) => record.attempt.callee === callee && within(record, PERIODS[3]!));
      const wanted = groups(mine, who, (group) => ({
        who: who(group[0]!),
        attempts: group.filter(isAttempt).length,
        screens: group.filter((record) => !isAttempt(record)).length,
        allowed: group.filter((record) => record.decision.decision === 'allow').length,
        refused: group.filter((record) => record.decision.decision === 'refuse').length,
        firstMs: Math.min(...group.map((record) => record.atMs)),
        lastMs: Math.max(...group.map((record) => record.atMs)),
      }));
      const found = (await archive.askersOf(callee, PERIODS[3])).map(({ merchant, role, party, ...rest }) => ({
        who: [merchant ?? null, role ?? null, party ?? null],
        ...rest,
      }));
      expect(found.length).toBe(wanted.length);
      expect(found).toEqual(expect.arrayContaining(wanted));
    }
  });

  it('usesOf: by which facts a number was reached, and when last', async () => {
    let all = 0;
    for (const callee of CALLEES) {
      const mine = truth.filter(
        ({ attempt, decision, ...record }) =>
          attempt.callee === callee &&
          attempt.mode === 'attempt' &&
          decision.decision === 'allow' &&
          decision.fact > 0 &&
          within({ attempt, decision, ...record }, PERIODS[0]!),
      );
      const wanted = groups(
        mine,
        ({ decision }) => decision.fact,
        (group) => ({
          fact: group[0]!.decision.fact,
          uses: group.length,
          lastMs: Math.max(...group.map((record) => record.atMs)),
        }),
      );
      const found = await archive.usesOf(callee, PERIODS[0]);
      expect(found).toEqual(wanted.sort((a, b) => b.lastMs - a.lastMs || b.fact - a.fact));
      all += found.length;
    }
    expect(all).toBeGreaterThan(10);
  });

  it('countByReason: by period, line and mode', async () => {
    for (const period of PERIODS) {
      for (const line of [undefined, 'line-sample-1' as LineId]) {
        const mine = truth.filter(
          (record) =>
            isAttempt(record) && within(record, period) && (line === undefined || record.attempt.line === line),
        );
        const key = ({ decision: { decision, reason, reasonCode } }: JournalRecord): unknown => [
          decision,
          reason,
          reasonCode,
        ];
        const wanted = groups(mine, key, (group) => {
          const { decision, reason, reasonCode } = group[0]!.decision;
          return { decision, reason, reasonCode, count: group.length };
        });
        const found = await archive.countByReason({ ...period, line });
        expect(found.length).toBe(wanted.length);
        expect(found).toEqual(expect.arrayContaining(wanted));
      }
    }
  });

  it('tail, recordsFrom, contactsSince: in order, once each', async () => {
    expect(await archive.tail(20)).toEqual(truth.slice(-20).sort(newestFirst));
    const records: JournalRecord[] = [];
    for await (const record of archive.recordsFrom(280)) records.push(record);
    expect(records).toEqual(truth.slice(279));
    const counted: JournalRecord[] = [];
    const since = { sinceMs: NOON_MS + HOUR_MS, countedOnly: true };
    for await (const record of archive.recordsFrom(100, since)) counted.push(record);
    expect(counted).toEqual(
      truth.slice(99).filter((record) => record.decision.counted && record.atMs >= NOON_MS + HOUR_MS),
    );
    const sinceMs = NOON_MS + DAY_MS;
    const contacts: number[] = [];
    for await (const contact of archive.contactsSince(sinceMs)) contacts.push(contact.sequence);
    const wanted = truth.filter(
      (record) => record.atMs >= sinceMs && isAttempt(record) && record.decision.decision === 'allow',
    );
    expect(contacts).toEqual(wanted.map((record) => record.sequence));
  });

  it('follow the writer from question to question, and sealing in between', async () => {
    expect((await archive.tail(1))[0]?.sequence).toBe(truth.length);
    journal(entriesOf(3, 5));
    expect((await archive.tail(1))[0]).toEqual(truth.at(-1));
    expectValue(writer.roll());
    const before = await archive.countByReason();
    expectValue(await seal({ directory, nowMs: NOON_MS + 4 * DAY_MS, openDay: true }));
    expect(await archive.countByReason()).toEqual(before);
    expect((await archive.archiveFacts()).tailRecords).toBe(0);
    const reader = new JournalReader(directory);
    expect(reader.find(truth.at(-1)!.id)).toBeUndefined();
    journal(entriesOf(3, 5));
    expect(reader.find(truth.at(-1)!.id)).toEqual(truth.at(-1));
    expect(reader.oldestSequence()).toBe(truth.length - 4);
    const read: JournalRecord[] = [];
    for await (const record of reader.readFrom(1)) read.push(record);
    expect(read).toEqual(truth.slice(-5));
  });
});

it('a segment that the day ended before anything was written to it hides nothing of the next', async () => {
  const place = mkdtempSync(join(directory, 'rolled-'));
  const rolled = expectValue(JournalWriter.open({ directory: place, now: () => NOON_MS }));
  write(rolled, entriesOf(0, 5));
  expectValue(rolled.roll());
  write(rolled, entriesOf(1, 7));
  const asked = await JournalArchive.open({ directory: place });
  for (let look = 0; look < 3; look++) expect(await asked.tail()).toHaveLength(12);
  await asked.close();
  await rolled.close();
});

describe('the database', () => {
  it('answers one SELECT and nothing else, and parameters are values', async () => {
    const counted = await archive.query('SELECT count(*) AS n FROM journal WHERE callee = $callee', {
      callee: "' OR 1=1 --",
    });
    expect(counted).toEqual([{ n: 0 }]);
    for (const sql of ['DROP TABLE tail', 'SELECT 1; DROP TABLE tail', "COPY tail TO 'x.csv'", 'SET threads = 1', '']) {
      await expect(archive.query(sql)).rejects.toThrow(/one SELECT|Permission/);
    }
    const elsewhere = join(tmpdir(), 'elsewhere.csv');
    await expect(archive.query('SELECT * FROM read_csv($elsewhere)', { elsewhere })).rejects.toThrow(/Permission/);
  });

  it('reads no further than the last flush that was published', async () => {
    const progress = new JournalProgress();
    progress.publishFlushed(truth.length - 2);
    const bounded = await JournalArchive.open({ directory, progress });
    expect((await bounded.tail(1))[0]).toEqual(truth.at(-3));
    progress.publishFlushed(truth.length);
    expect((await bounded.tail(1))[0]).toEqual(truth.at(-1));
    await bounded.close();
  });
});
