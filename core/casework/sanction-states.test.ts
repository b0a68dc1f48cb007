import { asId, type Party, type PartyId } from '@wurao/domain';
import { CN_2020_DRAFT } from '@wurao/law';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AutomaticCap } from './automatic-action.ts';
import { STATE_COUNCIL_CALENDAR } from './calendar.ts';
import { deadlineOf } from './clocks.ts';
import { findComplaints } from './complaint-rates.ts';
import { subjectsOf } from './count-complaints.ts';
import { MS_PER_DAY, windowsAt } from './judge-rate.ts';
import { CASE_SANCTION_KINDS, type CaseSanctionKind, SANCTION_ACTORS, SANCTION_KIND_RULES } from './sanction-kinds.ts';
import {
  bitesIn,
  imposeAutomatically,
  PROPOSERS,
  possibleSanctionInputs,
  SANCTION_ASKS_REASON,
  SANCTION_CLOCKS,
  SANCTION_INPUTS,
  SANCTION_REFUSALS,
  SANCTION_STATES,
  SANCTION_TABLE,
  type SanctionFacts,
  type SanctionHand,
  type SanctionInput,
  type SanctionState,
  sanctionClockRule,
  sanctionStep,
} from './sanction-states.ts';
import { SANCTION_TELL_EVENTS } from './sanction-texts.ts';
import { attemptAt, BEGIN, people } from './testing/complaints.ts';

/** The table said again: input>state, who (I, L: those of the kind), the clock that begins, what is told. */
const PLAIN: Readonly<Record<SanctionState, string>> = {
  proposed: 'notice>noticed I notice noticed | impose>in-force I - imposed | drop>lapsed HCR - -',
  noticed: 'impose>in-force I - imposed | drop>lapsed L - dropped',
  'in-force': 'appeal>appealed P appeal appealed | lift>lifted L - lifted | lapse>lapsed S - lapsed',
  appealed: 'uphold>in-force HR - upheld | overturn>overturned HR - overturned | lift>lifted L - lifted',
  lifted: '',
  lapsed: '',
  overturned: '',
};
const NOTICED_BEFORE = 'warning fine publication revoke reclaim'.split(' ');
const BY_CARRIERS_TOO = 'restrict cap suspend'.split(' ');

interface Plain {
  readonly to: string;
  readonly who: string;
  readonly begins: string;
  readonly tells: string;
}
const plainRow = (state: SanctionState, input: SanctionInput): Plain | undefined => {
  for (const part of PLAIN[state].split(' | ')) {
    const [move = '', who = '', begins = '', tells = ''] = part.split(' ');
    const [name, to = ''] = move.split('>');
    if (name === input) return { to, who, begins, tells };
  }
  return undefined;
};
const whoOf = (who: string, kind: CaseSanctionKind): string => {
  if (who !== 'I' && who !== 'L') return who;
  const staff = BY_CARRIERS_TOO.includes(kind) ? 'HCR' : 'R';
  return who === 'I' && kind === 'cap' ? `${staff}S` : staff;
};

const NOW = Date.parse('2026-03-09T10:00:00+08:00');
const hand = (actor: SanctionHand['actor'], name: string, of = actor as string): SanctionHand => ({
  actor,
  name,
  hand: of,
});
const REGULATOR = hand('regulator', 'Li Wen');
const TARGET = { kind: 'line', id: 'line-1' } as const;
const CAP: AutomaticCap = {
  kind: 'cap',
  target: TARGET,
  perDay: 10,
  fromMs: NOW,
  toMs: NOW + MS_PER_DAY,
  clause: 'house-complaint-rate',
};
const CHAIN: readonly Pick<Party, 'id' | 'kind'>[] = [
  { id: asId<PartyId>('party-carrier'), kind: 'carrier' },
  { id: asId<PartyId>('party-calls'), kind: 'call-centre' },
];
const FACTS: SanctionFacts = {
  kind: 'suspend',
  target: TARGET,
  by: hand('handler', 'Li Wen'),
  atMs: NOW,
  clockDueMs: NOW,
  termEndsMs: NOW,
  imposedBy: hand('handler', 'Wang Fang'),
  appeals: 0,
  chain: undefined,
  automaticCap: undefined,
  reason: 'The recording shows it.',
};

