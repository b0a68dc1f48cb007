import {
  type Attempt,
  asId,
  asSequence,
  type Basis,
  type Decision,
  type JournalledDecision,
  type Line,
  type MerchantId,
  type Party,
  type PartyId,
  type PhoneNumber,
  type Refusal,
} from '@wurao/domain';
import { describe, expect, it } from 'vitest';
import {
  chainLinks,
  consentAt,
  EARLIER_COMPLAINTS_MAX,
  type EvidenceQuestions,
  type GatherOrder,
  gatherEvidence,
  PAIR_FACTS_SHOWN_MAX,
} from './case-evidence.ts';
import type { AttemptMatch } from './match-attempt.ts';
import { readReported } from './reported-number.ts';

const AT = Date.parse('2026-03-09T12:00:00+08:00');
const ANNA = asId<PhoneNumber>('+8613800000001');
const SHOP = asId<MerchantId>('shop');
const CHAIN = ['carrier', 'agent', 'shop'].map((id) => asId<PartyId>(id));
const PARTIES = [
  { id: 'shop', name: 'The Shop', kind: 'merchant' },
  { id: 'carrier', name: 'The Carrier', kind: 'carrier' },
].map((party) => ({ ...party, creditCode: undefined, status: 'active' }) as unknown as Party);

const ATTEMPT = { channel: 'voice', caller: '95588', callee: ANNA, line: 'line-1', content: 'content-1' };
const DECIDED = { decision: 'allow', dataVersion: 10, merchant: SHOP };
const recordOf = (attempt: object = {}, decision: object = {}): JournalledDecision => ({
  id: asId('d'),
  atMs: AT,
  attempt: { ...ATTEMPT, ...attempt } as unknown as Attempt,
  decision: { ...DECIDED, ...decision } as unknown as Decision,
});
const LINE = {
  id: 'line-1',
  name: 'Line 1',
  class: 'access',
  chain: CHAIN,
  enforcement: { mode: 'enforce' },
  status: 'active',
  sms: { account: 'account', secret: 'a secret' },
  entry: { digest: { user: 'user', ha1: { md5: 'a secret' } } },
} as unknown as Line;
const basisOf = (sequence: number, over: object = {}): Basis =>
  ({
    id: `basis-${sequence}`,
    kind: 'consent',
    words: `Words ${sequence}`,
    sequence: asSequence(sequence),
    ...over,
  }) as unknown as Basis;
const refusalOf = (sequence: number, over: object = {}): Refusal =>
  ({ by: 'subscriber', words: 'TD', sequence: asSequence(sequence), subscriber: ANNA, ...over }) as unknown as Refusal;
const ended = (sequence: number) => ({ ended: { how: 'withdrawn', sequence: asSequence(sequence), atMs: AT } });

const MATCH = { decision: 'd', confidence: 'certain', how: {} } as unknown as AttemptMatch;
const ORDER: GatherOrder = {
  complaintId: 'new',
  reported: readReported('95588'),
  match: MATCH,
  noAttempt: [],
  atMs: AT + 1,
};
const asking = (over: Partial<EvidenceQuestions> = {}): { asked: string[]; ask: EvidenceQuestions } => {
  const asked: string[] = [];
  const answers: EvidenceQuestions = {
    decision: async () => recordOf(),
    explanation: async () => ({ steps: [], reproduced: true }),
    line: async () => LINE,
    parties: async () => PARTIES,
    bases: async () => [basisOf(3)],
    refusals: async () => [refusalOf(4)],
    content: async () => undefined,
    recording: async () => ({ reference: 'recording-1', sha256: undefined }),
    earlierComplaints: async () => ({ count: 1, latest: ['before'] }),
    ...over,
  };
  const noted = Object.entries(answers).map(([name, answer]) => [
    name,
    (...args: unknown[]) => {
      asked.push(`${name} ${args.map((arg) => JSON.stringify(arg)).join(' ')}`);
      return answer(...args);
    },
  ]);
  return { asked, ask: Object.fromEntries(noted) };
};

describe('the chain', () => {
  it('says who connected whom, of parties that nobody knows, too', () => {
    expect(chainLinks(CHAIN, PARTIES)).toEqual([
      { party: 'carrier', name: 'The Carrier', kind: 'carrier', connectedBy: undefined },
      { party: 'agent', name: undefined, kind: undefined, connectedBy: 'carrier' },
      { party: 'shop', name: 'The Shop', kind: 'merchant', connectedBy: 'agent' },
    ]);
  });
});

