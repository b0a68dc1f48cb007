import { asId } from '@wurao/domain';
import { CN_2020_DRAFT, type LawPack, type Threshold } from '@wurao/law';
import { describe, expect, test } from 'vitest';
import { type AttemptCount, findComplaints, MAX_EVIDENCE_IDS, type WindowCounts } from './complaint-rates.ts';
import { type CountableComplaint, subjectsOf, tallyOf, weighComplaints } from './count-complaints.ts';
import { windowsAt } from './judge-rate.ts';
import { attemptAt, BEGIN, complaintOf, people } from './testing/complaints.ts';

const LAW = CN_2020_DRAFT;
const HABIT = { moreThan: 3, days: 30 };

describe('which complaints count', () => {
  const weightsOf = (complaints: readonly CountableComplaint[]) =>
    weighComplaints(complaints, HABIT).map(({ id, share }) => `${id} ${share}`);

  test('proved, not withdrawn, with an attempt', () => {
    const counted = [
      complaintOf(1, 0, { proved: false }),
      complaintOf(2, 0, { withdrawn: true }),
      complaintOf(3, 0, { attempt: undefined }),
      complaintOf(4, 0),
    ];
    expect(weightsOf(counted)).toEqual(['complaint-4-0 1']);
  });

  test('a complainant once for a subject, with the first', () => {
    const weighed = weighComplaints([complaintOf(1, 2), complaintOf(1, 1), complaintOf(2, 1)], HABIT);
    expect(tallyOf(weighed)).toEqual({
      complaints: 2,
      complainants: 2,
      ids: ['complaint-1-1', 'complaint-2-1'],
    });
  });

  test('beyond so many in so many days each weighs one through their number, looking back only', () => {
    const five = [0, 1, 2, 3, 4].map((day) => complaintOf(1, day));
    expect(weightsOf(five)).toEqual([
      'complaint-1-0 1',
      'complaint-1-1 1',
      'complaint-1-2 1',
      'complaint-1-3 4',
      'complaint-1-4 5',
    ]);
    expect(weightsOf([...five, complaintOf(1, 32)].reverse()).at(-1)).toBe('complaint-1-32 1');
  });

  test('what is unmatched is of a habit, what nobody proved is not: nobody is talked down by another', () => {
    const unmatched = [0, 1, 2].map((day) => complaintOf(1, day, { attempt: undefined }));
    expect(weightsOf([...unmatched, complaintOf(1, 3)])).toEqual(['complaint-1-3 4']);
    const forged = [0, 1, 2].map((day) => complaintOf(1, day, { proved: false }));
    expect(weightsOf([...forged, complaintOf(1, 3)])).toEqual(['complaint-1-3 1']);
  });

  test('fractions are rounded down, and three thirds are one', () => {
    const of = (shares: readonly number[]) =>
      tallyOf(
        shares.map((share, person) => ({
          id: `${person}`,
          receivedMs: 0,
          complainant: asId(`+861380000000${person}`),
          attempt: attemptAt(0),
          share,
        })),
      ).complaints;
    expect([of([3, 3, 3]), of([3, 3]), of([1, 4, 4, 4]), of([7, 7, 7, 7, 7, 7, 7])]).toEqual([1, 0, 1, 1]);
  });

  test('an attempt is laid to number, line, merchant, content and each party once', () => {
    const chain = [asId<never>('party-a'), asId<never>('party-b'), asId<never>('party-a')];
    expect(subjectsOf(attemptAt(0, { chain, content: undefined })).map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'number 95566',
      'line line-1',
      'merchant merchant-1',
      'party party-a',
      'party party-b',
    ]);
  });
});

const rowsOf = (attempts: number, over: Partial<AttemptCount> = {}): AttemptCount[] =>
  subjectsOf(attemptAt(0)).map((subject) => ({
    subject,
    lineClass: 'access',
    province: undefined,
    attempts,
    ...over,
  }));

/** All windows of a look at noon of that day, with the same attempts in each. */
const windows = (day: number, attempts: readonly AttemptCount[], law: LawPack = LAW): WindowCounts[] =>
  windowsAt(law, BEGIN + (day + 0.5) * 86_400_000).map((window) => ({ ...window, attempts }));

const told = (...args: Parameters<typeof findComplaints>): string[] =>
  findComplaints(...args).map(
    ({ kind, subject, evidence }) =>
      `${kind} ${subject.kind} ${subject.id}: ${evidence.complaints} of ${evidence.attempts}, ${evidence.window.days} d`,
  );