/** What must come of it, decided by hand. */
const expected = (state: SanctionState, input: SanctionInput, facts: SanctionFacts): string => {
  const { kind, by, imposedBy, chain } = facts;
  const plain = plainRow(state, input);
  if (plain === undefined) return 'not-in-this-state';
  if (!whoOf(plain.who, kind).includes(by.actor.charAt(0).toUpperCase())) return 'not-yours';
  if ('handler carrier regulator'.includes(by.actor) && by.name.trim() === '') return 'nobody-named';
  const isNoticed = NOTICED_BEFORE.includes(kind);
  if (input === 'notice' && !isNoticed) return 'no-notice-owed';
  if (state === 'proposed' && input === 'impose' && isNoticed) return 'notice-owed';
  if (state === 'noticed' && input === 'impose' && !((facts.clockDueMs ?? Infinity) <= NOW)) return 'notice-runs';
  if (input === 'lapse' && !((facts.termEndsMs ?? Infinity) <= NOW)) return 'term-runs';
  if (input === 'lift' && by.actor === 'carrier' && imposedBy?.hand !== by.hand && imposedBy) return 'higher-hand';
  if (input === 'lift' && by.actor === 'handler' && 'carrier regulator'.includes(imposedBy?.actor ?? '-'))
    return 'higher-hand';
  if (state === 'appealed' && input !== 'lift' && imposedBy?.name === by.name && imposedBy.actor === by.actor)
    return 'own-decision';
  if (input === 'appeal' && facts.appeals > 0) return 'appeal-spent';
  const isReached = chain !== undefined && (input === 'impose' || input === 'notice');
  if (isReached && !'handler regulator'.includes(by.actor)) return 'chain-needs-handler';
  if (input === 'impose' && by.actor === 'system' && facts.automaticCap?.target.id !== facts.target.id)
    return 'automation-needs-cap';
  if ('drop appeal uphold overturn lift'.includes(input) && (facts.reason ?? '').trim() === '') return 'reason-missing';
  return plain.to;
};

const HANDS: readonly SanctionHand[] = [
  ...SANCTION_ACTORS.map((actor) => hand(actor, actor === 'system' ? '' : 'Li Wen')),
  ...SANCTION_ACTORS.map((actor) => hand(actor, ' ')),
  hand('carrier', 'Li Wen', 'carrier-2'),
];
const IMPOSERS = [
  undefined,
  ...HANDS.slice(0, 5).filter(({ actor }) => actor !== 'party'),
  hand('handler', 'Wang Fang'),
  hand('carrier', 'Li Wen', 'carrier-3'),
];
const OTHER_CAP = { ...CAP, target: { kind: 'line', id: 'line-2' } } as const;

/** Each kind, hand and imposer with every other fact, one at a time. */
const ALL_FACTS: readonly SanctionFacts[] = CASE_SANCTION_KINDS.flatMap((kind) =>
  HANDS.flatMap((by) => {
    const base: SanctionFacts = { ...FACTS, kind, by };
    const turned: readonly Partial<SanctionFacts>[] = [
      ...IMPOSERS.map((imposedBy) => ({ imposedBy })),
      ...[NOW - 1, NOW + 1, undefined].flatMap((ms) => [{ clockDueMs: ms }, { termEndsMs: ms }]),
      ...[undefined, ' '].map((reason) => ({ reason })),
      ...[CAP, OTHER_CAP].flatMap((automaticCap) => [{ automaticCap }, { automaticCap, chain: CHAIN }]),
      { appeals: 1 },
      { chain: CHAIN },
      { chain: [] },
    ];
    return turned.map((one) => ({ ...base, ...one }));
  }),
);

