import { type JournalledDecision, PURPOSES, type Purpose } from '@wurao/domain';
import { CN_2015, CN_2020_DRAFT, REASONS } from '@wurao/law';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { basis, line, NOW_MS, record } from '../fakes/facts.ts';
import type { Explanation } from '../ports.ts';
import { decisionText, decisionView } from '../views/decision-view.ts';
import { explanationView } from '../views/explanation-view.ts';
import { lawPage } from '../views/law-page.ts';
import { BEFORE_THE_CALLEE, CALLEE_DEPENDENT } from '../views/merchant-sight.ts';
import { nounView } from '../views/noun-fields.ts';

const HOUR_MS = 3_600_000;
const DAY = CN_2020_DRAFT;
const COMMERCIAL: readonly Purpose[] = ['marketing', 'survey', 'recruitment'];

/** Which step answers with which reason, as the engine does after step 4. */
const AFTER_THE_CALLEE: readonly (readonly [string, number])[] = [
  ['personally-refused', 5],
  ['content-not-approved', 6],
  ['content-mismatch', 6],
  ['disguised-promotion', 6],
  ['refused-by-subscriber', 8],
  ['do-not-disturb', 9],
  ['consent-withdrawn', 10],
  ['consent-of-former-holder', 10],
  ['consent-expired', 10],
  ['consent-out-of-scope', 10],
  ['consent-unconfirmed', 10],
  ['no-consent', 10],
  ['outside-hours', 11],
  ['too-often', 12],
];

const instants = fc.option(
  fc.integer({ min: -48, max: 48 }).map((hours) => NOW_MS + hours * HOUR_MS),
  { nil: undefined },
);

/** What the callee decides: the reason, its step, the fact, and when it may be tried again. */
const calleeFacts = (reasons: readonly (readonly [string, number])[]) =>
  fc.record({
    at: fc.constantFrom(...reasons),
    retryAtMs: instants,
    lawfulRetryAtMs: instants,
    fact: fc.integer({ min: 0, max: 99 }),
  });

const refusedBy = (
  facts: {
    at: readonly [string, number];
    retryAtMs: number | undefined;
    lawfulRetryAtMs: number | undefined;
    fact: number;
  },
  over: object,
  attempt: object,
): JournalledDecision =>
  record(
    {
      reason: facts.at[0],
      step: facts.at[1],
      retryAtMs: facts.retryAtMs,
      lawfulRetryAtMs: facts.lawfulRetryAtMs,
      fact: facts.fact as never,
      ...over,
    },
    attempt,
  );

const twoCallees = (reasons: readonly (readonly [string, number])[]) =>
  fc.tuple(calleeFacts(reasons), calleeFacts(reasons));
const commercialPurpose = fc.constantFrom(...COMMERCIAL);
const mode = fc.constantFrom('attempt' as const, 'screen' as const);
const laws = fc.constantFrom(CN_2020_DRAFT, CN_2015);

const explained = (made: JournalledDecision): Explanation => ({
  record: made,
  steps: Array.from({ length: made.decision.step }, (_, at) => ({
    step: at + 1,
    question: { zh: '', en: `question ${at + 1}` },
    looked: {
      callee: made.attempt.callee,
      lists: made.decision.fact,
      bases: [made.decision.reason],
      preference: made.decision.reason,
      line: 'line-sample-1',
    },
    answer: at + 1 === made.decision.step ? made.decision.reason : 'passed',
    answered: at + 1 === made.decision.step,
  })),
  fact: {
    id: `fact-${made.decision.fact}`,
    kind: 'consent',
    merchant: made.decision.merchant,
    sequence: made.decision.fact,
  },
  reproduced: true,
});

const merchantSees = (made: JournalledDecision, law = DAY): string =>
  decisionText('merchant', made, law) + JSON.stringify(explanationView('merchant', explained(made), law));

describe('a line', () => {
  it('shows by what its calls are recognised to all but merchants, and to nobody what stands for the password', () => {
    // As a careless register would tell it: with the password of the command, and with what is stored.
    const digest = {
      ...line.entry?.digest,
      password: 'correct horse battery',
      ha1: { md5: 'secret-md5', sha256: 'x' },
    };
    const careless = { ...line, entry: { ...line.entry, digest } };
    for (const role of ['admin', 'carrier', 'handler', 'regulator'] as const) {
      const seen = nounView('line', role, careless);
      expect(seen).toMatchObject({ sip: line.sip, entry: { addresses: line.entry?.addresses } });
      expect((seen['entry'] as { digest: object }).digest).toEqual({ user: 'bank', realm: 'sip.carrier.example' });
    }
    const seen = nounView('line', 'merchant', careless);
    expect(Object.keys(seen)).toEqual(['id', 'name', 'class', 'enforcement', 'status']);
  });
});

