import { CN_2020_DRAFT } from '@wurao/law';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STATE_COUNCIL_CALENDAR } from './calendar.ts';
import { deadlineOf } from './clocks.ts';
import {
  checkInquiryAnswer,
  INQUIRY_ACTORS,
  INQUIRY_INPUTS,
  INQUIRY_OPENING_CLOCK,
  INQUIRY_STATES,
  INQUIRY_TABLE,
  type InquiryAnswer,
  type InquiryFacts,
  type InquiryInput,
  type InquiryState,
  NUMBER_SOURCES,
  OBJECTIONS_MAX,
  stepInquiry,
} from './inquiry.ts';

/** The table said again: input>state, who (Y: system), `!` where it says why. */
const PLAIN: Readonly<Record<InquiryState, string>> = {
  asked: 'answer>answered M | escalate>escalated SHY | withdraw>closed S',
  answered: 'accept>closed S | object>asked S! | escalate>escalated S!',
  escalated: 'answer>answered M | withdraw>closed S | close>closed HR!',
  closed: '',
};
const LETTERS = { subscriber: 'S', merchant: 'M', handler: 'H', regulator: 'R', system: 'Y' } as const;
const NOW = Date.parse('2026-03-09T10:00:00+08:00');

const expected = (state: InquiryState, input: InquiryInput, facts: InquiryFacts): string => {
  for (const part of PLAIN[state].split(' | ')) {
    const [move = '', who = ''] = part.split(' ');
    const [name, to = ''] = move.split('>');
    if (name !== input) continue;
    if (!who.includes(LETTERS[facts.actor])) return 'not-yours';
    if (state === 'asked' && input === 'escalate' && !((facts.clockDueMs ?? Infinity) <= NOW)) return 'guarded';
    if (input === 'object' && facts.objections > 0) return 'guarded';
    if (state === 'answered' && input === 'escalate' && facts.objections === 0) return 'guarded';
    return who.endsWith('!') && (facts.reason ?? '').trim() === '' ? 'reason-missing' : to;
  }
  return 'not-in-this-state';
};

const ALL_FACTS: readonly InquiryFacts[] = INQUIRY_ACTORS.flatMap((actor) =>
  [NOW - 1, NOW, NOW + 1, undefined].flatMap((clockDueMs) =>
    [0, 1].flatMap((objections) =>
      [undefined, ' ', 'It names nobody.'].map((reason) => ({ actor, atMs: NOW, clockDueMs, objections, reason })),
    ),
  ),
);
const CODES = {
  'not-in-this-state': 'conflict',
  'not-yours': 'forbidden',
  guarded: 'conflict',
  'reason-missing': 'invalid',
} as const;

describe.each(INQUIRY_STATES.map((state) => [state] as const))('an inquiry that is %s', (state) => {
  test.each(INQUIRY_INPUTS.map((input) => [input] as const))('at %s goes on or refuses, as the plan says', (input) => {
    for (const facts of ALL_FACTS) {
      const answer = stepInquiry(state, input, facts);
      const got = answer.ok ? answer.value.to : 'refusal' in answer ? answer.refusal : 'failure';
      expect([facts, got]).toEqual([facts, expected(state, input, facts)]);
      if (answer.ok) {
        const isObjection = input === 'object';
        expect(answer.value.begins).toEqual(isObjection ? { clock: 'amend', fromMs: NOW } : undefined);
        expect(answer.value.objections).toBe(facts.objections + (isObjection ? 1 : 0));
        continue;
      }
      if (!('refusal' in answer)) continue;
      const said = { ...facts, reason: 'Because.' };
      const could = INQUIRY_INPUTS.filter((one) => stepInquiry(state, one, said).ok);
      expect([answer.code, answer.possible]).toEqual([CODES[answer.refusal], could]);
      expect(answer.errors[0]?.remedy).toContain(could.length === 0 ? 'Nothing' : could.join(', '));
    }
  });
});