describe.each(SANCTION_STATES.map((state) => [state] as const))('a sanction that is %s', (state) => {
  test.each(SANCTION_INPUTS.map((input) => [input] as const))('at %s goes on or refuses, as the plan says', (input) => {
    const wrong = ALL_FACTS.filter((facts) => {
      const answer = sanctionStep(state, input, facts);
      return (answer.ok ? answer.value.to : answer.refusal) !== expected(state, input, facts);
    });
    expect(wrong).toEqual([]);
    const plain = plainRow(state, input);
    const transition = SANCTION_TABLE[state][input];
    expect([transition?.begins ?? '-', transition?.tells ?? '-']).toEqual([plain?.begins ?? '-', plain?.tells ?? '-']);
  });

  test('tells in each refusal what this actor could do instead, and that can be done', () => {
    for (const facts of ALL_FACTS)
      for (const input of SANCTION_INPUTS) {
        const answer = sanctionStep(state, input, facts);
        if (answer.ok) continue;
        const { message = '', remedy = '', field } = answer.errors[0] ?? {};
        const said = { ...facts, reason: 'Because.' };
        const could = SANCTION_INPUTS.filter((other) => sanctionStep(state, other, said).ok);
        const isRight =
          answer.code === SANCTION_REFUSALS[answer.refusal].code &&
          message.length > 10 &&
          !/undefined|NaN/.test(message) &&
          field !== '' &&
          (could.length === 0 ? remedy.includes('Nothing') : remedy.includes(could.join(', ')));
        if (!isRight || could.join() !== answer.possible.join()) expect([facts, input, answer]).toBe('in order');
      }
  });
});

test('every key of a refusal is reached, and says itself in both languages', () => {
  const reached = new Set<string>();
  for (const state of SANCTION_STATES)
    for (const input of SANCTION_INPUTS)
      for (const facts of ALL_FACTS) {
        const answer = sanctionStep(state, input, facts);
        if (!answer.ok) reached.add(answer.refusal);
      }
  expect([...reached].sort()).toEqual(Object.keys(SANCTION_REFUSALS).sort());
  for (const { zh, en } of Object.values(SANCTION_REFUSALS)) {
    expect(zh).toMatch(/^\p{Script=Han}.*。$/u);
    expect(en).toMatch(/^[A-Z]/);
  }
  const told = Object.values(SANCTION_TABLE).flatMap((row) => Object.values(row).map(({ tells }) => tells));
  expect([...new Set(told)].filter((one) => one !== undefined).sort()).toEqual([...SANCTION_TELL_EVENTS].sort());
  expect(SANCTION_ASKS_REASON).toEqual(['drop', 'appeal', 'uphold', 'overturn', 'lift']);
  expect(PROPOSERS).toEqual(['handler', 'carrier', 'regulator', 'system']);
});

test('a reason has an end', () => {
  const lift = (chars: number) => sanctionStep('in-force', 'lift', { ...FACTS, reason: 'x'.repeat(chars) }).ok;
  expect([lift(2_000), lift(2_001)]).toEqual([true, false]);
});

test('only a cap, a suspension and a revocation bite, and only in force or under appeal', () => {
  const biting = SANCTION_STATES.flatMap((state) =>
    CASE_SANCTION_KINDS.filter((kind) => bitesIn(state, kind)).map((kind) => `${state} ${kind}`),
  );
  expect(biting).toEqual(
    ['in-force', 'appealed'].flatMap((state) => ['cap', 'suspend', 'revoke'].map((kind) => `${state} ${kind}`)),
  );
});

test('the clocks are those of the kind and of the pack', () => {
  for (const kind of CASE_SANCTION_KINDS)
    expect(SANCTION_CLOCKS.map((clock) => sanctionClockRule(clock, kind, CN_2020_DRAFT))).toEqual([
      SANCTION_KIND_RULES[kind].notice,
      CN_2020_DRAFT.clocks.appeal,
    ]);
});