describe('the consent', () => {
  it('is that which stood at the decision, the latest first, with what had ended by then', () => {
    const bases = [basisOf(3), basisOf(9, ended(10)), basisOf(10, ended(11)), basisOf(11)];
    const shown = consentAt(SHOP, bases, [], asSequence(10)).bases;
    expect(shown.map(({ words, ended: end }) => [words, end?.how])).toEqual([
      ['Words 10', undefined],
      ['Words 9', 'withdrawn'],
      ['Words 3', undefined],
    ]);
  });

  it('is none where it came later; a refusal stands until its tenure ends', () => {
    const refusals = [refusalOf(1, ended(10)), refusalOf(2, ended(11)), refusalOf(10), refusalOf(11)];
    const shown = consentAt(SHOP, [basisOf(11)], refusals, asSequence(10));
    expect(shown.bases).toEqual([]);
    expect(shown.refusals.map(({ sequence }) => sequence)).toEqual([10, 2]);
  });

  it('shows so many facts and no more', () => {
    const many = Array.from({ length: PAIR_FACTS_SHOWN_MAX + 1 }, (_, i) => i + 1);
    const shown = consentAt(
      SHOP,
      many.map((n) => basisOf(n)),
      many.map((n) => refusalOf(n)),
      asSequence(1_000),
    );
    expect([shown.bases.length, shown.refusals.length]).toEqual([PAIR_FACTS_SHOWN_MAX, PAIR_FACTS_SHOWN_MAX]);
    expect(shown.bases[0]?.sequence).toBe(PAIR_FACTS_SHOWN_MAX + 1);
  });
});

describe('what a case opens with', () => {
  it('holds what the words of the law ask for', async () => {
    const { ask, asked } = asking();
    const evidence = await gatherEvidence(ORDER, ask);
    expect(evidence).toMatchObject({
      gatheredMs: AT + 1,
      attempt: {
        match: MATCH,
        record: { id: 'd' },
        explanation: { reproduced: true },
        line: { id: 'line-1', class: 'access' },
        chain: [{ party: 'carrier' }, { party: 'agent', connectedBy: 'carrier' }, { party: 'shop' }],
        consent: { merchant: SHOP, bases: [{ words: 'Words 3' }], refusals: [{ words: 'TD' }] },
        recording: { reference: 'recording-1' },
      },
      earlier: [
        { subject: { kind: 'number', id: '95588' }, count: 1, latest: ['before'] },
        { subject: { kind: 'line', id: 'line-1' } },
        { subject: { kind: 'merchant', id: 'shop' } },
        { subject: { kind: 'content', id: 'content-1' } },
      ],
    });
    expect(asked).toContain('line "line-1" 10');
    expect(asked).toContain(`bases "${ANNA}" "shop"`);
    expect(asked).toContain(`earlierComplaints {"kind":"line","id":"line-1"} "new" ${EARLIER_COMPLAINTS_MAX}`);
  });

  it('asks about the number of the attempt where only a part of it was told', async () => {
    const { earlier } = await gatherEvidence({ ...ORDER, reported: readReported('955**') }, asking().ask);
    expect(earlier[0]?.subject).toEqual({ kind: 'number', id: '95588' });
  });

  it('never holds a secret of the line', async () => {
    expect(JSON.stringify(await gatherEvidence(ORDER, asking().ask))).not.toMatch(/secret|account|digest/);
  });

  it('asks for nothing that is not known to be there', async () => {
    const bare = recordOf({ line: undefined, content: undefined, caller: undefined }, { merchant: undefined });
    const { ask, asked } = asking({ decision: async () => bare });
    const { attempt, earlier } = await gatherEvidence(ORDER, ask);
    expect(attempt).toMatchObject({ line: undefined, chain: [], consent: undefined, content: undefined });
    expect(earlier.map(({ subject }) => subject)).toEqual([{ kind: 'number', id: '95588' }]);
    expect(asked.map((each) => each.split(' ')[0])).toEqual([
      'decision',
      'explanation',
      'recording',
      'earlierComplaints',
    ]);
  });

  it('without an attempt says what that means, and what was heard of the number', async () => {
    const noAttempt = [{ meaning: 'spoofed', evidence: ['filed-here'] }] as const;
    const { ask, asked } = asking();
    const evidence = await gatherEvidence({ ...ORDER, match: undefined, noAttempt }, ask);
    expect(evidence).toMatchObject({ attempt: undefined, noAttempt, earlier: [{ subject: { id: '95588' } }] });
    expect(asked).toHaveLength(1);
    const hidden = await gatherEvidence({ ...ORDER, match: undefined, reported: readReported('hidden') }, ask);
    expect(hidden.earlier).toEqual([]);
  });

  it('names so many earlier complaints and no more, and counts them all', async () => {
    const latest = Array.from({ length: 30 }, (_, i) => `complaint-${i}`);
    const { earlier } = await gatherEvidence(
      ORDER,
      asking({ earlierComplaints: async () => ({ count: 99, latest }) }).ask,
    );
    expect(earlier[0]).toMatchObject({ count: 99, latest: latest.slice(0, EARLIER_COMPLAINTS_MAX) });
  });
});
