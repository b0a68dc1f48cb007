import type { ComplaintClaim, HouseCommand } from '@wurao/casework';
import type { MerchantId, PhoneNumber } from '@wurao/domain';

/** What the dice say: who, with whom, which of some words. */
export interface Dice {
  readonly act: number;
  readonly number: PhoneNumber;
  readonly merchant: MerchantId;
  readonly word: string;
}

export type Act = (dice: Dice, step: number) => HouseCommand;

/** What acts of casework need to know of the world they happen in. */
export interface ActWorld {
  nowMs(): number;
  readonly merchant: string;
  /** Ids of complaints and cases that were filed so far. */
  readonly complaints: readonly string[];
  readonly cases: readonly string[];
  readonly sanctions: readonly string[];
}

const complaintBy = (world: ActWorld, { number, word }: Dice, more: Partial<ComplaintClaim> = {}): HouseCommand => ({
  kind: 'fileComplaint',
  claim: {
    complainant: number,
    proved: true,
    reported: `0101234567${word.charCodeAt(0) % 10}`,
    channel: 'voice',
    atMs: world.nowMs() - 60_000,
    durationMs: 0,
    description: word,
    attachments: [{ name: 'a.png', type: 'image/png', bytes: 1, sha256: word.charCodeAt(0).toString(16).repeat(32) }],
    source: 'api',
    ...more,
  },
  gathered: {
    attempt: undefined,
    evidence: { gatheredMs: world.nowMs(), attempt: undefined, noAttempt: [], earlier: [] },
  },
});
const past = (ids: readonly string[], step: number): string => ids[(step * 7) % Math.max(1, ids.length)] ?? 'none';

const caseActs = (world: ActWorld): readonly Act[] => [
  (dice) => complaintBy(world, dice),
  (dice) => complaintBy(world, dice, { description: undefined }),
  (_, step) => ({
    kind: 'supplementComplaint',
    id: past(world.complaints, step),
    more: { proved: true, description: 'more' },
    gathered: {
      attempt: undefined,
      evidence: { gatheredMs: world.nowMs(), attempt: undefined, noAttempt: [], earlier: [] },
    },
  }),
  (_, step) => ({ kind: 'withdrawComplaint', id: past(world.complaints, step) }),
  ({ word }, step) => ({
    kind: 'stepCases',
    ids: [past(world.cases, step)],
    input: word === 'a' ? 'forward' : word === 'b' ? 'uphold' : 'tell',
    reason: word,
    party: word === 'a' ? { kind: 'merchant', id: world.merchant } : undefined,
    answer: undefined,
  }),
  ({ word }, step) => ({ kind: 'pauseCase', id: past(world.cases, step), reason: word }),
  (_, step) => ({ kind: 'resumeCase', id: past(world.cases, step) }),
];

const NO_COUNTS = { subscribers: [], protections: [], complaints: [], decisions: [], lateness: [], exposed: [] };
const bulletinActs = (world: ActWorld): readonly Act[] => [
  (_, step) => ({
    kind: 'keepFrozenCounts',
    frozen: {
      form: 1,
      period: `${2000 + Math.floor(step / 12)}-${String(1 + (step % 12)).padStart(2, '0')}`,
      takenAtMs: world.nowMs(),
      sequence: step,
      law: 'cn-2015',
      names: [],
      ...NO_COUNTS,
    },
  }),
  ({ number, word }) => ({
    kind: 'fileComplaintFindings',
    findings: [
      {
        kind: 'complaint-rate',
        subject: { kind: 'number', id: `${number}${word}` },
        evidence: {
          complaints: 3,
          complainants: 3,
          attempts: 9,
          lowerBound: 0.1,
          confidence: 0.9,
          threshold: { what: 'complaints', value: 1, per: '10000-attempts', clause: 'house-complaint-rate' },
          province: undefined,
          window: { by: 'rate', days: 30, fromMs: 0, toMs: 9 },
          law: 'cn-2015',
          provenance: '',
          complaintIds: [],
        },
      },
    ],
  }),
];

const sanctionActs = (world: ActWorld): readonly Act[] => [
  ({ number, word }, step) => ({
    kind: 'proposeSanctions',
    orders: [
      {
        kind: 'cap',
        target: { kind: 'number', id: number },
        grounds: [{ kind: 'case', id: past(world.cases, step) }],
        termDays: 1,
        perDay: 5,
        note: word,
        along: [],
      },
    ],
    imposeAtOnce: word === 'a',
  }),
  ({ word }, step) => ({
    kind: 'stepSanctions',
    ids: [past(world.sanctions, step)],
    input: word === 'a' ? 'impose' : word === 'b' ? 'lift' : 'drop',
    reason: word,
  }),
];

/** Acts of casework, each of which some table of a store must be rolled back from. */
export const houseActs = (world: ActWorld): readonly Act[] => [
  ...caseActs(world),
  ...bulletinActs(world),
  ...sanctionActs(world),
];
