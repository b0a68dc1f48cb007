import { type ClockName, CN_2020_DRAFT } from '@wurao/law';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STATE_COUNCIL_CALENDAR } from './calendar.ts';
import {
  CASE_ACTORS,
  CASE_INPUTS,
  CASE_OPENINGS,
  CASE_REFUSALS,
  CASE_STATES,
  CASE_TABLE,
  type CaseActor,
  type CaseInput,
  type CaseState,
  CLOCKS_OF_STATE,
  possibleInputs,
  type StepFacts,
  stepCase,
} from './case-states.ts';
import { deadlineOf } from './clocks.ts';

/** The table said again, as the plan of the house has it: input>state, who, and the clock that runs afterwards (`=`: the same goes on). */
const PLAIN: Readonly<Record<CaseState, string>> = {
  incomplete: 'supplement>received SH forward | lapse>closed Y - | withdraw>closed S -',
  received: 'forward>forwarded HRY report | uphold>upheld HR tell | reject>rejected HR tell | withdraw>closed S -',
  forwarded: 'answer>answered P tell | uphold>upheld HR tell | reject>rejected HR tell | withdraw>closed S -',
  answered: 'return>forwarded HR amend | uphold>upheld HR = | reject>rejected HR = | withdraw>closed S -',
  upheld: 'tell>closed HY - | appeal>appealed SP appeal',
  rejected: 'tell>closed HY - | appeal>appealed SP appeal',
  closed: 'reopen>reopened HR forward | appeal>appealed SP appeal',
  reopened: 'forward>forwarded HRY report | uphold>upheld HR tell | reject>rejected HR tell | withdraw>closed S -',
  appealed: 'uphold>upheld HR tell | reject>rejected HR tell',
};
const LETTERS: Readonly<Record<CaseActor, string>> = {
  subscriber: 'S',
  party: 'P',
  handler: 'H',
  regulator: 'R',
  system: 'Y',
};
const SAYS_WHY = 'return uphold reject reopen appeal';

interface Plain {
  readonly to: CaseState;
  readonly who: string;
  readonly clock: string;
}
const plainRow = (state: CaseState, input: CaseInput): Plain | undefined => {
  for (const part of PLAIN[state].split(' | ')) {
    const [move = '', who = '', clock = ''] = part.split(' ');
    const [name, to] = move.split('>');
    if (name === input) return { to: to as CaseState, who, clock };
  }
  return undefined;
};

const NOW = Date.parse('2026-03-09T10:00:00+08:00');
const FACTS: StepFacts = {
  actor: 'handler',
  atMs: NOW,
  clockDueMs: NOW + 1,
  otherComplaints: 0,
  wasDecided: true,
  reason: undefined,
};

/** What must come of it, decided by hand. */
const expected = (state: CaseState, input: CaseInput, facts: StepFacts): string => {
  const row = plainRow(state, input);
  if (row === undefined) return 'not-in-this-state';
  if (!row.who.includes(LETTERS[facts.actor])) return 'not-yours';
  const waits = input === 'lapse' || (state === 'forwarded' && (input === 'uphold' || input === 'reject'));
  if (waits && (facts.clockDueMs === undefined || facts.clockDueMs > facts.atMs)) return 'clock-runs';
  if (input === 'withdraw' && facts.otherComplaints !== 0) return 'others-stand';
  if (state === 'closed' && input === 'appeal' && !facts.wasDecided) return 'nothing-decided';
  if (SAYS_WHY.split(' ').includes(input) && (facts.reason ?? '').trim().length === 0) return 'reason-missing';
  return row.to;
};

const ALL_FACTS: readonly StepFacts[] = CASE_ACTORS.flatMap((actor) =>
  [NOW - 1, NOW, NOW + 1, undefined].flatMap((clockDueMs) =>
    [0, 2].flatMap((otherComplaints) =>
      [true, false].flatMap((wasDecided) =>
        [undefined, ' ', 'The recording shows it.'].map((reason) => ({
          actor,
          atMs: NOW,
          clockDueMs,
          otherComplaints,
          wasDecided,
          reason,
        })),
      ),
    ),
  ),
);

