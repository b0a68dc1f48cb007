import { CATEGORIES, CHANNELS, type DecisionId, ENDERS, PURPOSES, ROLES } from '@wurao/domain';
import { REASONS } from '@wurao/law';
import fc from 'fast-check';
import type { JournalEntry, OutcomeEntry } from '../record.ts';

/** 2026-03-02 12:00 in China. */
export const NOON_MS = Date.parse('2026-03-02T12:00:00+08:00');

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
const count = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const sequence = fc.maxSafeNat();
const instant = fc.integer({ min: 0, max: 4_102_444_800_000 });
const name = fc.string({ maxLength: 40 });
// Well-formed texts of every length class: a lone surrogate cannot be kept, nor can it arrive.
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    '',
    '【样本银行】您的贷款额度已批,回T退订',
    'x'.repeat(64),
    'x'.repeat(65),
    '勿'.repeat(200),
    'y'.repeat(20_000),
  ),
);
const reason = fc.constantFrom(
  ...REASONS.map(({ key, code }) => ({ reason: key as string, reasonCode: code as number })),
);
const foreignReason = fc.record({ reason: name, reasonCode: fc.integer({ min: 200, max: 65_535 }) });

const attempt = fc.record({
  mode: fc.constantFrom('attempt', 'screen'),
  channel: fc.constantFrom(...CHANNELS),
  caller: maybe(fc.constantFrom('95555', '+8613800000009', '4008000000', '+862112345678')),
  callee: fc.constantFrom('+8613800000001', '+8613800000002', '+8613800000003', '110'),
  line: maybe(fc.constantFrom('line-sample-1', 'line-sample-2')),
  merchant: maybe(fc.constantFrom('merchant-sample-bank', 'merchant-sample-school')),
  purpose: maybe(fc.constantFrom(...PURPOSES)),
  category: maybe(fc.constantFrom(...CATEGORIES)),
  content: maybe(name),
  text: maybe(text),
  permit: maybe(fc.record({ id: name, filing: maybe(name) })),
  attemptId: maybe(name),
  assertedCaller: maybe(fc.constant('+8613800000008')),
  firstCalled: maybe(fc.constant('+8613800000007')),
  stir: maybe(
    fc.record({
      status: fc.constantFrom('verified', 'failed', 'absent', 'not-checked'),
      attest: maybe(fc.constantFrom('A', 'B', 'C')),
      reason: maybe(fc.constantFrom('signature-wrong', 'stale', 'no-identity')),
    }),
  ),
  asOfMs: maybe(fc.integer({ min: 0, max: 4e12 })),
  roaming: fc.boolean(),
  classified: maybe(fc.constantFrom(...PURPOSES)),
});

const decision = fc
  .record({
    decision: fc.constantFrom('allow', 'refuse'),
    reasons: fc.oneof({ weight: 9, arbitrary: reason }, { weight: 1, arbitrary: foreignReason }),
    step: fc.integer({ min: 1, max: 13 }),
    wouldBe: maybe(fc.constantFrom('do-not-disturb', 'no-consent', 'something-later')),
    law: fc.constantFrom('cn-2020-draft', 'cn-2015'),
    dataVersion: sequence,
    retryAtMs: maybe(instant),
    lawfulRetryAtMs: maybe(instant),
    merchant: maybe(fc.constantFrom('merchant-sample-bank', 'merchant-sample-school')),
    filing: maybe(name),
    carrier: maybe(name),
    purpose: maybe(fc.constantFrom(...PURPOSES)),
    categories: fc.integer({ min: 0, max: (1 << CATEGORIES.length) - 1 }),
    fact: sequence,
    holdsConfirmed: fc.boolean(),
    counted: fc.boolean(),
    counters: fc.record({ today: count, window: count, distinctCallees: count, sanctioned: count }),
  })
  .map(({ reasons, ...rest }) => ({ ...rest, ...reasons }));

const asker = fc.record({
  role: fc.constantFrom(...ROLES),
  party: maybe(fc.constantFrom('merchant-sample-bank', 'party-carrier')),
  keyId: maybe(fc.constantFrom('key-1', 'key-2')),
});

/** Any entry at all, within a few numbers and merchants so that questions find something. */
export const anyEntry = (atMs: fc.Arbitrary<number> = instant): fc.Arbitrary<JournalEntry> =>
  fc.record({
    atMs,
    attempt,
    decision,
    asker: maybe(asker),
    latencyUs: count,
  }) as unknown as fc.Arbitrary<JournalEntry>;

/** The same entries on every run. */
export const someEntries = (howMany: number, seed: number, atMs?: fc.Arbitrary<number>): JournalEntry[] =>
  fc.sample(anyEntry(atMs), { numRuns: howMany, seed });

/** Any outcome of one of these decisions. */
export const anyOutcome = (decisions: readonly DecisionId[], atMs = instant): fc.Arbitrary<OutcomeEntry> =>
  fc.record({
    decision: fc.constantFrom(...decisions),
    atMs,
    source: fc.constantFrom('gate', 'call-record'),
    status: fc.integer({ min: 100, max: 699 }),
    ringingMs: maybe(instant),
    answeredMs: maybe(instant),
    endedMs: maybe(instant),
    endedBy: maybe(fc.constantFrom(...ENDERS)),
  });

/** Any end of the message of one of these decisions. */
export const anyMessageEnd = (decisions: readonly DecisionId[], atMs = instant): fc.Arbitrary<OutcomeEntry> =>
  fc
    .record({
      decision: fc.constantFrom(...decisions),
      atMs,
      endedMs: instant,
      state: fc.constantFrom('DELIVRD', 'EXPIRED', 'UNDELIV', 'REJECTD', 'MK', 'XA:0012'),
      error: fc.constantFrom('000', '12', 'x', '999'),
    })
    .map(({ state, error, ...rest }) => ({ ...NO_CALL, ...rest, source: 'report', message: { state, error } }));
const NO_CALL = { status: 0, ringingMs: undefined, answeredMs: undefined, endedBy: undefined } as const;