test('a warning comes into force three working days after the notice, over a holiday too; a suspension at once', () => {
  // Fri 2026-02-13 before the Spring Festival; Sat 14 is worked in exchange.
  const atMs = Date.parse('2026-02-14T10:00:00+08:00');
  const facts: SanctionFacts = { ...FACTS, kind: 'warning', by: REGULATOR };
  const noticed = sanctionStep('proposed', 'notice', { ...facts, atMs });
  if (!noticed.ok || noticed.value.begins === undefined) throw new Error('no notice');
  const rule = sanctionClockRule(noticed.value.begins.clock, 'warning', CN_2020_DRAFT)!;
  const due = deadlineOf(rule, { fromMs: noticed.value.begins.fromMs, pauses: [] }, STATE_COUNCIL_CALENDAR);
  if (!due.ok) throw new Error('no deadline');
  const over = Date.parse('2026-02-27T00:00:00+08:00');
  expect(due.value.dueMs).toBe(over);
  const impose = (at: number) => sanctionStep('noticed', 'impose', { ...facts, atMs: at, clockDueMs: over });
  expect(impose(over - 1)).toMatchObject({
    refusal: 'notice-runs',
    errors: [{ field: 'input', message: 'impose comes after the notice: it is over at 2026-02-26T16:00:00.000Z' }],
    possible: ['drop'],
  });
  expect(impose(over)).toEqual({
    ok: true,
    value: { to: 'in-force', tells: 'imposed', begins: undefined, reaches: [] },
  });
  expect(sanctionStep('proposed', 'notice', FACTS)).toMatchObject({
    refusal: 'no-notice-owed',
    possible: ['impose', 'drop'],
  });
  expect(sanctionStep('proposed', 'impose', FACTS)).toMatchObject({ ok: true, value: { to: 'in-force' } });
});

describe('reach along the chain', () => {
  test('leaves carriers out and is written with the step', () => {
    const facts: SanctionFacts = { ...FACTS, kind: 'warning', by: REGULATOR, chain: CHAIN };
    expect(sanctionStep('proposed', 'notice', facts)).toMatchObject({ ok: true, value: { reaches: ['party-calls'] } });
    expect(sanctionStep('noticed', 'impose', facts)).toMatchObject({ ok: true, value: { reaches: ['party-calls'] } });
    expect(sanctionStep('in-force', 'lift', facts)).toMatchObject({ ok: true, value: { reaches: [] } });
  });

  test.each([
    ['a carrier', hand('carrier', 'Li Wen')],
    ['automation', hand('system', '')],
  ])('is not for %s', (_who, by) => {
    const facts: SanctionFacts = { ...FACTS, kind: 'cap', by, chain: CHAIN, automaticCap: CAP };
    expect(sanctionStep('proposed', 'impose', facts)).toMatchObject({
      code: 'forbidden',
      refusal: 'chain-needs-handler',
      errors: [{ field: 'chain' }],
    });
    expect(sanctionStep('proposed', 'impose', { ...facts, chain: undefined }).ok).toBe(true);
  });
});

