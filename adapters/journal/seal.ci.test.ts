import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JournalArchive } from './archive.ts';
import { type Files, nodeFiles } from './files.ts';
import type { JournalEntry } from './record.ts';
import { retain } from './retention.ts';
import { type SealStep, seal } from './seal.ts';
import { NOON_MS, someEntries } from './testing/entries.ts';
import { expectValue, write } from './testing/journal.ts';
import { JournalWriter } from './writer.ts';

const DAY_MS = 86_400_000;
const STEPS: SealStep[] = ['cleaned', 'staged', 'written', 'verified', 'synced', 'renamed', 'removed-one', 'removed'];

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-journal-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const open = (): JournalWriter =>
  expectValue(JournalWriter.open({ directory, segmentBytes: 4000, now: () => NOON_MS }));
const names = (end: string): string[] =>
  readdirSync(directory)
    .filter((name) => name.endsWith(end))
    .sort();
const onDay = (day: number, howMany: number): JournalEntry[] =>
  someEntries(howMany, 100 + day, fc.constant(NOON_MS + day * DAY_MS)).map((entry) => ({
    ...entry,
    attempt: { ...entry.attempt, text: undefined },
  }));
const sealOn = (day: number, more: Partial<Parameters<typeof seal>[0]> = {}): ReturnType<typeof seal> =>
  seal({ directory, nowMs: NOON_MS + day * DAY_MS, ...more });

const all = async (): Promise<unknown[]> => {
  const archive = await JournalArchive.open({ directory });
  const records: unknown[] = [];
  for await (const record of archive.recordsFrom(1)) records.push(record);
  await archive.close();
  return records;
};

/** Two days and a bit, each day in several segments; the newest segment open. */
const written = async (): Promise<JournalEntry[]> => {
  const entries = [...onDay(0, 60), ...onDay(1, 60), ...onDay(2, 3)];
  const writer = open();
  for (let i = 0; i < entries.length; i += 10) write(writer, entries.slice(i, i + 10));
  await writer.close();
  return entries;
};