describe.each(CASE_STATES.map((state) => [state] as const))('a case that is %s', (state) => {
  test.each(CASE_INPUTS.map((input) => [input] as const))('at %s goes on or refuses, as the plan says', (input) => {
    for (const facts of ALL_FACTS) {
      const answer = stepCase(state, input, facts);
      expect([facts, answer.ok ? answer.value.to : answer.refusal]).toEqual([facts, expected(state, input, facts)]);
    }
  });

  test('ends and begins the clocks that the plan says', () => {
    for (const input of CASE_INPUTS) {
      const row = plainRow(state, input);
      const transition = CASE_TABLE[state][input];
      if (row === undefined || transition === undefined) continue;
      const { clock } = transition;
      expect([input, clock.kind === 'begins' ? clock.clock : clock.kind === 'ends' ? '-' : '=']).toEqual([
        input,
        row.clock,
      ]);
      if (clock.kind === 'begins') expect(CLOCKS_OF_STATE[transition.to]).toContain(clock.clock);
      if (clock.kind === 'goes-on') expect(CLOCKS_OF_STATE[transition.to]).toEqual(CLOCKS_OF_STATE[state]);
      if (clock.kind === 'ends') expect(CLOCKS_OF_STATE[transition.to]).toEqual([]);
    }
  });

  test('tells in each refusal what this actor could do instead, and that can be done', () => {
    for (const facts of ALL_FACTS) {
      for (const input of CASE_INPUTS) {
        const answer = stepCase(state, input, facts);
        if (answer.ok) continue;
        expect(answer.code).toBe(CASE_REFUSALS[answer.refusal].code);
        expect(answer.errors).toHaveLength(1);
        const { message = '', remedy = '' } = answer.errors[0] ?? {};
        expect(message.length).toBeGreaterThan(10);
        for (const other of answer.possible) {
          expect(remedy).toContain(other);
          expect(stepCase(state, other, { ...facts, reason: 'Because.' }).ok).toBe(true);
        }
        const others = CASE_INPUTS.filter((other) => !answer.possible.includes(other));
        expect(others.filter((other) => stepCase(state, other, { ...facts, reason: 'Because.' }).ok)).toEqual([]);
        if (answer.possible.length === 0) expect(remedy).toContain('Nothing');
      }
    }
  });
});

test('a refusal reads so that somebody can act on it', () => {
  const tooSoon = stepCase('forwarded', 'uphold', { ...FACTS, clockDueMs: NOW + 1, reason: 'Clear.' });
  expect(tooSoon).toMatchObject({
    ok: false,
    code: 'conflict',
    refusal: 'clock-runs',
    title: 'The clock has not run out',
    errors: [{ field: 'input', message: expect.stringContaining('2026-03-09T02:00:00.001Z') }],
    possible: [],
  });
  expect(stepCase('forwarded', 'uphold', { ...FACTS, clockDueMs: undefined, reason: 'Clear.' })).toMatchObject({
    errors: [{ message: expect.stringContaining('stands still') }],
  });
  expect(stepCase('answered', 'tell', FACTS)).toMatchObject({
    refusal: 'not-in-this-state',
    errors: [
      { message: 'a case that is answered takes no tell', remedy: 'Possible for handler now: return, uphold, reject.' },
    ],
    possible: ['return', 'uphold', 'reject'],
  });
  expect(stepCase('received', 'withdraw', { ...FACTS, actor: 'subscriber', otherComplaints: 2 })).toMatchObject({
    refusal: 'others-stand',
    errors: [
      { message: 'withdraw would end 2 other complaints, too', remedy: expect.stringContaining('one complaint') },
    ],
  });
  const withdrawn: StepFacts = { ...FACTS, actor: 'party', wasDecided: false, reason: 'We want a finding.' };
  expect(stepCase('closed', 'appeal', withdrawn)).toMatchObject({
    code: 'conflict',
    refusal: 'nothing-decided',
    errors: [{ field: 'input', message: 'appeal of a case that was neither upheld nor rejected' }],
    possible: [],
  });
  expect(stepCase('closed', 'reopen', { ...FACTS, reason: 'x'.repeat(2_001) })).toMatchObject({
    errors: [{ field: 'reason' }],
  });
  expect(stepCase('closed', 'reopen', { ...FACTS, reason: 'x'.repeat(2_000) }).ok).toBe(true);
  for (const { zh, en } of Object.values(CASE_REFUSALS)) {
    expect(zh).toMatch(/^\p{Script=Han}.*。$/u);
    expect(en).toMatch(/^[A-Z]/);
  }
});

const { clocks } = CN_2020_DRAFT;
const dueOf = (clock: ClockName, fromMs: number): number => {
  const answer = deadlineOf(clocks[clock], { fromMs, pauses: [] }, STATE_COUNCIL_CALENDAR);
  if (!answer.ok || answer.value.dueMs === undefined) throw new Error('no deadline');
  return answer.value.dueMs;
};

