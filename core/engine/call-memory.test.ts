import type { Attempt } from '@wurao/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { REMEMBER_ATTEMPTS_MS } from './attempt-memory.ts';
import { CallMemory, type RememberedCall } from './call-memory.ts';

const SEED = [1, 2, 3, 4] as const;
const T0 = 1_800_000_000_000;
const attemptOf = (attemptId: string, more: Partial<Record<keyof Attempt, unknown>> = {}): Attempt =>
  ({ mode: 'attempt', line: 'line-a', attemptId, caller: '95588', callee: '+8613800000001', ...more }) as Attempt;
const callOf = (sequence: number, atMs: number = T0): RememberedCall => ({
  atMs,
  isAllowed: sequence % 2 === 0,
  reasonCode: 100 + (sequence % 50),
  sequence,
  epoch: 7,
});

test('a call is known again for 32 s, with all that it was answered with', () => {
  const memory = new CallMemory(SEED, 1_024);
  memory.remember(attemptOf('a'), callOf(4_294_967_297));
  expect(memory.recall(attemptOf('a'), T0 + REMEMBER_ATTEMPTS_MS)).toEqual(callOf(4_294_967_297));
  expect(memory.recall(attemptOf('a'), T0 + REMEMBER_ATTEMPTS_MS + 1)).toBeUndefined();
});

test.each([
  ['line', { line: 'line-b' }],
  ['caller', { caller: '95589' }],
  ['no caller', { caller: undefined }],
  ['callee', { callee: '+8613800000002' }],
  ['attempt id', { attemptId: 'b' }],
  ['where one part ends and the next begins', { attemptId: 'a\x1f95588', caller: undefined }],
])('another %s is another call', (_what, more) => {
  const memory = new CallMemory(SEED, 1_024);
  memory.remember(attemptOf('a'), callOf(1));
  expect(memory.recall(attemptOf('a', more), T0)).toBeUndefined();
});

test('screens and attempts without an id have no name', () => {
  const memory = new CallMemory(SEED, 1_024);
  for (const more of [{ mode: 'screen' }, { attemptId: undefined }]) {
    memory.remember(attemptOf('a', more), callOf(1));
    expect(memory.recall(attemptOf('a', more), T0)).toBeUndefined();
  }
});

test('what was never journalled is forgotten, and nothing else', () => {
  const memory = new CallMemory(SEED, 1_024);
  memory.remember(attemptOf('a'), callOf(1));
  memory.remember(attemptOf('b'), callOf(2));
  memory.forget(attemptOf('a'));
  expect(memory.recall(attemptOf('a'), T0)).toBeUndefined();
  expect(memory.recall(attemptOf('b'), T0)?.sequence).toBe(2);
});

test('memory is fixed: beyond it the oldest of a bucket goes early, and is counted', () => {
  const memory = new CallMemory(SEED, 1_024);
  const { bytes } = memory;
  for (let i = 0; i < 5_000; i++) memory.remember(attemptOf(`call-${i}`), callOf(i, T0 + i));
  expect(memory.bytes).toBe(bytes);
  expect(memory.forgotten).toBeGreaterThanOrEqual(5_000 - 1_024);
  expect(memory.recall(attemptOf('call-4999'), T0 + 5_000)?.sequence).toBe(4_999);
  expect(memory.recall(attemptOf('call-0'), T0 + 5_000)).toBeUndefined();
  // Room that time gave back costs nobody's memory.
  const before = memory.forgotten;
  const laterMs = T0 + 5_000 + REMEMBER_ATTEMPTS_MS + 1;
  for (let i = 0; i < 200; i++) memory.remember(attemptOf(`later-${i}`), callOf(i, laterMs));
  expect(memory.forgotten).toBe(before);
});

test('at half of its slots next to nothing is forgotten early', () => {
  const memory = new CallMemory(SEED, 65_536);
  for (let i = 0; i < 32_768; i++) memory.remember(attemptOf(`${i * 7919}@host`), callOf(i));
  expect(memory.forgotten).toBeLessThan(33);
});

test('reading the journal from where it says finds everything that is remembered', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9_000 }), { minLength: 1, maxLength: 60 }), (gapsMs) => {
      const memory = new CallMemory(SEED, 4_096);
      let nowMs = T0;
      const all = gapsMs.map((gapMs, index) => {
        nowMs += gapMs;
        const call = callOf(index + 1, nowMs);
        memory.remember(attemptOf(String(index)), call);
        return call;
      });
      const from = memory.readFrom(nowMs) ?? Number.POSITIVE_INFINITY;
      const kept = all.filter(({ atMs }) => nowMs - atMs <= REMEMBER_ATTEMPTS_MS);
      expect(kept.every(({ sequence }) => sequence >= from)).toBe(true);
      // And little more than that.
      expect(
        all.filter(({ atMs, sequence }) => sequence >= from && nowMs - atMs > REMEMBER_ATTEMPTS_MS + 2_000),
      ).toEqual([]);
    }),
  );
});
