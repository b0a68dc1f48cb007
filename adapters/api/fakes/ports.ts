import { createHash } from 'node:crypto';
import {
  type ApiKey,
  type Attempt,
  asId,
  asSequence,
  compareNumbering,
  compileNumbering,
  failure,
  type JournalledDecision,
  joinCalls,
  type NearDecision,
  type NumberingPlan,
  type Result,
  readNumberingPlan,
  readReply,
  success,
} from '@wurao/domain';
import { CN_2020_DRAFT, LAW_PACKS } from '@wurao/law';
import type { ReplyInput } from '@wurao/registry';
import type {
  ApiPorts,
  AskerSummary,
  AttemptSummary,
  ExplainedStep,
  Explanation,
  GatePort,
  ResultFailure,
} from '../ports.ts';
import type { RepliesPort, ReplyAsker } from '../replies-port.ts';
import { fakeAudit } from './audit.ts';
import { fakeBulletins, fakeRates } from './bulletins.ts';
import { fakeCasework } from './casework.ts';
import { type FakeControl, fakeControl } from './control.ts';
import { allowed, BANK, basis, CONTENTS, KEYS, LINE_ID, line, merchant, NOW_MS, PERSON, record } from './facts.ts';
import { fakeFigures } from './figures.ts';
import { fakeHeld } from './held.ts';
import { fakeImports } from './imports.ts';
import { fakeLive } from './live.ts';
import { fakeMembers, fakeSignIn } from './members.ts';
import { fakeReplays } from './replays.ts';

