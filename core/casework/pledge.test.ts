import { asId, type MerchantId, type PhoneNumber } from '@wurao/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CASE_STATES } from './case-states.ts';
import {
  newObligations,
  OBLIGATION_ACTORS,
  OBLIGATION_INPUTS,
  OBLIGATION_STATES,
  OBLIGATION_TABLE,
  type ObligationInput,
  type ObligationState,
  PLEDGE_COMPLAINTS_MAX,
  PLEDGE_YUAN_DEFAULT,
  type Pledge,
  type PledgedComplaint,
  stepObligation,
} from './pledge.ts';

/** The table said again: input>state, who, `!` where it says why. */
const PLAIN: Readonly<Record<ObligationState, string>> = {
  owed: 'pay>paid MH | dispute>disputed M! | waive>waived SHR!',
  paid: 'dispute>disputed S!',
  disputed: 'pay>paid MH | confirm>owed HR! | waive>waived SHR!',
  waived: '',
};
const expected = (
  state: ObligationState,
  input: ObligationInput,
  actor: string,
  reason: string | undefined,
): string => {
  for (const part of PLAIN[state].split(' | ')) {
    const [move = '', who = ''] = part.split(' ');
    const [name, to = ''] = move.split('>');
    if (name !== input) continue;
    if (!who.includes(actor.charAt(0).toUpperCase())) return 'not-yours';
    const isWhy = reason !== undefined && reason.trim() !== '' && reason.length <= 2_000;
    return who.endsWith('!') && !isWhy ? 'reason-missing' : to;
  }
  return 'not-in-this-state';
};

const CODES: Readonly<Record<string, string>> = {
  'not-in-this-state': 'conflict',
  'not-yours': 'forbidden',
  'reason-missing': 'invalid',
};

describe.each(OBLIGATION_STATES.map((state) => [state] as const))('an obligation that is %s', (state) => {
  test.each(OBLIGATION_INPUTS.map((input) => [input] as const))(
    'at %s goes on or refuses, as the plan says',
    (input) => {
      for (const actor of OBLIGATION_ACTORS)
        for (const reason of [undefined, ' ', 'Seen.', 'x'.repeat(2_001)]) {
          const answer = stepObligation(state, input, actor, reason);
          const got = answer.ok ? answer.value : 'refusal' in answer ? answer.refusal : 'failure';
          expect([actor, reason, got]).toEqual([actor, reason, expected(state, input, actor, reason)]);
          if (answer.ok || !('refusal' in answer)) continue;
          const could = OBLIGATION_INPUTS.filter((one) => stepObligation(state, one, actor, 'Seen.').ok);
          expect([answer.code, answer.possible]).toEqual([CODES[answer.refusal], could]);
          expect(answer.errors[0]?.remedy).toContain(could.length === 0 ? 'Nothing' : could.join(', '));
          expect(answer.errors[0]?.field).toBe(answer.refusal === 'reason-missing' ? 'reason' : 'input');
        }
    },
  );
});

test('every state can be reached from what is owed', () => {
  const reached = new Set<ObligationState>(['owed']);
  for (const from of reached) for (const { to } of Object.values(OBLIGATION_TABLE.rows[from])) reached.add(to);
  expect([...reached].sort()).toEqual([...OBLIGATION_STATES].sort());
});

const MERCHANT = asId<MerchantId>('merchant-1');
const FROM = Date.parse('2026-03-01T00:00:00+08:00');
const TO = Date.parse('2026-04-01T00:00:00+08:00');
const NOW = Date.parse('2026-05-01T00:00:00+08:00');
const PLEDGE: Pledge = { merchant: MERCHANT, yuan: PLEDGE_YUAN_DEFAULT, fromMs: FROM, toMs: TO };
const ATTEMPT = { merchant: MERCHANT, atMs: FROM, doNotDisturb: true };
const complaint = (over: Partial<PledgedComplaint> = {}): PledgedComplaint => ({
  id: 'complaint-1',
  withdrawn: false,
  proved: true,
  subscriber: '+8613800138000' as PhoneNumber,
  caseState: 'closed',
  decision: 'upheld',
  attempt: ATTEMPT,
  ...over,
});
const owedOf = (complaints: readonly PledgedComplaint[], standing: readonly string[] = [], pledge = PLEDGE) => {
  const answer = newObligations(pledge, complaints, new Set(standing), NOW);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return answer.value;
};

