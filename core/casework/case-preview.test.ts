import { CN_2020_DRAFT } from '@wurao/law';
import { describe, expect, it } from 'vitest';
import type { CaseFile, CaseStepRecord } from './case-file.ts';
import { type CaseLook, previewSteps, stepsNow } from './case-preview.ts';
import { stepCase } from './case-states.ts';

const NOW_MS = Date.UTC(2026, 2, 2, 2);
const DAY_MS = 86_400_000;

const file = (over: Partial<CaseFile>): CaseFile => ({
  id: 'case-1',
  openedMs: NOW_MS,
  updatedMs: NOW_MS,
  state: 'received',
  source: undefined,
  channel: 'voice',
  category: undefined,
  province: undefined,
  clock: { name: 'forward', fromMs: NOW_MS, pauses: [], dueMs: NOW_MS + DAY_MS, missingYear: undefined },
  party: undefined,
  decision: undefined,
  assignee: undefined,
  complaints: 1,
  steps: 1,
  earlier: [],
  importId: undefined,
  ...over,
});
const upheldBy = (who: string): CaseStepRecord => ({
  caseId: 'case-1',
  position: 1,
  atMs: NOW_MS,
  who,
  role: 'handler',
  input: 'uphold',
  from: 'received',
  to: 'upheld',
  reason: 'So it was.',
  tells: 'upheld',
  clock: undefined,
  dueMs: undefined,
  wasLate: false,
});
const look: CaseLook = { actor: 'handler', who: 'key-1', atMs: NOW_MS, law: CN_2020_DRAFT };

describe('what could be done with a case', () => {
  it('is told with what the person would be told, to the day that is promised', () => {
    const steps = previewSteps(file({}), [], look);
    const forward = steps.find(({ input }) => input === 'forward');
    expect(forward).toMatchObject({ to: 'forwarded', why: undefined });
    // Fifteen working days from Tuesday 3 March 2026.
    expect(forward?.tells?.en).toContain('by the end of 23 March 2026');
    expect(steps.find(({ input }) => input === 'tell')).toEqual({
      input: 'tell',
      to: undefined,
      tells: undefined,
      why: { zh: '案件当前状态下不能这样办理。', en: 'Not possible in this state' },
    });
  });

  it('is what the table lets through, in every state', () => {
    for (const state of ['received', 'forwarded', 'answered', 'upheld', 'closed', 'reopened', 'appealed'] as const) {
      const one = file({ state });
      const previewed = previewSteps(one, [], look).filter(({ why }) => why === undefined);
      expect(previewed.map(({ input }) => input)).toEqual(stepsNow(one, look));
      for (const { input, to } of previewed) {
        const facts = { ...look, clockDueMs: NOW_MS + DAY_MS, otherComplaints: 0, wasDecided: false, reason: 'Said.' };
        expect(stepCase(state, input, facts)).toMatchObject({ ok: true, value: { to } });
      }
    }
    expect(stepsNow(file({}), look)).toEqual(['forward', 'uphold', 'reject']);
  });

  it('is not the appeal against a decision of the same hand', () => {
    const appealed = file({ state: 'appealed', decision: 'upheld' });
    const mine = previewSteps(appealed, [upheldBy('key-1')], look);
    expect(mine.find(({ input }) => input === 'reject')?.why?.en).toContain('another handler');
    const others = previewSteps(appealed, [upheldBy('key-2')], look);
    expect(others.find(({ input }) => input === 'reject')).toMatchObject({ to: 'rejected' });
  });
});
