import { ALL_CHANNELS, ALL_PURPOSES } from '@wurao/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CASE_SANCTION_KINDS,
  type CaseSanctionKind,
  DEFAULT_SANCTION_SCOPE,
  SANCTION_GROUNDS,
  SANCTION_KIND_RULES,
  SANCTION_TARGETS,
} from './sanction-kinds.ts';
import { checkProposal, type SanctionProposal } from './sanction-proposal.ts';

/** One of each kind that is in order. */
const inOrder = (kind: CaseSanctionKind): SanctionProposal => {
  const { targets, grounds, term } = SANCTION_KIND_RULES[kind];
  return {
    kind,
    target: { kind: targets[0]!, id: 'x-1' },
    grounds: [{ kind: grounds[0]!, id: 'case-1' }],
    ...(term === undefined ? {} : { termDays: term.longestDays }),
    ...(kind === 'cap' ? { perDay: 1 } : {}),
    ...(kind === 'fine' ? { amountYuan: 10_000 } : {}),
  };
};
const answerOf = (proposal: SanctionProposal): string => {
  const answer = checkProposal(proposal);
  if (answer.ok) return 'allowed';
  const [error] = answer.errors;
  expect([answer.code, Boolean(error?.field && error.message && error.remedy)]).toEqual(['invalid', true]);
  return answer.refusal;
};

describe.each(CASE_SANCTION_KINDS.map((kind) => [kind] as const))('a %s', (kind) => {
  const rule = SANCTION_KIND_RULES[kind];
  const good = inOrder(kind);

  test('has the default scope where it bites', () => {
    const scope = rule.bites && DEFAULT_SANCTION_SCOPE;
    expect(checkProposal(good)).toEqual({ ok: true, value: { ...good, scope } });
  });

  test.each(SANCTION_TARGETS)('is laid on a %s only if its kind may be', (target) => {
    const asked = { ...good, target: { kind: target, id: 'x-1' } };
    expect(answerOf(asked)).toBe(rule.targets.includes(target) ? 'allowed' : 'wrong-target');
    expect(answerOf({ ...asked, target: { kind: target, id: ' ' } })).toBe('wrong-target');
  });

  test.each(SANCTION_GROUNDS)('rests on a %s only if its kind may', (ground) => {
    const allowed = rule.grounds.includes(ground) ? 'allowed' : 'no-ground';
    expect(answerOf({ ...good, grounds: [{ kind: ground, id: '1' }] })).toBe(allowed);
    expect(answerOf({ ...good, grounds: [{ kind: ground, id: '' }] })).toBe('no-ground');
  });

  test('rests on something, and not on more than can be read', () => {
    expect(answerOf({ ...good, grounds: [] })).toBe('no-ground');
    const many = (n: number) => Array.from({ length: n }, () => good.grounds[0]!);
    expect([1_000, 1_001].map((n) => answerOf({ ...good, grounds: many(n) }))).toEqual(['allowed', 'no-ground']);
  });

  test('ends in time, if its kind ends', () => {
    const longest = rule.term?.longestDays;
    const terms = [undefined, 0, 1, 1.5, -1, Number.NaN, longest ?? 30, (longest ?? 30) + 1];
    for (const termDays of terms) {
      const isTerm = longest !== undefined && (termDays === 1 || termDays === longest);
      const isRight = isTerm || (longest === undefined && termDays === undefined);
      expect([termDays, answerOf({ ...good, termDays })]).toEqual([termDays, isRight ? 'allowed' : 'wrong-term']);
    }
  });

  test('names a scope only if it bites, and one that holds something', () => {
    const full = { purposes: ALL_PURPOSES, channels: ALL_CHANNELS };
    expect(answerOf({ ...good, scope: full })).toBe(rule.bites ? 'allowed' : 'wrong-scope');
    for (const part of ['purposes', 'channels'] as const)
      for (const mask of [0, -1, 1.5, 1 << 20])
        expect(answerOf({ ...good, scope: { ...full, [part]: mask } })).toBe('wrong-scope');
    if (rule.bites) expect(checkProposal({ ...good, scope: full })).toMatchObject({ value: { scope: full } });
  });

  test('leaves something if it is a cap, costs something if it is a fine, and neither else', () => {
    for (const perDay of [0, 1, 0.5, 7, -1])
      expect(answerOf({ ...good, perDay })).toBe(kind === 'cap' && perDay >= 1 ? 'allowed' : 'wrong-amount');
    for (const amountYuan of [9_999, 10_000, 30_000, 30_001, 12_000.5]) {
      const isRight = kind === 'fine' && (amountYuan === 10_000 || amountYuan === 30_000);
      expect(answerOf({ ...good, amountYuan })).toBe(isRight ? 'allowed' : 'wrong-amount');
    }
    if (kind === 'cap') expect(answerOf({ ...good, perDay: undefined })).toBe('wrong-amount');
    if (kind === 'fine') expect(answerOf({ ...good, amountYuan: undefined })).toBe('wrong-amount');
  });
});

test('whatever is allowed keeps to the rules of its kind', () => {
  const proposal = fc.record({
    kind: fc.constantFrom(...CASE_SANCTION_KINDS),
    target: fc.record({ kind: fc.constantFrom(...SANCTION_TARGETS), id: fc.constantFrom('', 'a', 'a', 'a') }),
    grounds: fc.array(
      fc.record({ kind: fc.constantFrom(...SANCTION_GROUNDS), id: fc.constantFrom('', 'a', 'a', 'a') }),
      {
        maxLength: 3,
      },
    ),
    termDays: fc.constantFrom(undefined, undefined, 1, 60, 400),
    perDay: fc.constantFrom(undefined, undefined, undefined, 0, 5),
    amountYuan: fc.constantFrom(undefined, undefined, undefined, 20_000, 1),
  });
  let allowed = 0;
  fc.assert(
    fc.property(proposal, (one) => {
      const answer = checkProposal(one);
      if (!answer.ok) return;
      allowed += 1;
      const rule = SANCTION_KIND_RULES[one.kind];
      expect(rule.targets).toContain(one.target.kind);
      expect(one.grounds.some(({ kind }) => rule.grounds.includes(kind))).toBe(true);
      expect((one.termDays ?? 0) <= (rule.term?.longestDays ?? 0)).toBe(true);
      expect([one.perDay !== undefined, one.amountYuan !== undefined]).toEqual([
        one.kind === 'cap',
        one.kind === 'fine',
      ]);
      expect(answer.value.scope !== undefined).toBe(rule.bites !== undefined);
    }),
    { numRuns: 5_000 },
  );
  expect(allowed).toBeGreaterThan(50);
});