describe('a pledge', () => {
  test('owes 100 yuan for an upheld complaint by a do-not-disturb subscriber', () => {
    expect(owedOf([complaint()])).toEqual([
      {
        merchant: 'merchant-1',
        complaint: 'complaint-1',
        subscriber: '+8613800138000',
        amountYuan: 100,
        owedMs: NOW,
        clause: 'house-pledge',
        state: 'owed',
      },
    ]);
  });

  test.each(CASE_STATES)('of a case that is %s is owed only where the decision stands', (caseState) => {
    const stands = caseState === 'upheld' || caseState === 'closed';
    expect(owedOf([complaint({ caseState })])).toHaveLength(stands ? 1 : 0);
  });

  test.each([
    ['withdrawn', { withdrawn: true }],
    ['of a number that nobody proved', { proved: false }],
    ['rejected', { decision: 'rejected' as const }],
    ['undecided', { decision: undefined }],
    ['without an attempt', { attempt: undefined }],
    ['by somebody who is not on the list', { attempt: { ...ATTEMPT, doNotDisturb: false } }],
    ['about another merchant', { attempt: { ...ATTEMPT, merchant: asId<MerchantId>('merchant-2') } }],
    ['about nobody known', { attempt: { ...ATTEMPT, merchant: undefined } }],
    ['about a call before the pledge', { attempt: { ...ATTEMPT, atMs: FROM - 1 } }],
    ['about a call after the pledge', { attempt: { ...ATTEMPT, atMs: TO } }],
  ])('owes nothing for a complaint %s', (_what, over) => {
    expect(owedOf([complaint(over)])).toEqual([]);
  });

  test('without an end goes on', () => {
    const late = complaint({ attempt: { ...ATTEMPT, atMs: TO } });
    expect(owedOf([late], [], { ...PLEDGE, toMs: undefined })).toHaveLength(1);
  });

  test.each([
    ['pledge.yuan', { yuan: 0 }],
    ['pledge.yuan', { yuan: 10_001 }],
    ['pledge.yuan', { yuan: 99.5 }],
    ['pledge.toMs', { toMs: FROM }],
  ])('with a wrong %s is none', (field, over) => {
    const answer = newObligations({ ...PLEDGE, ...over }, [], new Set(), NOW);
    expect(answer).toMatchObject({ code: 'invalid', errors: [{ field }] });
  });

  test('is not asked about more complaints than can be looked at', () => {
    const many = (n: number) => newObligations(PLEDGE, new Array(n).fill(complaint()), new Set(), NOW);
    expect(many(PLEDGE_COMPLAINTS_MAX)).toMatchObject({ ok: true });
    expect(many(PLEDGE_COMPLAINTS_MAX + 1)).toMatchObject({ code: 'too-large' });
  });
});

test('each upheld complaint is owed once, however often and in whatever order one asks', () => {
  const some = fc.array(
    fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e'), upheld: fc.boolean() }).map(({ id, upheld }) =>
      // The same id is the same complaint.
      complaint({ id, decision: upheld && id !== 'e' ? 'upheld' : 'rejected' }),
    ),
  );
  fc.assert(
    fc.property(some, fc.subarray(['a', 'b', 'c']), (given, standing) => {
      const firsts = given.filter((one, at) => given.findIndex(({ id }) => id === one.id) === at);
      const owed = owedOf(firsts, standing);
      const ids = firsts
        .filter(({ decision, id }) => decision === 'upheld' && !standing.includes(id))
        .map(({ id }) => id);
      expect(owed.map((one) => one.complaint)).toEqual(ids.sort());
      expect(owed.reduce((sum, { amountYuan }) => sum + amountYuan, 0)).toBe(100 * ids.length);
      expect(owedOf([...firsts, ...firsts].reverse(), standing)).toEqual(owed);
      expect(owedOf(firsts, [...standing, ...ids])).toEqual([]);
    }),
  );
});
