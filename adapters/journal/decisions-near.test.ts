import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  asId,
  CALL_JOIN_REACH_MS,
  type CallRecord,
  type DecisionId,
  type LineId,
  type OutcomeSource,
  type PhoneNumber,
} from '@wurao/domain';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { JournalArchive } from './archive.ts';
import { DECISIONS_NEAR_MAX, decisionsNear } from './decisions-near.ts';
import type { JournalEntry } from './record.ts';
import { seal } from './seal.ts';
import { NOON_MS, someEntries } from './testing/entries.ts';
import { BOOT, expectValue } from './testing/journal.ts';
import { JournalWriter } from './writer.ts';

const DAY_MS = 86_400_000;
const LINE = asId<LineId>('line-1');
const CALLER = '95000' as PhoneNumber;
const CALLEE = '+8613800000001' as PhoneNumber;
const OTHER = '+8613800000002' as PhoneNumber;

type Attempt = Partial<JournalEntry['attempt']>;
const entry = (atMs: number, attempt: Attempt = {}, decision: 'allow' | 'refuse' = 'allow'): JournalEntry => {
  const [some] = someEntries(1, 7);
  const call: Attempt = { mode: 'attempt', channel: 'voice', caller: CALLER, callee: CALLEE, line: LINE };
  return {
    ...(some as JournalEntry),
    atMs,
    attempt: { ...(some as JournalEntry).attempt, ...call, ...attempt },
    decision: { ...(some as JournalEntry).decision, decision },
  };
};
const record = (startMs: number, callee = CALLEE): CallRecord => ({
  caller: CALLER,
  callee,
  startMs,
  status: 486,
  answeredMs: undefined,
  endedMs: undefined,
  endedBy: undefined,
});

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-near-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const told = (decision: DecisionId, source: OutcomeSource, status: number) => ({
  ...record(0),
  decision,
  atMs: NOON_MS,
  source,
  status,
  ringingMs: undefined,
});

it.each([false, true])('answers the voice attempts that records may belong to (sealed: %s)', async (isSealed) => {
  const writer = expectValue(JournalWriter.open({ directory, now: () => NOON_MS, boot: BOOT, later: () => {} }));
  const ids = [
    entry(NOON_MS - CALL_JOIN_REACH_MS - 1),
    entry(NOON_MS - CALL_JOIN_REACH_MS),
    entry(NOON_MS, {}, 'refuse'),
    entry(NOON_MS, { line: asId<LineId>('line-2') }),
    entry(NOON_MS, { line: undefined }),
    entry(NOON_MS, { mode: 'screen' }),
    entry(NOON_MS, { channel: 'sms' }),
    entry(NOON_MS, { caller: '95001' as PhoneNumber }),
    entry(NOON_MS, { caller: undefined }),
    entry(NOON_MS, { callee: OTHER }),
    entry(NOON_MS + CALL_JOIN_REACH_MS),
    entry(NOON_MS + CALL_JOIN_REACH_MS + 1),
    entry(NOON_MS + 2 * CALL_JOIN_REACH_MS, { callee: OTHER }),
  ].map((one) => writer.append(one).id);
  const [, first, refused, , , , , , , , last, , other] = ids as [DecisionId, ...DecisionId[]];
  writer.appendOutcome(told(first as DecisionId, 'gate', 480));
  writer.appendOutcome(told(last as DecisionId, 'call-record', 487));
  writer.appendOutcome(told(last as DecisionId, 'call-record', 486));
  expectValue(writer.flush());
  await writer.close();
  if (isSealed) expectValue(await seal({ directory, nowMs: NOON_MS + 3 * DAY_MS }));
  const archive = await JournalArchive.open({ directory });
  // Twice the same, and out of order: each decision is answered once.
  const records = [record(NOON_MS + 2 * CALL_JOIN_REACH_MS, OTHER), record(NOON_MS), record(NOON_MS)];
  const near = expectValue(await archive.decisionsNear(LINE, records));
  const none = expectValue(await archive.decisionsNear(LINE, []));
  await archive.close();
  expect(
    near.map(({ id, atMs, isAllowed, told: courses }) => [id, atMs, isAllowed, courses.map((one) => one.status)]),
  ).toEqual([
    [first, NOON_MS - CALL_JOIN_REACH_MS, true, []],
    [refused, NOON_MS, false, []],
    [last, NOON_MS + CALL_JOIN_REACH_MS, true, [487, 486]],
    [other, NOON_MS + 2 * CALL_JOIN_REACH_MS, true, []],
  ]);
  expect(near.map(({ caller, callee }) => `${caller} ${callee}`)).toEqual([
    ...Array.from({ length: 3 }, () => `${CALLER} ${CALLEE}`),
    `${CALLER} ${OTHER}`,
  ]);
  expect(none).toEqual([]);
});

it('answers no half of what is too much', async () => {
  const rows = Array.from({ length: DECISIONS_NEAR_MAX + 1 }, (_, i) => ({ of_sequence: i + 1, sequence: null }));
  const near = await decisionsNear(async () => rows, LINE, [record(NOON_MS)]);
  expect(near).toMatchObject({ ok: false, code: 'invalid', errors: [{ field: 'records' }] });
});