describe('the register is no oracle', () => {
  it('without a confirmed basis every refusal after the line and the filing reads the same', () => {
    fc.assert(
      fc.property(twoCallees(AFTER_THE_CALLEE), commercialPurpose, mode, laws, ([one, two], purpose, as, law) => {
        const attempt = { mode: as, purpose };
        const [a, b] = [one, two].map((facts) => refusedBy(facts, { purpose, holdsConfirmed: false }, attempt));
        expect(merchantSees(a as JournalledDecision, law)).toBe(merchantSees(b as JournalledDecision, law));
        expect(decisionView('merchant', a as JournalledDecision, law).reason).toBe('no-basis');
      }),
    );
  });

  it('of its own people a merchant cannot tell one wish from another', () => {
    const wishes = AFTER_THE_CALLEE.filter(([reason]) => CALLEE_DEPENDENT.has(reason));
    fc.assert(
      fc.property(twoCallees(wishes), fc.constantFrom(...PURPOSES), mode, ([one, two], purpose, as) => {
        const [a, b] = [one, two].map((facts) =>
          refusedBy(facts, { purpose, holdsConfirmed: true }, { mode: as, purpose }),
        );
        expect(merchantSees(a as JournalledDecision)).toBe(merchantSees(b as JournalledDecision));
        expect(decisionView('merchant', a as JournalledDecision, DAY).reason).toBe('refused');
      }),
    );
  });

  it('a screen without a confirmed basis answers no-basis even where it would be allowed', () => {
    const allows = [
      'consented',
      'requested',
      'related',
      'personally-allowed',
      'basis-not-required',
      'observed',
    ] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...allows),
        calleeFacts(AFTER_THE_CALLEE),
        commercialPurpose,
        (reason, facts, purpose) => {
          const wouldBe = reason === 'observed' ? facts.at[0] : undefined;
          const allowed = record(
            { decision: 'allow', reason, step: 13, wouldBe, purpose, holdsConfirmed: false },
            { mode: 'screen', purpose },
          );
          const refused = refusedBy(facts, { purpose, holdsConfirmed: false }, { mode: 'screen', purpose });
          expect(merchantSees(allowed)).toBe(merchantSees(refused));
        },
      ),
    );
  });

  it('an observing line tells of what it would refuse no more than an enforcing one', () => {
    fc.assert(
      fc.property(twoCallees(AFTER_THE_CALLEE), commercialPurpose, ([one, two], purpose) => {
        const [a, b] = [one, two].map(({ at, fact }) =>
          record(
            {
              decision: 'allow',
              reason: 'observed',
              step: at[1],
              wouldBe: at[0],
              fact: fact as never,
              purpose,
              holdsConfirmed: false,
            },
            { purpose },
          ),
        );
        expect(merchantSees(a as JournalledDecision)).toBe(merchantSees(b as JournalledDecision));
      }),
    );
  });

  it("the subscriber's own hours read as refused, the law's as outside-hours with the law's instant", () => {
    const own = record({
      reason: 'outside-hours',
      step: 11,
      retryAtMs: NOW_MS + HOUR_MS,
      lawfulRetryAtMs: NOW_MS,
      holdsConfirmed: true,
    });
    expect(decisionView('merchant', own, DAY)).toMatchObject({ reason: 'refused' });
    expect(decisionView('merchant', own, DAY)).not.toHaveProperty('retryAt');
    const law = record({
      reason: 'outside-hours',
      step: 11,
      retryAtMs: NOW_MS + 5 * HOUR_MS,
      lawfulRetryAtMs: NOW_MS + HOUR_MS,
      holdsConfirmed: true,
    });
    expect(decisionView('merchant', law, DAY)).toMatchObject({
      reason: 'outside-hours',
      retryAt: '2026-03-01T03:00:00.000Z',
    });
    expect(decisionView('carrier', law, DAY)).toMatchObject({ retryAt: '2026-03-01T07:00:00.000Z' });
  });

  it('too-often tells a merchant no instant inside lawful hours', () => {
    const made = record({
      reason: 'too-often',
      step: 12,
      retryAtMs: NOW_MS + 24 * HOUR_MS,
      lawfulRetryAtMs: NOW_MS,
      holdsConfirmed: true,
    });
    expect(decisionView('merchant', made, DAY)).toMatchObject({ reason: 'too-often' });
    expect(decisionView('merchant', made, DAY)).not.toHaveProperty('retryAt');
  });

  it('what is answered before the callee is looked at stays as it is', () => {
    for (const reason of BEFORE_THE_CALLEE) {
      const { decision } = REASONS.find(({ key }) => key === reason) ?? { decision: 'refuse' };
      const made = record({ decision, reason, step: 2 }, { mode: 'screen' });
      expect(decisionView('merchant', made, DAY)).toMatchObject({ decision, reason });
    }
  });

  it('a merchant does not read that a number was recycled', () => {
    const recycled = { ...basis, ended: { how: 'recycled' as const, sequence: basis.sequence, atMs: NOW_MS } };
    expect(nounView('basis', 'merchant', recycled)).toEqual(nounView('basis', 'merchant', basis));
    expect(nounView('basis', 'regulator', recycled)).toHaveProperty('ended');
  });
});

