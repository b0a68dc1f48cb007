import { describe, expect, test } from 'vitest';
import { CASE_OPENINGS, CASE_TABLE } from './case-states.ts';
import { TELLS, type TellKey, type TellLanguage, tellText } from './case-texts.ts';

const LANGUAGES: readonly TellLanguage[] = ['zh', 'en'];
const KEYS = Object.keys(TELLS) as TellKey[];
const FACTS = {
  caseId: '2026-000017',
  atMs: Date.parse('2026-02-12T10:00:00+08:00'),
  // 00:00 of the 25th: the 24th is the last day in time.
  dueMs: Date.parse('2026-02-25T00:00:00+08:00'),
};
const CLOCKLESS: readonly TellKey[] = ['withdrawn', 'lapsed', 'told-upheld', 'told-rejected'];

describe.each(KEYS.map((key) => [key] as const))('what is told: %s', (key) => {
  test('names the case and, where a clock runs, the last day in time', () => {
    const [zh, en] = LANGUAGES.map((language) => tellText(key, language, FACTS));
    expect(zh).toMatch(/\p{Script=Han}.*。$/u);
    expect(en).toMatch(/^[A-Z][^\p{Script=Han}]*\.$/u);
    for (const text of [zh, en]) {
      expect(text).toContain('2026-000017');
      expect(text).not.toMatch(/[{}]/);
    }
    const runs = !CLOCKLESS.includes(key);
    expect([zh?.includes('2026年2月24日'), en?.includes('24 February 2026')]).toEqual([runs, runs]);
  });

  test('promises no day that is unknown or has passed', () => {
    for (const facts of [
      { ...FACTS, dueMs: undefined },
      { ...FACTS, atMs: FACTS.dueMs },
    ]) {
      for (const language of LANGUAGES) {
        const text = tellText(key, language, facts);
        expect(text).not.toMatch(/[{}]|2月|February|undefined|NaN/);
        expect(text).toContain('2026-000017');
      }
    }
    expect(tellText(key, 'zh', { ...FACTS, atMs: FACTS.dueMs - 1 })).toBe(tellText(key, 'zh', FACTS));
  });
});

test('every transition and opening tells of the clock that runs afterwards, and every text is told by one', () => {
  const transitions = Object.values(CASE_TABLE).flatMap((row) => Object.values(row));
  for (const { tells, clock } of transitions)
    expect([tells, CLOCKLESS.includes(tells)]).toEqual([tells, clock.kind === 'ends']);
  const told = new Set([...transitions, ...Object.values(CASE_OPENINGS)].map(({ tells }) => tells));
  expect([...told].sort()).toEqual([...KEYS].sort());
});

test('a text reads as a whole', () => {
  expect(tellText('forwarded', 'zh', FACTS)).toBe(
    '您的投诉2026-000017已转交被投诉方处理。对方应于2026年2月24日（含当日）前答复。',
  );
  expect(tellText('forwarded', 'en', FACTS)).toBe(
    'Your complaint 2026-000017 has been forwarded to the party concerned. The party is to answer by the end of 24 February 2026.',
  );
  expect(tellText('received', 'en', { ...FACTS, caseId: '$&' })).toContain('complaint $& has');
});
