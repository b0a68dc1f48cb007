import type { Attempt, JournalledDecision } from '@wurao/domain';
import { expect, test } from 'vitest';
import { AttemptMemory, MAX_REMEMBERED_TEXT, REMEMBER_ATTEMPTS_MS } from './attempt-memory.ts';

const recordOf = (attemptId: string, atMs: number, text?: string): JournalledDecision =>
  ({
    id: `d-${attemptId}`,
    atMs,
    attempt: { mode: 'attempt', line: 'line-a', attemptId, text },
    decision: {},
  }) as unknown as JournalledDecision;
const asked = (attemptId: string, text?: string): Attempt => recordOf(attemptId, 0, text).attempt;

test('an attempt is remembered for its time, and told from another of the same id', () => {
  const memory = new AttemptMemory();
  const record = recordOf('a', 0, 'hello');
  memory.remember(record);
  expect(memory.recall(asked('a', 'hello'), REMEMBER_ATTEMPTS_MS)).toBe(record);
  expect(memory.recall(asked('a', 'other'), 1)).toBe('other');
  expect(memory.recall(asked('a', 'hello'), REMEMBER_ATTEMPTS_MS + 1)).toBeUndefined();
  memory.remember(recordOf('b', REMEMBER_ATTEMPTS_MS + 1));
  expect([memory.size, memory.forgotten]).toEqual([1, 0]);
});

test('long texts do not fill the memory of the machine: the oldest are forgotten early, and counted', () => {
  const memory = new AttemptMemory();
  const text = 'x'.repeat(MAX_REMEMBERED_TEXT / 10);
  for (let i = 0; i < 25; i++) memory.remember(recordOf(String(i), i, text));
  expect([memory.size, memory.forgotten]).toEqual([10, 15]);
  expect(memory.oldest()?.id).toBe('d-15');
  // What is put again, or taken back, is counted once.
  for (let i = 15; i < 25; i++) memory.remember(recordOf(String(i), i, text));
  const last = recordOf('24', 24, text);
  memory.remember(last);
  memory.unremember(last);
  for (let i = 0; i < 100; i++) memory.remember(recordOf(`short-${i}`, 30));
  expect(memory.size).toBeGreaterThanOrEqual(108);
});
