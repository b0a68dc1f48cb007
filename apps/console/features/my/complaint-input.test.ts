import { describe, expect, test } from 'vitest';
import type { Complaint } from './choices.ts';
import { draftOf, EMPTY_DRAFT, inputOfDraft, missingIn } from './complaint-input.ts';

describe('a complaint as the form sends it', () => {
  test('of a call', () => {
    const draft = { ...EMPTY_DRAFT, reported: ' 95588 ', at: '2026-03-01T09:50', seconds: '12', description: '推销' };
    expect(inputOfDraft(draft)).toEqual({
      channel: 'voice',
      reported: '95588',
      at: '2026-03-01T01:50:00.000Z',
      durationMs: 12_000,
      description: '推销',
    });
  });
  test('a call that was not answered lasted 0, and is not left out', () => {
    expect(inputOfDraft({ ...EMPTY_DRAFT, seconds: '0' }).durationMs).toBe(0);
  });
  test('a message has words and no duration', () => {
    const sent = inputOfDraft({ ...EMPTY_DRAFT, channel: 'sms', seconds: '5', text: '领取' });
    expect(sent).toEqual({ channel: 'sms', text: '领取' });
  });
  test('a hidden number is said to be hidden, whatever the field holds', () => {
    expect(inputOfDraft({ ...EMPTY_DRAFT, isHidden: true, reported: '1' }).reported).toBe('not shown');
  });
  test('what is left empty is left out', () => {
    expect(inputOfDraft({ ...EMPTY_DRAFT, description: '  ' })).toEqual({ channel: 'voice' });
  });
});

const KEPT: Complaint = {
  id: 'complaint-1',
  receivedAt: '2026-03-01T02:00:00.000Z',
  state: 'incomplete',
  case: 'case-1',
};

describe('what a complaint lacks', () => {
  test('everything', () => expect(missingIn(KEPT)).toEqual(['reported', 'channel', 'at', 'words']));
  test('a call lacks its duration, a message does not', () => {
    const told = { ...KEPT, reported: '95588', at: KEPT.receivedAt, text: 'x' };
    expect(missingIn({ ...told, channel: 'voice' })).toEqual(['duration']);
    expect(missingIn({ ...told, channel: 'sms' })).toEqual([]);
  });
  test('a duration of 0 is none that is missing', () => {
    expect(missingIn({ ...KEPT, channel: 'voice', durationMs: 0 })).not.toContain('duration');
  });
});

test('a complaint on record fills the form so that it would be sent the same', () => {
  const told = {
    reported: 'not shown',
    channel: 'voice' as const,
    at: '2026-03-01T01:50:00.000Z',
    durationMs: 12_000,
    description: '推销',
    category: 'loan' as const,
  };
  expect(inputOfDraft(draftOf({ ...KEPT, ...told }))).toEqual(told);
});
