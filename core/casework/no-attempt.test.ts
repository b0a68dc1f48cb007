import { asId, CHANNELS, DELIVERY_REACH_MS, type PhoneNumber } from '@wurao/domain';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { attemptSpan, CALL_APART_MAX_MS } from './match-attempt.ts';
import {
  explainNoAttempt,
  NO_ATTEMPT_EVIDENCE,
  NO_ATTEMPT_MEANINGS,
  type NoAttemptFacts,
  noAttemptText,
} from './no-attempt.ts';
import { readReported } from './reported-number.ts';

const AT = Date.parse('2026-03-09T12:00:00+08:00');
const FACTS: NoAttemptFacts = { journalFromMs: 0, filed: false, assigned: undefined, refused: false };
type Missed = Parameters<typeof explainNoAttempt>[0];
const about = (written: string, channel: Missed['channel'] = 'voice'): Missed => ({
  complainant: asId<PhoneNumber>('+8613800000001'),
  reported: readReported(written),
  channel,
  atMs: AT,
});
const explained = (complaint: Missed, over: Partial<NoAttemptFacts> = {}): string[] =>
  explainNoAttempt(complaint, { ...FACTS, ...over }).map(
    ({ meaning, evidence }) => `${meaning}: ${evidence.join(' ')}`,
  );

describe('no attempt fits', () => {
  test.each<[string, Missed, Partial<NoAttemptFacts>, string[]]>([
    [
      'a call of somebody unknown here',
      about('13912341234'),
      { assigned: true },
      ['another-carrier: not-filed-here prefix-assigned'],
    ],
    ['a message of a port filed elsewhere', about('1069000112', 'sms'), {}, ['another-carrier: not-filed-here']],
    [
      'a message of a port filed here',
      about('1069000112', 'sms'),
      { filed: true },
      ['fake-base-station: filed-here came-as-message', 'spoofed: filed-here'],
    ],
    ['a call of a number filed here', about('95588'), { filed: true }, ['spoofed: filed-here']],
    [
      'a call that was refused here',
      about('95588'),
      { filed: true, refused: true },
      ['spoofed: filed-here', 'another-carrier: refused-here'],
    ],
    [
      'a flash message of nobody',
      about('1069000112', 'flash'),
      {},
      ['fake-base-station: came-as-flash', 'another-carrier: not-filed-here'],
    ],
    [
      'a call of a prefix of nobody',
      about('13912341234'),
      { assigned: false },
      ['spoofed: prefix-unassigned', 'another-carrier: not-filed-here'],
    ],
    ['a call of 110', about('110'), {}, ['spoofed: public-code', 'another-carrier: not-filed-here']],
    [
      'a message of 12315',
      about('12315', 'sms'),
      {},
      ['fake-base-station: public-code came-as-message', 'spoofed: public-code', 'another-carrier: not-filed-here'],
    ],
    [
      "a call of the complainant's own number",
      about('13800000001'),
      { assigned: true },
      ['spoofed: own-number', 'another-carrier: not-filed-here prefix-assigned'],
    ],
    [
      'a message that shows the own number, which is filed here',
      about('13800000001', 'sms'),
      { filed: true },
      ['spoofed: filed-here own-number', 'fake-base-station: filed-here came-as-message'],
    ],
    ['a call from abroad', about('+14155550100'), {}, ['another-carrier: not-filed-here foreign-number']],
    ['a masked number', about('139****1234'), { filed: true, assigned: false }, ['unknown-number: number-masked']],
    ['no number', about('not shown', 'sms'), {}, ['unknown-number: number-unreadable']],
  ])('%s', (_, complaint, facts, expected) => {
    expect(explained(complaint, facts)).toEqual(expected);
  });

  it('for it is too long ago, and then for nothing else', () => {
    const old = (journalFromMs: number) => explained(about('95588'), { journalFromMs, filed: true });
    expect(old(AT + CALL_APART_MAX_MS + 1)).toEqual(['too-old: before-journal']);
    expect(old(AT + CALL_APART_MAX_MS)).toEqual(['too-old: part-before-journal', 'spoofed: filed-here']);
    expect(old(AT - CALL_APART_MAX_MS)).toEqual(['spoofed: filed-here']);
    const message = about('95588', 'sms');
    expect(explained(message, { journalFromMs: AT - DELIVERY_REACH_MS + 1 })[0]).toBe('too-old: part-before-journal');
  });

  it('always means something, of which each piece of evidence is true', () => {
    const numbers = ['13912341234', '95588', '110', '13800000001', '+14155550100', '139****1234', 'hidden'];
    const facts = fc.record({
      journalFromMs: fc.integer({ min: AT - 2 * DELIVERY_REACH_MS, max: AT + DELIVERY_REACH_MS }),
      filed: fc.boolean(),
      assigned: fc.constantFrom(undefined, true, false),
      refused: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.constantFrom(...numbers), fc.constantFrom(...CHANNELS), facts, (written, channel, given) => {
        const complaint = about(written, channel);
        const said = explainNoAttempt(complaint, given);
        expect(said.length).toBeGreaterThan(0);
        const keys = new Set(said.flatMap(({ evidence }) => evidence));
        if (keys.has('filed-here')) expect([given.filed, complaint.reported.kind]).toEqual([true, 'known']);
        if (keys.has('not-filed-here')) expect(given.filed).toBe(false);
        if (keys.has('refused-here')) expect(given.refused).toBe(true);
        expect(keys.has('before-journal')).toBe(attemptSpan(complaint)[1] < given.journalFromMs);
        if (channel === 'voice') expect(said.map(({ meaning }) => meaning)).not.toContain('fake-base-station');
      }),
    );
  });

  it('is said in both languages', () => {
    const finding = { meaning: 'spoofed', evidence: ['filed-here', 'own-number'] } as const;
    expect(noAttemptText(finding, 'zh')).toBe(
      '号码可能被冒用：显示的号码不是真实的主叫。依据：号码当时在本平台备案，其联系都应有记录；显示的是投诉人本人的号码。',
    );
    expect(noAttemptText(finding, 'en')).toBe(
      "The number may be spoofed: whoever it shows did not call or send. Because the number was filed here then, and all that it sends is on record; the number shown is the complainant's own.",
    );
    for (const { zh, en } of [...Object.values(NO_ATTEMPT_MEANINGS), ...Object.values(NO_ATTEMPT_EVIDENCE)]) {
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en).toMatch(/^[ -~]+$/);
    }
  });
});