describe('automation', () => {
  const AT = BEGIN + 5 * MS_PER_DAY;
  const COMPLAINTS = people(12, 3);
  const windows = windowsAt(CN_2020_DRAFT, AT).map((window) => ({
    ...window,
    attempts: subjectsOf(attemptAt(0)).map((subject) => ({
      subject,
      lineClass: 'access' as const,
      province: undefined,
      attempts: 15_000,
    })),
  }));
  const finding = findComplaints(CN_2020_DRAFT, COMPLAINTS, windows).find(
    (one) => one.kind === 'complaint-rate' && one.subject.kind === 'line',
  )!;
  const now = { law: CN_2020_DRAFT, complaints: COMPLAINTS, window: windows[0]!, atMs: AT };

  test('imposes a cap of a finding that stands, at once and with a term', () => {
    expect(imposeAutomatically(finding, { kind: 'cap', perDay: 100, termDays: 7 }, now)).toMatchObject({
      ok: true,
      value: {
        cap: { kind: 'cap', target: { kind: 'line' }, perDay: 100, fromMs: AT, toMs: AT + 7 * MS_PER_DAY },
        step: { to: 'in-force', tells: 'imposed', reaches: [] },
      },
    });
  });

  test.each([
    ['suspends', { kind: 'suspend', termDays: 7 }, 'caps-only'],
    ['revokes', { kind: 'revoke' }, 'caps-only'],
    ['caps without an end', { kind: 'cap', perDay: 100 }, 'no-term'],
  ] as const)('never %s', (_what, action, refusal) => {
    expect(imposeAutomatically(finding, action, now)).toMatchObject({ ok: false, refusal });
  });

  test('imposes nothing once the complaints are withdrawn', () => {
    const withdrawn = { ...now, complaints: people(12, 3, { withdrawn: true }) };
    const cap = { kind: 'cap', perDay: 100, termDays: 7 } as const;
    expect(imposeAutomatically(finding, cap, withdrawn)).toMatchObject({ ok: false, refusal: 'no-longer-found' });
  });

  test('does nothing in any state but impose such a cap and let a term end', () => {
    const done = new Set<string>();
    for (const state of SANCTION_STATES)
      for (const input of SANCTION_INPUTS)
        for (const facts of ALL_FACTS)
          if (facts.by.actor === 'system' && sanctionStep(state, input, facts).ok)
            done.add(`${input} ${input === 'lapse' ? 'any' : facts.kind}`);
    expect([...done].sort()).toEqual(['impose cap', 'lapse any']);
  });
});

test('no walk leaves the table; nothing bites that needed a notice and had none; what ended stays so', () => {
  const act = fc.record({
    input: fc.constantFrom(...SANCTION_INPUTS),
    by: fc.constantFrom(...HANDS),
    laterMs: fc.integer({ min: 0, max: 3 * MS_PER_DAY }),
    // Most random inputs are refused: most acts are taken from what leads on, so that walks get everywhere.
    picks: fc.option(fc.nat(5), { freq: 5 }),
  });
  const kinds = fc.constantFrom(...CASE_SANCTION_KINDS);
  const visited = new Set<SanctionState>(['proposed']);
  fc.assert(
    fc.property(kinds, fc.array(act, { maxLength: 30 }), (kind, acts) => {
      let state: SanctionState = 'proposed';
      let facts: SanctionFacts = { ...FACTS, kind, imposedBy: undefined, clockDueMs: undefined, termEndsMs: undefined };
      let noticedMs: number | undefined;
      for (const { input, by, laterMs, picks } of acts) {
        facts = { ...facts, by, atMs: facts.atMs + laterMs };
        const possible = possibleSanctionInputs(state, facts);
        const onward = possible.filter((one) => one !== 'drop');
        const tried: SanctionInput = (picks === null ? undefined : onward[picks % onward.length]) ?? input;
        const answer = sanctionStep(state, tried, facts);
        expect(answer.ok).toBe(possible.includes(tried));
        if (!answer.ok) continue;
        const from: SanctionState = state;
        state = answer.value.to;
        visited.add(state);
        if (tried === 'notice') noticedMs = facts.atMs;
        if (tried === 'impose') {
          expect(noticedMs !== undefined).toBe(NOTICED_BEFORE.includes(kind));
          if (noticedMs !== undefined) expect(facts.atMs).toBeGreaterThanOrEqual(noticedMs + MS_PER_DAY);
          const isTermed = SANCTION_KIND_RULES[kind].term !== undefined;
          facts = { ...facts, imposedBy: by, termEndsMs: isTermed ? facts.atMs + 5 * MS_PER_DAY : undefined };
        }
        if (from === 'appealed' && tried !== 'lift') facts = { ...facts, appeals: facts.appeals + 1 };
        const clockDueMs = answer.value.begins === undefined ? undefined : facts.atMs + MS_PER_DAY;
        facts = { ...facts, clockDueMs };
        expect(facts.appeals).toBeLessThanOrEqual(1);
        expect(['lifted', 'lapsed', 'overturned']).not.toContain(from);
      }
    }),
    { numRuns: 3_000 },
  );
  expect([...visited].sort()).toEqual([...SANCTION_STATES].sort());
});
