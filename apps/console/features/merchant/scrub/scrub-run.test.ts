import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../../../api/problem.ts';
import { type RowAnswer, ScrubResult } from './scrub-result.ts';
import { runScrub } from './scrub-run.ts';

const ALLOW = { decision: 'allow', reason: 'consented' } as const;
const REFUSE = { decision: 'refuse', reason: 'no-basis' } as const;
const text = (answers: readonly RowAnswer[]): Response =>
  new Response(answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''));
const noWait = async (): Promise<void> => {};

const run = async (numbers: readonly string[], ask: (body: string, offset: number) => Promise<Response>) => {
  const result = new ScrubResult(numbers.length);
  const put = (row: number, answer: RowAnswer): void => result.put(row, answer);
  await runScrub({ numbers, ask, put, signal: new AbortController().signal, wait: noWait });
  return result;
};

describe('scrubbing a list', () => {
  it('asks about every number and keeps the answers by their rows', async () => {
    const bodies: string[] = [];
    const result = await run(['1', '', '3'], async (body) => {
      bodies.push(body);
      return text([ALLOW, { error: { message: 'no number', remedy: 'Write one' } }, REFUSE]);
    });
    expect(bodies).toEqual(['{"callee":"1"}\n{"callee":""}\n{"callee":"3"}\n']);
    expect([0, 1, 2].map((row) => result.rowOf(row)?.outcome)).toEqual(['allow', 'unreadable', 'refuse']);
    expect(result.rowOf(1)?.error).toBe('no number. Write one');
    expect(result.rows({ outcome: 'refuse' })).toEqual([2]);
    expect(result.rows({ reason: 'consented' })).toEqual([0]);
    expect(result.counts().map(({ count }) => count)).toEqual([1, 1, 1]);
  });

  it('goes on behind the last answer when the stream breaks off, ends early, or is told to wait', async () => {
    const offsets: number[] = [];
    const answers = [
      () => text([ALLOW]),
      () => text([ALLOW, { error: { ended: true, offset: 2, message: 'ends', remedy: '' } }]),
      () => new Response('{}', { status: 429, headers: { 'retry-after': '1' } }),
      () => Promise.reject(new TypeError('network')),
      () => text([REFUSE]),
    ];
    const result = await run(['1', '2', '3'], async (_, offset) => {
      offsets.push(offset);
      return (answers.shift() ?? (() => text([])))();
    });
    expect(offsets).toEqual([0, 1, 2, 2, 2]);
    expect([result.answered, result.countOf('allow'), result.countOf('refuse')]).toEqual([3, 2, 1]);
  });

  it('sends long lists in pieces', async () => {
    const rows: number[] = [];
    const result = await run(Array.from({ length: 25_000 }, String), async (body) => {
      const count = body.split('\n').length - 1;
      rows.push(count);
      return text(Array.from({ length: count }, () => ALLOW));
    });
    expect(rows).toEqual([10_000, 10_000, 5_000]);
    expect([result.answered, result.countOf('allow')]).toEqual([25_000, 25_000]);
  });

  it('throws what the server refuses, and what never answers', async () => {
    const refusing = run(['1'], async () => new Response('{"title":"no"}', { status: 403 }));
    await expect(refusing).rejects.toBeInstanceOf(ApiProblem);
    await expect(run(['1'], async () => text([]))).rejects.toBeInstanceOf(TypeError);
  });
});
