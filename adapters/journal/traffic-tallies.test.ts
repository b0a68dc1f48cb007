import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asId, type DecisionId } from '@wurao/domain';
import { releaseOf } from '@wurao/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JournalArchive } from './archive.ts';
import type { JournalEntry, OutcomeEntry } from './record.ts';
import { NOON_MS, someEntries } from './testing/entries.ts';
import { expectValue, write } from './testing/journal.ts';
import type { TrafficTally, TrafficTallyQuestion } from './traffic-tallies.ts';
import { JournalWriter } from './writer.ts';

const HOUR_MS = 3_600_000;
const LINE = asId<NonNullable<TrafficTally['line']>>('line-1');

let directory = '';
let archive: JournalArchive;
let writer: JournalWriter;

const [ANY] = someEntries(1, 7) as [JournalEntry];
const entry = (atMs: number, attempt: object = {}, decision: object = {}): JournalEntry =>
  ({
    ...ANY,
    atMs,
    attempt: { ...ANY.attempt, mode: 'attempt', channel: 'voice', line: LINE, asOfMs: undefined, ...attempt },
    decision: {
      ...ANY.decision,
      decision: 'refuse',
      reason: 'do-not-disturb',
      merchant: 'merchant-1',
      purpose: 'marketing',
      law: 'cn-2020-draft',
      holdsConfirmed: false,
      lawfulRetryAtMs: undefined,
      ...decision,
    },
  }) as JournalEntry;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-traffic-'));
  writer = expectValue(JournalWriter.open({ directory, now: () => NOON_MS }));
  const allow = { decision: 'allow', reason: 'consented' };
  const [answered] = write(writer, [
    entry(NOON_MS, {}, allow),
    entry(NOON_MS + 1, {}, allow),
    entry(NOON_MS + HOUR_MS, {}, { holdsConfirmed: true }),
    entry(NOON_MS + HOUR_MS, {}, { reason: 'outside-hours', lawfulRetryAtMs: NOON_MS + 9 * HOUR_MS }),
    entry(NOON_MS + HOUR_MS, { line: 'line-2', channel: 'sms' }, { merchant: 'merchant-2' }),
    entry(NOON_MS + HOUR_MS, { mode: 'screen' }),
    entry(NOON_MS + 2 * HOUR_MS),
    entry(NOON_MS + 3 * HOUR_MS, { permit: releaseOf(asId('decision-1')) }, { decision: 'allow', reason: 'requested' }),
    entry(NOON_MS + 3 * HOUR_MS, { permit: { id: 'permit-1', filing: undefined } }, allow),
  ]);
  const told = { decision: answered as DecisionId, status: 200, ringingMs: undefined, endedMs: undefined };
  const call = { ...told, atMs: NOON_MS + 5, answeredMs: NOON_MS + 5, endedBy: undefined };
  // Told twice, answered once.
  writer.appendOutcome({ ...call, source: 'gate' } as OutcomeEntry);
  writer.appendOutcome({ ...call, source: 'call-record' } as OutcomeEntry);
  expectValue(writer.flush());
  archive = await JournalArchive.open({ directory });
});
afterAll(async () => {
  await archive.close();
  await writer.close();
  rmSync(directory, { recursive: true, force: true });
});

const ask = (more: Partial<TrafficTallyQuestion> = {}) =>
  archive.trafficTallies({
    fromMs: NOON_MS,
    toMs: NOON_MS + 2 * HOUR_MS,
    everyMs: HOUR_MS,
    lines: undefined,
    merchant: undefined,
    byLine: false,
    bySight: false,
    ...more,
  });
const shown = (tallies: readonly TrafficTally[]) =>
  tallies.map(({ part, channel, reason, attempts }) => `${part} ${channel} ${reason} ${attempts}`).sort();

describe('attempts of a span', () => {
  it('by time, screens and what lies outside left out', async () => {
    expect(shown(await ask())).toEqual([
      '0 voice consented 2',
      '1 sms do-not-disturb 1',
      '1 voice do-not-disturb 1',
      '1 voice outside-hours 1',
    ]);
  });

  it('of some lines, or of one merchant', async () => {
    expect(shown(await ask({ lines: [asId('line-2')] }))).toEqual(['1 sms do-not-disturb 1']);
    expect(shown(await ask({ merchant: asId('merchant-2') }))).toEqual(['1 sms do-not-disturb 1']);
    expect(await ask({ lines: [] })).toEqual([]);
  });

  it('by line with what was answered, each call once', async () => {
    const tallies = await ask({ byLine: true, everyMs: undefined });
    expect(tallies.map(({ line, reason, attempts, answered }) => [line, reason, attempts, answered]).sort()).toEqual([
      ['line-1', 'consented', 2, 1],
      ['line-1', 'do-not-disturb', 1, 0],
      ['line-1', 'outside-hours', 1, 0],
      ['line-2', 'do-not-disturb', 1, 0],
    ]);
  });

  it('by what decides which reason a merchant reads', async () => {
    const tallies = await ask({ bySight: true, merchant: asId('merchant-1') });
    const sights = new Map(tallies.map(({ reason, sight }) => [reason, sight]));
    const sight = { purpose: 'marketing', law: 'cn-2020-draft', holdsConfirmed: false, isLawfulNow: true };
    expect(Object.fromEntries(sights)).toEqual({
      consented: sight,
      'do-not-disturb': { ...sight, holdsConfirmed: true },
      'outside-hours': { ...sight, isLawfulNow: false },
    });
  });

  it('without what a callee released, where a merchant reads them', async () => {
    const late = { fromMs: NOON_MS + 3 * HOUR_MS, toMs: NOON_MS + 4 * HOUR_MS };
    expect(shown(await ask(late))).toEqual(['0 voice consented 1', '0 voice requested 1']);
    expect(shown(await ask({ ...late, bySight: true }))).toEqual(['0 voice consented 1']);
  });
});