describe('the decision as text', () => {
  it('is the view as JSON, for every role and reason', () => {
    const roles = fc.constantFrom('admin' as const, 'merchant' as const, 'carrier' as const);
    const reasons = fc.constantFrom(...REASONS);
    const wouldBe = fc.option(fc.constantFrom('no-consent', 'do-not-disturb'), { nil: undefined });
    fc.assert(
      fc.property(
        roles,
        reasons,
        wouldBe,
        instants,
        fc.boolean(),
        mode,
        (role, { key, decision }, would, retryAtMs, holdsConfirmed, as) => {
          const made = record(
            { decision, reason: key, wouldBe: would, retryAtMs, lawfulRetryAtMs: retryAtMs, holdsConfirmed },
            { mode: as },
          );
          expect(decisionText(role, made, DAY)).toBe(JSON.stringify(decisionView(role, made, DAY)));
        },
      ),
    );
  });
});

describe('explanations', () => {
  const made = record({ decision: 'allow', reason: 'consented', step: 13, holdsConfirmed: true });
  const keysOf = (role: 'merchant' | 'carrier' | 'subscriber' | 'regulator') => {
    const steps = explanationView(role, explained(made), DAY)['steps'] as { step: number; looked: object }[];
    return new Set(steps.flatMap(({ looked }) => Object.keys(looked)));
  };

  it('show a merchant and a carrier no list, preference or basis of others', () => {
    for (const role of ['merchant', 'carrier'] as const) {
      const steps = explanationView(role, explained(made), DAY)['steps'] as { step: number; looked: object }[];
      for (const { step, looked } of steps.filter((shown) => shown.step >= 5 && shown.step !== 7)) {
        expect(Object.keys(looked), `step ${step}`).not.toEqual(expect.arrayContaining(['lists']));
        expect(looked).not.toHaveProperty('preference');
        expect(looked).not.toHaveProperty('bases');
      }
    }
    expect(keysOf('merchant').has('lists')).toBe(false);
  });

  it('say for which instant a screen asked', () => {
    const asked = record({}, { mode: 'screen', asOfMs: NOW_MS - HOUR_MS });
    for (const role of ['admin', 'merchant', 'subscriber'] as const) {
      expect(explanationView(role, explained(asked), DAY)['attempt']).toMatchObject({ at: '2026-03-01T01:00:00.000Z' });
    }
    expect(explanationView('admin', explained(made), DAY)['attempt']).not.toHaveProperty('at');
  });

  it('show a subscriber and a regulator what was looked at', () => {
    expect(keysOf('subscriber').has('lists')).toBe(true);
    expect(keysOf('regulator').has('preference')).toBe(true);
  });
});

it('a law page says at which figures somebody steps in, by class of line, and how surely', () => {
  const standing = { inForce: true, fromMs: undefined };
  const page = lawPage(CN_2020_DRAFT, 'en', standing);
  expect(page).toMatch(/complaints<\/td>\s*<td>1 \/ 10000-attempts<\/td>\s*<td>[^\n]*#house-complaint-rate/);
  expect(page).toMatch(/complaints<\/td>\s*<td>5 \/ 10 d<\/td>\s*<td>[^\n]*#house-complaints-in-days/);
  expect(page).toMatch(/complaintRates<\/td>\s*<td>1000 \/ 1000000; 30, 360 d; [^\n]*#house-complaint-weight/);
  const personal = {
    what: 'complaints',
    value: 9,
    per: '10000-attempts',
    lineClass: 'personal',
    clause: 'house-caps',
  } as const;
  expect(lawPage({ ...CN_2020_DRAFT, thresholds: [personal] }, 'en', standing)).toMatch(/complaints, personal<\/td>/);
});

it('a law page says whose messages must be signed, where somebody must', () => {
  const signatureRequired = { purposes: ['marketing', 'care'], clause: 'draft-consent' } as const;
  const standing = { inForce: true, fromMs: undefined };
  expect(lawPage({ ...CN_2020_DRAFT, signatureRequired }, 'en', standing)).toMatch(
    /signatureRequired<\/td>\s*<td>marketing, care<\/td>\s*<td>[^\n]*#draft-consent/,
  );
  expect(lawPage(CN_2020_DRAFT, 'en', standing)).not.toContain('signatureRequired');
});

it('a page shows who must act by when, and by which clause', () => {
  const standing = { inForce: true, fromMs: undefined };
  const row = (name: string, days: string, clause: string) =>
    new RegExp(`<td>${name}</td>\\s*<td>${days}</td>\\s*<td>[^\\n]*#${clause}`);
  const page = lawPage(CN_2020_DRAFT, 'en', standing);
  expect(page).toMatch(row('report', '15 working days', 'draft-31'));
  expect(page).toMatch(row('bad-list', '30 days', 'order42-bad-list'));
  expect(lawPage(CN_2015, 'zh', standing)).toMatch(row('tell', '3 个工作日', 'house-clocks'));
});
