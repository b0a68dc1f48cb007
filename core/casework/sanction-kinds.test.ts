import { PURPOSES, purposeBit, SANCTION_KINDS } from '@wurao/domain';
import { CN_2015, CN_2020_DRAFT } from '@wurao/law';
import { describe, expect, test } from 'vitest';
import { SANCTION_CLAUSES, type SanctionClauseId, sanctionClause } from './sanction-clauses.ts';
import {
  CASE_SANCTION_KINDS,
  type CaseSanctionKind,
  DEFAULT_SANCTION_SCOPE,
  doesBite,
  SANCTION_KIND_RULES,
} from './sanction-kinds.ts';
import { SANCTION_TELL_EVENTS, sanctionText } from './sanction-texts.ts';

/** The table said again: targets; bites; days of notice; longest term; grounds; who imposes; who lifts; clause. */
const PLAIN: Readonly<Record<CaseSanctionKind, string>> = {
  restrict: 'LMP | - | - | 730 | CF | HCR | HCR | draft-22',
  cap: 'NLMP | bites | - | 365 | CF | HCRS | HCR | draft-22',
  suspend: 'NLMP | bites | - | 365 | CF | HCR | HCR | draft-22',
  correction: 'MP | - | - | 90 | CF | R | R | draft-penalties',
  warning: 'MP | - | 3 | - | C | R | R | draft-penalties',
  fine: 'MP | - | 5 | - | C | R | R | draft-penalties',
  publication: 'MP | - | 5 | 365 | C | R | R | draft-penalties',
  'bad-list': 'MP | - | - | 1095 | P | R | R | order42-bad-list',
  revoke: 'NLMP | bites | 5 | - | C | R | R | draft-serious',
  reclaim: 'N | - | 5 | - | C | R | R | draft-serious',
};
const letters = (words: readonly string[]): string => words.map((word) => word.charAt(0).toUpperCase()).join('');

describe.each(CASE_SANCTION_KINDS.map((kind) => [kind] as const))('the kind %s', (kind) => {
  const rule = SANCTION_KIND_RULES[kind];

  test('is as the plan says', () => {
    const row = [
      letters(rule.targets),
      rule.bites ? 'bites' : '-',
      rule.notice?.days ?? '-',
      rule.term?.longestDays ?? '-',
      letters(rule.grounds),
      letters(rule.imposedBy),
      letters(rule.liftedBy),
      rule.clause,
    ];
    expect(row.join(' | ')).toBe(PLAIN[kind]);
    expect(rule.appeal).toBe('appeal');
    expect(new Set(rule.targets).size).toBe(rule.targets.length);
  });

  test('cites clauses that exist, under each pack', () => {
    const cited = [rule.clause, rule.notice?.clause, rule.term?.clause].filter((one) => one !== undefined);
    for (const id of cited)
      for (const law of [CN_2020_DRAFT, CN_2015]) {
        const { title, source } = sanctionClause(id as SanctionClauseId, law);
        expect([title.zh !== '', title.en !== '', source !== '']).toEqual([true, true, true]);
      }
  });

  test.each(SANCTION_TELL_EVENTS)('tells the party in both languages when it is %s', (event) => {
    const facts = {
      id: '$&-17',
      kind,
      target: '<目标>',
      clauseTitle: SANCTION_CLAUSES[rule.clause].title,
      perDay: kind === 'cap' ? 20 : undefined,
      amountYuan: kind === 'fine' ? 12_000 : undefined,
      dayEndsMs: Date.parse('2026-02-25T00:00:00+08:00'),
    };
    const [zh, en] = (['zh', 'en'] as const).map((language) => sanctionText(event, language, facts));
    const isDated = ['noticed', 'imposed', 'appealed', 'upheld'].includes(event);
    expect(zh).toMatch(/^\p{Script=Han}.*。$/u);
    expect(en).toMatch(/^[A-Z].*\.$/);
    expect([zh?.includes('2026年2月24日'), en?.includes('24 February 2026')]).toEqual([isDated, isDated]);
    for (const text of [zh, en]) {
      expect(text).toContain('$&-17');
      expect(text).not.toMatch(/[{}]|undefined|NaN/);
      const isNamed = event === 'noticed' || event === 'imposed';
      expect(text?.includes('<目标>')).toBe(isNamed);
      if (isNamed && kind === 'cap') expect(text).toContain('20');
      if (isNamed && kind === 'fine') expect(text).toContain('12000');
    }
    const undated = sanctionText(event, 'en', { ...facts, dayEndsMs: undefined });
    expect(undated).not.toMatch(/2026|undefined/);
  });
});

test('a text reads as a whole', () => {
  const facts = {
    id: 'sanction-1',
    kind: 'suspend' as const,
    target: '95123',
    clauseTitle: SANCTION_CLAUSES['draft-22'].title,
    perDay: undefined,
    amountYuan: undefined,
    dayEndsMs: Date.parse('2026-03-10T00:00:00+08:00'),
  };
  expect(sanctionText('imposed', 'en', facts)).toBe(
    'Sanction sanction-1 is in force: 95123 is suspended. By: A carrier that finds a breach stops it. You may appeal. It ends on 9 March 2026.',
  );
  expect(sanctionText('imposed', 'zh', facts)).toBe(
    '已作出处置sanction-1：95123暂停使用。依据：发现违规应当停止并可限制资源。您可以提出申诉。有效期于2026年3月9日届满。',
  );
});

test('only a cap, a suspension and a revocation bite, and all that bite are kinds of the register', () => {
  const biting = CASE_SANCTION_KINDS.filter(doesBite);
  expect(biting).toEqual(['cap', 'suspend', 'revoke']);
  for (const kind of biting) expect(SANCTION_KINDS).toContain(kind);
});

test('by default verification codes, service, bills and care pass, on every channel', () => {
  const bitten = PURPOSES.filter((purpose) => (purposeBit(purpose) & DEFAULT_SANCTION_SCOPE.purposes) !== 0);
  expect(bitten).toEqual(['marketing', 'survey', 'recruitment']);
  expect(DEFAULT_SANCTION_SCOPE.channels).toBe(0b111);
});

test('automation imposes a cap and nothing else, and lifts nothing', () => {
  for (const kind of CASE_SANCTION_KINDS) {
    expect([kind, SANCTION_KIND_RULES[kind].imposedBy.includes('system')]).toEqual([kind, kind === 'cap']);
    expect(SANCTION_KIND_RULES[kind].liftedBy).not.toContain('system');
    expect(SANCTION_KIND_RULES[kind].imposedBy).not.toContain('party');
  }
});

test('what stands in a pack, too, says the same there', () => {
  for (const id of ['draft-22', 'order42-bad-list'] as const)
    expect(SANCTION_CLAUSES[id]).toEqual(CN_2020_DRAFT.clauses[id]);
});
