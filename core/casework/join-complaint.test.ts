import { asId, type Channel, type DecisionId, type PhoneNumber } from '@wurao/domain';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { CASE_STATES, type CaseState } from './case-states.ts';
import {
  caseSourceOf,
  EARLIER_CASES_MAX,
  type EarlierCase,
  type EarlierComplaint,
  joinComplaint,
  SAME_CONTACT_MS,
} from './join-complaint.ts';
import { readReported } from './reported-number.ts';

const AT = Date.parse('2026-03-09T12:00:00+08:00');
const ANNA = asId<PhoneNumber>('+8613800000001');
const BEN = asId<PhoneNumber>('+8613800000002');
const decision = (id: string): DecisionId => asId<DecisionId>(id);

const complaintOf = (over: Partial<EarlierComplaint> = {}, written = '95588'): EarlierComplaint => ({
  id: 'new',
  caseId: 'case-0',
  complainant: ANNA,
  reported: readReported(written),
  source: caseSourceOf(readReported(written), undefined),
  channel: 'voice',
  atMs: AT,
  receivedMs: AT + 60_000,
  decision: undefined,
  withdrawn: false,
  ...over,
});
const NEW = complaintOf();
const before = (over: Partial<EarlierComplaint> = {}, written?: string): EarlierComplaint =>
  complaintOf({ id: 'before', caseId: 'case-1', ...over }, written);
const caseOf = (id: string, state: CaseState, openedMs = AT, written = '95588'): EarlierCase => ({
  id,
  state,
  openedMs,
  source: caseSourceOf(readReported(written), undefined),
});
const joined = (...complaints: EarlierComplaint[]) => joinComplaint(NEW, complaints, []).kind;

describe('the same complaint', () => {
  test.each<[Channel]>([['voice'], ['sms'], ['flash']])('is one of the same %s within its bound', (channel) => {
    const one = complaintOf({ channel });
    for (const sign of [-1, 1]) {
      const near = before({ channel, atMs: AT + sign * SAME_CONTACT_MS[channel] });
      const far = before({ channel, atMs: AT + sign * (SAME_CONTACT_MS[channel] + 1) });
      expect(joinComplaint(one, [near], [])).toEqual({ kind: 'duplicate', complaintId: 'before', caseId: 'case-1' });
      expect(joinComplaint(one, [far], []).kind).toBe('opens');
    }
  });

  test.each<[string, Partial<EarlierComplaint>, string?]>([
    ['another person', { complainant: BEN }],
    ['another channel', { channel: 'sms' }],
    ['another number', {}, '95599'],
    ['an unreadable number', {}, 'hidden'],
    ['one that was withdrawn', { withdrawn: true }],
    ['itself', { id: 'new' }],
  ])('is not that of %s', (_, over, written) => {
    expect(joined(before(over, written))).toBe('opens');
  });

  it('may show more or less of the number', () => {
    const pairs = [
      ['95588', '955**', 'duplicate'],
      ['955**', '95588', 'duplicate'],
      ['955**', '955***', 'duplicate'],
      ['955**', '956**', 'opens'],
      ['10690001', '1069000112', 'duplicate'],
      ['hidden', ' hidden', 'duplicate'],
      ['hidden', 'not shown', 'opens'],
      ['hidden', '955**', 'opens'],
    ] as const;
    for (const [written, other, kind] of pairs)
      expect([written, other, joinComplaint(complaintOf({}, written), [before({}, other)], []).kind]).toEqual([
        written,
        other,
        kind,
      ]);
  });

  it('may have been matched to a merchant since, from another of its numbers', () => {
    const source = { kind: 'merchant', id: 'merchant-1' } as const;
    expect(joinComplaint({ ...NEW, source }, [before({ source }, '95599')], []).kind).toBe('duplicate');
  });

  it('is that of the same attempt, whatever the time; never of another', () => {
    const one = { ...NEW, decision: decision('a') };
    const [same, other, unknown] = [decision('a'), decision('b'), undefined].map((id) => before({ decision: id }));
    const far = { ...(same as EarlierComplaint), atMs: AT - 86_400_000 };
    const kinds = [far, other, unknown].map((each) => joinComplaint(one, [each as EarlierComplaint], []).kind);
    expect(kinds).toEqual(['duplicate', 'opens', 'duplicate']);
  });

  it('is the nearest, and comes before any case', () => {
    const far = before({ id: 'far', atMs: AT - 300_000 });
    const near = before({ id: 'near', atMs: AT + 1_000 });
    expect(joinComplaint(NEW, [far, near], [caseOf('open', 'received')])).toMatchObject({ complaintId: 'near' });
  });
});

describe('a case', () => {
  test.each(CASE_STATES.map((state) => [state]))('that is %s', (state) => {
    const joining = joinComplaint(NEW, [], [caseOf('case-1', state)]);
    if (state === 'received') expect(joining).toEqual({ kind: 'joins', caseId: 'case-1', earlier: [] });
    else expect(joining).toEqual({ kind: 'opens', earlier: ['case-1'] });
  });

  it('is the first of those open; the others are named, the latest first', () => {
    const cases = [
      caseOf('b', 'received', AT + 2),
      caseOf('old', 'closed', AT),
      caseOf('a', 'received', AT + 1),
      caseOf('c', 'forwarded', AT + 3),
    ];
    expect(joinComplaint(NEW, [], cases)).toEqual({ kind: 'joins', caseId: 'a', earlier: ['c', 'b', 'old'] });
  });

  it('is about the same source, no more and no less', () => {
    const others = [
      caseOf('other', 'received', AT, '95599'),
      caseOf('masked', 'received', AT, '955**'),
      caseOf('none', 'received', AT, 'hidden'),
      { ...caseOf('merchant', 'received'), source: { kind: 'merchant', id: '95588' } as const },
    ];
    expect(joinComplaint(NEW, [], others)).toEqual({ kind: 'opens', earlier: [] });
    expect(joinComplaint(complaintOf({}, 'hidden'), [], others)).toEqual({ kind: 'opens', earlier: [] });
    expect(joinComplaint(complaintOf({}, '955**'), [], others)).toMatchObject({ caseId: 'masked' });
  });

  it('names so many others and no more', () => {
    const many = Array.from({ length: EARLIER_CASES_MAX + 5 }, (_, i) => caseOf(`case-${i}`, 'closed', AT + i));
    const joining = joinComplaint(NEW, [], many);
    expect(joining).toMatchObject({ kind: 'opens' });
    expect(joining.kind === 'opens' && joining.earlier).toHaveLength(EARLIER_CASES_MAX);
    expect(joining).toMatchObject({ earlier: expect.arrayContaining([`case-${EARLIER_CASES_MAX + 4}`]) });
  });
});

it('does not depend on the order in which earlier ones come', () => {
  const complaints = fc.array(
    fc.record({ id: fc.constantFrom('a', 'b', 'c'), atMs: fc.integer({ min: AT - 2, max: AT + 2 }) }),
    { maxLength: 5 },
  );
  const states = fc.array(fc.tuple(fc.constantFrom(...CASE_STATES), fc.integer({ min: 0, max: 3 })), { maxLength: 6 });
  fc.assert(
    fc.property(complaints, states, (some, held) => {
      const earlier = some.map((over) => before(over));
      const cases = held.map(([state, at], i) => caseOf(`case-${i}`, state, AT + at));
      const forth = joinComplaint(NEW, earlier, cases);
      expect(joinComplaint(NEW, earlier.toReversed(), cases.toReversed())).toEqual(forth);
    }),
  );
});
