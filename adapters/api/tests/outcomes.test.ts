import { asId, type DecisionId, type PhoneNumber } from '@wurao/domain';
import { CN_2020_DRAFT } from '@wurao/law';
import { describe, expect, it } from 'vitest';
import { NOW_MS, record } from '../fakes/facts.ts';
import type { ToldOutcome } from '../ports.ts';
import { attemptView } from '../views/contact-view.ts';
import { explanationView } from '../views/explanation-view.ts';

const OUTCOME: ToldOutcome = {
  decision: asId<DecisionId>('d1-1'),
  status: 200,
  ringingMs: NOW_MS + 1_000,
  answeredMs: NOW_MS + 2_000,
  endedMs: NOW_MS + 62_000,
  endedBy: 'caller',
  source: 'gate',
};
const OF_THE_CALL = ['answered', 'answeredAt', 'durationMs', 'endedAt', 'endedBy', 'ringingAt'];

const explained = (outcome: ToldOutcome | undefined) => ({
  record: { ...record({ reason: 'consented', step: 13 }), outcome },
  steps: [],
  fact: undefined,
  reproduced: true,
});

describe('how a call went', () => {
  it.each([
    ['admin', [...OF_THE_CALL, 'source', 'status']],
    ['carrier', [...OF_THE_CALL, 'source', 'status']],
    ['merchant', [...OF_THE_CALL, 'status']],
    ['subscriber', OF_THE_CALL],
  ] as const)('is shown to %s as far as its row says', (role, fields) => {
    const shown = explanationView(role, explained(OUTCOME), CN_2020_DRAFT)['outcome'] as object;
    expect(Object.keys(shown).sort()).toEqual([...fields].sort());
    expect(shown).toMatchObject({ answered: true, durationMs: 60_000, endedBy: 'caller' });
  });

  it.each([
    ['admin', ['delivered', 'endedAt', 'error', 'source', 'state']],
    ['carrier', ['delivered', 'endedAt', 'error', 'source', 'state']],
    ['merchant', ['delivered', 'endedAt', 'error', 'state']],
    ['subscriber', ['delivered', 'endedAt']],
  ] as const)('or a message, is shown to %s likewise', (role, fields) => {
    const told = (state: string): ToldOutcome => ({
      ...{ decision: OUTCOME.decision, status: 0, source: 'report', endedMs: NOW_MS, endedBy: undefined },
      ...{ ringingMs: undefined, answeredMs: undefined, message: { state, error: '012' } },
    });
    const shown = (state: string) => explanationView(role, explained(told(state)), CN_2020_DRAFT)['outcome'] as object;
    expect(Object.keys(shown('DELIVRD')).sort()).toEqual(fields);
    expect(shown('DELIVRD')).toMatchObject({ delivered: true, endedAt: new Date(NOW_MS).toISOString() });
    expect(shown('UNDELIV')).toMatchObject({ delivered: false });
  });

  it('is left out while nobody told, and has no duration before its end', () => {
    expect(explanationView('admin', explained(undefined), CN_2020_DRAFT)).not.toHaveProperty('outcome');
    const open = explanationView('admin', explained({ ...OUTCOME, endedMs: undefined }), CN_2020_DRAFT)['outcome'];
    expect(open).toMatchObject({ answered: true });
    expect(open).not.toHaveProperty('durationMs');
  });

  it('stands with each attempt that a subscriber reads', () => {
    const attempt = {
      id: OUTCOME.decision,
      atMs: NOW_MS,
      decision: 'allow' as const,
      reason: 'consented',
      channel: 'voice',
      purpose: undefined,
      caller: undefined,
      callee: '+8613800000001' as PhoneNumber,
      merchant: undefined,
      line: undefined,
      outcome: OUTCOME,
    };
    expect(attemptView(attempt, undefined, false)['outcome']).toMatchObject({ answered: true, durationMs: 60_000 });
    expect(attemptView(attempt, undefined, false)['outcome']).not.toHaveProperty('source');
    expect(attemptView(attempt, undefined, true)['outcome']).toMatchObject({ source: 'gate', status: 200 });
  });
});
