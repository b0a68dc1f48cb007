import { asId, type DecisionId } from '@wurao/domain';
import { type AttemptBody, attemptOf, decide, explain, instantOf } from '@wurao/engine';
import { CN_2020_DRAFT } from '@wurao/law';
import { naiveCounters, naiveFacts } from '@wurao/testkit';
import { describe, expect, test } from 'vitest';
import { changesOfCase } from './load.ts';

const AT_MS = instantOf('2026-03-10T10:00:00+08:00');
const facts = naiveFacts(changesOfCase({ given: [] }));

/** What the explanation says of step 2, and whether the decision came out again. */
const stepTwo = (body: AttemptBody) => {
  const attempt = attemptOf(body);
  const decision = decide(attempt, facts, naiveCounters(CN_2020_DRAFT), CN_2020_DRAFT, AT_MS);
  const record = { id: asId<DecisionId>('d1-1'), atMs: AT_MS, attempt, decision };
  const { steps, reproduced } = explain(record, facts, CN_2020_DRAFT);
  return { looked: steps.find(({ step }) => step === 2)?.looked, reason: decision.reason, reproduced };
};

const CALL: AttemptBody = { channel: 'voice', caller: '13700000001', callee: '13800000001', line: 'line-personal' };

describe('step 2 of an explanation', () => {
  test('shows what STIR said, also where it refused', () => {
    const stir = { status: 'failed', reason: 'dest-mismatch' } as const;
    expect(stepTwo({ ...CALL, stir })).toMatchObject({ looked: { stir }, reason: 'caller-spoofed', reproduced: true });
    const good = { status: 'verified', attest: 'B' } as const;
    expect(stepTwo({ ...CALL, stir: good })).toMatchObject({ looked: { stir: good }, reproduced: true });
    expect(stepTwo(CALL).looked?.['stir']).toBeUndefined();
  });

  test.each([
    ['line-personal', { decidedBy: 'presented', lineTrusted: true, asserted: 'checked' }],
    ['line-access', { decidedBy: 'presented', lineTrusted: false, asserted: 'ignored' }],
  ])('says which identity spoke on %s', (line, identity) => {
    expect(stepTwo({ ...CALL, line, assertedCaller: '13700000003' }).looked).toMatchObject({ identity });
  });

  test('says that nobody spoke for a hidden caller', () => {
    const hidden = stepTwo({ ...CALL, caller: null, line: 'line-interconnect-open' }).looked;
    expect(hidden).toMatchObject({ identity: { decidedBy: 'nobody', lineTrusted: false, asserted: 'none' } });
  });

  test('names the party first called and the final target of a forwarded call, believed from trusted lines only', () => {
    const forwarded = { ...CALL, firstCalled: '13800000009' };
    expect(stepTwo(forwarded).looked).toMatchObject({ firstCalled: '+8613800000009', finalTarget: '+8613800000001' });
    const untrusted = stepTwo({ ...forwarded, line: 'line-interconnect-open' }).looked;
    expect([untrusted?.['firstCalled'], untrusted?.['finalTarget']]).toEqual([undefined, undefined]);
  });
});