export interface FakeGate extends GatePort {
  readonly keys: Map<string, ApiKey>;
  readonly asked: {
    readonly attempt: Attempt;
    readonly permit: string | undefined;
    readonly atMs: number | undefined;
  }[];
  /** What the next decisions answer, whatever is asked. */
  answer: JournalledDecision | ResultFailure | undefined;
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

const fakeGate = (): FakeGate => {
  const keys = new Map(Object.entries(KEYS).map(([token, key]) => [hashOf(token), key]));
  const decide = (attempt: Attempt): JournalledDecision => ({
    ...(attempt.callee === PERSON ? allowed : record()),
    attempt,
  });
  const gate: FakeGate = {
    keys,
    asked: [],
    answer: undefined,
    ready: () => true,
    nowMs: () => NOW_MS,
    law: () => CN_2020_DRAFT,
    lawPack: (id) => LAW_PACKS.get(id),
    laws: () => ({
      inForce: CN_2020_DRAFT.id,
      packs: [...LAW_PACKS.values()].map((pack) => ({ pack, installedMs: undefined })),
      terms: [{ law: CN_2020_DRAFT.id, fromMs: 0 }],
    }),
    keyByHash: (hash) => keys.get(hash),
    posted: () => 0,
    line: (id) => (id === LINE_ID ? line : undefined),
    merchant: (id) => (id === BANK ? merchant : undefined),
    contentsOf: (id) => (id === BANK ? CONTENTS : []),
    decide: async (attempt, permit, _asker, atMs) => {
      gate.asked.push({ attempt, permit, atMs });
      return gate.answer ?? decide(attempt);
    },
    screen: (attempts) => {
      const { answer } = gate;
      if (answer !== undefined && 'ok' in answer) return answer;
      const decisions = attempts.map((attempt) => (answer ?? decide(attempt)).decision);
      for (const attempt of attempts) gate.asked.push({ attempt, permit: undefined, atMs: attempt.asOfMs });
      const writeId = (target: Uint8Array, at: number, row: number): number => {
        const id = `decision-${row + 1}`;
        for (let i = 0; i < id.length; i++) target[at + i] = id.charCodeAt(i);
        return at + id.length;
      };
      return { atMs: NOW_MS, decisions, writeId };
    },
    issuePermit: async (attempt) => {
      if (gate.answer) return gate.answer;
      const decision = decide(attempt);
      if (decision.decision.decision === 'refuse') return decision;
      return { permit: 'wp_example', permitId: 'permit-1', expiresMs: NOW_MS + 30_000, decision };
    },
  };
  return gate;
};

const step = (
  at: number,
  en: string,
  zh: string,
  looked: Record<string, unknown>,
  answer = 'passed',
): ExplainedStep => ({
  step: at,
  question: { zh, en },
  looked,
  answer,
  answered: answer !== 'passed',
});

const explanation: Explanation = {
  record: allowed,
  steps: [
    step(1, 'Is the callee an emergency number?', '被叫是紧急号码吗？', { callee: PERSON }),
    step(2, 'Is the line known, and the caller right for its class?', '线路已知，且主叫对该类线路合规吗？', {
      line: LINE_ID,
      lineClass: 'access',
      chain: line.chain,
      caller: '95588',
      filing: 'filing-sample-1',
      merchant: BANK,
    }),
    step(9, "Does the subscriber's do-not-disturb bar this?", '用户的免打扰设置禁止此类联系吗？', {
      preference: { on: false },
      kept: false,
    }),
    step(13, 'On what basis is it allowed?', '依据为何？', { basis: 'consent', sequence: 41 }, 'consented'),
  ],
  fact: { ...basis },
  reproduced: true,
};

const attemptSummary: AttemptSummary = {
  id: asId('decision-1'),
  atMs: NOW_MS,
  decision: 'allow',
  reason: 'consented',
  channel: 'voice',
  purpose: 'marketing',
  caller: '95588',
  callee: PERSON,
  merchant: BANK,
  line: LINE_ID,
};

const asker: AskerSummary = {
  merchant: BANK,
  role: 'merchant',
  attempts: 2,
  screens: 1,
  allowed: 1,
  refused: 2,
  firstMs: NOW_MS - 60_000,
  lastMs: NOW_MS,
};

const refusedSummary: AttemptSummary = {
  ...attemptSummary,
  id: asId('decision-0'),
  decision: 'refuse',
  reason: 'outside-hours',
};

const NUMBERING_ROWS = [
  { line: 2, prefix: '1380000', province: '北京', city: '北京', areaCode: '010', carrier: '移动' },
  { line: 3, prefix: '1390571', province: '浙江', city: '杭州', areaCode: '0571', carrier: '移动' },
];

const planOf = (rows: typeof NUMBERING_ROWS, asOf: string): NumberingPlan => {
  const bytes = compileNumbering(rows, { asOf, source: 'an example' });
  const plan = bytes.ok ? readNumberingPlan(bytes.value) : bytes;
  if (!plan.ok) throw new Error(plan.title);
  return plan.value;
};

const fakeNumbering = (): ApiPorts['numbering'] => {
  const present = planOf(NUMBERING_ROWS, '2026-01');
  return {
    current: () => present,
    sinceMs: () => Date.parse('2026-02-01T02:00:00Z'),
    replace: async ({ from, asOf = '2026-03-01', dryRun = false }) => {
      const next = planOf([...NUMBERING_ROWS, { ...NUMBERING_ROWS[1], line: 4, prefix: '1390572' } as never], asOf);
      const { version, head } = next;
      const comparison = compareNumbering(present, next);
      return success({ version, asOf, source: from, prefixes: head.prefixes, replaced: !dryRun, comparison });
    },
  };
};

const refusedRecord: JournalledDecision = { ...record({ merchant: BANK }), id: asId('decision-0') };
const NEAR: NearDecision = {
  id: allowed.id,
  atMs: NOW_MS,
  caller: allowed.attempt.caller ?? PERSON,
  callee: PERSON,
  isAllowed: true,
  told: [],
};
const CARD = 'eyJhbGciOiJFUzI1NiJ9.eyJqY2FyZCI6W119.c2lnbmF0dXJl';

const fakeArchive = (): ApiPorts['archive'] => ({
  explain: async (id): Promise<Result<Explanation>> =>
    id === allowed.id ? success(explanation) : failure('not-found', 'Not found'),
  byId: async (id) => {
    const found = [allowed, refusedRecord].find((known) => known.id === id);
    return found ? success(found) : failure('not-found', 'Not found');
  },
  attemptsOf: async (_callee, { decision }) =>
    success({ items: [decision === 'refuse' ? refusedSummary : attemptSummary], next: undefined }),
  askersOf: async () => success([asker]),
  usesOf: async () => success([{ fact: basis.sequence, uses: 3, lastMs: NOW_MS }]),
  countByReason: async () => success([]),
  traffic: async () =>
    success([
      {
        line: LINE_ID,
        caller: '95588',
        merchant: BANK,
        purpose: 'marketing',
        channel: 'voice',
        attempts: 1200,
      } as const,
      { line: LINE_ID, caller: '95588', merchant: BANK, purpose: 'service', channel: 'voice', attempts: 300 } as const,
    ] as never),
});

/** The person's call was let through, and nothing was told of it yet. */
const fakeOutcomes: ApiPorts['outcomes'] = {
  recordCalls: async (_line, records) => success(joinCalls(records, [NEAR])),
};

export interface FakeReplies extends RepliesPort {
  readonly received: { readonly reply: ReplyInput; readonly asked: ReplyAsker }[];
}

/** Whatever is said was said to the bank. */
const fakeReplies = (): FakeReplies => {
  const received: FakeReplies['received'] = [];
  return {
    received,
    receive: async (reply, asked) => {
      received.push({ reply, asked });
      const { means } = readReply(reply.text);
      if (means !== 'refuses') return success({ means });
      return success({
        means,
        meantFor: 'filing',
        refused: [{ merchant: BANK, sequence: asSequence(41), repeated: false }],
        sequence: asSequence(41),
        effectiveAfterMs: 3,
      });
    },
  };
};

/** A reference is the decision's id and a tag that is the same for all. */
const fakeRedress: ApiPorts['redress'] = {
  decisionOf: (reference) => {
    const [id = '', tag] = reference.split('.');
    return tag === 'AAAAAAAAAAAAAAAAAAAAAA' ? asId(id) : undefined;
  },
  card: (decision, _line, atMs) => (decision === refusedRecord.id && atMs === NOW_MS ? CARD : undefined),
};

export interface FakePorts extends ApiPorts {
  readonly gate: FakeGate;
  readonly control: FakeControl;
  readonly replies: FakeReplies;
}

export const fakePorts = (): FakePorts => portsAround(fakeGate());

const portsAround = (gate: FakeGate): FakePorts => ({
  redress: fakeRedress,
  imports: fakeImports(),
  gate,
  live: fakeLive(gate),
  keyUse: { note: () => undefined, of: () => ({ lastUsedMs: NOW_MS, callsToday: 7 }) },
  control: fakeControl(),
  archive: fakeArchive(),
  outcomes: fakeOutcomes,
  replies: fakeReplies(),
  bulletins: fakeBulletins,
  rates: fakeRates,
  figures: fakeFigures,
  casework: fakeCasework,
  audit: fakeAudit,
  held: fakeHeld(),
  messageReports: { report: async () => success({ carried: 'no', finding: 'finding-2' }) },
  replays: fakeReplays(explanation),
  numbering: fakeNumbering(),
  signIn: fakeSignIn(),
  members: fakeMembers,
  classifier: {
    unsure: () => [
      { text: '【某银行】网点已迁，详询955880000', purpose: 'marketing', commercial: true, probability: 0.7123456789 },
    ],
    classify: () => ({
      seen: 'disguised',
      purpose: 'marketing',
      category: 'loan',
      commercial: true,
      probability: 0.9964,
      words: ['利率优惠', '提额'],
    }),
  },
  backup: async ({ directory, into }) =>
    success({
      directory: directory ?? `${into}/wurao-20260131T020000Z`,
      sequence: asSequence(46),
      journalSequence: 12,
      files: 6,
      bytes: 262_144,
      sharedBytes: 0,
      encrypted: false,
      removed: [],
      tookMs: 40,
    }),
  backupProgress: () => ({ stage: 'copy', doneBytes: 131_072, totalBytes: 262_144 }),
  metrics: () => '# TYPE wurao_decisions_total counter\nwurao_decisions_total 0\n',
  health: () => ({ alive: true, ready: true, detail: { appliedSequence: 41, headSequence: 41 } }),
});
