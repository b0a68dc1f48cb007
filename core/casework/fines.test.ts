import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agentFine, checkFine, FINE_YUAN_MAX, FINE_YUAN_MIN } from './fines.ts';

test('a fine is 10,000 to 30,000 whole yuan', () => {
  expect([FINE_YUAN_MIN, FINE_YUAN_MAX]).toEqual([10_000, 30_000]);
  for (const yuan of [10_000, 10_001, 29_999, 30_000]) expect([yuan, checkFine(yuan)]).toEqual([yuan, undefined]);
  for (const yuan of [undefined, 0, 9_999, 30_001, 10_000.5, Number.NaN, Number.POSITIVE_INFINITY])
    expect(checkFine(yuan)).toMatchObject({ code: 'invalid', errors: [{ field: 'amountYuan' }] });
});

test.each([
  [30_000, 1_000, 10, 300],
  [30_000, 1_000, 1_000, 30_000],
  [10_000, 3, 1, 3_333],
  [10_000, 40_000, 1, 0],
  [29_999, 10_000_000_000, 9_999_999_999, 29_998],
])(
  'of a firm fined %d yuan for %d contacts, an agent who made %d owes %d',
  (firmYuan, firmContacts, agentContacts, agentYuan) => {
    const value = { agentYuan, clause: 'house-agent-share' };
    expect(agentFine({ firmYuan, firmContacts, agentContacts })).toEqual({ ok: true, value });
  },
);

test.each([
  ['firmYuan', { firmYuan: 9_999, firmContacts: 10, agentContacts: 1 }],
  ['firmContacts', { firmYuan: 10_000, firmContacts: 0, agentContacts: 0 }],
  ['firmContacts', { firmYuan: 10_000, firmContacts: 1.5, agentContacts: 1 }],
  ['firmContacts', { firmYuan: 10_000, firmContacts: 10_000_000_001, agentContacts: 1 }],
  ['agentContacts', { firmYuan: 10_000, firmContacts: 10, agentContacts: 11 }],
  ['agentContacts', { firmYuan: 10_000, firmContacts: 10, agentContacts: -1 }],
  ['agentContacts', { firmYuan: 10_000, firmContacts: 10, agentContacts: 0.5 }],
])('%s that cannot be is refused', (field, share) => {
  expect(agentFine(share)).toMatchObject({ ok: false, code: 'invalid', errors: [{ field }] });
});

test('all agents together never owe more than the firm, nor less by a yuan each, and who called more owes no less', () => {
  const firm = fc.integer({ min: FINE_YUAN_MIN, max: FINE_YUAN_MAX });
  const agents = fc.array(fc.integer({ min: 0, max: 400_000_000 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(firm, agents, (firmYuan, contacts) => {
      const firmContacts = contacts.reduce((sum, one) => sum + one, 0);
      fc.pre(firmContacts > 0);
      const owed = [...contacts]
        .sort((a, b) => a - b)
        .map((agentContacts) => {
          const answer = agentFine({ firmYuan, firmContacts, agentContacts });
          return answer.ok ? answer.value.agentYuan : Number.NaN;
        });
      const sum = owed.reduce((total, one) => total + one, 0);
      expect(sum).toBeLessThanOrEqual(firmYuan);
      expect(sum).toBeGreaterThan(firmYuan - contacts.length);
      expect(owed).toEqual([...owed].sort((a, b) => a - b));
    }),
  );
});