describe('sealing', () => {
  it.each(['cleaned', 'staged', 'written'] as const)('broken off after %s it leaves all where it was', async (at) => {
    const entries = await written();
    const before = names('.wurao');
    const stop = new AbortController();
    const sealed = await sealOn(2, { stop: stop.signal, onStep: (step) => step === at && stop.abort() });
    expect(sealed.ok ? sealed.value : sealed.code).toEqual(at === 'cleaned' ? { days: [] } : 'journal-unavailable');
    expect([names('.parquet'), names('.wurao')]).toEqual([[], before]);
    expect(await all()).toHaveLength(entries.length);
    expect(expectValue(await sealOn(2)).days).toHaveLength(2);
  });

  it('makes one file of each complete day, and leaves the present one', async () => {
    const entries = await written();
    const report = expectValue(await sealOn(2));
    expect(report.days).toMatchObject([
      { day: '2026-03-02', first: 1, last: 60, records: 60 },
      { day: '2026-03-03', first: 61, last: 120, records: 60 },
    ]);
    expect(names('.parquet')).toHaveLength(2);
    expect(names('.wurao')).toHaveLength(1);
    expect(await all()).toMatchObject(entries);
    expect(expectValue(await sealOn(2)).days).toEqual([]);
  });

  it('on demand seals parts of the present day, which become one file when it is over', async () => {
    const first = onDay(0, 30);
    const second = onDay(0, 31);
    let writer = open();
    write(writer, first);
    expectValue(writer.roll());
    expectValue(await sealOn(0, { openDay: true }));
    write(writer, second);
    expectValue(writer.roll());
    expectValue(await sealOn(0, { openDay: true }));
    expect(names('.parquet')).toHaveLength(2);
    expect(await all()).toMatchObject([...first, ...second]);
    await writer.close();
    writer = open();
    write(writer, onDay(1, 1));
    await writer.close();
    expectValue(await sealOn(1));
    expect(names('.parquet')).toEqual(['day-2026-03-02-0000000000000001-0000000000000061-0000000001.parquet']);
    expect(await all()).toMatchObject([...first, ...second, ...onDay(1, 1)]);
  });

  it('seals a day of many segments in parts first, then whole', async () => {
    const entries = await written();
    const steps: SealStep[] = [];
    const report = expectValue(await sealOn(2, { segmentsAtOnce: 1, onStep: (step) => steps.push(step) }));
    expect(steps.filter((step) => step === 'renamed').length).toBeGreaterThan(4);
    expect(report.days.map(({ first, last, records }) => [first, last, records])).toEqual([
      [1, 60, 60],
      [61, 120, 60],
    ]);
    expect(names('.parquet')).toHaveLength(2);
    expect(await all()).toMatchObject(entries);
  });

  it('never takes the newest segment, so that a start finds sequence and epoch', async () => {
    const writer = open();
    write(writer, onDay(0, 3));
    await writer.close();
    expect(expectValue(await sealOn(5, { openDay: true })).days).toEqual([]);
    const next = open();
    expect(next.append(onDay(5, 1)[0]!).sequence).toBe(4);
    await next.close();
    expectValue(await sealOn(6));
    for (const name of names('.wurao')) rmSync(join(directory, name));
    const after = open();
    expect(after.journalFacts()).toMatchObject({ flushedSequence: 3, epoch: 2 });
  });

  it.each(STEPS)('that dies after "%s" loses nothing and counts nothing twice', async (fatal) => {
    const entries = await written();
    let alive = true;
    const onStep = (step: SealStep): void => {
      if (step !== fatal || !alive) return;
      alive = false;
      throw new Error('killed');
    };
    await expect(sealOn(2, { onStep })).rejects.toThrow('killed');
    expect(await all()).toMatchObject(entries);
    expectValue(await sealOn(2));
    expect(await all()).toMatchObject(entries);
    expect([names('.parquet').length, names('.wurao').length, names('.tmp').length]).toEqual([2, 1, 0]);
  });

  it('that dies while parts become one counts nothing twice', async () => {
    const entries = onDay(0, 40);
    const writer = open();
    for (const part of [entries.slice(0, 20), entries.slice(20)]) {
      write(writer, part);
      expectValue(writer.roll());
      expectValue(await sealOn(0, { openDay: true }));
    }
    write(writer, onDay(1, 1));
    await writer.close();
    for (const fatal of ['renamed', 'removed-one'] satisfies SealStep[]) {
      const onStep = (step: SealStep): void => {
        if (step === fatal) throw new Error('killed');
      };
      await sealOn(1, { onStep }).catch(() => undefined);
      expect(await all()).toHaveLength(41);
    }
    expectValue(await sealOn(1));
    expect(await all()).toMatchObject([...entries, ...onDay(1, 1)]);
    expect(names('.parquet')).toHaveLength(1);
  });

  it('on a failing disk is a typed failure and leaves the segments', async () => {
    const entries = await written();
    const rename = (): void => {
      throw Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'rename' });
    };
    const files: Files = { ...nodeFiles, rename };
    expect(await sealOn(2, { files })).toMatchObject({ ok: false, code: 'journal-unavailable' });
    expect(await all()).toMatchObject(entries);
  });

  it('sets a segment aside whose header went bad', async () => {
    const entries = await written();
    const path = join(directory, names('.wurao')[0]!);
    const bytes = readFileSync(path);
    bytes[30] = bytes[30]! ^ 1;
    writeFileSync(path, bytes);
    expectValue(await sealOn(2));
    expect(names('.damaged')).toHaveLength(1);
    const left = (await all()).length;
    expect(left).toBeGreaterThan(60);
    expect(left).toBeLessThan(entries.length);
  });

  it('sorts by callee, so that a look-up reads few row groups', async () => {
    await written();
    expectValue(await sealOn(2));
    const archive = await JournalArchive.open({ directory });
    const file = join(directory, names('.parquet')[0]!);
    const rows = await archive.query('SELECT callee FROM read_parquet($file)', { file });
    const callees = rows.map((row) => String(row['callee']));
    expect(callees).toEqual(callees.toSorted());
    await archive.close();
  });
});

describe('retention', () => {
  it('deletes whole days that are older, reports them, and keeps the rest', async () => {
    await written();
    expectValue(await sealOn(2));
    const nowMs = Date.parse('2026-08-03T00:00:00+08:00');
    const early = expectValue(retain({ directory, nowMs: nowMs - 1, months: 5 }));
    expect(early).toEqual({ keptFrom: '2026-03-02', deleted: [] });
    const report = expectValue(retain({ directory, nowMs }));
    expect(report).toMatchObject({
      keptFrom: '2026-03-03',
      deleted: [{ day: '2026-03-02', bytes: expect.any(Number) }],
    });
    expect(await all()).toHaveLength(63);
    const late = expectValue(retain({ directory, nowMs: nowMs + 400 * DAY_MS }));
    expect(late.deleted).toHaveLength(1);
    expect(await all()).toHaveLength(3);
  });

  it('takes the last of a shorter month', () => {
    const keptFrom = (now: string, months: number): string =>
      expectValue(retain({ directory, nowMs: Date.parse(`${now}T12:00:00+08:00`), months })).keptFrom;
    expect(keptFrom('2026-07-31', 5)).toBe('2026-02-28');
    expect(keptFrom('2026-01-31', 2)).toBe('2025-11-30');
    expect(keptFrom('2026-03-15', 3)).toBe('2025-12-15');
  });
});