describe('21 working days in all', () => {
  // From Mon 2026-03-02, every weekday is worked until Fri 04-03: the 21st working day is Tue 03-31.
  const RECEIVED = Date.parse('2026-03-02T09:00:00+08:00');
  const LAST_DAY_OVER = Date.parse('2026-04-01T00:00:00+08:00');
  const forwardMs = dueOf('forward', RECEIVED) - 1;
  const partyDueMs = dueOf('report', forwardMs);
  const tellFrom = (input: 'answer' | 'uphold' | 'reject', atMs: number): number => {
    const actor = input === 'answer' ? 'party' : 'regulator';
    const answer = stepCase('forwarded', input, { ...FACTS, actor, atMs, clockDueMs: partyDueMs, reason: 'Clear.' });
    if (!answer.ok || answer.value.begins?.clock !== 'tell') throw new Error('no clock to tell the person');
    return answer.value.begins.fromMs;
  };

  test.each([
    ['the party answers at its last instant', 'answer', -1],
    ['it answers a week late', 'answer', 604_800_000],
    ['it keeps silent and the complaint is upheld at once', 'uphold', 0],
    ['it keeps silent and the complaint is rejected two days later', 'reject', 172_800_000],
  ] as const)('where %s', (_what, input, afterDueMs) => {
    expect(dueOf('tell', tellFrom(input, partyDueMs + afterDueMs))).toBe(LAST_DAY_OVER);
  });

  test('a party that answers early shortens it', () => {
    const early = Date.parse('2026-03-10T09:00:00+08:00');
    expect(tellFrom('answer', early)).toBe(early);
  });

  test('what the party was not asked is told three days after the decision', () => {
    const facts: StepFacts = { ...FACTS, atMs: RECEIVED + 5, clockDueMs: forwardMs + 1, reason: 'Clear.' };
    expect(stepCase('received', 'reject', facts)).toEqual({
      ok: true,
      value: { to: 'rejected', tells: 'rejected', endsClock: true, begins: { clock: 'tell', fromMs: RECEIVED + 5 } },
    });
  });
});

test('no walk leaves the table, and in every state runs one clock of it, from an act of the walk', () => {
  const act = fc.record({
    input: fc.constantFrom(...CASE_INPUTS),
    actor: fc.constantFrom(...CASE_ACTORS),
    laterMs: fc.integer({ min: 0, max: 700_000_000 }),
    takesPossible: fc.boolean(),
    otherComplaints: fc.constantFrom(0, 0, 0, 1),
  });
  const begun = fc.constantFrom('incomplete' as const, 'received' as const);
  fc.assert(
    fc.property(begun, fc.array(act, { maxLength: 40 }), (first, acts) => {
      let state: CaseState = first;
      let wasDecided = false;
      let atMs = Date.parse('2020-01-02T10:00:00+08:00');
      let running: { clock: ClockName; fromMs: number } | undefined = {
        clock: CASE_OPENINGS[first].clock,
        fromMs: atMs,
      };
      for (const { input, actor, laterMs, takesPossible, otherComplaints } of acts) {
        atMs += laterMs;
        const clockDueMs = running && dueOf(running.clock, running.fromMs);
        const facts: StepFacts = { actor, atMs, clockDueMs, otherComplaints, wasDecided, reason: 'Tried.' };
        // Most random inputs are refused: half of the acts are taken from what is possible, so that walks get somewhere.
        const tried: CaseInput = (takesPossible ? possibleInputs(state, facts)[0] : undefined) ?? input;
        const answer = stepCase(state, tried, facts);
        if (!answer.ok) {
          expect(answer.possible).not.toContain(tried);
          continue;
        }
        const { to, begins, endsClock } = answer.value;
        if (running && !endsClock) expect(begins).toBeUndefined();
        running = begins ?? (endsClock ? undefined : running);
        if (state === 'closed') expect(to === 'appealed' && !wasDecided).toBe(false);
        wasDecided = to === 'upheld' || to === 'rejected' || (wasDecided && to !== 'reopened');
        state = to;
        expect(CASE_STATES).toContain(state);
        expect(running === undefined ? [] : [running.clock]).toEqual(
          CLOCKS_OF_STATE[state].filter((clock) => clock === running?.clock),
        );
        expect(running === undefined).toBe(state === 'closed');
        if (begins) expect(begins.fromMs).toBeLessThanOrEqual(atMs);
        if (begins && begins.fromMs !== atMs)
          expect(begins).toEqual({ clock: 'tell', fromMs: (clockDueMs as number) - 1 });
      }
    }),
    { numRuns: 1_000 },
  );
});

test('every state can be reached, and every state can be left', () => {
  const reached = new Set<CaseState>(Object.keys(CASE_OPENINGS) as CaseState[]);
  for (const from of reached) for (const { to } of Object.values(CASE_TABLE[from])) reached.add(to);
  expect([...reached].sort()).toEqual([...CASE_STATES].sort());
  expect(CASE_STATES.filter((state) => Object.keys(CASE_TABLE[state]).length === 0)).toEqual([]);
});