describe('rates', () => {
  const rates = (...args: Parameters<typeof findComplaints>) =>
    told(...args).filter((line) => line.startsWith('complaint-rate'));

  test('surely above the threshold, of every subject, in order, with the evidence', () => {
    const found = findComplaints(LAW, people(12, 3), windows(5, rowsOf(15_000)));
    const rate = found.filter(({ kind }) => kind === 'complaint-rate');
    expect(rate.map(({ subject, evidence }) => `${evidence.window.days} ${subject.kind} ${subject.id}`)).toEqual(
      ['30', '360'].flatMap((days) => [
        `${days} number 95566`,
        `${days} line line-1`,
        `${days} merchant merchant-1`,
        `${days} content content-1`,
        `${days} party party-agent`,
        `${days} party party-carrier`,
      ]),
    );
    const { evidence } = rate[0]!;
    expect(evidence).toMatchObject({
      complaints: 12,
      complainants: 12,
      attempts: 15_000,
      threshold: { what: 'complaints', value: 1, per: '10000-attempts', clause: 'house-complaint-rate' },
      province: undefined,
      law: 'cn-2020-draft',
      window: { by: 'rate', days: 30, fromMs: BEGIN },
    });
    expect(evidence.provenance).toBe(LAW.clauses['house-complaint-rate']?.source);
    expect(evidence.lowerBound).toBeGreaterThan(1 / 10_000);
    expect(evidence.confidence).toBeGreaterThan(0.999);
    expect(evidence.complaintIds).toHaveLength(12);
  });

  test('1 in 300 is not 12 in 15,000', () => {
    expect(rates(LAW, people(1, 3), windows(5, rowsOf(300)))).toEqual([]);
    expect(rates(LAW, people(12, 3), windows(5, rowsOf(15_000)))).toHaveLength(12);
  });

  test('by attempts of the period: the day after it ended they are none of it', () => {
    expect(rates(LAW, people(12, 29), windows(29, rowsOf(15_000)))).toHaveLength(12);
    expect(rates(LAW, people(12, 29), windows(30, rowsOf(15_000))).map((line) => line.slice(-6))).toEqual(
      Array(6).fill(' 360 d'),
    );
  });

  test('by those of a period that ended, when one looks back at it', () => {
    expect(rates(LAW, people(12, 31), windows(29, rowsOf(15_000))).filter((line) => line.endsWith(' 30 d'))).toEqual(
      [],
    );
  });

  test('not by one person, by unproved ones, or by withdrawn ones', () => {
    const one = Array.from({ length: 12 }, (_, i) => complaintOf(1, 3, { id: `again-${i}` }));
    expect(told(LAW, one, windows(5, rowsOf(15_000)))).toEqual([]);
    expect(told(LAW, people(12, 3, { proved: false }), windows(5, rowsOf(15_000)))).toEqual([]);
    expect(told(LAW, people(12, 3, { withdrawn: true }), windows(5, rowsOf(15_000)))).toEqual([]);
  });

  test('not by habitual complainants, who weigh little', () => {
    const habit = people(12, 2).flatMap((_, person) =>
      Array.from({ length: 11 }, (_, i) => complaintOf(person, 1, { id: `other-${person}-${i}`, attempt: undefined })),
    );
    expect(rates(LAW, [...habit, ...people(12, 3)], windows(5, rowsOf(15_000)))).toEqual([]);
  });

  test('attempts add up over line classes and provinces under one threshold', () => {
    const parts = [...rowsOf(7_500), ...rowsOf(7_500, { lineClass: 'interconnect', province: '110000' })];
    expect(rates(LAW, people(12, 3), windows(5, parts))[0]).toBe('complaint-rate number 95566: 12 of 15000, 30 d');
  });

  test('a province with a threshold of its own is judged apart', () => {
    const own = { what: 'complaints', value: 50, per: '10000-attempts', clause: 'house-caps' } as const;
    const law: LawPack = { ...LAW, provinces: { '650000': { thresholds: [own], clause: 'house-caps' } } };
    const there = people(12, 3, { attempt: attemptAt(3, { province: '650000' }) });
    const parts = [...rowsOf(10_000), ...rowsOf(5_000, { province: '650000' })];
    expect(rates(LAW, there, windows(5, parts))).toHaveLength(12);
    expect(rates(law, there, windows(5, parts, law))).toEqual([]);
    const many = findComplaints(
      law,
      people(80, 3, { attempt: attemptAt(3, { province: '650000' }) }),
      windows(5, parts, law),
    );
    expect(many[0]?.evidence).toMatchObject({ province: '650000', attempts: 5_000, threshold: own });
  });

  test('attempts that nobody counted convict nobody', () => {
    expect(rates(LAW, people(12, 3), windows(5, []))).toEqual([]);
  });

  test('evidence is bounded', () => {
    const [first] = findComplaints(LAW, people(300, 3), windows(5, rowsOf(15_000)));
    expect([first?.evidence.complainants, first?.evidence.complaintIds.length]).toEqual([300, MAX_EVIDENCE_IDS]);
  });

  test('none under a law that judges none', () => {
    const { complaintRates: _none, ...law } = LAW;
    expect(findComplaints(law, people(12, 3), windows(5, rowsOf(15_000)))).toEqual([]);
  });
});