test('every state can be reached from the question, and only the end cannot be left', () => {
  const reached = new Set<InquiryState>(['asked']);
  for (const from of reached) for (const { to } of Object.values(INQUIRY_TABLE.rows[from])) reached.add(to);
  expect([...reached].sort()).toEqual([...INQUIRY_STATES].sort());
  expect(INQUIRY_STATES.filter((state) => Object.keys(INQUIRY_TABLE.rows[state]).length === 0)).toEqual(['closed']);
});

test('the merchant has 15 working days; after them the question goes to a handler, and may still be answered', () => {
  // Asked on Mon 2026-03-09: every weekday is worked until 30 March, the 15th of them.
  const rule = CN_2020_DRAFT.clocks[INQUIRY_OPENING_CLOCK];
  const due = deadlineOf(rule, { fromMs: NOW, pauses: [] }, STATE_COUNCIL_CALENDAR);
  if (!due.ok || due.value.dueMs === undefined) throw new Error('no deadline');
  expect(due.value.dueMs).toBe(Date.parse('2026-03-31T00:00:00+08:00'));
  const facts = { clockDueMs: due.value.dueMs, objections: 0, reason: undefined };
  const escalate = (atMs: number) => stepInquiry('asked', 'escalate', { ...facts, actor: 'system', atMs });
  expect(escalate(due.value.dueMs - 1)).toMatchObject({
    refusal: 'guarded',
    errors: [{ message: 'escalate of an inquiry that is asked waits for: clock-out' }],
  });
  expect(escalate(due.value.dueMs)).toMatchObject({ ok: true, value: { to: 'escalated' } });
  const late = { ...facts, actor: 'merchant' as const, atMs: due.value.dueMs + 1 };
  expect(stepInquiry('asked', 'answer', late)).toMatchObject({ ok: true });
});

test('no walk objects more often than it may, and a merchant never ends an inquiry', () => {
  const act = fc.record({
    input: fc.constantFrom(...INQUIRY_INPUTS),
    actor: fc.constantFrom(...INQUIRY_ACTORS),
    isOut: fc.boolean(),
  });
  const ends = new Set<InquiryState>();
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      let state: InquiryState = 'asked';
      let objections = 0;
      for (const { input, actor, isOut } of acts) {
        const clockDueMs = isOut ? NOW : NOW + 1;
        const answer = stepInquiry(state, input, { actor, atMs: NOW, clockDueMs, objections, reason: 'Tried.' });
        if (!answer.ok) continue;
        if (answer.value.to === 'closed') expect(actor).not.toMatch(/merchant|system/);
        expect(state).not.toBe('closed');
        ({ to: state, objections } = answer.value);
        expect(objections).toBeLessThanOrEqual(OBJECTIONS_MAX);
      }
      ends.add(state);
    }),
    { numRuns: 2_000 },
  );
  expect([...ends].sort()).toEqual([...INQUIRY_STATES].sort());
});

describe('an answer', () => {
  test.each(NUMBER_SOURCES)('from %s names its basis or its supplier, and only where that is the source', (source) => {
    const isBasis = ['consent', 'request', 'relation'].includes(source);
    const fieldOf = (over: Partial<InquiryAnswer>) =>
      checkInquiryAnswer({ source, text: 'You ordered from us.', ...over })?.errors[0]?.field;
    const isSupplier = source === 'supplier';
    expect(fieldOf({})).toBe(isBasis ? 'basis' : isSupplier ? 'supplier' : undefined);
    expect(fieldOf({ basis: 'basis-1' })).toBe(isBasis ? undefined : 'basis');
    expect(fieldOf({ basis: ' ' })).toBe(fieldOf({}));
    expect(fieldOf({ supplier: 'party-1' })).toBe(isSupplier ? undefined : isBasis ? 'basis' : 'supplier');
    const named = { ...(isBasis ? { basis: 'basis-1' } : {}), ...(isSupplier ? { supplier: 'party-1' } : {}) };
    for (const [text, field] of [
      ['', 'text'],
      [' ', 'text'],
      ['x'.repeat(2_001), 'text'],
      ['x'.repeat(2_000), undefined],
    ] as const)
      expect(fieldOf({ ...named, text })).toBe(field);
  });
});
