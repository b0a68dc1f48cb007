import {
  asId,
  type CallJoin,
  type CallOutcome,
  type CallRecord,
  type DecisionId,
  failure,
  type LineId,
  type PhoneNumber,
  success,
} from '@wurao/domain';
import { expect, test } from 'vitest';
import { BATCHES_WAITING_MAX, CallRecordDesk } from './call-record-desk.ts';

const LINE = asId<LineId>('line-1');
const BUSY: CallRecord = {
  caller: '95000' as PhoneNumber,
  callee: '+8613800000001' as PhoneNumber,
  startMs: 1,
  status: 486,
  answeredMs: undefined,
  endedMs: 5,
  endedBy: 'network',
};
const DOWN = failure('journal-unavailable', 'down', { field: '', message: '', remedy: '' });
const joinOf = (id: string, result: 'matched' | 'known' = 'matched'): CallJoin => ({
  result,
  decision: asId<DecisionId>(id),
});

/** A journal that answers when the test says so, and what was kept; the first time of keeping as `keeps` says. */
const deskOf = (
  answers: readonly (readonly CallJoin[] | typeof DOWN)[],
  keeps: typeof DOWN | undefined = undefined,
) => {
  const asked: (() => void)[] = [];
  const kept: (readonly CallOutcome[])[] = [];
  const desk = new CallRecordDesk(
    {
      joinCalls: async () => {
        const answer = answers[asked.length] ?? [];
        await new Promise<void>((resolve) => asked.push(resolve));
        return 'ok' in answer ? answer : success(answer);
      },
    },
    {
      keepOutcomes: async (outcomes) => {
        kept.push(outcomes);
        return kept.length === 1 && keeps !== undefined ? keeps : success(undefined);
      },
    },
  );
  return { desk, asked, kept };
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('what is matched is kept; what is known or told in a dry run is not', async () => {
  const joins: CallJoin[] = [joinOf('a'), joinOf('b', 'known'), { result: 'unmatched', why: 'refused' }];
  const { desk, asked, kept } = deskOf([joins, joins, [joinOf('b', 'known')]]);
  const told = [false, true, false].map((isDryRun) => desk.recordCalls(LINE, [BUSY, BUSY, BUSY], isDryRun));
  for (let batch = 0; batch < told.length; batch++) {
    await turn();
    asked[batch]?.();
    expect(await told[batch]).toMatchObject({ ok: true });
  }
  const { status, answeredMs, endedMs, endedBy } = BUSY;
  // Of what is known, that it is on the disk is still waited for.
  expect(kept).toEqual([[{ decision: 'a', status, ringingMs: undefined, answeredMs, endedMs, endedBy }], []]);
});

test('one batch is joined at a time, also after one that failed; too many are sent away', async () => {
  const { desk, asked } = deskOf([DOWN]);
  const told = Array.from({ length: BATCHES_WAITING_MAX }, () => desk.recordCalls(LINE, [BUSY], false));
  expect(await desk.recordCalls(LINE, [BUSY], false)).toMatchObject({ ok: false, code: 'not-ready' });
  await turn();
  expect(asked).toHaveLength(1);
  asked[0]?.();
  expect(await told[0]).toBe(DOWN);
  await turn();
  expect(asked).toHaveLength(2);
  const last = desk.recordCalls(LINE, [BUSY], false);
  for (let batch = 1; batch <= BATCHES_WAITING_MAX; batch++) {
    await turn();
    asked[batch]?.();
  }
  expect(await last).toMatchObject({ ok: true });
});

test('what the disk refused is no success, and is kept anew however known it seems', async () => {
  const { desk, asked, kept } = deskOf([[joinOf('a')], [joinOf('a', 'known')]], DOWN);
  const told = [desk.recordCalls(LINE, [BUSY], false), desk.recordCalls(LINE, [BUSY], false)];
  await turn();
  asked[0]?.();
  expect(await told[0]).toBe(DOWN);
  await turn();
  asked[1]?.();
  expect(await told[1]).toMatchObject({ ok: true });
  expect(kept.map((outcomes) => outcomes.map(({ decision }) => decision))).toEqual([['a'], ['a']]);
});
