import { describe, expect, it } from 'vitest';
import { kindsOf, PART_MS, type TrafficFrame, type TrafficPart, withFrame } from './frames.ts';

const frame = (seconds: number, count: number): TrafficFrame => ({
  at: new Date(Date.UTC(2026, 2, 1) + seconds * 1_000).toISOString(),
  decisions: count,
  rows: [{ channel: 'voice', decision: 'refuse', reason: 'no-consent', count }],
  lines: [{ line: 'line-1', decisions: 1, rows: [{ decision: 'allow', reason: 'consented', count: 1 }] }],
});
const after = (frames: readonly TrafficFrame[], line?: string) =>
  frames.reduce<readonly TrafficPart[]>((parts, one) => withFrame(parts, one, line), []);

describe('the last minutes', () => {
  it('are counted in parts of five seconds', () => {
    const parts = after([frame(0, 2), frame(4, 3), frame(5, 7)]);
    expect(parts.map(({ counts }) => counts.get('refuse no-consent'))).toEqual([5, 7]);
  });

  it('forget what is older than five minutes', () => {
    const parts = after([frame(0, 1), frame(10, 2), frame(305, 3)]);
    expect(parts.map(({ fromMs }) => (fromMs - Date.UTC(2026, 2, 1)) / PART_MS)).toEqual([2, 61]);
  });

  it('of one line hold its rows only', () => {
    expect(kindsOf(after([frame(0, 2), frame(1, 2)], 'line-1'))).toEqual([['allow consented', 2]]);
    expect(kindsOf(after([frame(0, 2)], 'line-2'))).toEqual([]);
  });
});
