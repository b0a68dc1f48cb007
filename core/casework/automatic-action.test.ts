import { asId, type Party } from '@wurao/domain';
import { CN_2020_DRAFT } from '@wurao/law';
import { describe, expect, test } from 'vitest';
import { type AutomationRefusal, automaticCap, type ProposedAction, reachAlongChain } from './automatic-action.ts';
import { MS_PER_DAY } from './calendar.ts';
import { type ComplaintFinding, findComplaints, type WindowCounts } from './complaint-rates.ts';
import { type CountableComplaint, subjectsOf } from './count-complaints.ts';
import { windowsAt } from './judge-rate.ts';
import { attemptAt, BEGIN, people } from './testing/complaints.ts';

const LAW = CN_2020_DRAFT;
const AT = BEGIN + 5 * MS_PER_DAY;
const CAP: ProposedAction = { kind: 'cap', perDay: 100, termDays: 7 };

const windows: readonly WindowCounts[] = windowsAt(LAW, AT).map((window) => ({
  ...window,
  attempts: subjectsOf(attemptAt(0)).map((subject) => ({
    subject,
    lineClass: 'access',
    province: undefined,
    attempts: 15_000,
  })),
}));
const COMPLAINTS = people(12, 3);
const found = findComplaints(LAW, COMPLAINTS, windows);
const findingOf = (kind: ComplaintFinding['subject']['kind'], of: ComplaintFinding['kind'] = 'complaint-rate') =>
  found.find((one) => one.kind === of && one.subject.kind === kind)!;
const now = (complaints: readonly CountableComplaint[] = COMPLAINTS) => ({
  law: LAW,
  complaints,
  window: windows[0]!,
  atMs: AT,
});
/** Where a handler may what automation may not, it is forbidden; else something is wrong with what was asked. */
const CODES: Readonly<Record<AutomationRefusal['refusal'], string>> = {
  'caps-only': 'forbidden',
  'no-term': 'invalid',
  'no-allowance': 'invalid',
  'proves-no-rate': 'forbidden',
  'no-longer-found': 'conflict',
  'no-such-target': 'invalid',
  'chain-needs-handler': 'forbidden',
};
const refusalOf = (...args: Parameters<typeof automaticCap>) => {
  const answer = automaticCap(...args);
  if (answer.ok) return 'allowed';
  const [error] = answer.errors;
  expect([answer.code, Boolean(error?.field && error.message && error.remedy)]).toEqual([CODES[answer.refusal], true]);
  return answer.refusal;
};

describe('automation may', () => {
  test.each(['number', 'line', 'merchant'] as const)('cap a %s, for a term', (kind) => {
    expect(automaticCap(findingOf(kind), CAP, now())).toEqual({
      ok: true,
      value: {
        kind: 'cap',
        target: { kind, id: findingOf(kind).subject.id },
        perDay: 100,
        fromMs: AT,
        toMs: AT + 7 * MS_PER_DAY,
        clause: 'house-complaint-rate',
      },
    });
  });
});

describe('automation may not', () => {
  test.each([
    ['suspend', { ...CAP, kind: 'suspend' }, 'caps-only'],
    ['revoke', { ...CAP, kind: 'revoke' }, 'caps-only'],
    ['cap without a term', { kind: 'cap', perDay: 100 }, 'no-term'],
    ['cap for no day', { ...CAP, termDays: 0 }, 'no-term'],
    ['cap for longer than a month', { ...CAP, termDays: 31 }, 'no-term'],
    ['suspend by a cap of nothing', { ...CAP, perDay: 0 }, 'no-allowance'],
    ['cap without saying at what', { kind: 'cap', termDays: 7 }, 'no-allowance'],
  ] as const)('%s', (_what, action, refusal) => {
    expect(refusalOf(findingOf('line'), action, now())).toBe(refusal);
  });

  test('act on a count, on a content, or on a party of the chain', () => {
    expect(refusalOf(findingOf('line', 'complaint-count'), CAP, now())).toBe('proves-no-rate');
    expect(refusalOf(findingOf('content'), CAP, now())).toBe('no-such-target');
    expect(refusalOf(findingOf('party'), CAP, now())).toBe('chain-needs-handler');
  });

  test.each([
    ['withdrawn', { withdrawn: true }],
    ['no longer proved', { proved: false }],
    ['no longer matched', { attempt: undefined }],
  ] as const)('act once complaints are %s', (_what, over) => {
    const standing = [...people(4, 3), ...people(12, 3, over).slice(4)];
    expect(refusalOf(findingOf('line'), CAP, now(standing))).toBe('no-longer-found');
  });

  test('act by what was counted in other days than a rate’s', () => {
    const window = windows.find(({ by }) => by === 'count')!;
    expect(refusalOf(findingOf('line'), CAP, { ...now(), window })).toBe('no-longer-found');
  });

  test('act on another subject than the complaints are about', () => {
    const other = people(12, 3, { attempt: attemptAt(3, { line: asId('line-2') }) });
    expect(refusalOf(findingOf('line'), CAP, now(other))).toBe('no-longer-found');
  });
});

describe('reaching along the chain', () => {
  const party = (id: string, kind: Party['kind']) => ({ id: asId<Party['id']>(id), kind });
  const chain = [
    party('party-carrier', 'carrier'),
    party('party-lines', 'line-provider'),
    party('party-other-carrier', 'carrier'),
    party('party-calls', 'call-centre'),
  ];

  test('leaves carriers out', () => {
    expect(reachAlongChain(chain, { by: 'handler', name: 'Li Wen' })).toEqual({
      ok: true,
      value: ['party-lines', 'party-calls'],
    });
  });

  test.each([
    ['automation', { by: 'automation' }, 'acting'],
    ['a handler without a name', { by: 'handler', name: ' ' }, 'acting.name'],
  ] as const)('is refused to %s', (_who, acting, field) => {
    expect(reachAlongChain(chain, acting)).toMatchObject({
      ok: false,
      code: 'forbidden',
      refusal: 'chain-needs-handler',
      errors: [{ field }],
    });
  });
});