describe('counts', () => {
  const counts = (...args: Parameters<typeof findComplaints>) =>
    told(...args).filter((line) => line.startsWith('complaint-count'));

  test('five in ten days, of who speaks, not of the chain', () => {
    expect(counts(LAW, people(4, 3), windows(5, rowsOf(40_000)))).toEqual([]);
    expect(counts(LAW, people(5, 3), windows(5, rowsOf(40_000)))).toEqual([
      'complaint-count number 95566: 5 of 40000, 10 d',
      'complaint-count line line-1: 5 of 40000, 10 d',
      'complaint-count merchant merchant-1: 5 of 40000, 10 d',
      'complaint-count content content-1: 5 of 40000, 10 d',
    ]);
    const before = [...people(4, 3), complaintOf(99, -6)];
    expect(counts(LAW, before, windows(5, rowsOf(40_000)))).toEqual([]);
  });

  test('are silent where the rate lies surely below', () => {
    expect(counts(LAW, people(5, 3), windows(5, rowsOf(1_000_000)))).toEqual([]);
  });

  test('two about a campaign line, and only about the line', () => {
    const onCampaign = people(2, 3, { attempt: attemptAt(3, { campaign: true }) });
    const found = findComplaints(LAW, onCampaign, windows(5, rowsOf(40_000)));
    expect(found.map(({ subject, evidence }) => [subject.kind, evidence.threshold.clause])).toEqual([
      ['line', 'house-campaign-line'],
    ]);
    expect(counts(LAW, people(2, 3), windows(5, rowsOf(40_000)))).toEqual([]);
    const mixed = [complaintOf(1, 3), complaintOf(2, 3, { attempt: attemptAt(3, { campaign: true }) })];
    expect(counts(LAW, mixed, windows(5, rowsOf(40_000)))).toEqual([]);
  });

  describe('over a province with a rate of its own', () => {
    const rate = { what: 'complaints', value: 2, per: '10000-attempts', clause: 'house-caps' } as const;
    const lawWith = (...thresholds: readonly Threshold[]): LawPack => ({
      ...LAW,
      provinces: { '650000': { thresholds, clause: 'house-caps' } },
    });
    const there = (persons: readonly number[]) =>
      persons.map((person) => complaintOf(person, 3, { attempt: attemptAt(3, { province: '650000' }) }));
    const elsewhere = [1, 2].map((person) => complaintOf(person, 3));
    const parts = (home: number) => [...rowsOf(30_000), ...rowsOf(home, { province: '650000' })];
    const counted = (law: LawPack, complaints: readonly CountableComplaint[], home = 10_000) =>
      findComplaints(law, complaints, windows(5, parts(home), law))
        .filter(({ kind, subject }) => kind === 'complaint-count' && subject.kind === 'line')
        .map(({ evidence }) => [evidence.complaints, evidence.attempts, evidence.province, evidence.threshold.value]);

    test('a rule of the country counts on, under the name of the country', () => {
      expect(counted(lawWith(rate), [...there([3, 4, 5]), ...elsewhere])).toEqual([[5, 40_000, undefined, 5]]);
      expect(counted(lawWith(rate), there([3, 4, 5, 6, 7]))).toEqual([[5, 40_000, undefined, 5]]);
      // Each complainant once, also over provinces.
      expect(counted(lawWith(rate), [...there([2, 4, 5]), ...elsewhere])).toEqual([]);
    });

    test('what came where the rate lies surely below does not add to it', () => {
      expect(counted(lawWith(rate), [...there([3, 4, 5]), ...elsewhere], 1_000_000)).toEqual([]);
      expect(counted(lawWith(rate), [...there([8]), ...people(5, 3)], 1_000_000)).toEqual([[5, 30_000, undefined, 5]]);
    });

    test('a rule of its own counts there, and the rule of the country the rest', () => {
      const own = { what: 'complaints', value: 3, per: 'days', days: 10, clause: 'house-caps' } as const;
      expect(counted(lawWith(rate, own), [...there([3, 4, 5]), ...elsewhere])).toEqual([[3, 10_000, '650000', 3]]);
    });
  });

  test('of a line class, by its own figure', () => {
    const personal = {
      what: 'complaints',
      value: 2,
      per: 'days',
      days: 10,
      lineClass: 'personal',
      clause: 'house-caps',
    };
    const law = { ...LAW, thresholds: [...(LAW.thresholds ?? []), personal] } as LawPack;
    const two = people(2, 3, { attempt: attemptAt(3, { lineClass: 'personal' }) });
    expect(counts(law, two, windows(5, rowsOf(40_000), law))).toHaveLength(4);
    expect(counts(law, people(2, 3), windows(5, rowsOf(40_000), law))).toEqual([]);
  });
});
